"""A comparison put in the order in which it is read: see `mentaleval.comparison.parts`."""

from mentaleval.comparison.parts import OneJudge, Part, headline, judges_help

__all__ = ["OneJudge", "Part", "headline", "judges_help"]
