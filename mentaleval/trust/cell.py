"""What is found about one judge on one attribute, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan

from mentaleval.ratings import ReadingRate
from mentaleval.stats import (
    AltTest,
    Calibration,
    Confusion,
    Estimate,
    LimitsOfAgreement,
    OrderAgreement,
    Screening,
)
from mentaleval.trust.apart import Apart
from mentaleval.vocabulary import Use, Verdict

_NONE = Estimate.point(nan)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict for one use, with the limits that it rests on and one sentence why."""

    verdict: Verdict
    why: str
    short: str
    """The same in a few words, for a table."""
    low: float = nan
    high: float = nan
    needed: int | None = None
    """How many responders (`rank`) or responses (`score`) would settle it."""
    more_than: int | None = None
    """Set where not even this many would settle it."""
    capped_by: str | None = None
    """Why the reference allows no more than `undetermined`, where that decided."""


@dataclass(frozen=True, slots=True)
class Influence:
    """ICC(C,1) without each responder in turn: its range, and who moves it most."""

    low: float
    high: float
    responder: str
    change: float


@dataclass(frozen=True, slots=True)
class WithoutBlanks:
    """ICC(C,1) without the responses that are blank by inference."""

    left_out: int
    n_responses: int
    icc_c1: Estimate
    icc_c1_jackknife: Estimate


@dataclass(frozen=True, slots=True)
class ResponderMean:
    """What both sides think of one responder on average."""

    responder: str
    n_responses: int
    human: float
    judge: float


@dataclass(frozen=True, slots=True)
class PooledFigures:
    """Agreement over all single responses, responders mixed.

    ``kappa`` is the quadratically weighted one: Lin's concordance and ICC(A,1) of single
    responses are the same number but for 1/n.
    """

    pearson: float
    kappa: float
    rmse: float


@dataclass(frozen=True, slots=True)
class Pooled:
    """The judge's pooled figures, beside those of a null that never reads a response.

    The null answers each response with the mean human rating of its responder over the other
    exchanges; None where there are fewer than two responders.
    """

    judge: PooledFigures
    null: PooledFigures | None


@dataclass(frozen=True, slots=True)
class ConstantJudge:
    """The constant that does best in the alternative annotator test, and how well."""

    value: float
    test: AltTest


@dataclass(frozen=True, slots=True)
class Alternative:
    """The alternative annotator test of a judge, beside the best constant judge."""

    test: AltTest
    constant: ConstantJudge


@dataclass(frozen=True, slots=True)
class PublishedLabel:
    """The published class of one cell: the width of its bootstrap interval in words."""

    width: float
    label: str | None
    label_range: tuple[str, ...]
    """Every label that the method reaches over other seeds."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One judge on one attribute, or on a composite of several (`components`)."""

    judge: str
    attribute: str
    title: str
    components: tuple[str, ...]
    responders: tuple[ResponderMean, ...]
    n_responses: int
    human_mean: float
    judge_mean: float
    bias: float
    mse: float
    icc_c1: Estimate
    icc_a1: Estimate
    concordance: float = nan
    """Lin's, of single responses."""
    limits: LimitsOfAgreement | None = None
    """Of single responses."""
    digits: int = 2
    """The decimals in which figures on its scale are printed."""
    margins: tuple[float, float] | None = None
    """What the bias, and these limits, must stay within for the `level` use."""
    icc_c1_jackknife: Estimate = _NONE
    spearman: Estimate = _NONE
    within_r: Estimate = _NONE
    bias_interval: Estimate = _NONE
    pearson: float = nan
    scale_factor: float = nan
    location_factor: float = nan
    p: float = nan
    p_holm: float = nan
    n_clusters: int = 0
    by_batch: bool = False
    influence: Influence | None = None
    without_inferred_blanks: WithoutBlanks | None = None
    order: OrderAgreement | None = None
    pooled: Pooled | None = None
    calibration: Calibration | None = None
    screening: Screening | None = None
    confusion: Confusion | None = None
    """Its missed-harm corner adds up to what the screening counts as missed."""
    alternative: Alternative | None = None
    rulings: dict[Use, Ruling] = field(default_factory=dict)
    published: PublishedLabel | None = None
    reading: ReadingRate | None = None
    """How the judge's answers were read; a composite and a panel have none of their own."""
    apart: tuple[Apart, ...] = ()
    """The responses on which the judge and the experts are furthest apart, to be looked at."""

    @property
    def composite(self) -> bool:
        """Whether it is a mean of several attributes."""
        return bool(self.components)

    @property
    def n_responders(self) -> int:
        """How many responders both sides rated."""
        return len(self.responders)

    @property
    def rank(self) -> Ruling | None:
        """The ruling on ordering responders; None by the published method."""
        return self.rulings.get(Use.RANK)

    @property
    def score(self) -> Ruling | None:
        """The ruling on telling single responses apart; None by the published method."""
        return self.rulings.get(Use.SCORE)

    @property
    def level(self) -> Ruling | None:
        """The ruling on taking numbers at face value; None by the published method."""
        return self.rulings.get(Use.LEVEL)
