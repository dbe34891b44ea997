"""Consistency: intraclass correlations that forgive a rater a constant offset.

    ICC(C,1) = (MSR - MSE) / (MSR + (k - 1) MSE) = (F - 1) / (F + k - 1)    one rater
    ICC(C,k) = (MSR - MSE) / MSR                 = 1 - 1 / F                the mean of k raters

with F = MSR / MSE and the mean squares of the `anova` module: n targets, k raters. Exact interval,
for normal effects: with q(v, w) the quantile of the F distribution with v and w degrees of freedom
at (1 + confidence) / 2,

    F_L = F / q(n - 1, (n - 1)(k - 1)),   F_U = F * q((n - 1)(k - 1), n - 1)

(degrees of freedom swapped), put into the formulas above in place of F. It is right for normal
target means and too hopeful for skewed ones: `leave_one_out.icc_c1_jackknife` is its companion.

Missing data: NaN is refused; the caller drops incomplete targets.
Degenerate cases: fewer than three targets, or no variation at all, give NaN and no interval. A
perfect judge (MSE = 0, MSR > 0) gives 1 with limits 1, 1. A constant judge gives 0 at k = 2, with
the interval of F = 1. Where all targets have one mean (F = 0), ICC(C,1) is its least possible
value -1 / (k - 1) with limits equal to it, and ICC(C,k) is NaN.

References
----------
McGraw & Wong (1996), Psychological Methods 1:30, tables 4 and 7, case 3.
Shrout & Fleiss (1979), Psychological Bulletin 86:420.
"""

from math import isinf, isnan, nan

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.anova import MeanSquares, mean_squares
from mentaleval.stats.arrays import FEWEST_TARGETS, Floats, as_tails
from mentaleval.stats.estimate import Estimate

__all__ = [
    "MeanSquares",
    "exact_f_limits",
    "icc_c1",
    "icc_c1_p_value",
    "icc_ck",
    "mean_squares",
    "targets_needed",
]


def exact_f_limits(
    f: ArrayLike, *, n: ArrayLike, k: int = 2, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the exact limits of F itself; `f` and `n` may be arrays (simulation, planning).

    Mapped to ICC(C,1) they agree with `pingouin.intraclass_corr`.

    Examples
    --------
    >>> low, high = exact_f_limits([4.0, 16.0], n=9)
    >>> low.round(2), high.round(2)
    (array([0.9 , 3.61]), array([17.73, 70.93]))
    """
    _, upper = as_tails(confidence)
    between = np.asarray(n, dtype=np.float64) - 1
    within = between * (k - 1)
    observed = np.asarray(f, dtype=np.float64)
    low = observed / special.fdtri(between, within, upper)
    high = observed * special.fdtri(within, between, upper)
    return np.asarray(low), np.asarray(high)


def consistency(f: ArrayLike, k: int) -> Floats:
    """Map F to ICC(C,1); an infinite F to 1."""
    ratio = np.asarray(f, dtype=np.float64)
    finite = np.where(np.isinf(ratio), 1.0, ratio)
    return np.where(np.isinf(ratio), 1.0, (finite - 1) / (finite + k - 1))


def icc_c1(table: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Compute ICC(C,1), the consistency of a single rater, with its exact F interval.

    Agrees with `pingouin.intraclass_corr`, row ICC(C,1) (ICC3 in its older versions).

    Examples
    --------
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> icc = icc_c1(ratings)
    >>> round(icc.estimate, 2), round(icc.low, 2), round(icc.high, 2), icc.interval
    (0.71, 0.34, 0.95, 'exact F')
    """
    squares = mean_squares(table)
    low, high = exact_f_limits(squares.f, n=max(squares.n, 2), k=squares.k, confidence=confidence)
    if squares.n < FEWEST_TARGETS or isnan(squares.f):
        return Estimate.point(nan)
    estimate, least, most = (float(consistency(f, squares.k)) for f in (squares.f, low, high))
    return Estimate(estimate, least, most, "exact F")


def icc_ck(table: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Compute ICC(C,k), the consistency of the mean of the k raters, with its exact F interval.

    Agrees with `pingouin.intraclass_corr`, row ICC(C,k) (ICC3k in its older versions).

    Examples
    --------
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> icc = icc_ck(ratings)
    >>> round(icc.estimate, 2), round(icc.low, 2), round(icc.high, 2)
    (0.91, 0.68, 0.99)
    """
    squares = mean_squares(table)
    low, high = exact_f_limits(squares.f, n=max(squares.n, 2), k=squares.k, confidence=confidence)
    if squares.n < FEWEST_TARGETS or isnan(squares.f) or squares.f == 0:
        return Estimate.point(nan)
    return Estimate(1 - 1 / squares.f, 1 - 1 / float(low), 1 - 1 / float(high), "exact F")


def icc_c1_p_value(table: ArrayLike, rho0: float) -> float:
    """Compute the one-sided p-value of the hypothesis that ICC(C,1) is at most `rho0`.

    p = P(F(n - 1, (n - 1)(k - 1)) >= F_obs (1 - rho0) / (1 + (k - 1) rho0)) with F_obs the ratio
    observed (McGraw & Wong 1996). Below .025 exactly when the lower limit of the 95 % interval lies
    above `rho0`. NaN where ICC(C,1) is; 0 for a perfect judge. At `rho0` = 0 it agrees with
    pingouin's `pval`.

    Examples
    --------
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> round(icc_c1_p_value(ratings, 0.5), 3)
    0.108
    """
    squares = mean_squares(table)
    n, k, f = squares.n, squares.k, squares.f
    if not -1 / (k - 1) < rho0 < 1:
        raise StatisticsError(f"rho0: expected between {-1 / (k - 1):.3g} and 1, found {rho0}")
    if n < FEWEST_TARGETS or isnan(f):
        return nan
    if isinf(f):
        return 0.0
    statistic = f * (1 - rho0) / (1 + (k - 1) * rho0)
    return float(special.fdtrc(n - 1, (n - 1) * (k - 1), statistic))


def targets_needed(
    f: float, *, k: int = 2, low: float = 0.5, confidence: float = 0.95, most: int = 200
) -> int | None:
    """Find the smallest number of targets that would settle on which side of `low` ICC(C,1) lies.

    With F held at the value observed, the smallest n of 3, ..., `most` at which the exact F lower
    limit is at least `low` or the upper limit below it. None: more than `most` targets, or F is
    NaN. A figure to plan by, not a promise: F itself will move with more targets. Agrees with a
    loop over n with `scipy.stats.f`.

    Examples
    --------
    >>> targets_needed(15.8), targets_needed(7.0), targets_needed(3.0)
    (8, 24, None)
    """
    if f < 0:
        raise StatisticsError(f"f: expected a ratio of mean squares, found {f}")
    if isnan(f) or most < FEWEST_TARGETS:
        return None
    n = np.arange(FEWEST_TARGETS, most + 1)
    least, greatest = exact_f_limits(f, n=n, k=k, confidence=confidence)
    settled = (consistency(least, k) >= low) | (consistency(greatest, k) < low)
    return int(n[settled.argmax()]) if settled.any() else None
