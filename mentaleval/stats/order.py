"""Order agreement: of the responders that humans tell apart, how many the judge orders alike.

For two groups (responders) a and b, over the G clusters (exchanges) in which both were rated, let
d_c be the mean human rating of a less that of b in cluster c. Humans separate the two when

    mean(d) +- t(G - 1) s_d / sqrt(G)

excludes 0, with s_d their standard deviation, t Student's quantile at (1 + confidence) / 2 and G at
least 5. The judge agrees when the mean of its own differences over the same clusters has the same
sign, and reverses them when it has the other; 0 is a tie. Each pair is tested by itself at
`confidence`: a few of many pairs are separated by chance.

Missing data: NaN is refused; the caller drops incomplete pairs. Clusters with only one of the two
groups say nothing of them.
Degenerate cases: fewer than two groups make no pair. Differences that are all one number, not 0,
separate.

References
----------
Kocmi et al. (2021), WMT, "To ship or not to ship" (pairwise accuracy).
"""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mentaleval.stats.arrays import Floats, Integers, as_codes, as_pairs, as_tails, without_noise
from mentaleval.stats.clusters import FEWEST_CLUSTERS


@dataclass(frozen=True, slots=True)
class OrderAgreement:
    """Of `pairs` pairs of groups, those humans separate, and those the judge orders alike.

    Those separated that are neither `agreed` nor `reversed` are ties of the judge.

    Examples
    --------
    >>> OrderAgreement(pairs=10, separated=8, agreed=6, reversed=1).share
    0.75
    """

    pairs: int
    separated: int
    agreed: int
    reversed: int

    @property
    def share(self) -> float:
        """Of the separated pairs, those the judge orders alike; NaN when none is separated."""
        return self.agreed / self.separated if self.separated else nan


def order_agreement(
    human: ArrayLike,
    judge: ArrayLike,
    groups: ArrayLike,
    clusters: ArrayLike,
    *,
    confidence: float = 0.95,
) -> OrderAgreement:
    """Count the pairs of groups that humans separate and the judge orders alike or reverses.

    Agrees with a loop over pairs with `scipy.stats.ttest_1samp`.

    Examples
    --------
    >>> human, judge = [1, 2, 1, 2, 1, 4, 5, 5, 4, 5], [2, 2, 3, 2, 2, 3, 3, 4, 3, 2]
    >>> order_agreement(human, judge, list("aaaaabbbbb"), [1, 2, 3, 4, 5] * 2)
    OrderAgreement(pairs=1, separated=1, agreed=1, reversed=0)
    """
    first, second = as_pairs(human, judge)
    groups_of, count = as_codes(groups, name="groups", size=first.size)
    clusters_of, many = as_codes(clusters, name="clusters", size=first.size)
    _, upper = as_tails(confidence)
    shape, cells = (many, count), clusters_of * count + groups_of
    humans, judges = _cell_means(first, cells, shape), _cell_means(second, cells, shape)
    signs, largest = [np.zeros((0, 2))], np.abs(np.concatenate([first, second, [0.0]])).max()
    for a in range(count - 1):  # all pairs at once would take much memory
        held = ~np.isnan(humans[:, [a]] - humans[:, a + 1 :])
        seen = _differences(humans, a, held, largest)
        own = _differences(judges, a, held, largest)
        total = without_noise(own.sum(axis=0), np.abs(own).sum(axis=0))
        signs.append(np.column_stack([_separated(seen, held, upper), np.sign(total)]))
    wanted, found = np.concatenate(signs).T
    return OrderAgreement(
        pairs=wanted.size,
        separated=int(np.count_nonzero(wanted)),
        agreed=int(np.count_nonzero(wanted * found > 0)),
        reversed=int(np.count_nonzero(wanted * found < 0)),
    )


def _cell_means(values: Floats, cells: Integers, shape: tuple[int, int]) -> Floats:
    """Return means by cluster (rows) and group (columns), NaN where there is no rating."""
    size = shape[0] * shape[1]
    numbers = np.bincount(cells, minlength=size)
    sums = np.bincount(cells, weights=values, minlength=size)
    means = np.divide(sums, numbers, out=np.full(size, np.nan), where=numbers > 0)
    return np.asarray(means.reshape(shape))


def _differences(means: Floats, a: int, held: NDArray[np.bool_], largest: float) -> Floats:
    """Return group a less each later group, cluster by cluster; 0 where one is missing."""
    differences = np.where(held, means[:, [a]] - means[:, a + 1 :], 0.0)
    return without_noise(differences, largest)


def _separated(differences: Floats, held: NDArray[np.bool_], upper: float) -> Floats:
    """Return the sign of each mean difference whose t interval excludes 0, else 0."""
    clusters = held.sum(axis=0)
    enough = np.maximum(clusters, 2)
    mean = differences.sum(axis=0) / enough
    deviations = np.where(held, differences - mean, 0.0)
    deviation = np.sqrt(np.square(deviations).sum(axis=0) / (enough - 1))
    half = special.stdtrit(enough - 1, upper) * deviation / np.sqrt(enough)
    apart = (clusters >= FEWEST_CLUSTERS) & (np.abs(mean) > half)
    return np.where(apart, np.sign(mean), 0.0)
