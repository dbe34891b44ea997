"""Before anybody is paid: how many responders, conversations, raters and overlaps it takes."""

from mentaleval.planning.plan import plan
from mentaleval.planning.results import AttributePlan, Lever, Option, PilotStudy, Plan, Size
from mentaleval.planning.settings import Aim, Settings

__all__ = [
    "Aim",
    "AttributePlan",
    "Lever",
    "Option",
    "PilotStudy",
    "Plan",
    "Settings",
    "Size",
    "plan",
]
