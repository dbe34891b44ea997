"""Mean ratings of responders from a few human labels and many ratings of judges.

Prediction-powered inference with a power parameter ("PPI++"). Of responder s, n_s responses were
rated by humans (H) and N_s others were not; judges (J_k) rated both. With L the former and U the
latter,

    theta_s = mean_L(H) + sum_k lam_k (mean_U(J_k) - mean_L(J_k))

The judges say what the labelled exchanges missed, and their own error is measured on the labels
and cancels: theta_s is a mean *human* rating, whatever the judges are worth. They decide only how
precise it is. lam is one vector for all responders, which minimises the sum over s of Var(theta_s),
the quadratic lam'Q lam - 2 b'lam with

    Q = sum_s V_s (1 / n_s + 1 / N_s),   b = sum_s c_s / n_s

V_s the covariance matrix of the judges over L and U together, c_s their covariances with the human
over L (divisors one less than the count). No lam_k is negative, and where they sum to more than 1
they are scaled down to it. For one judge lam = b / Q, kept within 0 and 1. A lam of each
responder's own would follow the noise of its few labels. With lam = 1, the original method, a judge
that agrees little with the humans makes estimates less precise than the labels alone.

The covariance matrix of the estimates is sum_i c_i c_i' over exchanges i, with

    c_is = [i in L_s] (H_is - lam'J_is - mean_L) / sqrt(n_s (n_s - 1))
         + [i in U_s] (lam'J_is - mean_U) / sqrt(N_s (N_s - 1))

so it is positive semi-definite whichever exchanges are labelled for whom. Where all responders have
the same labelled exchanges it gives exactly var_L(H - lam J) / n + lam^2 var_U(J) / N for a mean,
and the same of paired differences for a difference. lam is taken as known.

The estimate holds for responses like these if those labelled were drawn at random from them.

Missing data: NaN in `human` is a response without label. NaN in a proxy is one that this judge did
not rate; it counts as if rated by the mean of the judge's other ratings of the responder (as 0
where there are none). No label is left out for want of a judge: judges leave responses unrated for
what stands in them (a filter refuses the worst), so that the mean of those labels which a judge
rated too is another mean than that of all responses, and no larger sample mends it. Any number that
goes by nothing but the response may be a proxy, right or wrong, as long as it is made alike for L
and U; a constant adds nothing to mean_U(J) - mean_L(J). The judge's own mean is that constant with
which the difference stays 0 on average also where a response that nobody rated is not even known
to exist, as where its row is absent rather than empty: U then lacks what L has, and both have
the mean of the ratings that there are. A judge with many gaps knows little, and gets a small lam.
Degenerate cases: below two labels there is no estimate, and NaN in its row and column of the
covariance. Judges help a responder only where N_s is at least two; where it is not, as where
everything is labelled, its estimate is the mean of its labels. Judges that are constant within
every responder, or agree with the humans no better than by chance, get a lam of 0.

References
----------
Angelopoulos, Bates, Fannjiang, Jordan & Zrnic (2023), Science 382:669 (prediction-powered
inference). Angelopoulos, Duchi & Zrnic (2023), arXiv 2311.01453 (the power parameter).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import (
    ROUNDING,
    Floats,
    Integers,
    Marks,
    as_floats,
    as_ratings,
)

_FEWEST = 2  # of labels, or of exchanges without, to have a variance


@dataclass(frozen=True, slots=True, eq=False)
class PowerTuned:
    """Estimated means of S responders, made with the help of K judges.

    Attributes
    ----------
    estimates
        One for each responder; NaN where fewer than two of its exchanges are labelled.
    covariance
        Of the estimates with each other, S by S.
    power
        The lambda of each judge, shared by all responders.
    n_labelled, n_unlabelled
        The responses of each responder that humans rated, and the others.
    degrees
        Degrees of freedom of each estimate: labels less one.
    """

    estimates: Floats
    covariance: Floats
    power: Floats
    n_labelled: Integers
    n_unlabelled: Integers
    degrees: Integers


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The labelled exchanges of each responder, or the others: counts, means, deviations."""

    among: Marks
    count: Integers
    means: Floats
    apart: Floats


def power_tuned_means(
    human: ArrayLike,
    proxies: ArrayLike,
    *,
    exist: ArrayLike | None = None,
    power: ArrayLike | None = None,
) -> PowerTuned:
    """Estimate the mean human rating of each responder.

    `human` has a row an exchange and a column a responder, NaN where no human rated; `proxies` has
    the judges' ratings of the same in a third dimension, which may be empty, NaN where a judge did
    not rate. `exist` marks the responses that there are beside those that anybody rated. `power`
    gives the lambda of each judge in place of the best; 0 leaves the mean of the labels. Agrees
    with `ppi_mean_pointestimate` and `ppi_mean_ci` of ppi-python at its lambda, which has a divisor
    of n in its variances and in its covariance: its best lambda is (n - 1) / n of this one.

    Examples
    --------
    The judge saw three more exchanges, and rates them lower than the labelled ones:

    >>> human = [[4.0], [3], [5], [np.nan], [np.nan], [np.nan]]
    >>> judge = [[[5.0]], [[3]], [[5]], [[3]], [[4]], [[4]]]
    >>> means = power_tuned_means(human, judge)
    >>> means.estimates.round(3), means.power.round(3), means.n_labelled, means.n_unlabelled
    (array([3.583]), array([0.625]), array([3]), array([3]))
    >>> power_tuned_means(human, judge, power=[0]).estimates
    array([4.])
    """
    rated = as_ratings(human, name="human", dimensions=2)
    judged = as_ratings(proxies, name="proxies", dimensions=3)
    if judged.shape[:2] != rated.shape:
        raise StatisticsError(
            f"proxies: expected {rated.shape[0]} exchanges of {rated.shape[1]} responders, "
            f"found {judged.shape[0]} of {judged.shape[1]}"
        )
    labelled = ~np.isnan(rated)
    others = _existing(judged, exist) & ~labelled
    human, judges = np.nan_to_num(rated)[..., None], _imputed(judged)
    labels, known, rest = _part(human, labelled), _part(judges, labelled), _part(judges, others)
    helped = (known.count >= _FEWEST) & (rest.count >= _FEWEST)
    chosen = _best(judges, labels, known, rest, helped) if power is None else _given(power, judges)
    return _estimated(labels, known, rest, chosen, np.outer(helped, chosen))


