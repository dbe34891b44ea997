"""How many harms, common responses or conversations it takes for a bound to be reached.

**Missed harms.** Of H harms a judge misses X, binomial with its true rate m. The rule asks that the
upper Clopper-Pearson bound of X of H be at most M. With c(H) the most misses that allow it (-1
where none does) the power is P(X <= c(H)). It goes up and down with H, since c(H) is a whole
number. Of n responses the number of harms is binomial too, with the prevalence p, and the power of
n is the mean of the power over it:

    power(n) = sum_H P(H of n; p) P(X <= c(H) of H; m)

The number needed is the least from which on the power stays.

**Agreement of experts.** k experts rate the same n responses, and single ratings have a true
ICC(C,1) of rho. The exact F lower limit reaches a line l where F reaches
F_.975(n - 1, (n - 1)(k - 1)) (1 + k l / (1 - l)), and F is (1 + k rho / (1 - rho)) times an F
variable of these degrees of freedom, which gives the power in closed form.

**A correlation.** On Fisher's z the lower limit is atanh r - q SE, q the quantile that the interval
uses; with SE estimated with v degrees of freedom, the power to reach a line l is the mean of
Phi((atanh rho - atanh l) / SE - q u) over u^2 = chi^2(v) / v.

**A bias and limits of agreement.** The interval of the bias must lie within +-M and the estimated
limits within +-W. With SE u as above, and s the estimated standard deviation of single differences,
of w degrees of freedom, the estimated bias may lie within +-m = min(M - q SE u, W - 1.96 s), which
it does with the probability Phi((m - b) / SE) - Phi((-m - b) / SE); the power is its mean over u
and s^2 = sd^2 chi^2(w) / w.

Missing data: none. Degenerate cases: a true value on the wrong side of the line, or on it, gives
None for the number needed, for there the power never exceeds the error of the interval.

References
----------
Clopper & Pearson (1934), Biometrika 26:404. McGraw & Wong (1996), Psychological Methods 1:30.
Walter, Eliasziw & Donner (1998), Statistics in Medicine 17:101 (reliability studies).
"""

from bisect import bisect_left
from collections.abc import Callable
from math import atanh, inf

import numpy as np
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import Floats, Integers, as_tails
from mentaleval.stats.binomial import exact_proportion

MOST_TARGETS = 100_000
_FEWEST = 2
_MOST_HARMS = 20_000
_HARMS = (1000, 5000, _MOST_HARMS)
_RARE = 1e-12
_BLOCK = 256
_DRAWN = 200
_NORMAL_975 = 1.959963984540054


def harms_needed(misses: int, most: float, *, confidence: float = 0.95) -> int | None:
    """Find the fewest harms of which so many may be missed; None: more than 20,000.

    The upper bound of misses of harms is then at most `most`. Agrees with a loop over
    `scipy.stats.binomtest(...).proportion_ci("exact")`.

    Examples
    --------
    >>> [harms_needed(misses, 0.1) for misses in (0, 1, 2)]
    [36, 54, 70]
    """
    _require_shares(most=most)
    numbers = range(max(1, misses), _MOST_HARMS + 1)

    def allowed(harms: int) -> bool:
        return exact_proportion(misses, harms, confidence=confidence).high <= most

    place = bisect_left(numbers, x=True, key=allowed)
    return None if place == len(numbers) else numbers[place]


def misses_allowed(most: float, harms: int, *, confidence: float = 0.95) -> Floats:
    """Return for 0, ..., `harms` harms the most misses with a bound of at most `most`, -1 for none.

    Examples
    --------
    >>> misses_allowed(0.5, 9).astype(int).tolist()
    [-1, -1, -1, -1, -1, -1, 0, 0, 0, 1]
    """
    _require_shares(most=most)
    tail, _ = as_tails(confidence)
    numbers = np.arange(harms + 1)
    # the bound of c misses of H is at most M where P(X <= c of H; M) is at most the tail
    allowed = np.floor(np.nan_to_num(special.bdtrik(tail, numbers, most), nan=-1.0))
    allowed = np.clip(allowed, -1, numbers)
    allowed += (allowed < numbers) & (special.bdtr(allowed + 1, numbers, most) <= tail)
    beyond = (allowed >= 0) & (special.bdtr(np.maximum(allowed, 0), numbers, most) > tail)
    return np.asarray(allowed - beyond)


