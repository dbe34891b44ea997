"""How many responders it takes before a judge may order them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from math import atanh, isfinite, nan
from typing import Final

import numpy as np
from scipy import special

from mentaleval.planning.choosing import CONVERSATIONS, RESPONDERS, cheapest, counted, levers
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
_MOST_DRAWN: Final = MOST_RESPONDERS + MOST_RESPONDERS // 10
_NOTHING: Final = np.zeros((2, 2))


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
    """

    attribute: str
    judge: str
    responders: Floats
    response: Floats
    icc: Estimate
    conversations: int | None = None

    def study(self, conversations: int) -> Floats:
        """Return the covariance of the means in a study."""
        return study_covariance(self.responders, self.response, conversations or 1)

    def at(self, icc: float) -> Means:
        """Return the same for a judge whose ICC(C,1), in a study like the pilot, is another."""
        now = self.study(self.conversations or 1)
        moved = (icc * (now[0, 0] + now[1, 1]) / 2 - now[0, 1]) * (1 - np.eye(2))
        return Means(
            self.attribute,
            self.judge,
            self.responders + moved,
            self.response,
            Estimate.point(icc),
            self.conversations,
        )


def assumed_means(icc: float) -> Means:
    """Return means of one variance with an ICC(C,1) that no number of conversations changes."""
    return Means("", "the judge", np.array([[1, icc], [icc, 1]]), _NOTHING, Estimate.point(icc))


def pilot_means(judged: Judged, attribute: str, icc: Estimate) -> Means:
    """Return how a judge's means vary with the humans' in a pilot."""
    beside, conversations = judged.beside, judged.n_conversations
    return Means(attribute, judged.name, beside.responders, beside.response, icc, conversations)


def plan_rank(means: Means, settings: Settings) -> AttributePlan:
    """Plan how many responders, in how many conversations, the `rank` verdict takes."""
    power = _power(means, settings)
    options = [_option(size, power, settings) for size in _sizes(means, settings, power)]
    chosen = cheapest(options)
    facets = (RESPONDERS, CONVERSATIONS) if means.response.any() else (RESPONDERS,)
    low, high = (
        _resized(means, limit, chosen, settings) for limit in (means.icc.low, means.icc.high)
    )
    return AttributePlan(
        attribute=means.attribute,
        judge=means.judge,
        rests_on={"icc": means.icc},
        options=tuple(options),
        chosen=chosen,
        levers=levers(chosen, facets, power),
        statement=_statement(means, settings, chosen, options),
        if_low=low,
        if_high=high,
        ranged=isfinite(means.icc.low) and settings.responders is None,
    )


def line_of(verdict: Verdict | None) -> float:
    """Return what the lower limit must reach for a verdict."""
    return Rules().trusted if verdict is Verdict.TRUSTED else Rules().usable


def _power(means: Means, settings: Settings) -> Callable[[Size], float]:
    """Return what says how often a study reaches the verdict; all are asked on the same draws."""
    rng = stream(settings.seed, "plan", means.judge, means.attribute)
    draws = rank_draws(rng, draws=_DRAWS, most=_MOST_DRAWN)
    line = line_of(settings.verdict)

    def power(size: Size) -> float:
        covariance = means.study(size.conversations)
        return rank_power(covariance, size.responders, line, draws, confidence=settings.confidence)

    return power


def _sizes(means: Means, settings: Settings, power: Callable[[Size], float]) -> list[Size]:
    """Return the studies to look at: of given conversations, else of several numbers of them."""
    responders = settings.responders
    if responders is None:
        made: list[Size] = []
        for number in _numbers(means, settings):
            near = made[-1].responders if made else None
            found = _responders(means, settings, power, number, near)
            made += [] if found is None else [Size(found, number)]
        return made
    sizes = {Size(responders, n) for n in _numbers(means, settings)}
    if settings.conversations is None and means.response.any():
        numbers = range(2, _MOST_CONVERSATIONS + 1)
        enough = _first(numbers, lambda n: power(Size(responders, n)) >= settings.power)
        sizes |= set() if enough is None else {Size(responders, enough)}
    return sorted(sizes, key=lambda size: size.conversations)


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
    conversations: int,
    near: int | None = None,
) -> int | None:
    """Return the fewest responders that are enough; None where up to the most are not.

    It is looked for around *near*, by default around what normal theory says.
    """
    true, line = icc_of(means.study(conversations)), line_of(settings.verdict)
    if not true > line:
        return None  # the rule lets it pass by chance alone, and no number of responders helps

    def enough(number: int) -> bool:
        return power(Size(number, conversations)) >= settings.power

    near, step = near or _near(true, line, settings), _STEP
    low, high = max(_FEWEST, near - step), min(MOST_RESPONDERS, near + step)
    while low > _FEWEST and enough(low):
        low, step = max(_FEWEST, low - step), 2 * step
    while high < MOST_RESPONDERS and not enough(high):
        high, step = min(MOST_RESPONDERS, high + step), 2 * step
    return _first(range(low, high + 1), enough)


def _near(true: float, line: float, settings: Settings) -> int:
    """Return about how many responders it takes, by Fisher's z; from 4 to the most."""
    if true >= 1:
        return _FEWEST
    reach = float(special.ndtri((1 + settings.confidence) / 2) + special.ndtri(settings.power))
    number = (reach / (atanh(true) - atanh(line))) ** 2 + 3
    return int(min(max(number, _FEWEST), MOST_RESPONDERS))


def _first(numbers: range, enough: Callable[[int], bool]) -> int | None:
    place = bisect_left(numbers, x=True, key=enough)
    return None if place == len(numbers) else numbers[place]


def _option(size: Size, power: Callable[[Size], float], settings: Settings) -> Option:
    value = power(size)
    return Option(size, value, value >= settings.power)


def _resized(means: Means, icc: float, chosen: Option | None, settings: Settings) -> Size | None:
    """Return the study were ICC(C,1) another, in the plan's conversations."""
    if not isfinite(icc) or settings.responders is not None:
        return None
    moved = means.at(icc)
    number = chosen.size.conversations if chosen else _numbers(means, settings)[-1]
    found = _responders(moved, settings, _power(moved, settings), number)
    return None if found is None else Size(found, number)


def _statement(
    means: Means, settings: Settings, chosen: Option | None, options: list[Option]
) -> str:
    line, verdict = line_of(settings.verdict), settings.verdict
    true = icc_of(means.responders)
    if chosen is not None:
        size = chosen.size
        where = (
            f", each in {counted(size.conversations, 'conversation')} "
            f"({counted(size.ratings, 'rating')})"
            if means.response.any()
            else ""
        )
        return (
            f"With {counted(size.responders, 'responder')}{where}, {means.judge} meets "
            f"what `{verdict}` for `rank` asks in {chosen.value:.0%} of such studies, if its "
            f"ICC(C,1) is "
            f"{icc_of(means.study(size.conversations)):.2f} there."
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
