"""How many conversations and experts it takes to tell two responders apart by so much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf, isfinite
from typing import Final

from mentaleval.planning.basis import Basis
from mentaleval.planning.choosing import (
    CONVERSATIONS,
    EACH,
    EXPERTS,
    JUDGED,
    RESPONDERS,
    cheapest,
    levers,
)
from mentaleval.planning.results import AttributePlan, Option, Size
from mentaleval.planning.settings import Settings
from mentaleval.planning.width_words import width_notes, width_statement
from mentaleval.stats import (
    Estimate,
    Spread,
    StudySize,
    conversations_needed,
    difference_variance,
    half_width,
)

_MOST_EACH: Final = 3
_MOST_EXPERTS: Final = 100
_USUAL_EXPERTS: Final = 3


def plan_width(basis: Basis, settings: Settings) -> AttributePlan:
    """Plan a study in which the difference of two responders has a half-width."""
    given = _given_experts(basis, settings)
    options = _options(basis, settings, given)
    more = None
    if cheapest(options) is None and basis.between_experts:
        more = _more_experts(basis, settings, given or 1)
        if more and settings.experts is None:
            # twice the least, with whom experts make half of the variance: the least is a wall
            options += _options(basis, settings, more) + _options(basis, settings, 2 * more)
    chosen = cheapest(options)
    low, high = _ranged(basis, settings, chosen)
    return AttributePlan(
        attribute=basis.attribute,
        judge=basis.judge if settings.judged else None,
        rests_on=_rests_on(basis, settings.confidence, chosen.size.each if chosen else 1),
        options=tuple(options),
        chosen=chosen,
        levers=levers(chosen, _facets(basis, settings), width_of(basis, settings)),
        statement=width_statement(basis, settings, chosen, options, more),
        notes=tuple(width_notes(basis, settings, chosen, _alone(basis, settings, chosen))),
        if_low=low,
        if_high=high,
        ranged=bool(basis.without) and chosen is not None,
    )


def width_of(basis: Basis, settings: Settings) -> Callable[[Size], float]:
    """Return what says the half-width of a study."""
    return lambda size: half_width(basis.spread, _study(size), confidence=settings.confidence)


def _given_experts(basis: Basis, settings: Settings) -> int | None:
    if not basis.between_experts:
        return settings.experts
    return settings.experts or basis.n_experts or _USUAL_EXPERTS


def _options(basis: Basis, settings: Settings, experts: int | None) -> list[Option]:
    """Return a study for each number of experts a response; none where no size is enough."""
    made = []
    for each in range(1, (min(_MOST_EACH, experts or _MOST_EACH) if basis.separable else 1) + 1):
        number = settings.conversations or _fewest(basis.spread, settings, each, experts)
        if number is None:
            continue
        responders = settings.responders or basis.n_responders or 2
        size = Size(responders, number, each, experts, settings.judged or 0)
        value = width_of(basis, settings)(size)
        made.append(Option(size, value, value <= settings.goal))
    return made


def _study(size: Size) -> StudySize:
    # without overlapping experts in the pilot, experts are taken as they are: as if there were all
    experts = inf if size.experts is None else size.experts
    return StudySize(size.conversations, experts, size.each, size.judged)


def _fewest(spread: Spread, settings: Settings, each: int, experts: int | None) -> int | None:
    return conversations_needed(
        settings.goal,
        spread,
        experts=inf if experts is None else experts,
        each=each,
        judged=settings.judged or 0,
        confidence=settings.confidence,
    )


def _more_experts(basis: Basis, settings: Settings, experts: int) -> int | None:
    """Return the fewest experts with whom some number of conversations is enough."""
    if settings.conversations is not None:
        return None
    numbers = range(experts + 1, _MOST_EXPERTS + 1)
    return next((n for n in numbers if _fewest(basis.spread, settings, 1, n) is not None), None)


def _facets(basis: Basis, settings: Settings) -> list[str]:
    known = {
        RESPONDERS: True,
        CONVERSATIONS: True,
        EXPERTS: basis.between_experts,
        EACH: basis.separable,
        JUDGED: bool(settings.judged),
    }
    return [facet for facet, said in known.items() if said]


def _alone(basis: Basis, settings: Settings, chosen: Option | None) -> int | None:
    """Return how many conversations the plan would take without the judge."""
    if chosen is None or not settings.judged:
        return None
    spread, size = replace(basis.spread, explained=0.0), chosen.size
    return _fewest(spread, settings, size.each, size.experts)


def _ranged(
    basis: Basis, settings: Settings, chosen: Option | None
) -> tuple[Size | None, Size | None]:
    """Return the study were the variances as small, or as large, as the pilot leaves open."""
    if chosen is None or not basis.without:
        return None, None
    study = _study(chosen.size)
    found = basis.limits(lambda spread: difference_variance(spread, study), settings.confidence)
    if not found.estimate > 0:
        return None, None
    low, high = (limit / found.estimate for limit in (found.low, found.high))
    return (
        _resized(basis.spread, low, settings, chosen.size),
        _resized(basis.spread, high, settings, chosen.size),
    )


def _resized(spread: Spread, times: float, settings: Settings, size: Size) -> Size | None:
    if not isfinite(times):
        return None
    parts = (spread.rc, spread.residual, spread.re, spread.explained)
    number = _fewest(Spread(*(times * part for part in parts)), settings, size.each, size.experts)
    return None if number is None else replace(size, conversations=number)


def _rests_on(basis: Basis, confidence: float, each: int) -> dict[str, Estimate]:
    """Return the variances, with their limits, that the plan was made from."""
    named: dict[str, Callable[[Spread], float]] = {"response": lambda s: s.response(1)}
    if basis.separable:
        named |= {"rc": lambda s: s.rc, "residual": lambda s: s.residual}
    if basis.between_experts:
        named["re"] = lambda s: s.re
    found = {name: basis.limits(figure, confidence) for name, figure in named.items()}
    return found | ({"rho": basis.rho_of(each)} if basis.judge else {})
