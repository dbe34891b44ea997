"""Many cells, one table: p-values that stay honest when several are read together.

Holm's step-down method. With p_(1) <= ... <= p_(m) the p-values in order:

    adjusted p_(i) = min(1, max over j <= i of (m - j + 1) p_(j))

The probability that any cell whose hypothesis is true gets an adjusted value of at most alpha is
itself at most alpha, however the p-values depend on each other.

Missing data: NaN, a cell that could not be tested, stays NaN and does not count in m.
Degenerate cases: no p-value at all gives none; a single one is not changed.

References
----------
Holm (1979), Scandinavian Journal of Statistics 6:65.
"""

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import Floats


def holm(p_values: ArrayLike) -> Floats:
    """Adjust p-values by Holm's step-down method, in the order given.

    The i-th smallest of m is multiplied by m - i + 1, made no smaller than the one before it, and
    capped at 1. NaN (a cell that could not be tested) stays NaN and does not count. Agrees with
    `pingouin.multicomp(method="holm")`.

    Examples
    --------
    >>> holm([0.01, 0.04, float("nan"), 0.03])
    array([0.03, 0.06,  nan, 0.06])
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1:
        raise StatisticsError(f"p_values: expected one dimension, found {p.ndim}")
    tested = np.flatnonzero(~np.isnan(p))
    if np.any((p[tested] < 0) | (p[tested] > 1)):
        raise StatisticsError("p_values: expected numbers between 0 and 1")
    order = tested[np.argsort(p[tested], kind="stable")]
    factors = np.arange(order.size, 0, -1)
    adjusted = np.full(p.shape, np.nan)
    adjusted[order] = np.minimum(np.maximum.accumulate(factors * p[order]), 1.0)
    return adjusted
