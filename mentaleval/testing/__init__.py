"""What plugin authors test with: a scripted model, and canaries that say how far a judge moves."""

from mentaleval.testing.attacks import ATTACKS, PLEA
from mentaleval.testing.measuring import canary_shifts
from mentaleval.testing.script import Script, scripted
from mentaleval.testing.twins import CLEAN, canaries

__all__ = ["ATTACKS", "CLEAN", "PLEA", "Script", "canaries", "canary_shifts", "scripted"]
