"""All pairs of responders: differences with intervals that hold one by one, and all together.

With d the difference of two estimates, v = C_aa + C_bb - 2 C_ab its variance and q the smaller of
their degrees of freedom, the interval of a pair is

    d +- t(q) sqrt(v)

t Student's quantile at (1 + confidence) / 2. The simultaneous limits (single-step, "max-t") are

    d +- m sqrt(v)

with m the quantile at `confidence` of the largest |z_a - z_b| / sqrt(v) over all pairs, divided by
sqrt(chi2 / q): z is drawn from the normal distribution with covariance C, and chi2 has as many
degrees of freedom as the estimate that has the fewest. z is made of independent numbers by the
symmetric root of C, which is one and no other, so that equal numbers give equal limits wherever
they come from, and nearly equal ones nearly equal limits. All pairs hold together as often as
`confidence` says, because the same draws are compared. Of independent estimates with one variance
this is Tukey's method. m is never below t, and equal to it for a single pair. p is that of
Student's t for no difference, and Holm's method adjusts it over the pairs.

Missing data: a responder whose estimate or degrees are not known gives pairs of NaN, and they do
not count among the pairs. Nor do those of a responder that nothing is to be claimed of: its pairs
have limits of their own, and NaN for those of all together and for Holm's p.
Degenerate cases: a difference without any spread has no limits and no p, for it says nothing of how
sure it is (two responders that got the same rating in each labelled exchange). Fewer than two
responders give no pair.

References
----------
Hothorn, Bretz & Westfall (2008), Biometrical Journal 50:346 (single-step intervals of
simultaneous contrasts). Tukey (1953), The problem of multiple comparisons. Holm (1979),
Scandinavian Journal of Statistics 6:65.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import (
    Floats,
    Integers,
    Marks,
    as_marks,
    as_ratings,
    as_tails,
    without_noise,
)
from mentaleval.stats.multiplicity import holm

_CELLS_AT_ONCE = 2_500_000  # of the matrix of drawn differences, to bound memory


@dataclass(frozen=True, slots=True, eq=False)
class PairwiseDifferences:
    """Each two responders, in order: (0, 1), (0, 2), ..., (1, 2), ...

    Attributes
    ----------
    first, second
        The places of the two; differences are first minus second.
    estimate, low, high
        The difference and the interval of this pair.
    simultaneous_low, simultaneous_high
        Limits that hold together for all pairs that count.
    p, p_holm
        Two-sided, of no difference; and adjusted over the pairs that count.
    """

    first: Integers
    second: Integers
    estimate: Floats
    low: Floats
    high: Floats
    simultaneous_low: Floats
    simultaneous_high: Floats
    p: Floats
    p_holm: Floats


def pairwise_differences(
    estimates: ArrayLike,
    covariance: ArrayLike,
    degrees: ArrayLike,
    *,
    rng: np.random.Generator,
    confidence: float = 0.95,
    claimed: ArrayLike | None = None,
    draws: int = 20_000,
) -> PairwiseDifferences:
    """Compare every two of some estimates with a known covariance matrix.

    `claimed` marks the estimates whose pairs count among those of the simultaneous limits (all of
    them). `draws` is how many largest differences are drawn for these.

    Agrees with `scipy.stats.ttest_rel` on one pair, and with `scipy.stats.studentized_range` where
    the estimates are independent and equally sure.

    Examples
    --------
    >>> found = pairwise_differences(
    ...     [4.0, 3.0, 3.5], 0.04 * np.eye(3), [20, 20, 20], rng=np.random.default_rng(1)
    ... )
    >>> found.first.tolist(), found.second.tolist(), found.estimate.tolist()
    ([0, 0, 1], [1, 2, 2], [1.0, 0.5, -0.5])
    >>> found.low.round(2).tolist(), found.simultaneous_low.round(1).tolist()
    ([0.41, -0.09, -1.09], [0.3, -0.2, -1.2])
    >>> found.p_holm.round(3).tolist()
    [0.006, 0.185, 0.185]
    """
    _, upper = as_tails(confidence)
    if draws < 1:
        raise StatisticsError(f"draws: expected at least 1, found {draws}")
    values, spread, freedom = _checked(estimates, covariance, degrees)
    first, second = np.triu_indices(values.size, 1)
    difference = values[first] - values[second]
    error = _standard_errors(spread, first, second)
    fewest = np.minimum(freedom[first], freedom[second])
    real = ~np.isnan(difference + error) & (error > 0) & (fewest > 0)
    error[~real], fewest[~real] = np.nan, np.nan
    alone = special.stdtrit(fewest, upper)
    wanted = _claimed(claimed, values.size)
    count = real & wanted[first] & wanted[second]
    together = _largest(
        spread, first[count], second[count], error[count], fewest[count], rng=rng, draws=draws
    )
    critical = alone if count.sum() == 1 else np.fmax(alone, _quantile(together, confidence))
    critical = np.where(count, critical, np.nan)
    p = 2 * special.stdtr(fewest, -np.abs(difference / error))
    return PairwiseDifferences(
        first,
        second,
        difference,
        difference - alone * error,
        difference + alone * error,
        difference - critical * error,
        difference + critical * error,
        p,
        holm(np.where(count, p, np.nan)),
    )


def _checked(
    estimates: ArrayLike, covariance: ArrayLike, degrees: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    values = as_ratings(estimates, name="estimates", dimensions=1)
    spread = as_ratings(covariance, name="covariance", dimensions=2)
    freedom = as_ratings(degrees, name="degrees", dimensions=1)
    size = values.size
    if spread.shape != (size, size) or freedom.size != size:
        raise StatisticsError(
            f"estimates: expected covariance and degrees of {size} too, "
            f"found {spread.shape} and {freedom.size}"
        )
    return values, spread, freedom


def _claimed(given: ArrayLike | None, size: int) -> Marks:
    if given is None:
        return np.ones(size, dtype=np.bool_)
    marks = as_marks(given, name="claimed")
    if marks.size != size:
        raise StatisticsError(f"claimed: expected {size} marks, found {marks.size}")
    return marks


def _standard_errors(spread: Floats, first: Integers, second: Integers) -> Floats:
    own = np.diag(spread)
    both = own[first] + own[second]
    return np.sqrt(np.maximum(without_noise(both - 2 * spread[first, second], both), 0.0))


def _largest(
    spread: Floats,
    first: Integers,
    second: Integers,
    error: Floats,
    fewest: Floats,
    *,
    rng: np.random.Generator,
    draws: int,
) -> Floats:
    """Draw the largest standardised difference of all pairs; nothing where there is no pair."""
    if not first.size:
        return np.empty(0)
    among = np.union1d(first, second)
    places = np.searchsorted(among, first), np.searchsorted(among, second)
    values, vectors = np.linalg.eigh(spread[np.ix_(among, among)])
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    found = np.empty(draws)
    rows = max(1, _CELLS_AT_ONCE // first.size)
    for start in range(0, draws, rows):
        drawn = rng.standard_normal((min(rows, draws - start), among.size)) @ root.T
        apart = np.abs(drawn[:, places[0]] - drawn[:, places[1]])
        found[start : start + rows] = (apart / error).max(axis=1)
    freedom = float(fewest.min())
    return found / np.sqrt(rng.chisquare(freedom, draws) / freedom)


def _quantile(drawn: Floats, confidence: float) -> float:
    return float(np.quantile(drawn, confidence)) if drawn.size else np.nan
