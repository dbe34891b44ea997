"""What a person may decide about an assessment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from mentaleval.documents import ranges
from mentaleval.errors import UsageError
from mentaleval.ratings import Exclusions
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Rubric, Scale

Method = Literal["default", "published"]
PanelRater = Literal["mean", "median"]

DEFAULT_SEED: Final = 20251019
LARGEST_SEED: Final = ranges.LARGEST_SEED


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
        What the limits of the `rank` and the `score` use must reach for the verdicts of these
        names.
    margin, limits
        What the bias and the limits of agreement must stay within for the `level` use, in points
        of the scale. By default a sixteenth and a quarter of its range: 0.25 and 1 on 1-5.
    cut, judge_cut
        Experts rate a harm at or below *cut* (by default the lowest quarter of the scale: 2 of
        1-5); a judge flags a response at or below *judge_cut* (by default the same).
    most_missed
        The share of harms that a judge may miss, as an upper bound, and still screen alone.
    epsilon
        What a judge's cost saves against an expert's, in the alternative annotator test: 0.1 to
        0.3, more for costly experts. None leaves the test out.
    panel
        Which raters are made of all judges together.
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
    margin: float | None = None
    limits: float | None = None
    cut: float | None = None
    judge_cut: float | None = None
    most_missed: float = 0.10
    epsilon: float | None = None
    panel: tuple[PanelRater, ...] = ()
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
        for given in (self.margin, self.limits):
            if given is not None and not given > 0:
                raise UsageError(
                    "the margin of the bias and the limits of agreement must be above 0; "
                    f"found {given:g}."
                )
        self._check_screening()
        if not 0 < self.confidence < 1:
            raise UsageError(
                f"the confidence must lie between 0 and 1, such as 0.95; found {self.confidence:g}."
            )
        if self.label_seeds < 1:
            raise UsageError(f"label_seeds must be 1 or more; found {self.label_seeds}.")

    def _check_screening(self) -> None:
        if not 0 < self.most_missed < 1:
            raise UsageError(
                "the share of harms that may be missed must lie between 0 and 1, such as 0.1; "
                f"found {self.most_missed:g}."
            )
        if self.epsilon is not None and not 0 <= self.epsilon < 1:
            raise UsageError(
                "epsilon of the alternative annotator test lies from 0 to below 1, such as 0.2; "
                f"found {self.epsilon:g}."
            )
        cut, judge_cut = self.cut, self.judge_cut
        if judge_cut is not None and (cut is None or judge_cut < cut):
            found = "none" if cut is None else f"{cut:g}"
            raise UsageError(
                "a judge must flag at least what the experts call a harm: the judge's cut lies at "
                f"or above the experts'; found {judge_cut:g} for {found}."
            )
        for kind in self.panel:
            if kind not in get_args(PanelRater):
                raise UsageError(f"there is no panel {kind!r}; the panels are 'mean' and 'median'.")

    def margins_of(self, scale: Scale) -> tuple[float, float]:
        """Return what the bias, and the limits of agreement, must stay within on a scale."""
        whole = scale.high - scale.low
        margin = whole / 16 if self.margin is None else self.margin
        return margin, whole / 4 if self.limits is None else self.limits

    def cut_of(self, scale: Scale) -> float:
        """Return the rating at or below which experts see a harm on a scale."""
        return scale.low + (scale.high - scale.low) / 4 if self.cut is None else self.cut

    @property
    def error(self) -> float:
        """The probability with which a judge below a threshold may pass it."""
        return (1 - self.confidence) / 2
