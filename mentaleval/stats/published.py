"""The published label of arXiv 2510.19032: reproducible here, and not a reliability rule.

ICC(C,1) is taken of 1,000 resamples of the n targets with replacement. Of those within [0, 1] the
2.5th and 97.5th percentiles are the interval, and of its width a label is made:

    width = high - low
    GR (good) width <= 0.355,   MR (moderate) width <= 0.560,   PR (poor) above

It is *not a reliability rule*:

- the cut points are the tertiles of that study's own 28 widths: a third of any study is "poor";
- width is not reliability: with many responders a judge of true ICC 0 is called good;
- resampled ICCs outside [0, 1] are thrown away, which lifts the lower limit, and the percentile
  interval of nine targets is too short to begin with;
- labels near a cut point change with the seed.

Use `icc.icc_c1` and `leave_one_out.icc_c1_jackknife` to decide; this module is for comparing with
the published tables.

Missing data: NaN is refused; the caller drops incomplete targets.
Degenerate cases: fewer than three targets, or fewer than ten resamples kept, give NaN and no label.

References
----------
The study: arXiv 2510.19032. McGraw & Wong (1996), Psychological Methods 1:30 (ICC(C,1)).
"""

from dataclasses import dataclass
from functools import lru_cache
from math import isnan, nan
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import FEWEST_TARGETS, Floats, as_table
from mentaleval.stats.bootstrap import random_counts, resampled_iccs

PublishedLabel = Literal["GR", "MR", "PR"]

WIDEST_GOOD = 0.355
WIDEST_MODERATE = 0.560
FEWEST_RESAMPLES = 10
_SEEDS_BELOW = 100_000
_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class PublishedInterval:
    """The published interval, its width, and what became of the resamples.

    `valid` were kept, `out_of_range` thrown away for lying outside [0, 1], `undefined` had no ICC.
    """

    low: float
    high: float
    width: float
    valid: int
    out_of_range: int
    undefined: int


@lru_cache(maxsize=16)
def _published_counts(n: int, seed: int, resamples: int) -> Floats:
    """Draw the resamples as the authors did: one master seed, one reseeding for each resample."""
    # the old generator and its reseeding are the published method: no other gives its numbers
    seeds = np.random.RandomState(seed).randint(0, _SEEDS_BELOW, size=resamples)
    stream = np.random.RandomState()
    counts = np.empty((resamples, n))
    for row, own_seed in zip(counts, seeds.tolist(), strict=True):
        stream.seed(own_seed)
        row[:] = np.bincount(stream.choice(n, n, replace=True), minlength=n)
    counts.flags.writeable = False  # shared by every table of n targets
    return counts


def published_interval(
    table: ArrayLike, *, seed: int = 42, resamples: int = 1000
) -> PublishedInterval:
    """Compute the published bootstrap interval of ICC(C,1) (not a reliability rule, see above).

    `seed` seeds a generator that draws one seed below 100,000 for each resample; each resample
    reseeds and draws n targets with replacement; the 2.5th and 97.5th percentiles of the values
    within [0, 1]. Agrees with a plain loop over the authors' steps.

    Examples
    --------
    >>> human = [3.7, 3.6, 4.4, 4.5, 4.3, 4.1, 3.9, 2.8, 2.4]
    >>> judge = [4.1, 3.6, 4.6, 4.5, 4.4, 4.3, 4.1, 2.7, 3.4]
    >>> interval = published_interval(np.column_stack([human, judge]))
    >>> round(interval.low, 2), round(interval.high, 2), interval.valid
    (0.77, 0.98, 1000)
    """
    array = as_table(table)
    if resamples < 1:
        raise StatisticsError(f"resamples: expected at least 1, found {resamples}")
    n = len(array)
    if n < FEWEST_TARGETS:
        return PublishedInterval(nan, nan, nan, 0, 0, resamples)
    values, _ = resampled_iccs(array, _published_counts(n, seed, resamples))
    kept = values[(values >= 0) & (values <= 1)]
    undefined = int(np.isnan(values).sum())
    outside = resamples - undefined - kept.size
    if kept.size < FEWEST_RESAMPLES:
        return PublishedInterval(nan, nan, nan, kept.size, outside, undefined)
    low, high = np.percentile(kept, _PERCENTILES).tolist()
    return PublishedInterval(low, high, high - low, kept.size, outside, undefined)


def published_label(width: float) -> PublishedLabel | None:
    """Return the published label of an interval's width; None for a width that is NaN.

    Examples
    --------
    >>> published_label(0.2), published_label(0.560), published_label(0.6)
    ('GR', 'MR', 'PR')
    """
    if isnan(width):
        return None
    if width <= WIDEST_GOOD:
        return "GR"
    return "MR" if width <= WIDEST_MODERATE else "PR"


def published_label_range(
    table: ArrayLike, *, seeds: int = 200, resamples: int = 1000, rng: np.random.Generator
) -> frozenset[PublishedLabel]:
    """Return the labels that the published method reaches over `seeds` bootstraps.

    The method's own randomness, from `rng`: a label counts as reproduced when it is among these.

    Examples
    --------
    >>> human = [3.7, 3.6, 4.4, 4.5, 4.3, 4.1, 3.9, 2.8, 2.4]
    >>> judge = [4.1, 3.6, 4.6, 4.5, 4.4, 4.3, 4.1, 2.7, 3.4]
    >>> sorted(published_label_range(np.column_stack([human, judge]), rng=np.random.default_rng(1)))
    ['GR']
    """
    array = as_table(table)
    if seeds < 1 or resamples < 1:
        raise StatisticsError(f"seeds, resamples: expected at least 1, found {seeds}, {resamples}")
    n = len(array)
    if n < FEWEST_TARGETS:
        return frozenset()
    labels = set()
    for _ in range(seeds):  # one at a time, so that memory does not grow with `seeds`
        values, _ = resampled_iccs(array, random_counts(n, rng, resamples))
        kept = values[(values >= 0) & (values <= 1)]
        if kept.size >= FEWEST_RESAMPLES:
            low, high = np.percentile(kept, _PERCENTILES)
            labels.add(published_label(float(high - low)))
    return frozenset(label for label in labels if label is not None)
