"""What a person may decide about a comparison."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from mentaleval.comparison.refusals import require_correction
from mentaleval.errors import UsageError
from mentaleval.ratings import Exclusions
from mentaleval.rubric import SEVEN
from mentaleval.trust import DEFAULT_SEED
from mentaleval.trust import Settings as TrustSettings
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
        of the scale (3 of 1-5), also of a scale on which it does not lie.
    confidence
        Of every interval.
    rubric
        Gives the attributes their order and the composites their parts.
    scale
        The scale that the ratings were read on, where it is not the rubric's own.
    usable, trusted
        The thresholds of the judges' `rank` verdicts, as of an assessment.
    exclusions
        Which responders those verdicts leave out, and so do not license to rank; they are
        compared all the same.
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
    usable: float = 0.50
    trusted: float = 0.75
    exclusions: Exclusions = field(default_factory=Exclusions)
    correction: Correction = "power-tuned"

    def __post_init__(self) -> None:
        require_correction(self.correction)
        _ = self.of_verdicts  # which has its own to refuse
        for what, names in (("responder", self.responders), ("judge", self.judges)):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise UsageError(f"{what} {twice[0]!r} is named twice; once would be right.")

    @property
    def of_verdicts(self) -> TrustSettings:
        """How the judges' verdicts are made.

        Raises
        ------
        UsageError
            Where the seed, the confidence or the thresholds make no sense.
        """
        return TrustSettings(
            seed=self.seed,
            usable=self.usable,
            trusted=self.trusted,
            confidence=self.confidence,
            exclusions=self.exclusions,
            rubric=self.rubric,
            scale=self.scale,
        )

    def cut_of(self, scale: Scale) -> float:
        """Return the rating at or below which responses count as low, on a scale."""
        return (
            self.cut
            if self.cut is not None and self.cuts(scale)
            else scale.low / 2 + scale.high / 2
        )

    def cuts(self, scale: Scale) -> bool:
        """Say whether the cut that was asked for leaves ratings of a scale on both of its sides."""
        return self.cut is None or scale.low <= self.cut < scale.high
