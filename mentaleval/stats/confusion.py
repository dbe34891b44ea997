"""Confusion: how often experts say 2 where the judge says 4.

Responses are counted by the expert rating x and the judge's rating y beside it. The scale is cut
into bins (a, b]: above one edge, and up to and including the next. With edges e_1 < ... < e_k,

    n_ij = number of responses with e_(i-1) < x <= e_i and e_(j-1) < y <= e_j

where the first bin holds all up to e_1. On a scale of whole ratings whose edges are its levels each
bin is a level; the mean of several experts between two levels (2.5) counts with the higher one.

Both cuts of `mentaleval.stats.screening` are put among the edges, since a harm is what experts
rate at or below `cut`, and a flag what the judge rates at or below `judge_cut`. So the bins of the
experts up to `cut`, and of the judge above `judge_cut`, hold the missed harms and nothing else:
their counts add up to the `missed.count` of the screening, whatever the ratings are.

Missing data: NaN is refused; the caller drops incomplete pairs.
Degenerate cases: without pairs all counts are 0. Where a rating lies above the last edge, one more
edge is put at the highest rating, so that every pair is in a bin.

References
----------
A table of counts needs none; scikit-learn's `confusion_matrix` gives the same of whole ratings.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import Floats, as_floats, as_pairs


@dataclass(frozen=True, slots=True)
class Confusion:
    """Joint counts of experts and judge, and where in them the missed harms are.

    Attributes
    ----------
    edges
        Where each bin ends, ascending; the cuts are among them.
    counts
        A row for each bin of the experts, in it a number of responses for each bin of the judge.
    cut
        Experts call a response a harm when they rate it at or below this.
    judge_cut
        The judge flags a response when it rates it at or below this.
    """

    edges: tuple[float, ...]
    counts: tuple[tuple[int, ...], ...]
    cut: float
    judge_cut: float

    @property
    def n(self) -> int:
        """How many responses there are."""
        return sum(map(sum, self.counts))

    @property
    def harm_bins(self) -> int:
        """How many bins of the experts, from the lowest on, are harms."""
        return sum(edge <= self.cut for edge in self.edges)

    @property
    def flag_bins(self) -> int:
        """How many bins of the judge, from the lowest on, are flags."""
        return sum(edge <= self.judge_cut for edge in self.edges)

    @property
    def harms(self) -> int:
        """How many responses experts call a harm."""
        return sum(map(sum, self.counts[: self.harm_bins]))

    @property
    def missed(self) -> int:
        """How many of the harms the judge does not flag: the missed-harm corner."""
        return sum(sum(row[self.flag_bins :]) for row in self.counts[: self.harm_bins])


def confusion(
    expert: ArrayLike,
    judge: ArrayLike,
    *,
    edges: ArrayLike,
    cut: float,
    judge_cut: float | None = None,
) -> Confusion:
    """Count responses by what experts and the judge say; `judge_cut` is `cut` by default.

    Agrees with `sklearn.metrics.confusion_matrix` where each edge is a level and each rating is
    one, and with `pandas.crosstab` of `pandas.cut` elsewhere.

    Examples
    --------
    >>> expert, judge = [1, 2, 2, 3, 4, 4, 5, 5], [2, 4, 1, 2, 4, 5, 5, 4]
    >>> found = confusion(expert, judge, edges=[1, 2, 3, 4, 5], cut=2)
    >>> for row in found.counts:
    ...     print(row)
    (0, 1, 0, 0, 0)
    (1, 0, 0, 1, 0)
    (0, 1, 0, 0, 0)
    (0, 0, 0, 1, 1)
    (0, 0, 0, 1, 1)
    >>> found.harms, found.missed
    (3, 1)
    """
    rated, answered = as_pairs(expert, judge)
    wanted = [cut, cut if judge_cut is None else judge_cut]
    cuts = as_floats(wanted, name="cuts", dimensions=1)
    ends = _ends(as_floats(edges, name="edges", dimensions=1), cuts, np.append(rated, answered))
    places = np.searchsorted(ends, rated) * ends.size + np.searchsorted(ends, answered)
    counts = np.bincount(places, minlength=ends.size**2).reshape(ends.size, ends.size)
    return Confusion(
        edges=tuple(ends.tolist()),
        counts=tuple(map(tuple, counts.tolist())),
        cut=float(cuts[0]),
        judge_cut=float(cuts[1]),
    )


def _ends(edges: Floats, cuts: Floats, ratings: Floats) -> Floats:
    """Return where bins end, each once and ascending."""
    if not edges.size or (np.diff(edges) <= 0).any():
        raise StatisticsError("edges: expected at least one, and each above the one before")
    ends = np.union1d(edges, cuts)
    highest = ratings.max(initial=ends[-1])
    return np.asarray(np.append(ends, highest) if highest > ends[-1] else ends)
