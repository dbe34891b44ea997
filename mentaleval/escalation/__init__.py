"""Which single responses need a human, and what is promised of the others."""

from mentaleval.escalation.escalating import ESCALATED, escalate
from mentaleval.escalation.results import AttributeResult, Escalation, Group, Need, Queued
from mentaleval.escalation.settings import Settings

__all__ = [
    "ESCALATED",
    "AttributeResult",
    "Escalation",
    "Group",
    "Need",
    "Queued",
    "Settings",
    "escalate",
]
