"""How many conversations a judge must rate to save a share of the human labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import isfinite, isnan
from typing import Final

from mentaleval.errors import UsageError
from mentaleval.planning.basis import Basis
from mentaleval.planning.choosing import (
    CONVERSATIONS,
    EACH,
    JUDGED,
    RESPONDERS,
    counted,
    levers,
    rated,
)
from mentaleval.planning.results import AttributePlan, Option, Size
from mentaleval.planning.settings import Settings
from mentaleval.stats import judged_needed

_ROUNDING: Final = 1e-9
_TIMES: Final = (2, 5, 10)
"""How many times the labelled conversations a judge may rate, beside what the plan needs."""


def require_conversations(settings: Settings) -> None:
    """Make sure that it is said how many conversations humans rate.

    Raises
    ------
    UsageError
        When it is not.
    """
    if settings.conversations is None:
        raise UsageError(
            "--saving needs --conversations N, in how many of them humans rate: what a judge "
            "saves depends on the share of the judged conversations that these are."
        )


def plan_saving(basis: Basis, settings: Settings) -> AttributePlan:
    """Plan how many conversations the judge rates beside those with human ratings."""
    value = _value(basis)
    options = [
        Option(size, value(size), value(size) >= settings.goal - _ROUNDING)
        for size in _sizes(basis, settings)
    ]
    reached = [option for option in options if option.reached]
    chosen = min(reached, key=lambda o: (o.size.ratings, o.size.judged), default=None)
    each = chosen.size.each if chosen else basis.ways[-1]
    rho, known = basis.rho_of(each), Size(_responders(basis, settings), 0, each)
    low, high = (_resized(settings, limit, known) for limit in (rho.low, rho.high))
    return AttributePlan(
        attribute=basis.attribute,
        judge=basis.judge,
        rests_on={"rho": rho},
        options=tuple(options),
        chosen=chosen,
        levers=levers(chosen, _facets(basis), value),
        statement=_statement(basis, settings, chosen, rho.estimate),
        notes=("The saving counts where responders are compared, corrected by PPI++.",),
        if_low=low,
        if_high=high,
        ranged=isfinite(rho.low) and settings.judged is None,
    )


def _responders(basis: Basis, settings: Settings) -> int:
    return settings.responders or basis.n_responders or 2


def _sizes(basis: Basis, settings: Settings) -> Iterator[Size]:
    """Yield the studies to look at: enough conversations judged, and some usual numbers."""
    labelled, responders = settings.conversations or 0, _responders(basis, settings)
    for each in basis.ways:
        numbers = {labelled * times for times in _TIMES}
        if settings.judged is not None:
            numbers = {settings.judged}
        elif (wanted := _needed(settings, basis.rho_of(each).estimate)) is not None:
            numbers.add(wanted)
        for judged in sorted(numbers):
            yield Size(responders, labelled, each, judged=judged)


def _facets(basis: Basis) -> tuple[str, ...]:
    return (RESPONDERS, CONVERSATIONS, JUDGED, *((EACH,) if len(basis.ways) > 1 else ()))


def _value(basis: Basis) -> Callable[[Size], float]:
    """Return what says which share of the labels a study saves."""
    most: dict[int, float] = {}

    def value(size: Size) -> float:
        if size.each not in most:
            most[size.each] = max(0.0, basis.rho_of(size.each).estimate) ** 2
        return most[size.each] * max(0.0, 1 - size.conversations / size.judged)

    return value


def _needed(settings: Settings, rho: float) -> int | None:
    if isnan(rho) or rho <= 0:
        return None
    return judged_needed(settings.goal, rho, settings.conversations or 0)


def _resized(settings: Settings, rho: float, size: Size) -> Size | None:
    judged = _needed(settings, rho)
    if judged is None:
        return None
    return replace(size, conversations=settings.conversations or 0, judged=judged)


def _statement(basis: Basis, settings: Settings, chosen: Option | None, rho: float) -> str:
    judge, most = basis.judge or "the judge", max(rho, 0.0) ** 2
    if chosen is None:
        if settings.judged is not None and most > settings.goal:
            return f"{counted(settings.judged, 'judged conversation')} save less than that."
        return (
            f"{judge} cannot save {settings.goal:.1%} of the labels: with a correlation of "
            f"{rho:.2f} it saves at most {most:.1%}, however much it rates."
        )
    size, alone = chosen.size, 1 / (1 - chosen.value)
    return (
        f"When {judge} rates {counted(size.judged, 'conversation')} and humans "
        f"{size.conversations:,} of them, drawn at random ({rated(size)} with "
        f"{counted(size.responders, 'responder')}), the difference of two responders is known as "
        f"closely as from {round(size.conversations * alone):,} with human ratings alone: "
        f"{chosen.value:.1%} of the labels are saved."
    )
