"""Absolute agreement: intraclass correlations that hold a rater's offset against it.

    ICC(A,1) = (MSR - MSE) / (MSR + (k - 1) MSE + k (MSC - MSE) / n)    one rater
    ICC(A,k) = (MSR - MSE) / (MSR + (MSC - MSE) / n)                    the mean of k raters

Two intervals for ICC(A,1). *Generalized*, k = 2: the two raters (human reference, this judge) are
the ones asked about, their offset d is a constant. Each of many draws replaces every unknown by
its generalized pivotal quantity, with independent chi-squares of n - 1 degrees of freedom:

    e* = (n - 1) MSE / chi2,  T* = (n - 1) MSR / chi2',  r* = (T* - e*) / 2,
    d* = d - Z sqrt(2 e* / n),  ICC* = r* / (r* + e* + d*^2 / 2)

*McGraw-Wong F*: raters are a random sample; with two of them one degree of freedom tells about
all raters, so it is valid but uselessly wide under bias.

Missing data: NaN is refused; the caller drops incomplete targets.
Degenerate cases: fewer than three targets, or neither targets nor residuals varying, give NaN and
no interval. A perfect judge without offset gives 1 with limits 1, 1; with an offset, less than 1.
ICC(A,k) or a limit of it whose denominator is not positive is NaN.

References
----------
McGraw & Wong (1996), Psychological Methods 1:30, tables 4 and 7, case 2.
Weerahandi (1993), JASA 88:899. Burdick, Borror & Montgomery (2005), Design and Analysis of Gauge
R&R Studies, SIAM.
"""

from math import isfinite, isnan, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.anova import MeanSquares, mean_squares
from mentaleval.stats.arrays import FEWEST_TARGETS, as_tails
from mentaleval.stats.estimate import Estimate


def _agreement(squares: MeanSquares) -> float:
    """ICC(A,1); its denominator is positive from three targets on."""
    n, k = squares.n, squares.k
    between_raters = k * (squares.msc - squares.mse) / n
    return (squares.msr - squares.mse) / (squares.msr + (k - 1) * squares.mse + between_raters)


def _average(single: float, k: int) -> float:
    """Map a single rater's coefficient to that of the mean of k (Spearman-Brown)."""
    denominator = 1 + (k - 1) * single
    return k * single / denominator if denominator > 0 else nan


def icc_a1(
    table: ArrayLike, *, rng: np.random.Generator, draws: int = 10_000, confidence: float = 0.95
) -> Estimate:
    """Compute ICC(A,1), the absolute agreement of a single rater.

    With two raters the interval is the generalized one (module docstring), by quantiles of
    `draws` draws from `rng`; with more it is McGraw & Wong's and `rng` stays untouched. The
    estimate agrees with `pingouin.intraclass_corr`, row ICC(A,1); the interval with no packaged
    tool known to us: coverage at n = 9 is simulated in the tests.

    Examples
    --------
    >>> human = [3.7, 3.6, 4.4, 4.5, 4.3, 4.1, 3.9, 2.8, 2.4]
    >>> judge = [4.1, 3.6, 4.6, 4.5, 4.4, 4.3, 4.1, 2.7, 3.4]
    >>> icc = icc_a1(np.column_stack([human, judge]), rng=np.random.default_rng(1))
    >>> round(icc.estimate, 2), round(icc.low, 1), round(icc.high, 2), icc.interval
    (0.85, 0.5, 0.96, 'generalized')
    """
    squares = mean_squares(table)
    lower, upper = as_tails(confidence)
    if draws < 1:
        raise StatisticsError(f"draws: expected at least 1, found {draws}")
    if squares.k != 2:  # noqa: PLR2004 - the judge and its reference
        return icc_a1_mcgraw_wong(table, confidence=confidence)
    n, freedom = squares.n, squares.n - 1
    if n < FEWEST_TARGETS or isnan(squares.f):
        return Estimate.point(nan)
    noise = freedom * squares.mse / rng.chisquare(freedom, draws)
    total = freedom * squares.msr / rng.chisquare(freedom, draws)
    # only the square of the offset enters, so its sign, which MSC has lost, is not needed
    offset = sqrt(2 * squares.msc / n) - rng.standard_normal(draws) * np.sqrt(2 * noise / n)
    drawn = (total - noise) / (total + noise + offset**2)
    low, high = np.quantile(drawn, [lower, upper]).tolist()
    return Estimate(_agreement(squares), low, high, "generalized")


def icc_a1_mcgraw_wong(table: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Compute ICC(A,1) with McGraw & Wong's F interval, for raters sampled at random.

    With a = k rho / (n (1 - rho)), b = 1 + (n - 1) a and Satterthwaite's degrees of freedom
    v = (a MSC + b MSE)^2 / ((a MSC)^2 / (k - 1) + (b MSE)^2 / ((n - 1)(k - 1))); q is the
    F quantile at (n - 1, v) for the lower, at (v, n - 1) for the upper limit. Where v is zero
    there are no limits. Agrees with `pingouin.intraclass_corr`, row ICC(A,1).

    Examples
    --------
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> icc = icc_a1_mcgraw_wong(ratings)
    >>> round(icc.estimate, 2), round(icc.low, 2), round(icc.high, 2)
    (0.29, 0.02, 0.76)
    """
    squares = mean_squares(table)
    _, upper = as_tails(confidence)
    n, k, msr, msc, mse = squares.n, squares.k, squares.msr, squares.msc, squares.mse
    if n < FEWEST_TARGETS or isnan(squares.f):
        return Estimate.point(nan)
    if mse == 0 and msc == 0:
        return Estimate(1.0, 1.0, 1.0, "McGraw-Wong F")
    rho = _agreement(squares)
    a = k * rho / (n * (1 - rho))
    raters, residuals = a * msc, (1 + (n - 1) * a) * mse
    if raters + residuals == 0:
        return Estimate.point(rho)
    share = raters / (raters + residuals)  # a ratio first: squares of mean squares may overflow
    v = (k - 1) / (share**2 + (1 - share) ** 2 / (n - 1))
    below, above = float(special.fdtri(n - 1, v, upper)), float(special.fdtri(v, n - 1, upper))
    if not (isfinite(below) and isfinite(above)):
        return Estimate.point(rho)
    spread = k * msc + (k * n - k - n) * mse
    low = n * (msr - below * mse) / (below * spread + n * msr)
    high = n * (above * msr - mse) / (spread + n * above * msr)
    return Estimate(rho, low, high, "McGraw-Wong F")


def icc_ak(table: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Compute ICC(A,k), the absolute agreement of the mean of the k raters, McGraw-Wong interval.

    Estimate and limits are those of ICC(A,1) stepped up by Spearman & Brown's formula, which gives
    McGraw & Wong's own limits exactly. Agrees with `pingouin.intraclass_corr`, row ICC(A,k).

    Examples
    --------
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> icc = icc_ak(ratings)
    >>> round(icc.estimate, 2), round(icc.low, 2), round(icc.high, 2)
    (0.62, 0.07, 0.93)
    """
    single = icc_a1_mcgraw_wong(table, confidence=confidence)
    k = np.shape(table)[1]
    estimate, low, high = (_average(v, k) for v in (single.estimate, single.low, single.high))
    return Estimate(estimate, low, high, single.interval)
