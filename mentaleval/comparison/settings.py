"""What a person may decide about a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mentaleval.rubric import SEVEN
from mentaleval.trust import DEFAULT_SEED
from mentaleval.vocabulary import Rubric, Scale

ALL_JUDGES: Final = "all judges"
"""What stands for a judge where every judge helps at once."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How responders are compared.

    Parameters
    ----------
    seed
        Seeds the simultaneous intervals.
    responders
        Whom to compare, in this order; empty for everybody.
    judges
        Which judges help; empty for all of them.
    cut
        Near the ceiling the share of ratings at or below it is compared: by default the middle
        of the scale (3 of 1-5).
    confidence
        Of every interval.
    rubric
        Gives the attributes their order and the composites their parts.
    scale
        The scale that the ratings were read on, where it is not the rubric's own.
    """

    seed: int = DEFAULT_SEED
    responders: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    cut: float | None = None
    confidence: float = 0.95
    rubric: Rubric = SEVEN
    scale: Scale | None = None
