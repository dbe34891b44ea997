"""How often a judge passes the rule of the `rank` use: the power of a study, by simulation.

Responders are drawn with a human and a judge mean each, normal with the covariance that a study of
that many conversations gives them:

    Sigma(n) = Sigma_r + Sigma_rc / n

Sigma_r is that of the responders' true values and Sigma_rc that of what is left of a single
conversation, human rating and judge alike. The latter pulls the means apart, and where both see the
same in a conversation also together. To each table the rule itself is applied: the lower of the two
lower limits of ICC(C,1), exact F and the jackknife of ln F, must reach the line. Every number of
responders sees the same draws, so that the power grows with it as evenly as it can.

Missing data: none. Degenerate cases: a covariance that is none (of components estimated apart) is
taken at its nearest one, negative eigenvalues at zero.

References
----------
As the modules `icc` and `leave_one_out`.
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import FEWEST_TARGETS, Floats, as_floats, as_tails
from mentaleval.stats.icc import exact_f_limits


def rank_limits(tables: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Compute the outermost limits of ICC(C,1) of many tables (m, n, 2) at once, n >= 4.

    Agrees with `icc_c1` and `icc_c1_jackknife` on each table.

    Examples
    --------
    >>> human = [3.7, 3.6, 4.4, 4.5, 4.3, 4.1, 3.9, 2.8, 2.4]
    >>> judge = [4.1, 3.6, 4.6, 4.5, 4.4, 4.3, 4.1, 2.7, 3.4]
    >>> low, high = rank_limits([np.column_stack([human, judge])])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([-0.01], [0.99])
    """
    array = as_floats(tables, name="tables", dimensions=3)
    n = array.shape[1]
    if n <= FEWEST_TARGETS or array.shape[2] != 2:  # noqa: PLR2004  human and judge
        raise StatisticsError(f"tables: expected (m, n > 3, 2), found {array.shape}")
    _, upper = as_tails(confidence)
    sums, differences = array[..., 0] + array[..., 1], array[..., 0] - array[..., 1]
    without = [_squares(part) for part in (sums, differences)]
    with np.errstate(divide="ignore", invalid="ignore"):
        f = without[0][0] / without[1][0]
        spread = np.log(without[0][1] / without[1][1]).var(axis=1)
    error = np.sqrt((n - 1) * np.where(np.isnan(spread), np.inf, spread))
    half = float(special.stdtrit(n - 1, upper)) * error
    exact_low, exact_high = exact_f_limits(f, n=n, confidence=confidence)
    low = np.minimum(np.log(exact_low), np.log(f) - half)
    high = np.maximum(np.log(exact_high), np.log(f) + half)
    return np.tanh(low / 2), np.tanh(high / 2)


def _squares(values: Floats) -> tuple[Floats, Floats]:
    """Return the sum of squares of each table, and that without each responder in turn."""
    n = values.shape[1]
    squares = np.square(values - values.mean(axis=1, keepdims=True))
    whole = squares.sum(axis=1)
    return whole, whole[:, None] - n / (n - 1) * squares


def study_covariance(responders: ArrayLike, response: ArrayLike, conversations: float) -> Floats:
    """Return the covariance of (human mean, judge mean) over responders in a study.

    Examples
    --------
    >>> study_covariance([[1, 0.9], [0.9, 1]], [[8, 0], [0, 4]], 40).round(2).tolist()
    [[1.2, 0.9], [0.9, 1.1]]
    """
    true = as_floats(responders, name="responders", dimensions=2)
    single = as_floats(response, name="response", dimensions=2)
    return _nearest(true) + _nearest(single) / conversations


def _nearest(covariance: Floats) -> Floats:
    sizes, directions = np.linalg.eigh(covariance)
    return np.asarray(directions * np.maximum(sizes, 0.0) @ directions.T)


def icc_of(covariance: ArrayLike) -> float:
    """Return the ICC(C,1) that means of this covariance have: 2 cov / (sum of the variances).

    Examples
    --------
    >>> icc_of([[1.2, 0.9], [0.9, 1.2]])
    0.75
    """
    table = as_floats(covariance, name="covariance", dimensions=2)
    whole = table[0, 0] + table[1, 1]
    return float(2 * table[0, 1] / whole) if whole > 0 else float("nan")


def rank_draws(
    rng: np.random.Generator, *, draws: int = 2000, most: int = 200
) -> tuple[Floats, Floats]:
    """Draw the standard normal values that `rank_power` is simulated from.

    Examples
    --------
    >>> [values.shape for values in rank_draws(np.random.default_rng(1), draws=10, most=5)]
    [(10, 5), (10, 5)]
    """
    made = rng.standard_normal((2, draws, most))
    return made[0], made[1]


def rank_power(
    covariance: ArrayLike,
    responders: int,
    line: float,
    draws: tuple[Floats, Floats],
    *,
    confidence: float = 0.95,
) -> float:
    """Compute how often the lower limit of ICC(C,1) of so many responders reaches a line.

    Examples
    --------
    >>> draws = rank_draws(np.random.default_rng(1), most=20)
    >>> alike = [[1, 0.95], [0.95, 1]]
    >>> rank_power(alike, 8, 0.5, draws) < rank_power(alike, 20, 0.5, draws)
    True
    """
    table = as_floats(covariance, name="covariance", dimensions=2)
    first, second = (part[:, :responders] for part in draws)
    if first.shape[1] < responders:
        raise StatisticsError(f"responders: drawn for {first.shape[1]}, found {responders}")
    human, judge = sqrt(max(table[0, 0], 0.0)), sqrt(max(table[1, 1], 0.0))
    if not (human and judge):
        return 0.0
    r = float(np.clip(table[0, 1] / (human * judge), -1 + 1e-12, 1 - 1e-12))
    tables = np.stack([human * first, judge * (r * first + sqrt(1 - r * r) * second)], axis=2)
    low, _ = rank_limits(tables, confidence=confidence)
    return float((low >= line).mean())
