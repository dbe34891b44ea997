"""The verdict of the `rank` use: whether a judge may order responders.

It rests on ICC(C,1) of responder means alone, on the lower of two lower limits and the higher of
two upper ones: the exact F interval, right for normal means, and the jackknife of ln F, which
needs no normal means but is unsure of few responders.
"""

from __future__ import annotations

from math import atanh, isnan, log, nan
from typing import Final

import numpy as np
from scipy import special

from mentaleval.stats import Estimate, exact_f_limits, icc_c1, icc_c1_jackknife, mean_squares
from mentaleval.trust.assessment import ReferenceEntry
from mentaleval.trust.caps import capped, rank_cap
from mentaleval.trust.cell import Ruling
from mentaleval.trust.paired import Floats
from mentaleval.trust.settings import Settings
from mentaleval.vocabulary import Verdict

FEWEST_RESPONDERS: Final = 3
_TOO_FEW_TO_COINCIDE: Final = 5
_ENOUGH_TO_COINCIDE: Final = 9
_ENOUGH_RESPONSES: Final = 60
MOST_RESPONDERS: Final = 200
"""Beyond this, how many responders it would take is not said."""
_ROUNDING: Final = 1e-12


def is_constant(means: Floats) -> bool:
    """Say whether a rater gives every responder the same mean."""
    return bool(len(means) and np.ptp(means) <= _ROUNDING * max(1.0, float(np.abs(means).max())))


def rule_rank(
    table: Floats,
    settings: Settings,
    reference: ReferenceEntry | None,
    *,
    responses: int | None = None,
    intervals: tuple[Estimate, Estimate] | None = None,
) -> Ruling:
    """Return the verdict for responders by (human mean, judge mean).

    *responses* is how many the means are of: a few coarse ratings may coincide by chance, and a
    perfect or a perfectly wrong order is not believed of them. *intervals* are exact F and the
    jackknife where they are known already.
    """
    n = len(table)
    if n < FEWEST_RESPONDERS:
        return Ruling(Verdict.UNDETERMINED, *_too_few(n))
    low, high = outermost(*intervals) if intervals else both_intervals(table, settings)
    for column, reason in ((0, _FLAT_HUMANS), (1, _FLAT_JUDGE)):
        if is_constant(table[:, column]):
            return Ruling(Verdict.UNDETERMINED, *reason, low, high)
    if low == high and _may_be_chance(n, responses or n):
        return Ruling(Verdict.UNDETERMINED, *_COINCIDENCE, low, high)
    if not (low >= settings.usable or high < settings.usable):  # NaN settles nothing
        return _unsettled(table, low, high, settings)
    return capped(_settled(low, high, settings), rank_cap(reference, settings))


def _may_be_chance(responders: int, responses: int) -> bool:
    """Say whether means of a few coarse ratings may agree perfectly, or not at all, by chance."""
    if responders < _TOO_FEW_TO_COINCIDE:
        return True
    return responders < _ENOUGH_TO_COINCIDE and responses < _ENOUGH_RESPONSES


def both_intervals(table: Floats, settings: Settings) -> tuple[float, float]:
    """Return the lower of the two lower limits and the higher of the two upper ones."""
    level = settings.confidence
    return outermost(icc_c1(table, confidence=level), icc_c1_jackknife(table, confidence=level))


def outermost(exact: Estimate, jackknife: Estimate) -> tuple[float, float]:
    """Return the lower of two lower limits and the higher of two upper ones."""
    limits = (exact.low, exact.high, jackknife.low, jackknife.high)
    if any(isnan(limit) for limit in limits):
        return nan, nan
    return min(exact.low, jackknife.low), max(exact.high, jackknife.high)


def responders_needed(table: Floats, settings: Settings) -> int | None:
    """Find the smallest number of responders that would settle on which side of `usable` it lies.

    F and the spread of its jackknife values are held as observed; None for more than
    `MOST_RESPONDERS`. A figure to plan by: F itself will move with more responders.
    """
    f, n = mean_squares(table).f, len(table)
    spread = _half_width(icc_c1_jackknife(table, confidence=settings.confidence), f)
    if not (0 < f < np.inf and np.isfinite(spread)):
        return None
    upper = (1 + settings.confidence) / 2
    more = np.arange(n + 1, MOST_RESPONDERS + 1)
    shrunk = spread * np.sqrt(n / more) * special.stdtrit(more - 1, upper)
    half = shrunk / special.stdtrit(n - 1, upper)
    exact_low, exact_high = exact_f_limits(f, n=more, confidence=settings.confidence)
    low = np.minimum(np.log(exact_low), log(f) - half)
    high = np.maximum(np.log(exact_high), log(f) + half)
    line = 2 * atanh(settings.usable)  # ln F at which ICC(C,1) is the threshold
    settled = (low >= line) | (high < line)
    return int(more[settled.argmax()]) if settled.any() else None


def _half_width(jackknife: Estimate, f: float) -> float:
    """Return the half width of the jackknife interval on the scale of ln F; infinite for none."""
    if not (0 < f < np.inf and jackknife.low > -1 and jackknife.high < 1):
        return np.inf
    # the limit nearer to 0 carries more digits through atanh
    near = min(jackknife.low, jackknife.high, key=abs)
    return abs(2 * atanh(near) - log(f))


def _settled(low: float, high: float, settings: Settings) -> Ruling:
    if high < settings.usable:
        why = f"lie below {settings.usable:.2f}: the upper limit is {high:.2f}."
        verdict, short = Verdict.UNRELIABLE, f"upper limit {high:.2f}"
    else:
        trusted = low >= settings.trusted
        verdict = Verdict.TRUSTED if trusted else Verdict.USABLE
        line = settings.trusted if trusted else settings.usable
        why = f"lie above {line:.2f}: the lower limit is {low:.2f}."
        short = f"lower limit {low:.2f}"
    return Ruling(verdict, f"Both intervals of ICC(C,1) {why}", short, low, high)


def _unsettled(table: Floats, low: float, high: float, settings: Settings) -> Ruling:
    needed = responders_needed(table, settings)
    takes = str(needed or f"more than {MOST_RESPONDERS}")
    return Ruling(
        Verdict.UNDETERMINED,
        f"ICC(C,1) is from {low:.2f} to {high:.2f}: {takes} responders would settle it.",
        f"needs {needed} responders" if needed else f"needs >{MOST_RESPONDERS} responders",
        low,
        high,
        needed,
        None if needed else MOST_RESPONDERS,
    )


def _too_few(n: int) -> tuple[str, str]:
    if n == 0:
        return "No response was rated by both the judge and a human.", "no pairs"
    word = "responder" if n == 1 else "responders"
    why = f"Only {n} {word} rated by both sides; ranking takes at least {FEWEST_RESPONDERS}."
    return why, f"only {n} {word}"


_COINCIDENCE: Final = (
    "The means agree perfectly, or not at all: with so few that may be chance.",
    "may be chance",
)
_FLAT_JUDGE: Final = (
    "The judge gives every responder the same mean: it does not rank them.",
    "judge does not vary",
)
_FLAT_HUMANS: Final = (
    "The humans give every responder the same mean: there is no rank to find.",
    "humans do not vary",
)
