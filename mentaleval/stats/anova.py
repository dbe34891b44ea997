"""The two-way analysis of variance without replication, under every intraclass correlation here.

A table holds n targets (rows) rated by the same k raters (columns), each cell once. With row_i and
column_j the means of a target and of a rater, and grand the mean of all:

    MSR = k sum_i (row_i - grand)^2 / (n - 1)                             between targets
    MSC = n sum_j (column_j - grand)^2 / (k - 1)                          between raters
    MSE = sum_ij (x_ij - row_i - column_j + grand)^2 / ((n - 1)(k - 1))   what is left
    F   = MSR / MSE

At k = 2, with u = x + y and v = x - y, s^2 their sample variances and d = mean(y - x):
MSR = s_u^2 / 2, MSE = s_v^2 / 2 and MSC = n d^2 / 2.

Missing data: NaN is refused; the caller drops incomplete targets and counts them.
Degenerate cases: fewer than two targets give NaN mean squares. Differences no larger than
rounding noise count as zero, so F is infinite for a perfect judge and NaN where neither targets
nor residuals vary.

References
----------
McGraw & Wong (1996), Psychological Methods 1:30.
Shrout & Fleiss (1979), Psychological Bulletin 86:420.
"""

from dataclasses import dataclass
from math import inf, nan

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.stats.arrays import Floats, as_table, without_noise


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares between targets (`msr`), between raters (`msc`) and of the residuals (`mse`)."""

    n: int
    k: int
    msr: float
    msc: float
    mse: float

    @property
    def f(self) -> float:
        """MSR / MSE: infinite when only MSE is zero, NaN when both are."""
        if self.mse == 0:
            return inf if self.msr > 0 else nan
        return self.msr / self.mse


def effects(tables: Floats) -> tuple[Floats, Floats, Floats]:
    """Split tables (..., n, k) into target effects, rater effects and residuals, noise removed."""
    largest = np.abs(tables).max(axis=(-2, -1), keepdims=True)
    deviations = tables - tables.mean(axis=(-2, -1), keepdims=True)
    rows = deviations.mean(axis=-1, keepdims=True)
    columns = deviations.mean(axis=-2, keepdims=True)
    residuals = without_noise(deviations - rows - columns, largest)
    return (
        without_noise(rows, largest)[..., 0],
        without_noise(columns, largest)[..., 0, :],
        residuals,
    )


def batch_mean_squares(tables: Floats) -> tuple[Floats, Floats, Floats]:
    """Return MSR, MSC and MSE of many tables (..., n, k) at once, n >= 2; unchecked."""
    n, k = tables.shape[-2:]
    rows, columns, residuals = effects(tables)
    msr = k * np.square(rows).sum(axis=-1) / (n - 1)
    msc = n * np.square(columns).sum(axis=-1) / (k - 1)
    mse = np.square(residuals).sum(axis=(-2, -1)) / ((n - 1) * (k - 1))
    return msr, msc, mse


def mean_squares(table: ArrayLike) -> MeanSquares:
    """Compute the mean squares of one table, n targets by k raters.

    Agrees with the variance components of `pingouin.intraclass_corr`.

    Examples
    --------
    Shrout & Fleiss (1979), table 2: six targets, four raters (11.24, 32.49, 1.02).

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> squares = mean_squares(ratings)
    >>> round(squares.msr, 2), round(squares.msc, 2), round(squares.mse, 2)
    (11.24, 32.49, 1.02)
    """
    array = as_table(table)
    n, k = array.shape
    if n < 2:  # noqa: PLR2004 - one target has no spread
        return MeanSquares(n, k, nan, nan, nan)
    msr, msc, mse = batch_mean_squares(array)
    return MeanSquares(n, k, float(msr), float(msc), float(mse))