def screening_power(
    responses: int, prevalence: float, missed: float, most: float, *, confidence: float = 0.95
) -> float:
    """Compute how often a study shows that a judge misses at most a share of the harms.

    Agrees with a simulation.

    Examples
    --------
    >>> round(screening_power(1000, 0.1, 0.02, 0.1), 2)
    0.91
    """
    _require_shares(prevalence=prevalence, missed=missed, most=most)
    passing = _passing(_most_harms(responses, prevalence), missed, most, confidence)
    return float(_screening_powers(np.array([responses]), prevalence, passing)[0])


def _most_harms(responses: int, prevalence: float) -> int:
    """Return a number of harms that so many responses practically never exceed."""
    spread = 8 * (responses * prevalence * (1 - prevalence)) ** 0.5 + 20
    return min(responses, int(responses * prevalence + spread))


def _passing(harms: int, missed: float, most: float, confidence: float) -> Floats:
    """Return for 0, ..., `harms` harms how often few enough of them are missed."""
    allowed = misses_allowed(most, harms, confidence=confidence)
    power = special.bdtr(np.maximum(allowed, 0), np.arange(harms + 1), missed)
    return np.asarray(np.where(allowed >= 0, power, 0.0))


def _screening_powers(responses: Integers, prevalence: float, passing: Floats) -> Floats:
    """Return the power of several near numbers of responses at once."""
    first, last = int(responses[0]), int(responses[-1])
    low = max(0, int(first * prevalence - 8 * (last * prevalence) ** 0.5 - 20))
    harms = np.arange(low, min(_most_harms(last, prevalence), passing.size - 1) + 1)
    chance = _binomial(harms, responses[:, None], prevalence)
    chance[chance < _RARE] = 0.0
    return np.asarray(chance @ passing[harms])


def _binomial(count: Integers, of: Integers, share: float) -> Floats:
    less = np.maximum(of - count, 0)
    logs = special.gammaln(of + 1) - special.gammaln(count + 1) - special.gammaln(less + 1)
    chance = np.exp(logs + special.xlogy(count, share) + special.xlog1py(less, -share))
    return np.asarray(np.where(count <= of, chance, 0.0))


def screening_needed(
    prevalence: float, missed: float, most: float, *, power: float = 0.8, confidence: float = 0.95
) -> int | None:
    """Find the fewest responses from which on there is that power; None: it takes too many.

    Too many are over 100,000, or 20,000 harms, or any where the judge misses too many.

    Examples
    --------
    >>> screening_needed(0.1, 0.02, 0.1), screening_needed(0.1, 0.1, 0.1)
    (790, None)
    """
    _require_shares(prevalence=prevalence, missed=missed, most=most, power=power)
    if missed >= most or not prevalence:
        return None
    for harms in _HARMS:
        passing = _passing(harms, missed, most, confidence)
        end = _sure(prevalence, passing, power)
        if end is not None:
            found = _last_below(end, prevalence, passing, power) + 1
            return found if found <= MOST_TARGETS else None
    return None


def _sure(prevalence: float, passing: Floats, power: float) -> int | None:
    """Return a number of responses from which on there surely is that power."""
    lasting = np.minimum.accumulate(passing[::-1])[::-1]

    def sure(n: int) -> bool:  # the power is at least this, and this never falls with n
        return bool(_screening_powers(np.array([n]), prevalence, lasting)[0] >= power)

    def beyond(n: int) -> bool:
        return _most_harms(n, prevalence) >= passing.size

    every = range(1, 2 * MOST_TARGETS + 1)
    numbers = every[: bisect_left(every, x=True, key=beyond)]
    place = bisect_left(numbers, x=True, key=sure)
    return None if place == len(numbers) else numbers[place]


def _last_below(end: int, prevalence: float, passing: Floats, power: float) -> int:
    """Return the largest number of responses, at most `end`, with less than that power."""
    for last in range(end, 0, -_BLOCK):
        numbers = np.arange(max(1, last - _BLOCK + 1), last + 1)
        below = numbers[_screening_powers(numbers, prevalence, passing) < power]
        if below.size:
            return int(below[-1])
    return 0


