"""Invented conversations with simulated ratings, to try mentaleval on."""
