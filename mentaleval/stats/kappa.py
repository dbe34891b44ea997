"""Weighted kappa: agreement beyond what the two raters' habits alone would give.

    kappa = 1 - mean_i (x_i - y_i)^2 / mean_ij (x_i - y_j)^2 = 2 c / (v_x + v_y + (m_y - m_x)^2)

with means m, variances v and the covariance c divided by n. The upper mean is the disagreement
seen, the lower one that of ratings paired at random. Written so, Cohen's quadratically weighted
kappa needs no categories and takes any numbers (means of several ratings too). It is Lin's
concordance correlation with n denominators, and ICC(A,1) of two raters up to a term of order 1/n:
one number under three names.

Where the ratings are whole numbers it is `sklearn.metrics.cohen_kappa_score(x, y,
labels=ALL_CATEGORIES, weights="quadratic")`. Without `labels` that function numbers only the
categories that occur, so a 5 counts as a 4 where nobody rated 4; replace both ratings by their
places among the values that occur to get that figure here.

Missing data: NaN is refused by `quadratic_kappa`, the caller drops incomplete pairs;
`pairwise_kappas` takes for each two raters the items that both rated.
Degenerate cases: NaN below three items, or where both raters give one and the same number to all.
A constant rater beside any other has a kappa of 0.

References
----------
Cohen (1968), Psychological Bulletin 70:213. Fleiss & Cohen (1973), Educational and Psychological
Measurement 33:613. Lin (1989), Biometrics 45:255.
"""

from math import nan

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import (
    FEWEST_TARGETS,
    Floats,
    as_pairs,
    as_table,
    centred,
    dot,
    without_noise,
)


def quadratic_kappa(x: ArrayLike, y: ArrayLike) -> float:
    """Compute the quadratically weighted kappa of two raters.

    Agrees with `sklearn.metrics.cohen_kappa_score(weights="quadratic")` given all categories.

    Examples
    --------
    >>> round(quadratic_kappa([1, 2, 3, 4, 5], [1, 2, 3, 5, 4]), 6)
    0.9
    """
    first, second = as_pairs(x, y)
    if first.size < FEWEST_TARGETS:
        return nan
    u, v = centred(first), centred(second)
    largest = max(float(np.abs(first).max()), float(np.abs(second).max()))
    shift = float(without_noise(second.mean() - first.mean(), largest))
    by_chance = dot(u, u) + dot(v, v) + first.size * shift**2
    return 2 * dot(u, v) / by_chance if by_chance else nan


def pairwise_kappas(table: ArrayLike) -> Floats:
    """Compute the kappa of every two raters of a table of items (rows) by raters (columns).

    NaN in the table is a missing rating; an item counts for two raters when both rated it. The
    answer is symmetric. Each entry is `quadratic_kappa`, so 1 on the diagonal (NaN for a rater
    who is constant or rated fewer than three items).

    Examples
    --------
    >>> ratings = [[1, 1, 2], [2, 2, 3], [3, 3, 4], [4, 5, float("nan")], [5, 4, float("nan")]]
    >>> pairwise_kappas(ratings).round(2)
    array([[1.  , 0.9 , 0.57],
           [0.9 , 1.  , 0.57],
           [0.57, 0.57, 1.  ]])
    """
    try:
        array = np.asarray(table, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatisticsError(f"table: expected numbers: {error}") from error
    given = ~np.isnan(array)
    filled = as_table(np.where(given, array, 0.0))
    raters = filled.shape[1]
    kappas = np.full((raters, raters), np.nan)
    for i in range(raters):
        for j in range(i, raters):
            both = given[:, i] & given[:, j]
            kappas[i, j] = kappas[j, i] = quadratic_kappa(filled[both, i], filled[both, j])
    return kappas
