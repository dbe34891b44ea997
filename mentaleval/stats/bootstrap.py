"""Resampling targets (responders): a view of sensitivity, not an interval to decide by.

A resample of n targets by k raters is a vector of counts w with sum n. With target effects r,
residuals e_j and rater effects c_j of the whole table, its mean squares need only a few sums over
targets of products with w:

    SSR_w = k (sum w r^2 - (sum w r)^2 / n),    SSE_w = sum_j (sum w e_j^2 - (sum w e_j)^2 / n),
    SSC_w = n sum_j (c_j + sum w e_j / n)^2

so thousands of resamples are one matrix product. Divided by n - 1, (n - 1)(k - 1) and k - 1 they
are MSR, MSE and MSC, from which ICC(C,1) and ICC(A,1) follow as in the modules `icc` and
`icc_agreement`. The limits are percentiles of these, 2.5 and 97.5 for 95 %.

At n <= 10 there are at most 92,378 different resamples: all are counted with their multinomial
probabilities, and nothing is left to chance.

With nine targets percentile intervals are too short (for ICC(A,1) 60-93 % coverage of a nominal
95 %): show them beside the exact ones, never instead.

Missing data: NaN is refused; the caller drops incomplete targets.
Degenerate cases: resamples without any variation have no ICC; they are left out of the percentiles
and their share is reported as `undefined`. Fewer than three targets give NaN. Nothing is truncated.

References
----------
Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
Fisher & Hall (1991), Journal of Statistical Planning and Inference 27:157 (enumeration).
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import nan

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.anova import effects
from mentaleval.stats.arrays import FEWEST_TARGETS, ROUNDING, Floats, as_table, as_tails
from mentaleval.stats.estimate import Estimate

MOST_TO_ENUMERATE = 10


@dataclass(frozen=True, slots=True)
class ResponderBootstrap:
    """Percentile intervals over resamples of the targets.

    `undefined` is the probability of a resample without an ICC, `resamples` the number looked at,
    `exact` whether that is every one there is.
    """

    icc_c1: Estimate
    icc_a1: Estimate
    undefined: float
    resamples: int
    exact: bool


def resampled_iccs(table: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Return ICC(C,1) and ICC(A,1) of each resample (a row of counts); NaN without variation."""
    n, k = table.shape
    rows, columns, residuals = effects(table)
    sums = counts @ np.column_stack([rows, residuals])
    squares = counts @ np.column_stack([rows**2, residuals**2])
    parts = squares - sums**2 / n
    parts[parts <= ROUNDING * n * squares] = 0.0  # a difference of equal sums is rounding
    msr = k * parts[:, 0] / (n - 1)
    mse = parts[:, 1:].sum(axis=1) / ((n - 1) * (k - 1))
    msc = n * np.square(columns + sums[:, 1:] / n).sum(axis=1) / (k - 1)
    numerator, consistent = msr - mse, msr + (k - 1) * mse
    undefined = consistent == 0
    consistent[undefined] = nan
    absolute = consistent + k * (msc - mse) / n
    return numerator / consistent, numerator / absolute


@lru_cache(maxsize=4)
def multisets(n: int) -> tuple[Floats, Floats]:
    """Return every resample of n targets as counts, and the probability of each."""
    bars = np.array(list(combinations(range(2 * n - 1), n - 1)), dtype=np.int64)
    edges = np.pad(bars, ((0, 0), (1, 1)), constant_values=((0, 0), (-1, 2 * n - 1)))
    counts = (np.diff(edges, axis=1) - 1).astype(np.float64)
    logs = special.gammaln(n + 1) - special.gammaln(counts + 1).sum(axis=1) - n * np.log(n)
    probabilities = np.exp(logs)
    probabilities /= probabilities.sum()  # one but for rounding
    counts.flags.writeable = probabilities.flags.writeable = False  # shared by every caller
    return counts, probabilities


def random_counts(n: int, rng: np.random.Generator, draws: int) -> Floats:
    """Return `draws` resamples of n targets as counts."""
    drawn = rng.integers(n, size=(draws, n)) + n * np.arange(draws)[:, None]
    return np.bincount(drawn.ravel(), minlength=draws * n).reshape(draws, n).astype(np.float64)


def _percentiles(values: Floats, weights: Floats, estimate: float, tails: list[float]) -> Estimate:
    """Take weighted percentiles: the least value with at least that much probability below it."""
    defined = np.flatnonzero(~np.isnan(values))
    if defined.size == 0:
        return Estimate.point(estimate)
    order = defined[np.argsort(values[defined], kind="stable")]
    reached = np.cumsum(weights[order])
    # the tiny allowance keeps a percentile that falls on a step from hanging on rounding
    places = np.searchsorted(reached, np.array(tails) * reached[-1] * (1 - ROUNDING))
    low, high = values[order[np.minimum(places, order.size - 1)]].tolist()
    return Estimate(estimate, low, high, "percentile")


def responder_bootstrap(
    table: ArrayLike, *, rng: np.random.Generator, draws: int = 10_000, confidence: float = 0.95
) -> ResponderBootstrap:
    """Resample the targets of a table: percentile limits of ICC(C,1) and ICC(A,1).

    Up to ten targets all resamples are enumerated and `rng` stays untouched; above, `draws` are
    drawn. Agrees with a plain loop over all n^n ordered resamples.

    Examples
    --------
    >>> human = [3.7, 3.6, 4.4, 4.5, 4.3, 4.1, 3.9, 2.8, 2.4]
    >>> judge = [4.1, 3.6, 4.6, 4.5, 4.4, 4.3, 4.1, 2.7, 3.4]
    >>> view = responder_bootstrap(np.column_stack([human, judge]), rng=np.random.default_rng(1))
    >>> round(view.icc_c1.low, 2), round(view.icc_c1.high, 2), view.resamples, view.exact
    (0.77, 0.98, 24310, True)
    """
    array = as_table(table)
    tails = list(as_tails(confidence))
    if draws < 1:
        raise StatisticsError(f"draws: expected at least 1, found {draws}")
    n = len(array)
    if n < FEWEST_TARGETS:
        return ResponderBootstrap(Estimate.point(nan), Estimate.point(nan), nan, 0, exact=False)
    exact = n <= MOST_TO_ENUMERATE
    counts, weights = (
        multisets(n) if exact else (random_counts(n, rng, draws), np.full(draws, 1 / draws))
    )
    observed = resampled_iccs(array, np.ones((1, n)))
    resampled = resampled_iccs(array, counts)
    undefined = float(weights[np.isnan(resampled[0])].sum())
    c1, a1 = (
        _percentiles(values, weights, float(whole[0]), tails)
        for values, whole in zip(resampled, observed, strict=True)
    )
    return ResponderBootstrap(c1, a1, undefined, len(counts), exact)
