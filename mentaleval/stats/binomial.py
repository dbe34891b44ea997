"""Shares of a count, with bounds that hold however small the count, or hold on average.

Clopper & Pearson's bounds of a share p after `count` successes in `of` trials, with a tail t of
(1 - confidence) / 2 on each side:

    low  = the t quantile of Beta(count, of - count + 1),        0 where count = 0
    high = the 1 - t quantile of Beta(count + 1, of - count),    1 where count = of

They cover at least as often as they say, for every p, and are wide for it. Wilson's bounds are
those p at which the share would lie just z standard errors off, z the normal quantile of 1 - t:

    (s + z^2 / 2n +- z sqrt(s (1 - s) / n + z^2 / 4n^2)) / (1 + z^2 / n),   s = count / n, n = of

They are narrower and cover as often as they say on average over p, for some p less. Trials are
taken to be independent: where they come in clusters both are too narrow.

Degenerate cases: no trial at all gives a share of NaN between 0 and 1: nothing is known.

References
----------
Clopper & Pearson (1934), Biometrika 26:404. Wilson (1927), Journal of the American Statistical
Association 22:209. Brown, Cai & DasGupta (2001), Statistical Science 16:101.
"""

from dataclasses import dataclass
from math import nan, sqrt

from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import as_tails


@dataclass(frozen=True, slots=True)
class Proportion:
    """`count` of `of`, with the bounds of the share.

    Examples
    --------
    >>> Proportion(3, 4, 0.19, 0.99).share
    0.75
    """

    count: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The observed share; NaN of nothing."""
        return self.count / self.of if self.of else nan


def exact_proportion(count: int, of: int, *, confidence: float = 0.95) -> Proportion:
    """Compute a share with its Clopper-Pearson bounds.

    Agrees with `scipy.stats.binomtest(...).proportion_ci("exact")` and with
    `statsmodels.stats.proportion.proportion_confint(method="beta")`.

    Examples
    --------
    No harm missed in 30 still allows one in nine:

    >>> missed = exact_proportion(0, 30)
    >>> missed.share, missed.low, round(missed.high, 3)
    (0.0, 0.0, 0.116)
    """
    lower, upper = as_tails(confidence)
    _check(count, of)
    low = float(special.betaincinv(count, of - count + 1, lower)) if count else 0.0
    high = float(special.betaincinv(count + 1, of - count, upper)) if count < of else 1.0
    return Proportion(count, of, low, high)


def wilson_proportion(count: int, of: int, *, confidence: float = 0.95) -> Proportion:
    """Compute a share with Wilson's bounds.

    Agrees with `statsmodels.stats.proportion.proportion_confint(method="wilson")`.

    Examples
    --------
    >>> low = wilson_proportion(3, 100)
    >>> low.share, round(low.low, 3), round(low.high, 3)
    (0.03, 0.01, 0.085)
    """
    _, upper = as_tails(confidence)
    _check(count, of)
    if not of:
        return Proportion(count, of, 0.0, 1.0)
    z, share = float(special.ndtri(upper)), count / of
    middle = share + z**2 / (2 * of)
    half = z * sqrt(share * (1 - share) / of + (z / (2 * of)) ** 2)
    low, high = ((middle + side) / (1 + z**2 / of) for side in (-half, half))
    return Proportion(count, of, low if count else 0.0, high if count < of else 1.0)


def _check(count: int, of: int) -> None:
    if not 0 <= count <= of:
        raise StatisticsError(f"count: expected between 0 and {of}, found {count}")
