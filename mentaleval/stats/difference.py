"""How far one rater's numbers lie from the other's: bias, squared error, limits of agreement.

With d_i = y_i - x_i (judge minus human), d its mean and s_d its standard deviation (n - 1):

    bias = d,   MSE = mean(d_i^2),   limits of agreement = d +- 1.96 s_d

The limits say where the difference of a *single* response lies, the interval of the bias only
where its mean does: d +- t(n - 1) s_d / sqrt(n) of n independent pairs, t Student's quantile at
(1 + confidence) / 2; of pairs in clusters, that of the `clusters` module, and with groups (below)
that of the `group_means` module.

With N pairs in m groups (responders) of n_g pairs each, bias is the mean of the group means, and so
is the centre of the limits. s_d^2 in the limits is the sum of what differs within groups and
between them, from the mean squares within (MSW, N - m degrees of freedom) and between groups (MSB,
m - 1) of a one-way analysis of variance of the d_i:

    s_d^2 = MSW + max(0, (MSB - MSW) / n_0),   n_0 = (N - sum n_g^2 / N) / (m - 1)

Missing data: NaN is refused; the caller drops incomplete pairs.
Degenerate cases: no pair at all gives NaN; below three pairs the means are given, but neither an
interval nor limits. A constant difference has an interval and limits equal to it. One group, or
groups of one pair each, give the ordinary s_d.

References
----------
Bland & Altman (1986), Lancet i:307; (1999), Statistical Methods in Medical Research 8:135;
(2007), Journal of Biopharmaceutical Statistics 17:571 (several pairs in a group).
"""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import (
    FEWEST_TARGETS,
    Floats,
    Integers,
    as_codes,
    as_pairs,
    as_tails,
    centred,
    dot,
    without_noise,
)
from mentaleval.stats.clusters import ClusterDraws
from mentaleval.stats.estimate import Estimate
from mentaleval.stats.group_means import group_means_interval

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
    groups: ArrayLike | None = None,
    *,
    draws: ClusterDraws | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Compute the mean difference y - x with its interval.

    Without clusters: t(n - 1) over pairs, as `scipy.stats.ttest_rel`. With clusters (and then
    `draws`): the interval of the `clusters` module, none below five. With groups (responders) as
    well: the mean over groups of the mean difference in each, so that a group with more pairs
    weighs no more; the groups are taken as they are, not as a sample of others.

    Examples
    --------
    >>> difference = bias([3, 4, 5, 4], [4, 4, 5, 5])
    >>> difference.estimate, round(difference.low, 3), round(difference.high, 3)
    (0.5, -0.419, 1.419)
    """
    first, second = as_pairs(x, y)
    differences = second - first
    if clusters is None:
        return _bias_of_pairs(differences, confidence)
    codes, count = as_codes(clusters, name="clusters", size=first.size)
    kin = np.zeros(first.size) if groups is None else groups
    groups_of, many = as_codes(kin, name="groups", size=first.size)
    if draws is None:
        raise StatisticsError("draws: expected ClusterDraws beside clusters, found None")
    if count == 0:
        return Estimate.point(nan)
    weights = np.full(many, 1 / many)
    return group_means_interval(
        differences, groups_of, weights, codes, draws=draws, confidence=confidence
    )


def _bias_of_pairs(differences: Floats, confidence: float) -> Estimate:
    _, upper = as_tails(confidence)
    if differences.size < FEWEST_TARGETS:
        return Estimate.point(float(differences.mean()) if differences.size else nan)
    mean, freedom = float(differences.mean()), differences.size - 1
    half = float(special.stdtrit(freedom, upper)) * _deviation(differences) / sqrt(freedom + 1)
    return Estimate(mean, mean - half, mean + half, "t")


def mean_squared_error(x: ArrayLike, y: ArrayLike) -> float:
    """Compute the mean squared difference, over pairs; NaN of none. Agrees with R's `lm`.

    Examples
    --------
    >>> mean_squared_error([3, 4, 5, 4], [4, 4, 5, 5])
    0.5
    """
    first, second = as_pairs(x, y)
    return float(np.mean((second - first) ** 2)) if first.size else nan


def limits_of_agreement(
    x: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None
) -> LimitsOfAgreement:
    """Compute Bland & Altman's 95 % limits of agreement of y with x, for single pairs.

    Without groups: one pair a target. With groups (responders) there are several pairs in each,
    whose true values vary, and the variance of a single difference is that within groups and
    that between them (module docstring); `bias` is the mean of the group means, that of the
    function `bias` with groups. Agrees with the peak-flow example of Bland & Altman (1986), -2.1
    and 38.8 l/min, and with groups with the mean squares of `statsmodels`' `anova_lm`.

    Examples
    --------
    >>> limits = limits_of_agreement([3, 4, 5, 4], [4, 4, 5, 5])
    >>> limits.bias, round(limits.low, 3), round(limits.high, 3)
    (0.5, -0.632, 1.632)
    >>> limits = limits_of_agreement([3, 4, 5, 4], [4, 4, 5, 5], groups=["a", "b", "b", "a"])
    >>> limits.bias, round(limits.low, 3), round(limits.high, 3)
    (0.5, -0.886, 1.886)
    """
    first, second = as_pairs(x, y)
    differences = second - first
    kin = np.zeros(first.size) if groups is None else groups
    codes, count = as_codes(kin, name="groups", size=first.size)
    if not differences.size:
        return LimitsOfAgreement(nan, nan, nan, nan)
    mean = float(np.mean(np.bincount(codes, weights=differences) / np.bincount(codes)))
    if differences.size < FEWEST_TARGETS:
        return LimitsOfAgreement(mean, nan, nan, nan)
    sd = _single_deviation(differences, codes, count)
    return LimitsOfAgreement(mean, mean - _NORMAL_975 * sd, mean + _NORMAL_975 * sd, sd)


def _single_deviation(differences: Floats, codes: Integers, count: int) -> float:
    """Return the standard deviation of single differences, from a one-way analysis of variance."""
    n, sizes = differences.size, np.bincount(codes)
    means = np.bincount(codes, weights=differences) / sizes
    largest = float(np.abs(differences).max())
    within = without_noise(differences - means[codes], largest)
    msw = dot(within, within) / (n - count) if n > count else 0.0
    if count == 1:
        return sqrt(msw)
    between = without_noise(means - differences.mean(), largest)
    msb = float(sizes @ np.square(between)) / (count - 1)
    n0 = (n - float(sizes @ sizes) / n) / (count - 1)
    return sqrt(msw + max(0.0, (msb - msw) / n0))
