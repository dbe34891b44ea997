"""A weighted sum of group means, with the interval that its clusters allow.

    theta = sum_g w_g m_g,   m_g the mean of group g (a responder)

Weights of 1 / m, of m groups, give the mean in which each group weighs the same; weights above 0
for some groups and below 0 for the others give a contrast between the two. The groups are taken as
they are.

In a resample of clusters each m_g is taken anew. Where every group has 200 values or more, the
resampled sum is expanded to first order around the data,

    theta* = theta + sum_g w_g / n_g sum_(drawn i of g) (x_i - m_g),

which is one moment instead of two a group; what is left out is of the order 1 / n_g of it.

Missing data: NaN is refused; the caller drops incomplete pairs.
Degenerate cases: a group that a resample leaves out is left out of its side there (weights above
0, weights below 0), whose other weights grow in proportion.

References
----------
Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 22 (linear approximation).
"""

from functools import partial

import numpy as np

from mentaleval.stats.arrays import Floats, Integers
from mentaleval.stats.clusters import (
    FEWEST_TO_RESAMPLE,
    ClusterDraws,
    cluster_interval,
    cluster_sums,
)
from mentaleval.stats.estimate import Estimate

FEWEST_TO_EXPAND = 200


def group_means_interval(
    values: Floats,
    groups: Integers,
    weights: Floats,
    clusters: Integers,
    *,
    draws: ClusterDraws,
    confidence: float,
) -> Estimate:
    """Estimate sum w_g m_g; groups and clusters are codes from 0 without gaps.

    Examples
    --------
    >>> found = group_means_interval(
    ...     np.array([1.0, 3.0, 5.0]), np.array([0, 0, 1]), np.array([0.5, 0.5]),
    ...     np.array([0, 1, 1]), draws=ClusterDraws(1), confidence=0.95)
    >>> found.estimate, found.interval
    (3.5, 'none')
    """
    many, count = weights.size, int(clusters.max()) + 1
    n = np.bincount(groups, minlength=many)
    if count >= FEWEST_TO_RESAMPLE and n.min() >= FEWEST_TO_EXPAND:
        means = np.bincount(groups, weights=values, minlength=many) / n
        moved = (weights / n)[groups] * (values - means[groups])
        moments = cluster_sums(moved[:, None], clusters, count)
        theta = float(weights @ means)
        statistic = partial(_expanded, theta=theta)
        return cluster_interval(moments, statistic, draws=draws, confidence=confidence)
    cells = clusters * many + groups
    sums = cluster_sums(np.column_stack([np.ones_like(values), values]), cells, count * many)
    moments = np.hstack([column.reshape(count, many) for column in sums.T])
    statistic = partial(_taken_anew, weights=weights)
    return cluster_interval(moments, statistic, draws=draws, confidence=confidence)


def _expanded(sums: Floats, theta: float) -> Floats:
    return np.asarray(theta + sums[:, 0])


def _taken_anew(sums: Floats, weights: Floats) -> Floats:
    """Map the number and sum of each group to the weighted means of the groups drawn."""
    n, total = np.hsplit(sums, 2)
    drawn = n > 0
    means = np.divide(total, n, out=np.zeros_like(total), where=drawn)
    result = np.zeros(len(sums))
    for side in (weights > 0, weights < 0):
        if side.any():
            share = drawn[:, side] @ weights[side] / weights[side].sum()
            with np.errstate(invalid="ignore", divide="ignore"):  # none drawn: undefined there
                result += means[:, side] @ weights[side] / share
    return result
