"""What a person may decide about a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from mentaleval.comparison.refusals import require_correction
from mentaleval.errors import UsageError
from mentaleval.rubric import SEVEN
from mentaleval.trust import DEFAULT_SEED
from mentaleval.trust.settings import LARGEST_SEED
from mentaleval.vocabulary import Rubric, Scale

ALL_JUDGES: Final = "all judges"
"""What stands for a judge where every judge helps at once."""

Correction = Literal["power-tuned", "human-only"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How responders are compared.

    Parameters
    ----------
    seed
        Seeds the simultaneous intervals.
    responders
        Whom to compare, in this order; empty for everybody, by name.
    judges
        Which judges help; empty for all of them, by name.
    cut
        Near the ceiling the share of ratings at or below it is compared: by default the middle
        of the scale (3 of 1-5).
    confidence
        Of every interval.
    rubric
        Gives the attributes their order and the composites their parts.
    scale
        The scale that the ratings were read on, where it is not the rubric's own.
    correction
        ``"power-tuned"``, or ``"human-only"`` to let no judge help. No other is offered
        (`mentaleval.comparison.refusals`).
    """

    seed: int = DEFAULT_SEED
    responders: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    cut: float | None = None
    confidence: float = 0.95
    rubric: Rubric = SEVEN
    scale: Scale | None = None
    correction: Correction = "power-tuned"

    def __post_init__(self) -> None:
        require_correction(self.correction)
        if not 0 <= self.seed <= LARGEST_SEED:
            raise UsageError(f"a seed is a whole number from 0 on; found {self.seed}.")
        if not 0 < self.confidence < 1:
            raise UsageError(
                f"the confidence must lie between 0 and 1, such as 0.95; found {self.confidence:g}."
            )
        for what, names in (("responder", self.responders), ("judge", self.judges)):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise UsageError(f"{what} {twice[0]!r} is named twice; once would be right.")

    def cut_of(self, scale: Scale) -> float:
        """Return the rating at or below which responses count as low, on a scale.

        Raises
        ------
        UsageError
            When every rating of the scale lies on one side of it.
        """
        if self.cut is None:
            return (scale.low + scale.high) / 2
        if not scale.low <= self.cut < scale.high:
            raise UsageError(
                f"the cut must lie on the scale {scale} and below its end, so that some ratings "
                f"are low and some are not; found {self.cut:g}."
            )
        return self.cut
