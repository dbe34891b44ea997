"""Krippendorff's alpha: agreement of any number of raters, whoever rated what.

    alpha = 1 - D_o / D_e

    D_o = (1 / n) sum_u sum_(i != j) distance(x_ui, x_uj) / (m_u - 1)
    D_e = sum_(c != k) distance(c, k) / (n (n - 1))

D_o is the mean distance between two ratings x_ui, x_uj of one item u, each item weighing as its
number of ratings m_u; D_e the mean distance between any two of all n ratings that can be paired.
Sums go over ordered pairs. Distances of ratings c and k:

    nominal    1 where they differ         interval   (c - k)^2
    ordinal    (rank c - rank k)^2         ratio      ((c - k) / (c + k))^2

where ranks are mean ranks among those n ratings. 1 is perfect, 0 what chance gives.

The sums come from the `krippendorff` library, whose memory grows with items x values^2 (1.5 GB for
10,000 items and 81 values). Where that is too much, as with means over epochs, the same sums are
taken here rating by rating; a test holds the two ways together.

Missing data: NaN is a rating that is missing. An item with fewer than two ratings tells nothing of
agreement and is left out.
Degenerate cases: NaN where no item has two ratings, or where all that can be paired are equal. A
ratio of two ratings whose sum is zero counts as no distance.

References
----------
Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania.
Krippendorff (2019), Content Analysis, 4th ed., chapter 12.
"""

from math import nan
from typing import Literal, get_args

import krippendorff
import numpy as np
from numpy.typing import ArrayLike

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import Floats, Integers, as_ratings

Level = Literal["nominal", "ordinal", "interval", "ratio"]

_MOST_CELLS = 4_000_000  # items x values^2: the library's arrays stay below 32 MB each
_PAIRS_AT_ONCE = 1_000_000


def krippendorff_alpha(table: ArrayLike, *, level: Level = "ordinal") -> float:
    """Compute Krippendorff's alpha of items (rows) by raters (columns), NaN where not rated.

    Agrees with the `krippendorff` library and the examples of Krippendorff (2011).

    Examples
    --------
    Three raters, of whom two rated the last item.

    >>> ratings = [[1, 1, 2], [3, 3, 3], [4, 5, 4], [2, 2, 1], [5, 4, float("nan")]]
    >>> round(krippendorff_alpha(ratings), 3)
    0.871
    >>> round(krippendorff_alpha(ratings, level="nominal"), 3)
    0.333
    """
    ratings = as_ratings(table, name="table", dimensions=2)
    if level not in get_args(Level):
        raise StatisticsError(f"level: expected one of {get_args(Level)}, found {level!r}")
    rated = ~np.isnan(ratings)
    rated &= rated.sum(axis=1, keepdims=True) > 1
    domain, codes = np.unique(ratings[rated], return_inverse=True)
    if domain.size <= 1:
        return nan
    sizes = rated.sum(axis=1)
    sizes = sizes[sizes > 0]
    items = np.repeat(np.arange(sizes.size), sizes)
    if sizes.size * domain.size**2 > _MOST_CELLS:
        return _alpha_by_rating(domain, codes, items, level)
    cells = np.bincount(items * domain.size + codes, minlength=sizes.size * domain.size)
    counts = cells.reshape(sizes.size, domain.size)
    return float(
        krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level)
    )


def _alpha_by_rating(domain: Floats, codes: Integers, items: Integers, level: Level) -> float:
    """Compute alpha from the value and the item of each rating, items in order."""
    counts = np.bincount(codes)
    # the squared difference of mean ranks is the ordinal distance
    scores = np.cumsum(counts) - counts / 2 if level == "ordinal" else domain
    ratings, weights = scores[codes], 1 / (np.bincount(items)[items] - 1)
    observed = 0.0
    for step in range(1, int(np.bincount(items).max())):
        pairs = np.flatnonzero(items[step:] == items[:-step])
        distances = _distance(ratings[pairs], ratings[pairs + step], level)
        observed += 2 * float(distances @ weights[pairs])
    return 1 - observed * (codes.size - 1) / _distance_between_all(scores, counts, level)


def _distance(first: Floats, second: Floats, level: Level) -> Floats:
    """Return the distances of two arrays of scores (ranks, for the ordinal level)."""
    if level == "nominal":
        return np.asarray(first != second, dtype=np.float64)
    squared = np.square(first - second)
    if level != "ratio":
        return np.asarray(squared)
    total = np.square(first + second)
    return np.divide(squared, total, out=np.zeros_like(squared), where=total != 0)


def _distance_between_all(scores: Floats, counts: Integers, level: Level) -> float:
    """Sum the distances over all ordered pairs of ratings."""
    n = float(counts.sum())
    if level == "nominal":
        return n * n - float(np.square(counts.astype(np.float64)).sum())
    if level != "ratio":
        deviations = scores - (counts @ scores) / n
        return 2 * n * float(counts @ np.square(deviations))
    rows = max(1, _PAIRS_AT_ONCE // scores.size)
    blocks = (slice(start, start + rows) for start in range(0, scores.size, rows))
    return sum(
        float(counts[block] @ _distance(scores[block, None], scores[None, :], level) @ counts)
        for block in blocks
    )
