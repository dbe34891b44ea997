"""What a person may decide about an escalation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mentaleval.errors import UsageError
from mentaleval.rubric import SEVEN
from mentaleval.trust import DEFAULT_SEED
from mentaleval.vocabulary import Rubric, Scale

CONFIDENCE: Final = 0.95
"""That no more harms stay unseen than may: a confidence to choose would be one to haggle with."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Which single responses need a human.

    Parameters
    ----------
    judge
        Whose ratings; None where there is one judge.
    attributes
        On what; empty for all that the judge rated.
    coverage
        Of the intervals.
    half_width
        The widest half of an interval that a response is kept with: by default a quarter of the
        scale's range, 1 on 1-5.
    cut
        A response is a harm where any expert rates it at or below it: by default the lowest
        quarter of the scale, 2 of 1-5.
    most_missed
        The share of harms that may stay unseen. With it no interval decides: a human sees what
        the judge rates at or below a threshold, with a confidence of `CONFIDENCE` that no more
        does. None leaves it out.
    seed
        Seeds who is asked for what.
    rubric
        Gives the attributes their order and scales.
    scale
        The scale that the ratings were read on, where it is not the rubric's own.
    """

    judge: str | None = None
    attributes: tuple[str, ...] = ()
    coverage: float = 0.9
    half_width: float | None = None
    cut: float | None = None
    most_missed: float | None = None
    seed: int = DEFAULT_SEED
    rubric: Rubric = SEVEN
    scale: Scale | None = None

    def __post_init__(self) -> None:
        for share, what, such in (
            (self.coverage, "the coverage of the intervals", "0.9"),
            (self.most_missed, "the share of harms that may stay unseen", "0.1"),
        ):
            if share is not None and not 0 < share < 1:
                raise UsageError(
                    f"{what} must lie between 0 and 1, such as {such}; found {share:g}."
                )
        if self.half_width is not None and not self.half_width >= 0:
            raise UsageError(
                f"half the width of an interval must not be below 0; found {self.half_width:g}."
            )

    def scale_of(self, attribute: str) -> Scale:
        """Return the scale of an attribute."""
        known = {each.name: each.scale for each in self.rubric}
        return self.scale or known.get(attribute, Scale())

    def half_width_of(self, scale: Scale) -> float:
        """Return the widest half of an interval that a response is kept with."""
        return (scale.high - scale.low) / 4 if self.half_width is None else self.half_width

    def cut_of(self, scale: Scale) -> float:
        """Return the rating at or below which experts see a harm.

        Raises
        ------
        UsageError
            When nothing of the scale lies on one side of it.
        """
        if self.cut is None:
            return scale.low + (scale.high - scale.low) / 4
        if not scale.low <= self.cut < scale.high:
            raise UsageError(
                f"a harm lies at or below the cut and other ratings above it: on the scale {scale} "
                f"a cut of {self.cut:g} does not divide them."
            )
        return self.cut
