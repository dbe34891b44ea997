"""Responders compared: judge ratings corrected by the human labels that there are."""

from mentaleval.comparison.compare import compare
from mentaleval.comparison.refusals import refused_correction, require_correction
from mentaleval.comparison.results import (
    Account,
    Comparison,
    Difference,
    Heading,
    Pair,
    Ranks,
    ResponderMean,
)
from mentaleval.comparison.settings import ALL_JUDGES, Settings

__all__ = [
    "ALL_JUDGES",
    "Account",
    "Comparison",
    "Difference",
    "Heading",
    "Pair",
    "Ranks",
    "ResponderMean",
    "Settings",
    "compare",
    "refused_correction",
    "require_correction",
]
