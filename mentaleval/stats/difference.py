"""How far one rater's numbers lie from the other's: bias, squared error, limits of agreement.

With d_i = y_i - x_i (judge minus human), d its mean and s_d its standard deviation (n - 1):

    bias = d,   MSE = mean(d_i^2),   limits of agreement = d +- 1.96 s_d

The limits say where the difference of a *single* response lies, the interval of the bias only
where its mean does.

Missing data: NaN is refused; the caller drops incomplete pairs.
Degenerate cases: no pair at all gives NaN; below three pairs the means are given, but neither an
interval nor limits. A constant difference has an interval and limits equal to it.

References
----------
Bland & Altman (1986), Lancet i:307; (1999), Statistical Methods in Medical Research 8:135.
"""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import FEWEST_TARGETS, Floats, as_codes, as_pairs, as_tails, centred
from mentaleval.stats.clusters import cluster_interval, cluster_sums
from mentaleval.stats.estimate import Estimate

_NORMAL_975 = 1.96  # Bland & Altman's own constant


@dataclass(frozen=True, slots=True)
class LimitsOfAgreement:
    """The mean difference (`bias`), its standard deviation and the limits around single ones."""

    bias: float
    low: float
    high: float
    sd: float


def _deviation(differences: Floats) -> float:
    freedom = differences.size - 1
    return float(np.sqrt(np.square(centred(differences)).sum() / freedom))


def bias(
    x: ArrayLike,
    y: ArrayLike,
    clusters: ArrayLike | None = None,
    *,
    rng: np.random.Generator | None = None,
    draws: int = 2000,
    confidence: float = 0.95,
) -> Estimate:
    """Compute the mean difference y - x with its interval.

    Without clusters: t(n - 1) over pairs, as `scipy.stats.ttest_rel`. With clusters (and then
    `rng`): the mean over pairs with the interval of the `clusters` module, none below five.

    Examples
    --------
    >>> difference = bias([3, 4, 5, 4], [4, 4, 5, 5])
    >>> difference.estimate, round(difference.low, 3), round(difference.high, 3)
    (0.5, -0.419, 1.419)
    """
    first, second = as_pairs(x, y)
    _, upper = as_tails(confidence)
    differences = second - first
    if clusters is not None:
        codes, count = as_codes(clusters, name="clusters", size=first.size)
        if rng is None:
            raise StatisticsError("rng: expected a Generator beside clusters, found None")
        if count == 0:
            return Estimate.point(nan)
        moments = cluster_sums(
            np.column_stack([np.ones_like(differences), differences]), codes, count
        )
        return cluster_interval(moments, _mean_of_sums, rng=rng, draws=draws, confidence=confidence)
    if differences.size < FEWEST_TARGETS:
        return Estimate.point(float(differences.mean()) if differences.size else nan)
    mean, freedom = float(differences.mean()), differences.size - 1
    half = float(special.stdtrit(freedom, upper)) * _deviation(differences) / sqrt(freedom + 1)
    return Estimate(mean, mean - half, mean + half, "t")


def _mean_of_sums(sums: Floats) -> Floats:
    return np.asarray(sums[:, 1] / sums[:, 0])


def mean_squared_error(x: ArrayLike, y: ArrayLike) -> float:
    """Compute the mean squared difference, over pairs.

    Examples
    --------
    >>> mean_squared_error([3, 4, 5, 4], [4, 4, 5, 5])
    0.5
    """
    first, second = as_pairs(x, y)
    return float(np.mean((second - first) ** 2)) if first.size else nan


def limits_of_agreement(x: ArrayLike, y: ArrayLike) -> LimitsOfAgreement:
    """Compute Bland & Altman's 95 % limits of agreement of y with x, one pair a target.

    Agrees with the peak-flow example of Bland & Altman (1986): -2.1 and 38.8 l/min.

    Examples
    --------
    >>> limits = limits_of_agreement([3, 4, 5, 4], [4, 4, 5, 5])
    >>> limits.bias, round(limits.low, 3), round(limits.high, 3)
    (0.5, -0.632, 1.632)
    """
    first, second = as_pairs(x, y)
    differences = second - first
    mean = float(differences.mean()) if differences.size else nan
    if differences.size < FEWEST_TARGETS:
        return LimitsOfAgreement(mean, nan, nan, nan)
    sd = _deviation(differences)
    return LimitsOfAgreement(mean, mean - _NORMAL_975 * sd, mean + _NORMAL_975 * sd, sd)
