"""What an assessment finds, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan

from mentaleval.ratings import Finding
from mentaleval.stats import Estimate
from mentaleval.trust.settings import Settings
from mentaleval.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Input:
    """Where ratings came from: a file, a log or a data set, with its checksum where it has one."""

    source: str
    sha256: str | None = None
    kind: str = "ratings"
    counts: Mapping[str, int] = field(default_factory=dict)
    """What reading it found, in the source's own units."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict for one use, with the limits that it rests on and one sentence why."""

    verdict: Verdict
    why: str
    short: str
    """The same in a few words, for a table."""
    low: float = nan
    high: float = nan
    responders_needed: int | None = None
    more_than: int | None = None
    """Set where not even this many responders would settle it."""
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
    icc_c1_jackknife: Estimate = field(default_factory=lambda: Estimate.point(nan))
    spearman: Estimate = field(default_factory=lambda: Estimate.point(nan))
    within_r: Estimate = field(default_factory=lambda: Estimate.point(nan))
    pearson: float = nan
    scale_factor: float = nan
    location_factor: float = nan
    p: float = nan
    p_holm: float = nan
    influence: Influence | None = None
    without_inferred_blanks: WithoutBlanks | None = None
    rank: Ruling | None = None
    published: PublishedLabel | None = None

    @property
    def composite(self) -> bool:
        """Whether it is a mean of several attributes."""
        return bool(self.components)

    @property
    def n_responders(self) -> int:
        """How many responders both sides rated."""
        return len(self.responders)


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """What is known of the human reference on one attribute."""

    attribute: str
    title: str
    composite: bool
    n_experts: int
    n_items: int
    n_common_experts: int
    n_common_items: int
    n_common_responders: int
    icc_c1: Estimate
    icc_a1: Estimate
    icc_ck: Estimate
    """Of the experts' responder means: how sure their ranking of responders is."""
    computable: bool
    """Whether enough was rated in common to look at their agreement on responders."""
    note: str

    @property
    def ceiling(self) -> float:
        """The highest correlation that a perfect judge could reach: sqrt of ICC(C,k)."""
        value = self.icc_ck.estimate
        return max(value, 0.0) ** 0.5 if value == value else nan  # noqa: PLR0124  NaN is unequal


@dataclass(frozen=True, slots=True)
class HumanMeans:
    """Mean human ratings of one responder, in the order of the assessment's attributes."""

    responder: str
    means: Mapping[str, float]
    average: float


@dataclass(frozen=True, slots=True)
class Preflight:
    """What became of every rating that was read, and what was noticed on the way."""

    read: int
    used: int
    excluded: Mapping[str, int]
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything found about the judges of one ratings table."""

    cells: tuple[Cell, ...]
    reference: tuple[ReferenceEntry, ...]
    preflight: Preflight
    excluded_responders: Mapping[str, tuple[str, ...]]
    settings: Settings
    versions: Mapping[str, str]
    inputs: tuple[Input, ...]
    simulated: bool
    statement: str
    """What can go wrong with the verdicts, and how often; of the published method, why it is no
    reliability rule."""
    human_means: tuple[HumanMeans, ...] = ()

    @property
    def seed(self) -> int:
        """The seed of everything that drew random numbers."""
        return self.settings.seed

    @property
    def n_cells(self) -> int:
        """How many cells the Holm column is over: composites repeat them and do not count."""
        return sum(not cell.composite for cell in self.cells)
