"""From ratings to verdicts: which judge may be trusted, on what, and for which use."""

from mentaleval.trust.assess import assess, assess_settled
from mentaleval.trust.assessment import (
    Assessment,
    Cell,
    HumanMeans,
    Influence,
    Input,
    Preflight,
    PublishedLabel,
    ReferenceEntry,
    ResponderMean,
    Ruling,
    WithoutBlanks,
)
from mentaleval.trust.settings import DEFAULT_SEED, Method, Settings

__all__ = [
    "DEFAULT_SEED",
    "Assessment",
    "Cell",
    "HumanMeans",
    "Influence",
    "Input",
    "Method",
    "Preflight",
    "PublishedLabel",
    "ReferenceEntry",
    "ResponderMean",
    "Ruling",
    "Settings",
    "WithoutBlanks",
    "assess",
    "assess_settled",
]
