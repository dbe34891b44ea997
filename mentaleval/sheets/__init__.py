"""Asking humans well: who rates what, blinded, on which sheet, and what comes back."""
