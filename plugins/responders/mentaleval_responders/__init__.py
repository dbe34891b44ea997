"""The responders that come with mentaleval."""

from mentaleval import Responder, hookimpl
from mentaleval_responders.local import Local
from mentaleval_responders.model import ModelResponder
from mentaleval_responders.original import Original
from mentaleval_responders.presets import PAPER
from mentaleval_responders.recorded import Recorded

__all__ = ["PAPER", "Local", "ModelResponder", "Original", "Recorded", "responders"]


@hookimpl
def responders() -> list[type[Responder]]:
    """Answer the hook of the same name."""
    return [ModelResponder, Local, *PAPER, Recorded, Original]
