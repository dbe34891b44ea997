"""Self-preference: how much kinder a judge is to its own kin than to the others.

A judge's difference is its rating minus a reference (the human rating, or the mean of other
judges). With m_g the mean difference for responder g,

    self-preference = mean of m_g over its own kin - mean of m_g over the other responders

A judge's general leniency, and how good each responder is, cancel; each responder weighs the same
however many responses it has. The interval is that of the `group_means` module over conversations,
with the responders as they are. It says nothing of what other responders would have got: with one
own responder and eight others, *some* responder is favoured most, and one time in nine it is the
own one. `placebo_rank` shows that: each of the other responders in turn is taken for the own one
and compared with the rest of them, and those are counted that look favoured as much or more.

Missing data: NaN is refused; the caller drops responses without a difference.
Degenerate cases: without own kin or without others the estimate is NaN and the rank (0, 0). A
responder that a resample leaves out is left out of its mean there.

References
----------
Panickssery, Bowman & Feng (2024), arXiv 2404.13076 (self-preference of judges).
Abadie, Diamond & Hainmueller (2010), JASA 105:493 (placebo ranks).
"""

from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import (
    ROUNDING,
    Floats,
    Integers,
    as_codes,
    as_floats,
    as_tails,
)
from mentaleval.stats.clusters import ClusterDraws
from mentaleval.stats.estimate import Estimate
from mentaleval.stats.group_means import group_means_interval

Mask = NDArray[np.bool_]


def self_preference(
    differences: ArrayLike,
    groups: ArrayLike,
    own: ArrayLike,
    clusters: ArrayLike,
    *,
    draws: ClusterDraws,
    confidence: float = 0.95,
) -> Estimate:
    """Compute how much kinder a judge is to its own kin, in units of the rating.

    `differences` are judge minus reference, `groups` the responders, `own` says of each response
    whether its responder is the judge's own kin (all responses of one responder alike).
    Where responders have equally many responses the estimate agrees with `numpy` means of own
    and others.

    Examples
    --------
    >>> differences, responders = [1, 2, 0, 1, 1, 0], list("aabbcc")
    >>> own = [True, True, False, False, False, False]
    >>> self_preference(differences, responders, own, [1, 2] * 3, draws=ClusterDraws(1)).estimate
    1.0
    """
    values, codes, kin = _prepare(differences, groups, own)
    clusters_of, _ = as_codes(clusters, name="clusters", size=values.size)
    as_tails(confidence)
    if kin.all() or not kin.any():
        return Estimate.point(nan)
    weights = np.where(kin, 1 / np.count_nonzero(kin), -1 / np.count_nonzero(~kin))
    return group_means_interval(
        values, codes, weights, clusters_of, draws=draws, confidence=confidence
    )


def placebo_rank(differences: ArrayLike, groups: ArrayLike, own: ArrayLike) -> tuple[int, int]:
    """Count the other responders that look favoured as much as the own kin or more, and all others.

    Each of the others in turn is taken for the judge's own and compared with the rest of the
    others. (0, 8) is as clear as eight others can make it; (4, 8) is what no preference looks like.
    A single other responder has nobody to be compared with: (0, 0). Agrees with a loop over them.

    Examples
    --------
    >>> differences, responders = [1, 2, 0, 1, 1, 0, 3, 3], list("aabbccdd")
    >>> placebo_rank(differences, responders, [True] * 2 + [False] * 6)
    (1, 3)
    """
    values, codes, kin = _prepare(differences, groups, own)
    others = int(np.count_nonzero(~kin))
    if not kin.any() or others < 2:  # noqa: PLR2004 - one against the rest
        return 0, 0
    means = np.bincount(codes, weights=values) / np.bincount(codes)
    rest = means[~kin]
    observed = means[kin].mean() - rest.mean()
    placebos = rest - (rest.sum() - rest) / (others - 1)
    noise = ROUNDING * np.abs(values).max()
    return int(np.count_nonzero(placebos >= observed - noise)), others


def _prepare(
    differences: ArrayLike, groups: ArrayLike, own: ArrayLike
) -> tuple[Floats, Integers, Mask]:
    """Return the differences, their responders as codes, and which responders are own kin."""
    values = as_floats(differences, name="differences", dimensions=1)
    codes, count = as_codes(groups, name="groups", size=values.size)
    flags = np.asarray(own)
    if flags.shape != values.shape or (flags.size and flags.dtype != np.bool_):
        raise StatisticsError(
            f"own: expected {values.size} times True or False, "
            f"found {flags.dtype} of shape {flags.shape}"
        )
    flags = flags.astype(np.bool_)
    kin: Mask = np.bincount(codes, weights=flags, minlength=count) > 0
    if not np.array_equal(kin[codes], flags):
        raise StatisticsError("own: expected one answer for all responses of a responder")
    return values, codes, kin
