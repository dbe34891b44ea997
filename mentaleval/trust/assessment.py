"""What an assessment finds beside its cells, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mentaleval.ratings import Finding, Input
from mentaleval.stats import Estimate, Halo, LimitsOfAgreement, Panel, RepeatReliability
from mentaleval.trust.behind import Behind
from mentaleval.trust.cell import Cell
from mentaleval.trust.settings import Settings


@dataclass(frozen=True, slots=True)
class ExpertPair:
    """How far two experts agree on the single responses that both rated."""

    first: str
    second: str
    n_items: int
    kappa: float
    """Quadratically weighted."""


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
    """Of single experts on single responses: how far one of them can be relied on."""
    icc_a1: Estimate
    icc_ck: Estimate
    """Of the experts' responder means: how sure their ranking of responders is."""
    icc_ak: Estimate
    alpha_ordinal: float
    """Krippendorff's, over every rating that a second expert meets."""
    score_ceiling: float
    """The highest correlation with single responses that a perfect judge could reach."""
    limits: LimitsOfAgreement | None
    """Of one expert with another, on single responses."""
    pairs: tuple[ExpertPair, ...]
    computable: bool
    """Whether enough was rated in common, and varies, for their agreement on responders."""
    note: str
    digits: int = 2
    """The decimals in which figures on its scale are printed."""

    @property
    def ceiling(self) -> float:
        """The highest correlation that a perfect judge could reach: sqrt of ICC(C,k)."""
        value = self.icc_ck.estimate
        return max(value, 0.0) ** 0.5 if value == value else value  # noqa: PLR0124  NaN is unequal


@dataclass(frozen=True, slots=True)
class StandAlone:
    """Whether any judge may screen an attribute alone, by the bound on its missed harms."""

    attribute: str
    cut: float
    judges: tuple[str, ...]
    """Those whose upper bound is low enough; empty: no judge may stand alone here."""
    statement: str
    capped_by: str | None = None
    """Why the reference allows no judge, where that decided: the bound of one is low enough."""


@dataclass(frozen=True, slots=True)
class PanelEntry:
    """How independent the judges' errors are on one attribute."""

    attribute: str
    judges: tuple[str, ...]
    panel: Panel


@dataclass(frozen=True, slots=True)
class RepeatEntry:
    """How far a judge agrees with itself when it rates the same responses again."""

    judge: str
    attribute: str
    repeats: RepeatReliability


@dataclass(frozen=True, slots=True)
class HaloEntry:
    """How much a judge's attributes go together, beside the humans' on the same responses."""

    judge: str
    judges: Halo
    humans: Halo
    difference: Estimate
    """Correlation between attributes: the judge's minus the humans'."""


@dataclass(frozen=True, slots=True)
class HaloPair:
    """The halo of two judges that differ in their options alone, such as joint and separate."""

    first: str
    second: str
    difference: Estimate
    """Correlation between attributes: the first's minus the second's, on the same responses."""


@dataclass(frozen=True, slots=True)
class SelfPreference:
    """How much higher a judge rates its own kin than the reference does, beside the others."""

    judge: str
    attribute: str
    own: tuple[str, ...]
    n_own: int
    """Responses of the own responders."""
    against_humans: Estimate
    against_peers: Estimate
    """The same with the mean of other judges instead of the humans: of those that rated at least
    half of what this one did, over the responses that all of them rated."""
    n_own_beside_peers: int
    """Responses of the own responders among these."""
    as_large: int
    """Of how many other responders, each taken for its own, as much could be said."""
    others: int


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
    stand_alone: tuple[StandAlone, ...] = ()
    panel: tuple[PanelEntry, ...] = ()
    repeats: tuple[RepeatEntry, ...] = ()
    halo: tuple[HaloEntry, ...] = ()
    halo_pairs: tuple[HaloPair, ...] = ()
    self_preference: tuple[SelfPreference, ...] = ()
    behind: tuple[Behind, ...] = ()
    """Where the ratings of each judge can be read again; empty where none came from a log."""

    @property
    def seed(self) -> int:
        """The seed of everything that drew random numbers."""
        return self.settings.seed

    @property
    def n_cells(self) -> int:
        """How many cells the Holm column is over: composites repeat them and do not count."""
        return sum(not cell.composite for cell in self.cells)
