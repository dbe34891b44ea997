"""What Inspect finds through its entry point: the tasks, responders and judges."""

from mentaleval.bridge.judging import register_judges
from mentaleval.bridge.responding import register_responders, replay
from mentaleval.bridge.tasks import REGISTERED, by_rubric, respond

register_responders()
register_judges()

__all__ = ["REGISTERED", "by_rubric", "replay", "respond"]
