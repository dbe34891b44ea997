"""What plugin authors test with: the conformance suite, a scripted model, and canaries."""

from mentaleval.testing.attacks import ATTACKS, PLEA
from mentaleval.testing.conformance import Check, NotConforming, conformance
from mentaleval.testing.measuring import canary_shifts
from mentaleval.testing.script import Script, scripted
from mentaleval.testing.twins import CLEAN, canaries

__all__ = [
    "ATTACKS",
    "CLEAN",
    "PLEA",
    "Check",
    "NotConforming",
    "Script",
    "canaries",
    "canary_shifts",
    "conformance",
    "scripted",
]
