"""Near an end of the scale: the share of low ratings, in place of means that hardly vary.

A response counts as low when the mean of the experts who rated it is at or below the cut. Every
label counts here, whether or not a judge rated the response, since no judge helps.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.comparison.estimating import FEWEST_TO_CLAIM
from mentaleval.comparison.grid import Booleans, Floats, Grid
from mentaleval.comparison.results import Difference
from mentaleval.comparison.settings import Settings
from mentaleval.ratings.rater_habits import CEILING_SHARE
from mentaleval.stats import Proportion, paired_difference, wilson_proportion
from mentaleval.trust.slices import scale_of

_FEWEST: Final = 10  # the share in one category of fewer ratings says nothing
_NONE: Final = Difference(nan, nan, nan, nan, nan, nan)


@dataclass(frozen=True, slots=True)
class Shares:
    """The low ratings of each responder, and the differences of all pairs in their order.

    ``low`` and ``pairs`` are empty unless ``ceiling``.
    """

    cut: float
    ceiling: bool
    low: tuple[Proportion, ...] = ()
    pairs: tuple[Difference, ...] = ()
    n_both: tuple[int, ...] = ()
    counts: tuple[tuple[int, int], ...] = ()
    """The low ratings of both where both are labelled."""


def shares(grid: Grid, experts: pd.DataFrame, settings: Settings) -> Shares:
    """Return the shares of low ratings where means are not to be compared."""
    cut = settings.cut_of(scale_of(grid.heading, settings.rubric, settings.scale))
    mine = experts["attribute"] == grid.heading.attribute
    mine &= experts["responder"].isin(grid.responders)
    if grid.heading.components or not is_ceiling(experts.loc[mine, "rating"].to_numpy()):
        return Shares(cut, ceiling=False)
    labelled, low = grid.labelled, grid.human <= cut  # NaN is not low
    sure = settings.confidence
    first, second = np.triu_indices(len(grid.responders), 1)
    both = [labelled[:, a] & labelled[:, b] for a, b in zip(first, second, strict=True)]
    claimed = max(1, sum(int(rows.sum()) >= FEWEST_TO_CLAIM for rows in both))
    marks = [(low[rows, a], low[rows, b]) for rows, a, b in zip(both, first, second, strict=True)]
    return Shares(
        cut=cut,
        ceiling=True,
        low=tuple(
            wilson_proportion(int(low[:, s].sum()), int(labelled[:, s].sum()), confidence=sure)
            for s in range(len(grid.responders))
        ),
        pairs=tuple(_difference(*pair, sure, claimed) for pair in marks),
        n_both=tuple(int(rows.sum()) for rows in both),
        counts=tuple((int(a.sum()), int(b.sum())) for a, b in marks),
    )


def is_ceiling(ratings: Floats) -> bool:
    """Say whether nearly all ratings are in one category."""
    if ratings.size < _FEWEST:
        return False
    values, counts = np.unique(ratings, return_counts=True)
    share = counts.max() / ratings.size
    return bool(share > CEILING_SHARE and values[counts.argmax()].is_integer())


def turned(found: Difference) -> Difference:
    """Return the same difference the other way round."""
    return Difference(
        -found.estimate,
        -found.high,
        -found.low,
        -found.simultaneous_high,
        -found.simultaneous_low,
        found.p_holm,
    )


def _difference(a: Booleans, b: Booleans, confidence: float, claimed: int) -> Difference:
    if not a.size:
        return _NONE
    alone = paired_difference(a, b, confidence=confidence)
    low = high = nan
    if a.size >= FEWEST_TO_CLAIM:
        together = paired_difference(a, b, confidence=1 - (1 - confidence) / claimed)
        low, high = together.low, together.high
    return Difference(alone.estimate, alone.low, alone.high, low, high, nan)
