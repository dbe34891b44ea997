"""How many responses the `score` and the `level` use take."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import atanh, isfinite, sqrt

from scipy import special

from mentaleval.planning.choosing import (
    CONVERSATIONS,
    RESPONDERS,
    USUAL_RESPONDERS,
    cheapest,
    counted,
    levers,
)
from mentaleval.planning.rank import line_of
from mentaleval.planning.results import AttributePlan, Option, Size
from mentaleval.planning.settings import Settings
from mentaleval.stats import Estimate, correlation_power, equivalence_power
from mentaleval.stats.decision_study import MOST_CONVERSATIONS
from mentaleval.trust import Cell
from mentaleval.trust import Settings as Rules
from mentaleval.vocabulary import Scale

_FEWEST_CLUSTERS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of single responses, with its standard error in a study of one response.

    Attributes
    ----------
    name
        ``within_r`` or ``bias``.
    estimate
        With the limits of the pilot; for ``within_r`` on its own scale.
    error
        Of the mean of n independent responses times sqrt(n), what they share included; of
        ``within_r`` on Fisher's z.
    limits
        Of ``bias``: where single differences lie.
    clusters
        How many independent parts a response is worth: conversations, or batches where known.
    """

    attribute: str
    judge: str
    name: str
    estimate: Estimate
    error: float
    clusters_a_response: float | None = None
    n_responders: int | None = None
    limits: tuple[float, float] | None = None
    by_batch: bool = False

    def at(self, value: float) -> Figure:
        """Return the same with another true value."""
        moved = None
        if self.limits is not None:
            shift = value - self.estimate.estimate
            moved = (self.limits[0] + shift, self.limits[1] + shift)
        return Figure(
            self.attribute,
            self.judge,
            self.name,
            Estimate.point(value),
            self.error,
            self.clusters_a_response,
            self.n_responders,
            moved,
            self.by_batch,
        )


def figure_of_cell(cell: Cell, name: str, confidence: float) -> Figure | None:
    """Return the figure of a pilot's judge and attribute; None where it has no interval."""
    found = cell.within_r if name == "within_r" else cell.bias_interval
    limits = [found.low, found.high]
    if name == "within_r":
        if not all(abs(limit) < 1 for limit in limits):  # NaN too
            return None
        limits = [atanh(limit) for limit in limits]
    half = (limits[1] - limits[0]) / 2
    quantile = float(special.stdtrit(max(cell.n_clusters - 1, 1), (1 + confidence) / 2))
    if not half > 0 or not cell.n_responses:
        return None
    return Figure(
        attribute=cell.attribute,
        judge=cell.judge,
        name=name,
        estimate=found,
        error=half / quantile * sqrt(cell.n_responses),
        clusters_a_response=cell.n_clusters / cell.n_responses,
        n_responders=cell.n_responders,
        limits=(cell.limits.low, cell.limits.high) if cell.limits and name == "bias" else None,
        by_batch=cell.by_batch,
    )


def assumed_figure(name: str, assume: Mapping[str, float]) -> Figure:
    """Return a figure of assumptions alone."""
    effect = sqrt(assume["design_effect"])
    value, sd = assume[name], assume.get("sd", 1.0)
    limits = (value - 1.96 * sd, value + 1.96 * sd) if name == "bias" else None
    return Figure("", "the judge", name, Estimate.point(value), sd * effect, limits=limits)


def plan_responses(figure: Figure, settings: Settings, scale: Scale) -> AttributePlan:
    """Plan how many conversations, of so many responders, a verdict on single responses takes."""
    power, why_not = _power(figure, settings, scale), _never(figure, settings, scale)
    options = [] if why_not else _options(figure, settings, power)
    chosen = cheapest(options)
    low, high = (_resized(figure, end, chosen, settings, scale) for end in _ends(figure))
    return AttributePlan(
        attribute=figure.attribute,
        judge=figure.judge,
        rests_on={figure.name: figure.estimate},
        options=tuple(options),
        chosen=chosen,
        levers=levers(chosen, (RESPONDERS, CONVERSATIONS), power),
        statement=why_not or _statement(figure, settings, chosen, options),
        notes=(_notes(figure),),
        if_low=low,
        if_high=high,
        ranged=chosen is not None and isfinite(figure.estimate.low),
    )


