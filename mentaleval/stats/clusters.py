"""Intervals for pairs that come in clusters (ratings of one exchange, of one rater batch).

Any statistic that depends on the data through sums is a function of per-cluster sums ("moments"),
so taking a cluster away or drawing clusters again costs a matrix product, not a second pass:

    below 5 clusters   no interval
    5 to 19            theta +- t(G - 1) SE, SE^2 = (G - 1) / G sum_g (theta_(g) - mean)^2
    20 and more        percentiles of `draws` resamples of whole clusters

Degenerate cases: a statistic that is undefined for the data, without one cluster, or in a resample
has no interval.

References
----------
Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 8, 11 and 13.
Cameron & Miller (2015), Journal of Human Resources 50:317 (few clusters).
"""

from collections.abc import Callable
from math import isfinite, sqrt

import numpy as np
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import Floats, Integers, as_tails
from mentaleval.stats.estimate import Estimate

FEWEST_CLUSTERS = 5
FEWEST_TO_RESAMPLE = 20
_CELLS_AT_ONCE = 2_000_000  # of the matrix of resampling weights, to bound memory


def cluster_sums(values: Floats, codes: Integers, clusters: int) -> Floats:
    """Sum the columns of `values` within each cluster."""
    columns = [np.bincount(codes, weights=column, minlength=clusters) for column in values.T]
    return np.column_stack(columns)


def _resampled(moments: Floats, rng: np.random.Generator, draws: int) -> Floats:
    """Sum the moments of `draws` samples of clusters with replacement."""
    clusters = len(moments)
    block = max(1, _CELLS_AT_ONCE // clusters)
    sums = []
    for start in range(0, draws, block):
        rows = min(block, draws - start)
        drawn = rng.integers(clusters, size=(rows, clusters)) + clusters * np.arange(rows)[:, None]
        weights = np.bincount(drawn.ravel(), minlength=rows * clusters).reshape(rows, clusters)
        sums.append(weights.astype(np.float64) @ moments)
    return np.concatenate(sums)


def cluster_interval(
    moments: Floats,
    statistic: Callable[[Floats], Floats],
    *,
    rng: np.random.Generator,
    draws: int = 2000,
    confidence: float = 0.95,
) -> Estimate:
    """Estimate a statistic of summed moments, with the interval its number of clusters allows.

    `moments` has one row a cluster; `statistic` maps sums (m, moments) to m values, on the scale
    on which a symmetric interval makes sense (Fisher's z for a correlation). With clusters of one
    pair each, the mean has the ordinary t interval of `scipy.stats.ttest_1samp`.

    Examples
    --------
    >>> sums = np.array([[1.0, 3.0], [1.0, 4.0], [1.0, 5.0], [1.0, 6.0], [1.0, 7.0]])
    >>> mean = cluster_interval(sums, lambda s: s[:, 1] / s[:, 0], rng=np.random.default_rng(1))
    >>> mean.estimate, round(mean.low, 3), round(mean.high, 3), mean.interval
    (5.0, 3.037, 6.963, 'cluster t')
    """
    lower, upper = as_tails(confidence)
    if draws < 1:
        raise StatisticsError(f"draws: expected at least 1, found {draws}")
    total, clusters = moments.sum(axis=0), len(moments)
    estimate = float(statistic(total[None, :])[0])
    if clusters < FEWEST_CLUSTERS or not isfinite(estimate):
        return Estimate.point(estimate)
    few = clusters < FEWEST_TO_RESAMPLE
    values = statistic(total - moments if few else _resampled(moments, rng, draws))
    if not np.isfinite(values).all():
        return Estimate.point(estimate)
    if few:
        half = float(special.stdtrit(clusters - 1, upper)) * sqrt((clusters - 1) * values.var())
        return Estimate(estimate, estimate - half, estimate + half, "cluster t")
    low, high = np.quantile(values, [lower, upper]).tolist()
    return Estimate(estimate, low, high, "cluster bootstrap")
