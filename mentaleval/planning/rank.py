"""How many responders it takes before a judge may order them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import atanh, isfinite, nan
from typing import Final

import numpy as np
from scipy import special

from mentaleval.planning.choosing import (
    CONVERSATIONS,
    EACH,
    RESPONDERS,
    cheapest,
    counted,
    first,
    levers,
    rated,
)
from mentaleval.planning.panel import Panel
from mentaleval.planning.pilot import Judged
from mentaleval.planning.results import AttributePlan, Option, Size
from mentaleval.planning.settings import Settings
from mentaleval.stats import Estimate, icc_of, rank_draws, rank_power, stream, study_covariance
from mentaleval.stats.arrays import Floats
from mentaleval.trust import Settings as Rules
from mentaleval.trust.rank import MOST_RESPONDERS
from mentaleval.vocabulary import Verdict

_FEWEST: Final = 4
_DRAWS: Final = 1000
_STEP: Final = 3
_MOST_CONVERSATIONS: Final = 2000
_USUAL_CONVERSATIONS: Final = (10, 25, 50, 100, 200)
_MOST_DRAWN: Final = MOST_RESPONDERS + 100
_AHEAD: Final = 3
_NOTHING: Final = np.zeros((2, 2))
_OF_HUMANS: Final = np.array([[1.0, 0.0], [0.0, 0.0]])


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """How human and judge means of responders vary together.

    Attributes
    ----------
    responders, response
        Covariances of (human, judge): of true values, and of what is left of a single response;
        of the latter nothing where it is not known.
    icc
        ICC(C,1) of the means of the pilot, or as assumed, with the limits of the rule.
    conversations
        How many the pilot had; None without one.
    panel
        The experts of the pilot, by whose number a response all this is; None without one.
    """

    attribute: str
    judge: str
    responders: Floats
    response: Floats
    icc: Estimate
    conversations: int | None = None
    panel: Panel | None = None

    def study(self, conversations: int, each: int | None = None) -> Floats:
        """Return the covariance of the means in a study; by default of the pilot's experts."""
        further = 0.0 if each is None or self.panel is None else self.panel.apart(each)
        response = self.response + further * _OF_HUMANS
        return study_covariance(self.responders, response, conversations or 1)

    @property
    def ways(self) -> tuple[int, ...]:
        """The numbers of experts a response to plan for."""
        return self.panel.ways(few=True) if self.panel else (1,)

    def at(self, icc: float) -> Means:
        """Return the same for a judge whose ICC(C,1), in a study like the pilot, is another."""
        now = self.study(self.conversations or 1)
        moved = (icc * (now[0, 0] + now[1, 1]) / 2 - now[0, 1]) * (1 - np.eye(2))
        return replace(self, responders=self.responders + moved, icc=Estimate.point(icc))


def assumed_means(icc: float) -> Means:
    """Return means of one variance with an ICC(C,1) that no number of conversations changes."""
    return Means("", "the judge", np.array([[1, icc], [icc, 1]]), _NOTHING, Estimate.point(icc))


def pilot_means(judged: Judged, attribute: str, icc: Estimate, panel: Panel) -> Means:
    """Return how a judge's means vary with the humans' in a pilot."""
    beside, conversations = judged.beside, judged.n_conversations
    covariances = beside.responders, beside.response
    return Means(attribute, judged.name, *covariances, icc, conversations, panel)


def plan_rank(means: Means, settings: Settings) -> AttributePlan:
    """Plan how many responders, in how many conversations, the `rank` verdict takes."""
    power = _power(means, settings)
    options = [_option(size, power, settings) for size in _sizes(means, settings, power)]
    chosen = cheapest(options)
    low, high = (
        _resized(means, limit, chosen, settings) for limit in (means.icc.low, means.icc.high)
    )
    return AttributePlan(
        attribute=means.attribute,
        judge=means.judge,
        rests_on={"icc": means.icc},
        options=tuple(options),
        chosen=chosen,
        levers=levers(chosen, _facets(means), power),
        statement=_statement(means, settings, chosen, options),
        if_low=low,
        if_high=high,
        ranged=isfinite(means.icc.low) and settings.responders is None,
    )


def _facets(means: Means) -> tuple[str, ...]:
    if not means.response.any():
        return (RESPONDERS,)
    return (RESPONDERS, CONVERSATIONS, *((EACH,) if len(means.ways) > 1 else ()))


def line_of(verdict: Verdict | None) -> float:
    """Return what the lower limit must reach for a verdict."""
    return Rules().trusted if verdict is Verdict.TRUSTED else Rules().usable


def _power(means: Means, settings: Settings) -> Callable[[Size], float]:
    """Return what says how often a study reaches the verdict; all are asked on the same draws."""
    rng = stream(settings.seed, "plan")  # without names: equal ratings, equal plans
    draws = rank_draws(rng, draws=_DRAWS, most=_MOST_DRAWN)
    line = line_of(settings.verdict)

    def power(size: Size) -> float:
        covariance = means.study(size.conversations, size.each)
        return rank_power(covariance, size.responders, line, draws, confidence=settings.confidence)

    return power


