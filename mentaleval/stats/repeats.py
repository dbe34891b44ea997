"""How well a judge repeats itself: several ratings of the same responses by one judge.

A table holds items (rows) rated once in each epoch (columns). With k epochs:

    ICC(C,1), ICC(A,1)   consistency and agreement of single repeats (`icc`, `icc_agreement`)
    exact                share of the pairs of repeats of one item that are equal
    within_sd            sqrt(mean over items of the variance of its repeats), divisor k - 1

Epochs are a random sample of all that could be run, so ICC(A,1) has McGraw & Wong's interval.
A judge that repeats itself need not be right: reliability is a ceiling of validity, not a proof.

Missing data: NaN is a rating that is missing. An epoch without any rating is left out; then only
the items that have all epochs count, which favours items that the judge finds easy to rate.
Degenerate cases: fewer than two epochs or three complete items give None. Where nothing varies
the ICCs are NaN, while `exact` is 1 and `within_sd` 0.

References
----------
McGraw & Wong (1996), Psychological Methods 1:30.
Bland & Altman (1996), Measurement error, BMJ 312:1654 (within-subject standard deviation).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.stats.arrays import FEWEST_TARGETS, as_ratings, as_tails, without_noise
from mentaleval.stats.estimate import Estimate
from mentaleval.stats.icc import icc_c1
from mentaleval.stats.icc_agreement import icc_a1_mcgraw_wong

_FEWEST_REPEATS = 2


@dataclass(frozen=True, slots=True)
class RepeatReliability:
    """How far repeats of one judge agree (formulas in the module docstring).

    Attributes
    ----------
    n_items, n_repeats
        Complete items and the epochs of each.
    icc_c1, icc_a1
        Reliability of a single repeat: blind to drift between epochs, and not.
    exact
        Share of the pairs of repeats that are equal.
    within_sd
        Standard deviation of the repeats of one item, in units of the rating.
    """

    n_items: int
    n_repeats: int
    icc_c1: Estimate
    icc_a1: Estimate
    exact: float
    within_sd: float


def repeat_reliability(table: ArrayLike, *, confidence: float = 0.95) -> RepeatReliability | None:
    """Compute the reliability of repeats, items (rows) by epochs (columns), NaN where not rated.

    The ICCs agree with `pingouin.intraclass_corr`, `within_sd` with the residual of
    `statsmodels`' one-way analysis of variance.

    Examples
    --------
    >>> found = repeat_reliability([[1, 1, 2], [3, 3, 3], [5, 4, 4], [2, 2, 2]])
    >>> round(found.icc_a1.estimate, 3), round(found.exact, 3), round(found.within_sd, 3)
    (0.908, 0.667, 0.408)
    """
    ratings = as_ratings(table, name="table", dimensions=2)
    as_tails(confidence)
    rated = ~np.isnan(ratings)
    complete = ratings[:, rated.any(axis=0)]
    complete = complete[~np.isnan(complete).any(axis=1)]
    items, repeats = complete.shape
    if repeats < _FEWEST_REPEATS or items < FEWEST_TARGETS:
        return None
    equal = sum(
        int(np.count_nonzero(complete[:, step:] == complete[:, :-step]))
        for step in range(1, repeats)
    )
    deviations = complete - complete.mean(axis=1, keepdims=True)
    noiseless = without_noise(deviations, np.abs(complete).max(axis=1, keepdims=True))
    return RepeatReliability(
        n_items=items,
        n_repeats=repeats,
        icc_c1=icc_c1(complete, confidence=confidence),
        icc_a1=icc_a1_mcgraw_wong(complete, confidence=confidence),
        exact=equal / (items * repeats * (repeats - 1) / 2),
        within_sd=sqrt(float(np.square(noiseless).sum()) / (items * (repeats - 1))),
    )
