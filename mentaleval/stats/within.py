"""Correlation within groups: what a judge knows of single responses beyond who responded.

x and y are centred at x_g and y_g, the means of their group (responder), and pooled, the sums going
over all pairs:

    r = sum (x - x_g)(y - y_g) / sqrt(sum (x - x_g)^2 sum (y - y_g)^2)

The interval is that of the `clusters` module for Fisher's z = atanh(r), its limits mapped back by
tanh.

A pooled response-level correlation mostly measures differences between responders; this one is
blind to them. To centre by batch as well, pass labels that combine responder and batch.

Missing data: NaN is refused; the caller drops incomplete pairs.
Degenerate cases: NaN below three pairs, or where x or y does not vary within any group; a group of
one pair adds nothing.

References
----------
Bland & Altman (1995), BMJ 310:446. Bakdash & Marusich (2017), Frontiers in Psychology 8:456.
"""

from math import nan, tanh

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.stats.arrays import (
    FEWEST_TARGETS,
    ROUNDING,
    Floats,
    Integers,
    as_codes,
    as_pairs,
    as_tails,
    dot,
    without_noise,
)
from mentaleval.stats.association import correlation_of_sums
from mentaleval.stats.clusters import (
    FEWEST_TO_BE_CERTAIN,
    FEWEST_TO_RESAMPLE,
    ClusterDraws,
    cluster_interval,
    cluster_sums,
)
from mentaleval.stats.estimate import Estimate
from mentaleval.stats.group_means import FEWEST_TO_EXPAND


def _within(values: Floats, codes: Integers, groups: int) -> Floats:
    """Return deviations from the group means, noise removed."""
    if values.size == 0:
        return values
    means = np.bincount(codes, weights=values, minlength=groups) / np.bincount(codes)
    return without_noise(values - means[codes], float(np.abs(values).max()))


def within_group_correlation(x: ArrayLike, y: ArrayLike, groups: ArrayLike) -> float:
    """Compute the pooled within-group correlation. Agrees with `pingouin.rm_corr`.

    Examples
    --------
    The groups differ in opposite directions; within each the two rise together.

    >>> round(within_group_correlation([1, 2, 3, 7, 8, 9], [5, 6, 7, 1, 2, 3], list("aaabbb")), 6)
    1.0
    """
    first, second = as_pairs(x, y)
    codes, count = as_codes(groups, name="groups", size=first.size)
    u, v = _within(first, codes, count), _within(second, codes, count)
    if first.size < FEWEST_TARGETS:
        return nan
    return correlation_of_sums(dot(u, u), dot(v, v), dot(u, v))


def _fisher_z_of_sums(sums: Floats) -> Floats:
    """Map summed moments (xx, yy, xy, then n, x and y of each group) to Fisher's z of r."""
    n, x, y = np.split(sums[:, 3:], 3, axis=1)
    size = np.maximum(n, 1.0)  # a group that was not drawn has sums of zero
    squares = np.column_stack([(x * x / size).sum(1), (y * y / size).sum(1)])
    left = sums[:, :2] - squares
    left[left <= ROUNDING * n.sum(1, keepdims=True) * sums[:, :2]] = 0.0  # rounding, not variation
    cross = sums[:, 2] - (x * y / size).sum(1)
    return _fisher_z_of_products(np.column_stack([left, cross]))


def _fisher_z_of_products(sums: Floats) -> Floats:
    """Map summed squares and products (xx, yy, xy) to Fisher's z of r."""
    with np.errstate(divide="ignore", invalid="ignore"):
        r = sums[:, 2] / (np.sqrt(sums[:, 0]) * np.sqrt(sums[:, 1]))
        return np.asarray(np.arctanh(np.where(np.abs(r) > 1 - ROUNDING, np.sign(r), r)))


def within_group_correlation_interval(
    x: ArrayLike,
    y: ArrayLike,
    groups: ArrayLike,
    clusters: ArrayLike,
    *,
    draws: ClusterDraws,
    confidence: float = 0.95,
) -> Estimate:
    """Compute the pooled within-group correlation with its cluster interval on Fisher's z.

    Group means are taken anew without each cluster and in each resample (`clusters` module); where
    every group has 200 pairs or more they are held, which moves z by about 1 in 200 of its error. A
    correlation of 1 or -1 has no interval below 30 clusters, where a few pairs may well lie on a
    line, and limits equal to it from there on. The estimate agrees with `pingouin.rm_corr`.

    Examples
    --------
    >>> x, y = [1, 2, 3, 4, 5, 2, 4, 4, 5, 6], [1, 3, 2, 5, 4, 1, 2, 2, 4, 3]
    >>> groups, clusters = list("aaaaabbbbb"), [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]
    >>> r = within_group_correlation_interval(x, y, groups, clusters, draws=ClusterDraws(1))
    >>> round(r.estimate, 2), round(r.low, 2), round(r.high, 2), r.interval
    (0.8, -0.14, 0.98, 'cluster t')
    """
    first, second = as_pairs(x, y)
    groups_of, count = as_codes(groups, name="groups", size=first.size)
    clusters_of, many = as_codes(clusters, name="clusters", size=first.size)
    as_tails(confidence)
    estimate = within_group_correlation(first, second, groups_of)
    if abs(estimate) == 1 and many >= FEWEST_TO_BE_CERTAIN:
        return Estimate(estimate, estimate, estimate, "perfect")
    if not abs(estimate) < 1:
        return Estimate.point(estimate)
    u, v = _within(first, groups_of, count), _within(second, groups_of, count)
    products = cluster_sums(np.column_stack([u * u, v * v, u * v]), clusters_of, many)
    if many >= FEWEST_TO_RESAMPLE and np.bincount(groups_of).min() >= FEWEST_TO_EXPAND:
        z = cluster_interval(products, _fisher_z_of_products, draws=draws, confidence=confidence)
        return Estimate(estimate, tanh(z.low), tanh(z.high), z.interval)
    cells = clusters_of * count + groups_of
    by_group = cluster_sums(np.column_stack([np.ones_like(u), u, v]), cells, many * count)
    moments = np.hstack([products, *(column.reshape(many, count) for column in by_group.T)])
    z = cluster_interval(moments, _fisher_z_of_sums, draws=draws, confidence=confidence)
    return Estimate(estimate, tanh(z.low), tanh(z.high), z.interval)