def _sizes(means: Means, settings: Settings, power: Callable[[Size], float]) -> list[Size]:
    """Return the studies to look at: of given conversations, else of several numbers of them."""
    made: list[Size] = []
    for each in means.ways:
        if settings.responders is not None:
            made += _of_responders(means, settings, power, Size(settings.responders, 0, each))
            continue
        near = None
        for number in _numbers(means, settings):
            found = _responders(means, settings, power, Size(0, number, each), near)
            if found is not None:
                near = found
                made.append(Size(found, number, each))
    return made


def _of_responders(
    means: Means, settings: Settings, power: Callable[[Size], float], size: Size
) -> list[Size]:
    """Return the studies of so many responders."""
    several = set(_numbers(means, settings))
    if settings.conversations is None and means.response.any():
        numbers = range(2, _MOST_CONVERSATIONS + 1)
        enough = first(
            numbers,
            lambda n: power(replace(size, conversations=n)) >= settings.power,
            ahead=_AHEAD,
        )
        several |= set() if enough is None else {enough}
    return [replace(size, conversations=number) for number in sorted(several)]


def _numbers(means: Means, settings: Settings) -> list[int]:
    if settings.conversations is not None:
        return [settings.conversations]
    if not means.response.any():
        return [0]
    return sorted({*_USUAL_CONVERSATIONS, *([means.conversations] if means.conversations else [])})


def _responders(
    means: Means,
    settings: Settings,
    power: Callable[[Size], float],
    size: Size,
    near: int | None = None,
) -> int | None:
    """Return the fewest responders that are enough in a study; None where up to the most are not.

    It is looked for around *near*, by default around what normal theory says.
    """
    true, line = icc_of(means.study(size.conversations, size.each)), line_of(settings.verdict)
    if not true > line:
        return None  # the rule lets it pass by chance alone, and no number of responders helps

    def enough(number: int) -> bool:
        return power(replace(size, responders=number)) >= settings.power

    near, step = near or _near(true, line, settings), _STEP
    low, high = max(_FEWEST, near - step), min(MOST_RESPONDERS, near + step)
    while low > _FEWEST and enough(low):
        low, step = max(_FEWEST, low - step), 2 * step
    while high < MOST_RESPONDERS and not enough(high):
        high, step = min(MOST_RESPONDERS, high + step), 2 * step
    return first(range(low, high + 1), enough, ahead=_AHEAD)


def _near(true: float, line: float, settings: Settings) -> int:
    """Return about how many responders it takes, by Fisher's z; from 4 to the most."""
    if true >= 1:
        return _FEWEST
    reach = float(special.ndtri((1 + settings.confidence) / 2) + special.ndtri(settings.power))
    number = (reach / (atanh(true) - atanh(line))) ** 2 + 3
    return int(min(max(number, _FEWEST), MOST_RESPONDERS))


def _option(size: Size, power: Callable[[Size], float], settings: Settings) -> Option:
    value = power(size)
    return Option(size, value, value >= settings.power)


def _resized(means: Means, icc: float, chosen: Option | None, settings: Settings) -> Size | None:
    """Return the study were ICC(C,1) another, in the plan's conversations."""
    if not isfinite(icc) or settings.responders is not None:
        return None
    moved = means.at(icc)
    size = chosen.size if chosen else Size(0, _numbers(means, settings)[-1], means.ways[-1])
    found = _responders(moved, settings, _power(moved, settings), size)
    return None if found is None else replace(size, responders=found)


def _statement(
    means: Means, settings: Settings, chosen: Option | None, options: list[Option]
) -> str:
    line, verdict = line_of(settings.verdict), settings.verdict
    true = icc_of(means.responders)
    if chosen is not None:
        size = chosen.size
        where = (
            f", each in {counted(size.conversations, 'conversation')} "
            f"({rated(size, as_in_pilot=means.panel is not None and not means.panel.separable)})"
            if means.response.any()
            else ""
        )
        return (
            f"With {counted(size.responders, 'responder')}{where}, {means.judge} meets "
            f"what `{verdict}` for `rank` asks in {chosen.value:.0%} of such studies, if its "
            f"ICC(C,1) is "
            f"{icc_of(means.study(size.conversations, size.each)):.2f} there."
        )
    if not true > line:
        return (
            f"No study lets {means.judge} meet what `{verdict}` for `rank` asks but by chance: its "
            f"true ICC(C,1) is {true:.2f}, not above {line:g}."
        )
    best = max((option.value for option in options), default=nan)
    reached = f"; it is reached in {best:.0%} of studies" if isfinite(best) else ""
    return (
        f"Not enough: {settings.power:.0%} is not reached with up to {MOST_RESPONDERS} responders "
        f"in the conversations looked at{reached}."
        if settings.responders is None
        else f"Not enough responders or conversations{reached}."
    )
