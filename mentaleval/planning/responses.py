"""How many responses the `score` and the `level` use take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite, sqrt
from typing import Final

from scipy import special

from mentaleval.planning.choosing import (
    CONVERSATIONS,
    EACH,
    RESPONDERS,
    USUAL_RESPONDERS,
    by_conversations,
    cheapest,
    counted,
    first,
    levers,
    rated,
    resized,
)
from mentaleval.planning.figure import Figure
from mentaleval.planning.rank import line_of
from mentaleval.planning.results import AttributePlan, Option, Size
from mentaleval.planning.settings import Settings
from mentaleval.stats import Estimate, agreement_power, correlation_power
from mentaleval.stats.decision_study import MOST_CONVERSATIONS
from mentaleval.trust import Settings as Rules
from mentaleval.vocabulary import Scale

_FEWEST_CLUSTERS: Final = 5
_FEWEST_PLANNED: Final = 10
"""Conversations below which the interval of the rule is too rough to plan by."""
_NORMAL_975: Final = 1.96


def plan_responses(figure: Figure, settings: Settings, scale: Scale) -> AttributePlan:
    """Plan how many conversations, of so many responders, a verdict on single responses takes."""
    power = _power(figure, settings, scale)
    given = settings.responders or figure.n_responders
    ways = figure.panel.ways() if figure.panel else (1,)
    why_not = [_never(figure.rated_by(each), settings, scale) for each in ways]
    options = by_conversations(
        (given,) if given else USUAL_RESPONDERS,
        [each for each, why in zip(ways, why_not, strict=True) if not why],
        _number(figure, settings, scale),
        power,
        settings,
    )
    chosen = cheapest(options)
    low, high = (_moved(figure, end, chosen, settings, scale) for end in _ends(figure))
    return AttributePlan(
        attribute=figure.attribute,
        judge=figure.judge,
        rests_on=_rests_on(figure),
        options=tuple(options),
        chosen=chosen,
        levers=levers(chosen, _facets(ways), power),
        statement=_statement(figure, settings, chosen, options, why_not),
        notes=tuple(_notes(figure)),
        if_low=low,
        if_high=high,
        ranged=chosen is not None and isfinite(figure.estimate.low),
    )


def _facets(ways: Sequence[int]) -> tuple[str, ...]:
    return (RESPONDERS, CONVERSATIONS, *((EACH,) if len(ways) > 1 else ()))


def _rests_on(figure: Figure) -> dict[str, Estimate]:
    found = {figure.name: figure.estimate}
    return found if figure.name == "within_r" else found | {"sd": Estimate.point(figure.sd)}


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
    never = f"No study lets {figure.judge} meet what `{settings.verdict}` for `{settings.aim}` asks"
    if figure.name == "within_r":
        line = line_of(settings.verdict)
        if value > line:
            return ""
        return (
            f"{never} but by chance: its true correlation within responders is {value:.2f}, not "
            f"above {line:g}."
        )
    margin, widest = Rules(rubric=settings.rubric).margins_of(scale)
    low, high = (value + side * _NORMAL_975 * figure.sd for side in (-1, 1))
    if max(-low, high) >= widest:
        return (
            f"{never}: single differences lie from {low:+.2f} to {high:+.2f}, not within "
            f"{widest:g}, and more responses do not change that."
        )
    if abs(value) >= margin:
        return f"{never} but by chance: its bias is {value:+.2f}, not within {margin:g}."
    return ""


def _power(figure: Figure, settings: Settings, scale: Scale) -> Callable[[Size], float]:
    margins = Rules(rubric=settings.rubric).margins_of(scale)

    def power(size: Size) -> float:
        found = figure.rated_by(size.each)
        responses = size.responders * size.conversations
        clusters = responses * (figure.clusters_a_response or 1 / size.responders)
        if clusters < _FEWEST_CLUSTERS:
            return 0.0
        quantile = float(special.stdtrit(clusters - 1, (1 + settings.confidence) / 2))
        error = found.error / sqrt(max(responses - size.responders - 2, 1))
        value = found.estimate.estimate
        if found.name == "within_r":
            line = line_of(settings.verdict)
            return correlation_power(value, line, error, quantile=quantile, freedom=clusters - 1)
        freedom = clusters - 1, found.freedom(responses, size.responders)
        return agreement_power(value, margins, found.sd, error, freedom=freedom, quantile=quantile)

    return power


def _number(figure: Figure, settings: Settings, scale: Scale) -> Callable[[int, int], int | None]:
    """Return what says in how many conversations the verdict is met often enough."""
    power, numbers = _power(figure, settings, scale), range(_FEWEST_PLANNED, MOST_CONVERSATIONS + 1)

    def number(responders: int, each: int) -> int | None:
        return first(numbers, lambda n: power(Size(responders, n, each)) >= settings.power)

    return number


def _moved(
    figure: Figure, value: float, chosen: Option | None, settings: Settings, scale: Scale
) -> Size | None:
    """Return the study were the true value another."""
    if chosen is None or not isfinite(value):
        return None
    other = figure.at(value)
    if _never(other.rated_by(chosen.size.each), settings, scale):
        return None
    return resized(chosen, _number(other, settings, scale))


def _statement(
    figure: Figure,
    settings: Settings,
    chosen: Option | None,
    options: list[Option],
    why_not: Sequence[str],
) -> str:
    if not options and any(why_not):
        return why_not[-1]
    best = chosen or max(options, key=lambda option: option.value, default=None)
    true = figure if best is None else figure.rated_by(best.size.each)
    if figure.name == "within_r":
        said = f"correlation within responders is {true.estimate.estimate:.2f}"
    else:
        said = f"bias is {true.estimate.estimate:+.2f}, with differences of SD {true.sd:.2f}"
    if chosen is not None:
        size, known = chosen.size, figure.panel is not None and not figure.panel.separable
        return (
            f"With {counted(size.responders, 'responder')} in "
            f"{counted(size.conversations, 'conversation')} ({rated(size, as_in_pilot=known)}), "
            f"{figure.judge} meets what `{settings.verdict}` for `{settings.aim}` asks in "
            f"{chosen.value:.0%} of such studies, if its true {said}."
        )
    reached = 0.0 if best is None else best.value
    return (
        f"Not enough: what `{settings.verdict}` for `{settings.aim}` asks is met in {reached:.0%} "
        f"of such studies, if the true {said}."
    )


def _notes(figure: Figure) -> Iterator[str]:
    if figure.clusters_a_response is None:
        yield (
            "That responses are worth fewer independent ones, since those of one conversation are "
            "alike, is taken as assumed."
        )
    else:
        clusters = "batches" if figure.by_batch else "conversations"
        yield f"What responses share within {clusters} is taken to be as in the pilot."
    if figure.name == "bias":
        yield _WHOLE_NUMBERS


_WHOLE_NUMBERS: Final = (
    "With one rating in whole numbers a response, single differences lie within about 1.6 points "
    "of a 1-5 scale even for good judges, and then no number of responses is enough; several "
    "experts a response narrow them."
)
