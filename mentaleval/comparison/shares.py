"""Near the ceiling: the share of low ratings, compared before means that hardly vary.

A response counts as low when the mean of the experts who rated it is at or below the cut. No judge
helps here.

Near the ceiling is where nearly all human ratings are the highest of the scale. Where nearly all
are another one, the lowest or one in the middle, a share at or below a cut says no more than the
mean does, and means are compared as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.comparison.estimating import FEWEST_TO_CLAIM
from mentaleval.comparison.grid import Booleans, Floats, Grid
from mentaleval.comparison.results import Difference
from mentaleval.comparison.settings import Settings
from mentaleval.errors import UsageError
from mentaleval.ratings.findings import listed
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
    """Return the shares of low ratings where they are to be compared."""
    scale = scale_of(grid.heading, settings.rubric, settings.scale)
    cut = settings.cut_of(scale)
    given = ratings_of(grid, experts)
    if grid.heading.components or not is_ceiling(given, highest=scale.high):
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


def require_cut(grids: Sequence[Grid], settings: Settings) -> None:
    """Refuse a cut that lies on no scale.

    Raises
    ------
    UsageError
        When it leaves the ratings of every attribute on one side.
    """
    single = [grid.heading for grid in grids if not grid.heading.components]
    scales = {about.title: scale_of(about, settings.rubric, settings.scale) for about in single}
    if not any(map(settings.cuts, scales.values())):
        found = listed(f"{title} {scale}" for title, scale in scales.items())
        raise UsageError(
            "the cut must lie on the scale of an attribute and below its end, so that some ratings "
            f"are low and some are not; found {settings.cut:g}, and these scales: {found}."
        )


def ratings_of(grid: Grid, experts: pd.DataFrame) -> Floats:
    """Return the single ratings that experts gave the responders on the attribute of a grid."""
    mine = experts["attribute"] == grid.heading.attribute
    mine &= experts["responder"].isin(grid.responders)
    return experts.loc[mine, "rating"].to_numpy(dtype=np.float64)


def is_ceiling(ratings: Floats, *, highest: float) -> bool:
    """Say whether nearly all ratings are the highest."""
    return ratings.size >= _FEWEST and bool(np.mean(ratings == highest) > CEILING_SHARE)


def _difference(a: Booleans, b: Booleans, confidence: float, claimed: int) -> Difference:
    if not a.size:
        return _NONE
    alone = paired_difference(a, b, confidence=confidence)
    low = high = nan
    if a.size >= FEWEST_TO_CLAIM:
        together = paired_difference(a, b, confidence=1 - (1 - confidence) / claimed)
        low, high = together.low, together.high
    return Difference(alone.estimate, alone.low, alone.high, low, high, nan)
