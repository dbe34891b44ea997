"""What a person may decide about an assessment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from mentaleval.errors import UsageError
from mentaleval.ratings import Exclusions
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Rubric, Scale

Method = Literal["default", "published"]

DEFAULT_SEED: Final = 20251019
LARGEST_SEED: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Settings:
    """How judges are held against the human reference.

    Parameters
    ----------
    method
        ``"default"``, or ``"published"`` for the numbers of arXiv 2510.19032, which come without
        verdicts.
    seed
        Seeds everything that draws random numbers.
    usable, trusted
        What the limits of ICC(C,1) must reach for the verdicts of these names.
    margin, limits
        What the bias and the limits of agreement must stay within for the `level` use.
    confidence
        Of every interval.
    exclusions
        Which responders are left out for which judge.
    rubric
        Gives the attributes their order and the composites their parts.
    scale
        The scale that the ratings were read on, where it is not the rubric's own.
    label_seeds
        Over how many bootstraps the published label is repeated.
    """

    method: Method = "default"
    seed: int = DEFAULT_SEED
    usable: float = 0.50
    trusted: float = 0.75
    margin: float = 0.25
    limits: float = 1.0
    confidence: float = 0.95
    exclusions: Exclusions = field(default_factory=Exclusions)
    rubric: Rubric = SEVEN
    scale: Scale | None = None
    label_seeds: int = 200

    def __post_init__(self) -> None:
        if self.method not in ("default", "published"):
            raise UsageError(
                f"there is no method {self.method!r}; the methods are 'default' and 'published'."
            )
        if not 0 <= self.seed <= LARGEST_SEED:
            raise UsageError(f"a seed is a whole number from 0 on; found {self.seed}.")
        if not 0 < self.usable < self.trusted < 1:
            raise UsageError(
                "the thresholds must rise between 0 and 1, usable before trusted; "
                f"found {self.usable:g} and {self.trusted:g}."
            )
        if not (self.margin > 0 and self.limits > 0):
            raise UsageError(
                f"the margin of the bias and the limits of agreement must be above 0; "
                f"found {self.margin:g} and {self.limits:g}."
            )
        if not 0 < self.confidence < 1:
            raise UsageError(
                f"the confidence must lie between 0 and 1, such as 0.95; found {self.confidence:g}."
            )
        if self.label_seeds < 1:
            raise UsageError(f"label_seeds must be 1 or more; found {self.label_seeds}.")

    @property
    def error(self) -> float:
        """The probability with which a judge below a threshold may pass it."""
        return (1 - self.confidence) / 2
