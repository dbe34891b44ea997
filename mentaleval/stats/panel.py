"""How many independent judges a panel is worth.

The error of a judge is its rating minus the human one. Errors are centred by responder, so that a
judge's constant leniency towards one responder is not counted as an error that judges share. With u
and v the centred errors of two judges, summed over all responses:

    correlation of two  = sum u v / sqrt(sum u^2 sum v^2)
    error correlation r = mean over pairs of judges of the correlation of the two
    effective number    = k / (1 + (k - 1) max(r, 0))      of k judges

The mean of k judges whose errors correlate is no better than that of the effective number of
independent ones.

All errors are taken from one human rating, so the noise of that rating is in every judge's error:
it raises r and lowers the effective number, the more so the noisier the human reference is. With
independent, perfect-but-for-noise judges r still is the share of the human noise in the errors.

Missing data: NaN is refused; the caller keeps the responses that every judge rated.
Degenerate cases: below three responses r is NaN. A judge whose errors do not vary within any
group is left out of the mean; r is NaN where fewer than two remain, and with it the effective
number. A correlation of zero or below gives k.

References
----------
Kish (1965), Survey Sampling (the design effect 1 + (k - 1) r).
Clemen & Winkler (1985), Operations Research 33:427 (experts with correlated errors).
"""

from dataclasses import dataclass
from math import isnan, nan

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import (
    FEWEST_TARGETS,
    ROUNDING,
    Floats,
    Integers,
    as_codes,
    as_floats,
    without_noise,
)
from mentaleval.stats.clusters import cluster_sums


@dataclass(frozen=True, slots=True)
class Panel:
    """How far the judges of a panel err together.

    Attributes
    ----------
    judges, n
        Judges, and the responses that all of them rated.
    error_correlation
        Mean correlation of the errors of two judges, within responders.
    effective
        The number of independent judges that the panel is worth.
    """

    judges: int
    n: int
    error_correlation: float
    effective: float


def as_columns(values: ArrayLike, *, name: str, what: str) -> Floats:
    """Return a complete table of responses by at least two columns."""
    array = as_floats(values, name=name, dimensions=2)
    if array.shape[1] < 2:  # noqa: PLR2004 - a correlation takes two
        raise StatisticsError(f"{name}: expected at least 2 {what}, found {array.shape[1]}")
    return array


def centred_by_group(values: Floats, codes: Integers, groups: int) -> Floats:
    """Return deviations from the means of each group, column by column, noise removed."""
    if values.size == 0:
        return values
    means = cluster_sums(values, codes, groups) / np.bincount(codes)[:, None]
    return without_noise(values - means[codes], np.abs(values).max(axis=0))


def pair_products(columns: Floats) -> Floats:
    """Return the product of each pair of columns, squares among them, row by row."""
    first, second = np.triu_indices(columns.shape[1])
    return columns[:, first] * columns[:, second]


def mean_correlation(products: Floats, columns: int) -> Floats:
    """Map summed `pair_products` (m, pairs) to the mean correlation of two different columns."""
    first, second = np.triu_indices(columns)
    squares, cross = products[:, first == second], products[:, first < second]
    left, right = np.triu_indices(columns, k=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = cross / (np.sqrt(squares[:, left]) * np.sqrt(squares[:, right]))
    return np.asarray(np.where(np.abs(r) > 1 - ROUNDING, np.sign(r), r).mean(axis=1))


def panel_independence(errors: ArrayLike, groups: ArrayLike) -> Panel:
    """Compute how independent the errors of judges are, responses (rows) by judges (columns).

    `groups` are the responders. Each correlation agrees with `pingouin.rm_corr`.

    Examples
    --------
    The first two judges err together, the third on its own.

    >>> errors = [[0, 0, 1], [1, 1, 0], [0, 0, 0], [1, 1, 1]]
    >>> panel = panel_independence(errors, ["a", "a", "a", "a"])
    >>> round(panel.error_correlation, 3), round(panel.effective, 3)
    (0.333, 1.8)
    """
    array = as_columns(errors, name="errors", what="judges")
    n, judges = array.shape
    codes, count = as_codes(groups, name="groups", size=n)
    if n < FEWEST_TARGETS:
        return Panel(judges, n, nan, nan)
    deviations = centred_by_group(array, codes, count)
    varying = deviations[:, deviations.any(axis=0)]
    if varying.shape[1] < 2:  # noqa: PLR2004 - a correlation takes two
        return Panel(judges, n, nan, nan)
    products = pair_products(varying).sum(axis=0, keepdims=True)
    r = float(mean_correlation(products, varying.shape[1])[0])
    return Panel(judges, n, r, _effective(r, judges))


def _effective(r: float, judges: int) -> float:
    if isnan(r):
        return nan
    return judges / (1 + (judges - 1) * max(r, 0.0))
