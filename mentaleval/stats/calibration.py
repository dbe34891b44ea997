"""Calibration: what experts mean on average when the judge says 4.

For each rating j of the judge's the mean of the human ratings beside it, E[human | judge = j], and
the straight line human = intercept + slope judge by least squares: with y the human ratings, x the
judge's and sums over all pairs,

    slope = sum (x - mean x)(y - mean y) / sum (x - mean x)^2
    intercept = mean y - slope mean x

A judge whose numbers can be taken at face value has rows that equal j. A slope well below 1 says
that its differences are larger than those the humans see, or that it is noisy; the line cannot tell
the two apart.

Rows stand at `start`, start + step, start + 2 step and so on, and take the ratings nearest to them,
halves up: where ratings lie between (means over epochs, composites, a scale of 100 points), a row
holds several of them, and says what their mean is. The line takes the ratings as they are.

The interval of the slope, or of the mean of a row of n pairs, is the estimate +- t(G - 1) SE with a
cluster-robust (sandwich) variance: with the residuals e around the line or the mean and, for the
slope, b = (x - mean x) / sum (x - mean x)^2, for a mean b = 1 / n,

    SE^2 = G / (G - 1) sum_c (sum of b e over cluster c)^2

G is the number of clusters in the row, or in all for the slope. The rows of a table are not
independent of each other, and few or very unequal clusters make these intervals too narrow.

Missing data: NaN is refused; the caller drops incomplete pairs.
Degenerate cases: no interval below five clusters, or where clusters do not vary around the mean or
the line: that says nothing of how they would. The line is NaN below three pairs or for a constant
judge.

References
----------
Liang & Zeger (1986), Biometrika 73:13. Cameron & Miller (2015), Journal of Human Resources 50:317.
"""

from dataclasses import dataclass
from math import isfinite, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import (
    FEWEST_TARGETS,
    Floats,
    Integers,
    as_codes,
    as_pairs,
    as_tails,
    centred,
    dot,
    without_noise,
)
from mentaleval.stats.clusters import FEWEST_CLUSTERS, cluster_sums
from mentaleval.stats.estimate import Estimate


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """The mean human rating of the responses whose rating by the judge is nearest to a number.

    Attributes
    ----------
    judge
        The number that the row stands at.
    n
        How many responses there are.
    human
        The mean of the human ratings.
    judge_mean
        The mean of the judge's ratings; `judge` where they all are that number.
    """

    judge: float
    n: int
    human: Estimate
    judge_mean: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A row for each number near which the judge rated, ascending, and the line through all."""

    rows: tuple[CalibrationRow, ...]
    slope: Estimate
    intercept: float


def calibration(
    human: ArrayLike,
    judge: ArrayLike,
    clusters: ArrayLike,
    *,
    start: float = 0.0,
    step: float = 1.0,
    confidence: float = 0.95,
) -> Calibration:
    """Compute what each rating of the judge's stands for in human ratings.

    The rows agree with `statsmodels` OLS on a constant, `cov_type="cluster"`, `use_t=True`; the
    slope with OLS on the judge once the correction is G / (G - 1) alone (`use_correction=False`,
    variances times G / (G - 1)): the default there also multiplies by (n - 1) / (n - 2).

    Examples
    --------
    >>> human, judge = [1, 2, 2, 3, 3, 4, 4, 4], [1, 1, 2, 2, 4, 4, 5, 5]
    >>> found = calibration(human, judge, [1, 2, 3, 4, 5, 6, 7, 8])
    >>> [(row.judge, row.n, row.human.estimate) for row in found.rows]
    [(1.0, 2, 1.5), (2.0, 2, 2.5), (4.0, 2, 3.5), (5.0, 2, 4.0)]
    >>> round(found.slope.estimate, 3), round(found.slope.low, 3), round(found.slope.high, 3)
    (0.6, 0.367, 0.833)

    Of a scale of 100 points a row holds several ratings:

    >>> found = calibration([10, 40, 50, 90], [1, 22, 28, 85], [1, 2, 3, 4], start=0, step=25)
    >>> [(row.judge, row.judge_mean, row.human.estimate) for row in found.rows]
    [(0.0, 1.0, 10.0), (25.0, 25.0, 45.0), (75.0, 85.0, 90.0)]
    """
    humans, judges = as_pairs(human, judge)
    codes, _ = as_codes(clusters, name="clusters", size=humans.size)
    _, upper = as_tails(confidence)
    if not (isfinite(step) and step > 0):
        raise StatisticsError(f"step: expected a number above 0, found {step}")
    if not isfinite(start):
        raise StatisticsError(f"start: expected a number, found {start}")
    multiples, row_of = np.unique(np.floor((judges - start) / step + 0.5), return_inverse=True)
    rows = []
    for i, multiple in enumerate(multiples.tolist()):
        inside = row_of == i
        mean = _mean(humans[inside], codes[inside], upper)
        at, number = _mean_rating(judges[inside]), int(inside.sum())
        rows.append(CalibrationRow(start + multiple * step, number, mean, at))
    slope = _slope(humans, judges, codes, upper)
    intercept = humans.mean() - slope.estimate * judges.mean() if humans.size else nan
    return Calibration(tuple(rows), slope, float(intercept))


def _mean_rating(values: Floats) -> float:
    """Return the mean; of one and the same rating that rating, without the noise of a division."""
    lowest = values.min()
    return float(lowest if lowest == values.max() else values.mean())


def _mean(values: Floats, codes: Integers, upper: float) -> Estimate:
    influences = centred(values) / values.size
    return _robust(float(values.mean()), influences, codes, upper)


def _slope(y: Floats, x: Floats, codes: Integers, upper: float) -> Estimate:
    u, v = centred(x), centred(y)
    spread = dot(u, u)
    if u.size < FEWEST_TARGETS or spread == 0:
        return Estimate.point(nan)
    weights = u / spread
    slope = dot(weights, v)
    residuals = without_noise(v - slope * u, float(np.abs(y).max()))
    return _robust(slope, weights * residuals, codes, upper)


def _robust(estimate: float, influences: Floats, codes: Integers, upper: float) -> Estimate:
    """Put an interval around an estimate from what each pair contributes to its error."""
    parts = np.column_stack([influences, np.abs(influences)])
    held = np.bincount(codes) > 0
    total, largest = cluster_sums(parts, codes, held.size)[held].T
    sums = without_noise(total, largest)
    if sums.size < FEWEST_CLUSTERS or not sums.any():
        return Estimate.point(estimate)
    variance = dot(sums, sums) * sums.size / (sums.size - 1)
    half = float(special.stdtrit(sums.size - 1, upper)) * sqrt(variance)
    return Estimate(estimate, estimate - half, estimate + half, "cluster-robust t")