def icc_c1_power(n: int, icc: float, low: float, *, k: int = 2, confidence: float = 0.95) -> float:
    """Compute how often the exact F lower limit of ICC(C,1) reaches `low`.

    `n` targets are rated by the same `k` raters, whose true ICC(C,1) is `icc`. Agrees with a
    simulation.

    Examples
    --------
    >>> round(icc_c1_power(80, 0.7, 0.5), 2)
    0.8
    """
    if not (n > 1 and k > 1 and 0 <= icc <= 1 and 0 <= low < 1):
        raise StatisticsError("n, k, icc, low: expected above 1, 1, 0 to 1 and 0 to below 1")
    if icc == 1:
        return 1.0
    _, upper = as_tails(confidence)
    within = (n - 1) * (k - 1)
    line = float(special.fdtri(n - 1, within, upper)) * (1 + k * low / (1 - low))
    return float(special.fdtrc(n - 1, within, line / (1 + k * icc / (1 - icc))))


def icc_c1_targets(
    icc: float, low: float, *, k: int = 2, power: float = 0.8, confidence: float = 0.95
) -> int | None:
    """Find the fewest targets with that power; None: the true value does not lie above `low`.

    Examples
    --------
    >>> icc_c1_targets(0.7, 0.5), icc_c1_targets(0.7, 0.5, k=3), icc_c1_targets(0.5, 0.5)
    (80, 50, None)
    """
    if icc <= low:
        return None
    return _fewest(lambda n: icc_c1_power(n, icc, low, k=k, confidence=confidence), power)


def correlation_power(
    r: float, low: float, error: float, *, quantile: float = _NORMAL_975, freedom: float = inf
) -> float:
    """Compute how often the lower limit of a correlation reaches `low`, its error on Fisher's z.

    Agrees with the noncentral t distribution.

    Examples
    --------
    >>> round(correlation_power(0.6, 0.5, 0.05), 2)
    0.82
    """
    if not (error > 0 and -1 < r < 1 and -1 < low < 1):
        raise StatisticsError("r, low, error: expected within -1 to 1, and an error above 0")
    reach = (atanh(r) - atanh(low)) / error
    return float(special.ndtr(reach - quantile * _ratios(freedom)).mean())


def agreement_power(
    bias: float,
    within: tuple[float, float],
    sd: float,
    error: float,
    *,
    freedom: tuple[float, float],
    quantile: float = _NORMAL_975,
) -> float:
    """Compute how often a bias has its interval, and limits of agreement lie, within two margins.

    `within` holds the margin of the bias and that of the limits, `sd` is the standard deviation of
    single differences, `error` the standard error of the bias, and `freedom` holds the degrees of
    freedom of the latter and the former. Agrees with a simulation.

    Examples
    --------
    >>> round(agreement_power(0.1, (0.25, 1), 0.45, 0.05, freedom=(11, 96)), 2)
    0.56
    """
    margin, widest = within
    if not min(margin, widest, sd, error, *freedom) > 0:
        raise StatisticsError("within, sd, error, freedom: expected above 0")
    errors, deviations = error * _ratios(freedom[0]), sd * _ratios(freedom[1])
    room = np.minimum(margin - quantile * errors[:, None], widest - _NORMAL_975 * deviations)
    inside = special.ndtr((room - bias) / error) - special.ndtr((-room - bias) / error)
    return float(np.where(room > 0, inside, 0.0).mean())


def _ratios(freedom: float) -> Floats:
    """Return evenly likely values of an estimated standard deviation over the true one."""
    if freedom == inf:
        return np.ones(1)
    shares = (np.arange(_DRAWN) + 0.5) / _DRAWN
    return np.asarray(np.sqrt(special.chdtri(freedom, shares) / freedom))


def _fewest(reached: Callable[[int], float], power: float) -> int | None:
    _require_shares(power=power)
    numbers = range(_FEWEST, MOST_TARGETS + 1)
    place = bisect_left(numbers, x=True, key=lambda n: reached(n) >= power)
    return None if place == len(numbers) else numbers[place]


def _require_shares(**shares: float) -> None:
    for name, value in shares.items():
        if not (0 <= value <= 1 and value < inf):
            raise StatisticsError(f"{name}: expected a share between 0 and 1, found {value}")
