"""Halo: a rater that gives all attributes of a response much the same rating.

Ratings are centred by responder, since good responders are good at most things; what is left is
how far the attributes of single responses rise and fall together:

    correlation = mean over pairs of attributes of sum u v / sqrt(sum u^2 sum v^2),
                  u and v their centred ratings, summed over all responses
    equal       = share of the responses whose attributes all have the same rating

A correlation is no proof of halo, because attributes do go together. A judge's says more beside
that of humans on the same responses: `halo_difference`. But noise lowers a correlation, so a judge
that is only less noisy than the humans shows a difference too.

The interval is that of the `clusters` module, on Fisher's z, from the sums of products of each
cluster; that of a difference is on the scale of the correlation itself. The means of the responders
are taken from all data once and held fixed; with many responses a responder they hardly move from
one resample to another.

Missing data: NaN is refused; the caller keeps the responses with all attributes rated.
Degenerate cases: below three responses the correlation is NaN. An attribute that does not vary
within any responder is left out of the mean (of a difference: for both raters); NaN where fewer
than two remain. A correlation of 1 or -1 has no interval below 30 clusters, and limits equal to it
from there on.

References
----------
Thorndike (1920), Journal of Applied Psychology 4:25. Cooper (1981), Psychological Bulletin 90:218.
"""

from dataclasses import dataclass
from math import nan, tanh

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import FEWEST_TARGETS, Floats, Integers, as_codes, as_tails
from mentaleval.stats.clusters import (
    FEWEST_TO_BE_CERTAIN,
    ClusterDraws,
    cluster_interval,
    cluster_sums,
)
from mentaleval.stats.estimate import Estimate
from mentaleval.stats.panel import as_columns, centred_by_group, mean_correlation, pair_products


@dataclass(frozen=True, slots=True)
class Halo:
    """How much alike a rater rates the attributes of one response.

    Attributes
    ----------
    n
        Responses with all attributes rated.
    equal
        Share of them whose attributes all have the same rating.
    correlation
        Mean correlation of two attributes within responders.
    """

    n: int
    equal: float
    correlation: Estimate


def halo(
    values: ArrayLike,
    groups: ArrayLike,
    clusters: ArrayLike,
    *,
    draws: ClusterDraws,
    confidence: float = 0.95,
) -> Halo:
    """Compute the halo of one rater, responses (rows) by attributes (columns).

    `groups` are the responders, `clusters` what is resampled (conversations). Each correlation
    of two attributes agrees with `pingouin.rm_corr`.

    Examples
    --------
    >>> values = [[1, 2], [3, 3], [5, 4], [2, 2], [4, 4], [3, 5]]
    >>> found = halo(values, list("aaabbb"), [1, 2, 3, 4, 5, 6], draws=ClusterDraws(1))
    >>> found.n, found.equal, round(found.correlation.estimate, 2), found.correlation.interval
    (6, 0.5, 0.73, 'cluster t')
    """
    array = as_columns(values, name="values", what="attributes")
    deviations, codes, many = _prepare(array, groups, clusters)
    as_tails(confidence)
    n = len(array)
    equal = float((array == array[:, :1]).all(axis=1).mean()) if n else nan
    kept = deviations[:, deviations.any(axis=0)]
    if n < FEWEST_TARGETS or kept.shape[1] < 2:  # noqa: PLR2004 - a correlation takes two
        return Halo(n, equal, Estimate.point(nan))
    moments = cluster_sums(pair_products(kept), codes, many)
    estimate = float(mean_correlation(moments.sum(axis=0)[None, :], kept.shape[1])[0])
    if abs(estimate) == 1 and many >= FEWEST_TO_BE_CERTAIN:
        return Halo(n, equal, Estimate(estimate, estimate, estimate, "perfect"))
    if not abs(estimate) < 1:
        return Halo(n, equal, Estimate.point(estimate))

    def fisher_z(sums: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(np.arctanh(mean_correlation(sums, kept.shape[1])))

    z = cluster_interval(moments, fisher_z, draws=draws, confidence=confidence)
    return Halo(n, equal, Estimate(estimate, tanh(z.low), tanh(z.high), z.interval))


def halo_difference(
    first: ArrayLike,
    second: ArrayLike,
    groups: ArrayLike,
    clusters: ArrayLike,
    *,
    draws: ClusterDraws,
    confidence: float = 0.95,
) -> Estimate:
    """Compute the correlation of the first rater minus that of the second, on the same responses.

    Both are taken over the attributes that vary for both, and resampled together. The difference
    agrees with the two estimates of `halo` where all attributes vary.

    Examples
    --------
    >>> judge = [[1, 1], [3, 3], [5, 4], [2, 2], [4, 4], [3, 3]]
    >>> human = [[1, 3], [3, 2], [5, 4], [2, 2], [4, 3], [3, 5]]
    >>> draws = ClusterDraws(1)
    >>> found = halo_difference(judge, human, list("aaabbb"), [1, 2, 3, 4, 5, 6], draws=draws)
    >>> round(found.estimate, 2), found.interval
    (0.61, 'cluster t')
    """
    one = as_columns(first, name="first", what="attributes")
    other = as_columns(second, name="second", what="attributes")
    if one.shape != other.shape:
        raise StatisticsError(
            f"first and second: expected one shape, found {one.shape} and {other.shape}"
        )
    u, codes, many = _prepare(one, groups, clusters)
    v, _, _ = _prepare(other, groups, clusters)
    as_tails(confidence)
    kept = u.any(axis=0) & v.any(axis=0)
    count = int(kept.sum())
    if len(one) < FEWEST_TARGETS or count < 2:  # noqa: PLR2004 - a correlation takes two
        return Estimate.point(nan)
    products = np.hstack([pair_products(u[:, kept]), pair_products(v[:, kept])])

    def difference(sums: Floats) -> Floats:
        of_first, of_second = np.hsplit(sums, 2)
        return mean_correlation(of_first, count) - mean_correlation(of_second, count)

    moments = cluster_sums(products, codes, many)
    return cluster_interval(moments, difference, draws=draws, confidence=confidence)


def _prepare(array: Floats, groups: ArrayLike, clusters: ArrayLike) -> tuple[Floats, Integers, int]:
    """Return ratings centred by group, and the clusters as codes with their number."""
    groups_of, count = as_codes(groups, name="groups", size=len(array))
    clusters_of, many = as_codes(clusters, name="clusters", size=len(array))
    return centred_by_group(array, groups_of, count), clusters_of, many
