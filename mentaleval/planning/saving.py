"""How many conversations a judge must rate to save a share of the human labels."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite, isnan
from typing import Final

from mentaleval.errors import UsageError
from mentaleval.planning.basis import Basis
from mentaleval.planning.choosing import CONVERSATIONS, JUDGED, RESPONDERS, counted, levers
from mentaleval.planning.results import AttributePlan, Option, Size
from mentaleval.planning.settings import Settings
from mentaleval.stats import judged_needed

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
    labelled = settings.conversations or 0
    responders = settings.responders or basis.n_responders or 2
    rho, value = basis.rho, _value(basis)
    wanted = _needed(settings, rho.estimate)
    numbers = {wanted, *(labelled * times for times in _TIMES)} - {None}
    if settings.judged is not None:
        numbers = {settings.judged}
    options = []
    for judged in sorted(n for n in numbers if n is not None):
        size = Size(responders, labelled, judged=judged)
        options.append(Option(size, value(size), value(size) >= settings.goal - _ROUNDING))
    reached = [option for option in options if option.reached]
    chosen = min(reached, key=lambda option: option.size.judged, default=None)
    low, high = (_resized(settings, limit, responders) for limit in (rho.low, rho.high))
    return AttributePlan(
        attribute=basis.attribute,
        judge=basis.judge,
        rests_on={"rho": rho},
        options=tuple(options),
        chosen=chosen,
        levers=levers(chosen, (RESPONDERS, CONVERSATIONS, JUDGED), value),
        statement=_statement(basis, settings, chosen),
        notes=("The saving counts where responders are compared, corrected by PPI++.",),
        if_low=low,
        if_high=high,
        ranged=isfinite(rho.low) and settings.judged is None,
    )


_ROUNDING: Final = 1e-9


def _value(basis: Basis) -> Callable[[Size], float]:
    """Return what says which share of the labels a study saves."""
    most = basis.rho.estimate**2
    return lambda size: most * max(0.0, 1 - size.conversations / size.judged)


def _needed(settings: Settings, rho: float) -> int | None:
    if isnan(rho) or rho <= 0:
        return None
    return judged_needed(settings.goal, rho, settings.conversations or 0)


def _resized(settings: Settings, rho: float, responders: int) -> Size | None:
    judged = _needed(settings, rho)
    return None if judged is None else Size(responders, settings.conversations or 0, judged=judged)


def _statement(basis: Basis, settings: Settings, chosen: Option | None) -> str:
    judge, most = basis.judge or "the judge", basis.rho.estimate**2
    if chosen is None:
        if settings.judged is not None and most > settings.goal:
            return f"{counted(settings.judged, 'judged conversation')} save less than that."
        return (
            f"{judge} cannot save {settings.goal:.1%} of the labels: with a correlation of "
            f"{basis.rho.estimate:.2f} it saves less than {most:.1%}, however much it rates."
        )
    size, alone = chosen.size, 1 / (1 - chosen.value)
    return (
        f"When {judge} rates {counted(size.judged, 'conversation')} and humans "
        f"{size.conversations:,} of them, drawn at random, the difference of two responders is "
        f"known as closely as from {round(size.conversations * alone):,} with human ratings "
        f"alone: {chosen.value:.1%} of the labels are saved."
    )
