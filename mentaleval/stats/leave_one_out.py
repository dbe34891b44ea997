"""What one target does to ICC(C,1): leave-one-out values and the jackknife interval.

A table holds n targets by k raters; row_i is a target's effect (its mean less that of all) and e_ij
a residual. Taking target i away takes n / (n - 1) times its own squares from each sum of squares,
SSR = (n - 1) MSR and SSE = (n - 1)(k - 1) MSE, so all n values come from one pass over the table:

    SSR_(i) = SSR - k n / (n - 1) row_i^2,   SSE_(i) = SSE - n / (n - 1) sum_j e_ij^2
    F_(i) = (k - 1) SSR_(i) / SSE_(i)

The jackknife interval, at k = 2, where ICC(C,1) = (F - 1) / (F + 1) = tanh(ln F / 2):

    ln F +- t(n - 1) SE,   SE^2 = (n - 1) / n sum_i (ln F_(i) - mean of ln F_(i))^2

with t(n - 1) Student's quantile at (1 + confidence) / 2, both limits mapped by tanh(ln F / 2).

Missing data: NaN is refused; the caller drops incomplete targets.
Degenerate cases: fewer than three targets give NaN, and so do leave-one-out values of three, of
which two would be left; so does a target without which nothing varies. A perfect judge gives 1
throughout. Where all targets have one mean (F = 0) the interval is -1 alone.

References
----------
Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 11 (jackknife).
Miller (1968), Annals of Mathematical Statistics 39:567 (jackknife of the log of a variance).
"""

from math import isinf, isnan, log, nan, sqrt, tanh

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.anova import effects, mean_squares
from mentaleval.stats.arrays import FEWEST_TARGETS, ROUNDING, Floats, as_table, as_tails
from mentaleval.stats.estimate import Estimate
from mentaleval.stats.icc import consistency


def _leave_one_out_f(table: Floats) -> Floats:
    """Return F without each target: infinite without residuals, NaN without any variation."""
    n, k = table.shape
    rows, _, residuals = effects(table)
    between, within = k * rows**2, (residuals**2).sum(axis=1)
    ratio = []
    for parts in (between, within):
        left = parts.sum() - n / (n - 1) * parts
        # a difference of two nearly equal sums: what is left below this is rounding
        ratio.append(np.where(left <= ROUNDING * n * parts.sum(), 0.0, left))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(ratio[0] * (k - 1) / ratio[1])


def leave_one_out_icc(table: ArrayLike) -> Floats:
    """Compute ICC(C,1) without each target in turn; entry i leaves target i out.

    Agrees with `icc_c1` on each table with one row deleted.

    Examples
    --------
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> leave_one_out_icc(ratings).round(2)
    array([0.75, 0.78, 0.7 , 0.72, 0.59, 0.75])
    """
    array = as_table(table)
    if len(array) <= FEWEST_TARGETS:  # without one of them too few are left
        return np.full(len(array), nan)
    return consistency(_leave_one_out_f(array), array.shape[1])


def icc_c1_jackknife(table: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Compute ICC(C,1) of two raters with an interval that does not rest on normal targets.

    The formula is in the module docstring. Where one target alone carries all disagreement, or all
    variation, SE is infinite and the limits are -1 and 1: such a table says nothing. Where no
    target matters at all SE is zero and the limits are the estimate: read it with the exact
    interval, never alone. Agrees with a plain loop over tables with one row deleted.

    Examples
    --------
    >>> human = [3.7, 3.6, 4.4, 4.5, 4.3, 4.1, 3.9, 2.8, 2.4]
    >>> judge = [4.1, 3.6, 4.6, 4.5, 4.4, 4.3, 4.1, 2.7, 3.4]
    >>> icc = icc_c1_jackknife(np.column_stack([human, judge]))
    >>> round(icc.estimate, 2), round(icc.low, 2), round(icc.high, 2), icc.interval
    (0.88, -0.01, 0.99, 'jackknife ln F')
    """
    array = as_table(table)
    _, upper = as_tails(confidence)
    n, k = array.shape
    if k != 2:  # noqa: PLR2004 - the map by tanh holds for two
        raise StatisticsError(f"table: the jackknife interval takes 2 raters, found {k}")
    f = mean_squares(array).f
    if n < FEWEST_TARGETS or isnan(f):
        return Estimate.point(nan)
    if isinf(f) or f == 0:
        limit = 1.0 if f else -1.0
        return Estimate(limit, limit, limit, "jackknife ln F")
    without = _leave_one_out_f(array)
    if not np.all(np.isfinite(without) & (without > 0)):
        return Estimate(tanh(log(f) / 2), -1.0, 1.0, "jackknife ln F")
    half = float(special.stdtrit(n - 1, upper)) * sqrt((n - 1) * np.log(without).var())
    low, high = tanh((log(f) - half) / 2), tanh((log(f) + half) / 2)
    return Estimate(tanh(log(f) / 2), low, high, "jackknife ln F")
