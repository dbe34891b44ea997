"""How two raters of the same targets go together: correlation, concordance, and their parts.

With sample variances and d = mean(y - x):

    r = s_xy / (s_x s_y)                          Pearson
    S = 2 s_x s_y / (s_x^2 + s_y^2)               scale factor: a judge's compression
    L = (s_x^2 + s_y^2) / (s_x^2 + s_y^2 + d^2)   location factor: its leniency
    CCC = 2 s_xy / (s_x^2 + s_y^2 + d^2) = r S L  Lin's concordance

Spearman's correlation is r of the ranks, ties sharing the mean of their places. Its interval is
Bonett & Wright's, with q the normal quantile at (1 + confidence) / 2:

    tanh(atanh r +- q sqrt((1 + r^2 / 2) / (n - 3)))

At k = 2 ICC(C,1) = r S exactly, and ICC(A,1) differs from r S L only by s_(x-y)^2 / n, taken from
its denominator. S caps ICC(C,1): unequal ceilings alone can push it far below r.

Missing data: NaN is refused; the caller drops incomplete pairs.
Degenerate cases: fewer than three pairs give NaN; so does a constant vector for the correlations.
Spearman's has no limits below four pairs, and limits equal to it at 1 and -1.
One constant vector gives S = 0 and CCC = 0, two constant ones NaN for S, L and CCC.

References
----------
Lin (1989), Biometrics 45:255. McGraw & Wong (1996), Psychological Methods 1:30.
Bonett & Wright (2000), Psychometrika 65:23.
"""

from math import atanh, copysign, inf, isnan, nan, sqrt, tanh

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.stats.arrays import (
    FEWEST_TARGETS,
    ROUNDING,
    Floats,
    as_pairs,
    as_tails,
    centred,
    dot,
)
from mentaleval.stats.estimate import Estimate

FEWEST_FOR_FISHER_Z = 4  # its standard error divides by n - 3


def _moments(x: Floats, y: Floats) -> tuple[float, float, float]:
    """Return s_x^2, s_y^2 and s_xy; NaN below three pairs."""
    if x.size < FEWEST_TARGETS:
        return nan, nan, nan
    u, v, freedom = centred(x), centred(y), x.size - 1
    return dot(u, u) / freedom, dot(v, v) / freedom, dot(u, v) / freedom


def correlation_of_sums(xx: float, yy: float, xy: float) -> float:
    """Return r from sums of squares and products; NaN where one does not vary."""
    if isnan(xx) or xx == 0 or yy == 0:
        return nan
    r = xy / (sqrt(xx) * sqrt(yy))
    return copysign(1.0, r) if abs(r) > 1 - ROUNDING else r


def _correlation(x: Floats, y: Floats) -> float:
    return correlation_of_sums(*_moments(x, y))


def _average_ranks(values: Floats) -> Floats:
    """Rank from 1, ties sharing the mean of their places."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Floats = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return ranks


def fisher_z(r: float) -> float:
    """Return atanh(r), infinite at the ends."""
    return copysign(inf, r) if abs(r) >= 1 else atanh(r)


def pearson(x: ArrayLike, y: ArrayLike) -> float:
    """Compute Pearson's r; NaN when a vector is constant. Agrees with `scipy.stats.pearsonr`.

    Examples
    --------
    >>> round(pearson([1, 2, 3, 4], [1, 3, 2, 4]), 6)
    0.8
    """
    return _correlation(*as_pairs(x, y))


def spearman(x: ArrayLike, y: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Compute Spearman's rank correlation with the interval of Bonett & Wright.

    At 1 or -1 the method gives limits equal to it, however few the pairs. The estimate agrees with
    `scipy.stats.spearmanr`, the limits with the same formula in R.

    Examples
    --------
    >>> rho = spearman([1, 2, 3, 4, 5, 6], [1, 3, 2, 4, 6, 5])
    >>> round(rho.estimate, 3), round(rho.low, 2), round(rho.high, 2), rho.interval
    (0.886, 0.07, 0.99, 'Bonett-Wright')
    """
    first, second = as_pairs(x, y)
    _, upper = as_tails(confidence)
    r = _correlation(_average_ranks(first), _average_ranks(second))
    if isnan(r) or first.size < FEWEST_FOR_FISHER_Z:
        return Estimate.point(r)
    half = float(special.ndtri(upper)) * sqrt((1 + r**2 / 2) / (first.size - 3))
    z = fisher_z(r)
    return Estimate(r, tanh(z - half), tanh(z + half), "Bonett-Wright")


def concordance(x: ArrayLike, y: ArrayLike) -> float:
    """Compute Lin's concordance correlation coefficient, variances with n - 1.

    Checked through ICC(A,1) of pingouin: 1 / CCC - 1 / ICC(A,1) = s_(x-y)^2 / (2 n s_xy).

    Examples
    --------
    >>> round(concordance([1, 2, 3, 4], [2, 4, 3, 5]), 4)
    0.6154
    """
    first, second = as_pairs(x, y)
    xx, yy, xy = _moments(first, second)
    if isnan(xx) or xx + yy == 0:
        return nan
    return 2 * xy / (xx + yy + float(np.mean(second - first)) ** 2)


def scale_factor(x: ArrayLike, y: ArrayLike) -> float:
    """Compute S, the share of r that ICC(C,1) keeps when the two spreads differ; 1 when equal.

    Agrees with ICC(C,1) / r of pingouin and scipy.

    Examples
    --------
    >>> round(scale_factor([1, 2, 3], [2, 4, 6]), 6)
    0.8
    """
    xx, yy, _ = _moments(*as_pairs(x, y))
    if isnan(xx) or xx + yy == 0:
        return nan
    return 2 * sqrt(xx) * sqrt(yy) / (xx + yy)


def location_factor(x: ArrayLike, y: ArrayLike) -> float:
    """Compute L, what an offset between the two means leaves of agreement; 1 without offset.

    Agrees with CCC / (r S).

    Examples
    --------
    >>> round(location_factor([1, 2, 3], [2, 3, 4]), 6)
    0.666667
    """
    first, second = as_pairs(x, y)
    xx, yy, _ = _moments(first, second)
    if isnan(xx) or xx + yy == 0:
        return nan
    return (xx + yy) / (xx + yy + float(np.mean(second - first)) ** 2)