def _ends(figure: Figure) -> tuple[float, float]:
    """Return the harder limit first: the lower correlation, the larger bias."""
    found = figure.estimate
    if figure.name == "within_r":
        return found.low, found.high
    ends = sorted((found.low, found.high), key=abs, reverse=True)
    return ends[0], ends[1]


def _never(figure: Figure, settings: Settings, scale: Scale) -> str:
    """Say why no study is enough; nothing where one may be."""
    value = figure.estimate.estimate
    if figure.name == "within_r":
        line = line_of(settings.verdict)
        if value > line:
            return ""
        return (
            f"No study lets {figure.judge} meet what `{settings.verdict}` for `score` asks but by "
            f"chance: its true correlation within responders is {value:.2f}, not above {line:g}."
        )
    margin, widest = Rules(rubric=settings.rubric).margins_of(scale)
    low, high = figure.limits or (value, value)
    never = f"No study lets {figure.judge} meet what `trusted` for `level` asks"
    if low < -widest or high > widest:
        return (
            f"{never}: single differences lie from {low:+.2f} to {high:+.2f}, beyond {widest:g}, "
            "and more responses do not change that."
        )
    if abs(value) >= margin:
        return f"{never} but by chance: its bias is {value:+.2f}, not within {margin:g}."
    return ""


def _power(figure: Figure, settings: Settings, scale: Scale) -> Callable[[Size], float]:
    margin, _ = Rules(rubric=settings.rubric).margins_of(scale)
    value = figure.estimate.estimate

    def power(size: Size) -> float:
        responses = size.responders * size.conversations
        clusters = responses * (figure.clusters_a_response or 1 / size.responders)
        if clusters < _FEWEST_CLUSTERS:
            return 0.0
        quantile = float(special.stdtrit(clusters - 1, (1 + settings.confidence) / 2))
        error = figure.error / sqrt(max(responses - size.responders - 2, 1))
        if figure.name == "bias":
            return equivalence_power(value, margin, error, quantile=quantile)
        return correlation_power(value, line_of(settings.verdict), error, quantile=quantile)

    return power


def _options(figure: Figure, settings: Settings, power: Callable[[Size], float]) -> list[Option]:
    given = settings.responders or figure.n_responders
    made = []
    for responders in (given,) if given else USUAL_RESPONDERS:
        number = settings.conversations or _fewest(responders, settings, power)
        if number is not None:
            size = Size(responders, number)
            made.append(Option(size, power(size), power(size) >= settings.power))
    return made


def _fewest(responders: int, settings: Settings, power: Callable[[Size], float]) -> int | None:
    numbers = range(2, MOST_CONVERSATIONS + 1)
    place = bisect_left(numbers, x=True, key=lambda n: power(Size(responders, n)) >= settings.power)
    return None if place == len(numbers) else numbers[place]


def _resized(
    figure: Figure, value: float, chosen: Option | None, settings: Settings, scale: Scale
) -> Size | None:
    if chosen is None or not abs(value) < float("inf"):
        return None
    moved = figure.at(value)
    if _never(moved, settings, scale):
        return None
    responders = chosen.size.responders
    number = _fewest(responders, settings, _power(moved, settings, scale))
    return None if number is None else Size(responders, number)


def _statement(
    figure: Figure, settings: Settings, chosen: Option | None, options: list[Option]
) -> str:
    what = "correlation within responders" if figure.name == "within_r" else "bias"
    true = f"{figure.estimate.estimate:{'.2f' if figure.name == 'within_r' else '+.2f'}}"
    if chosen is not None:
        size = chosen.size
        return (
            f"With {counted(size.responders, 'responder')} in "
            f"{counted(size.conversations, 'conversation')} ({counted(size.ratings, 'rating')}), "
            f"{figure.judge} meets what `{settings.verdict}` for `{settings.aim}` asks in "
            f"{chosen.value:.0%} of such studies, if its true {what} is {true}."
        )
    best = max((option.value for option in options), default=0.0)
    return (
        f"Not enough: what `{settings.verdict}` for `{settings.aim}` asks is met in {best:.0%} of "
        f"such studies, if the true {what} is {true}."
    )


def _notes(figure: Figure) -> str:
    if figure.clusters_a_response is None:
        return (
            "That responses are worth fewer independent ones, since those of one conversation are "
            "alike, is taken as assumed."
        )
    clusters = "batches" if figure.by_batch else "conversations"
    return f"What responses share within {clusters} is taken to be as in the pilot."
