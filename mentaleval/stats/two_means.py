"""Whether two independent samples may have one mean: Welch's t test.

With means m_1 and m_2, sample variances s^2 (divisor n - 1) and v_i = s_i^2 / n_i,

    t  = (m_1 - m_2) / sqrt(v_1 + v_2)
    df = (v_1 + v_2)^2 / (v_1^2 / (n_1 - 1) + v_2^2 / (n_2 - 1))

and p is two-sided, from Student's distribution with df degrees of freedom. The samples may differ
in spread and size.

Missing data: NaN is refused.
Degenerate cases: a sample of fewer than two, or two constant samples, give a p of NaN.

References
----------
Welch (1947), Biometrika 34:28.
"""

from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.stats.arrays import Floats, as_floats, centred


def welch_p_value(first: ArrayLike, second: ArrayLike) -> float:
    """Compute the two-sided p of equal means; agrees with `scipy.stats.ttest_ind(equal_var=False)`.

    Examples
    --------
    >>> round(welch_p_value([1, 2, 3, 4], [3, 4, 5, 8]), 4)
    0.1048
    """
    one = as_floats(first, name="first", dimensions=1)
    other = as_floats(second, name="second", dimensions=1)
    if min(one.size, other.size) < 2:  # noqa: PLR2004 - a spread takes two
        return nan
    parts = np.array([_variance(one) / one.size, _variance(other) / other.size])
    whole = float(parts.sum())
    if not whole:
        return nan
    degrees = whole**2 / float((parts**2 / [one.size - 1, other.size - 1]).sum())
    t = float(one.mean() - other.mean()) / sqrt(whole)
    return 2 * float(special.stdtr(degrees, -abs(t)))


def _variance(values: Floats) -> float:
    return float(np.square(centred(values)).sum()) / (values.size - 1)
