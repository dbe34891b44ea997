"""Responders compared: judge ratings corrected by the human labels that there are."""