def _existing(judged: Floats, given: ArrayLike | None) -> Marks:
    """Mark the responses that any judge rated, and those that are said to exist."""
    found = np.asarray((~np.isnan(judged)).any(axis=2))
    if given is None:
        return found
    said = np.asarray(given)
    if said.shape != found.shape or said.dtype != np.bool_:
        raise StatisticsError(
            f"exist: expected yes or no in the shape {found.shape}, found {said.dtype} in "
            f"{said.shape}"
        )
    return np.asarray(found | said)


def _imputed(judged: Floats) -> Floats:
    """Put each judge's mean rating of a responder in the place of those that it did not give."""
    missing = np.isnan(judged)
    filled = np.where(missing, 0.0, judged)
    if not missing.any():
        return filled
    means = _summed(filled) / np.maximum(_summed((~missing).astype(np.float64)), 1)
    return np.asarray(np.where(missing, means, filled))


def _part(values: Floats, among: Marks) -> _Part:
    """Count, average and centre the values at the marked places, zero elsewhere."""
    inside = among.astype(np.float64)
    count = _summed(inside)
    divisor, inside = np.maximum(count, 1)[:, None], inside[..., None]
    means = _summed(values * inside) / divisor
    # twice, since the sum of many equal numbers is not exact, and a constant judge has no spread
    means += _summed((values - means) * inside) / divisor
    apart = (values - means) * inside
    spread, size = np.sqrt(_summed(apart**2) / divisor), _summed(np.abs(values) * inside) / divisor
    return _Part(among, count.astype(np.int64), means, apart * (spread > ROUNDING * size))


def _summed(values: Floats) -> Floats:
    """Sum over exchanges: as a product, which is much the quickest over so many short rows."""
    rows = values.reshape(len(values), math.prod(values.shape[1:]))
    return (np.ones(len(values)) @ rows).reshape(values.shape[1:])


def _given(power: ArrayLike, judged: Floats) -> Floats:
    chosen = as_floats(power, name="power", dimensions=1)
    if chosen.size != judged.shape[2]:
        raise StatisticsError(f"power: expected {judged.shape[2]} number(s), found {chosen.size}")
    return chosen


def _best(judged: Floats, labels: _Part, known: _Part, rest: _Part, helped: Marks) -> Floats:
    """Return the power that minimises the summed variance of the responders that judges help."""
    if not helped.any():
        return np.zeros(judged.shape[2])
    n, more = known.count[helped], rest.count[helped]
    every = _part(judged[:, helped], (known.among | rest.among)[:, helped]).apart
    weights = (1 / n + 1 / more) / (n + more - 1)
    quadratic = np.tensordot(every * weights[:, None], every, axes=((0, 1), (0, 1)))
    shared = _summed(labels.apart[:, helped] * known.apart[:, helped])
    linear = (shared / (n * (n - 1))[:, None]).sum(axis=0)
    return _minimum(quadratic, linear)


def _minimum(quadratic: Floats, linear: Floats) -> Floats:
    """Minimise x'Qx - 2 b'x over x >= 0 as a least-squares problem; sum x at most 1."""
    values, vectors = np.linalg.eigh(quadratic)
    real = values > ROUNDING * values.max(initial=0.0)  # judges may be constant, or copies
    if not real.any():
        return np.zeros(linear.size)
    roots, axes = np.sqrt(values[real]), vectors[:, real]
    found, _ = optimize.nnls(roots[:, None] * axes.T, axes.T @ linear / roots)
    return np.asarray(found / max(1.0, found.sum()), dtype=np.float64)


def _estimated(
    labels: _Part, known: _Part, rest: _Part, chosen: Floats, power: Floats
) -> PowerTuned:
    """Put the parts together; `power` has a row a responder, of zeros where judges do not help."""
    n, more = known.count, rest.count
    estimates = labels.means[:, 0] + (power * (rest.means - known.means)).sum(axis=1)
    residuals = labels.apart[..., 0] - np.einsum("isk,sk->is", known.apart, power)
    predicted = np.einsum("isk,sk->is", rest.apart, power)
    shares = residuals / _root(n) + predicted / _root(more)
    covariance = shares.T @ shares
    few = n < _FEWEST
    estimates[few] = covariance[few] = covariance[:, few] = np.nan
    return PowerTuned(estimates, covariance, chosen, n, more, np.maximum(n - 1, 0))


def _root(count: Integers) -> Floats:
    return np.asarray(np.sqrt(np.maximum(count * (count - 1), 1)), dtype=np.float64)
