"""The places of responders, and those that the evidence leaves open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mentaleval.comparison.estimating import Estimated
from mentaleval.comparison.grid import Booleans, Floats
from mentaleval.comparison.results import Difference, Ranks

_ROUNDING = 1e-9


def places(found: Estimated, better: Sequence[int]) -> list[Ranks]:
    """Return the places of each responder among those that have a corrected mean.

    Parameters
    ----------
    found
        The means under one heading.
    better
        Of each pair 1 where the first is surely better, -1 where the second is, else 0.
    """
    ranked = ~np.isnan(found.corrected.tuned.estimates)
    if not ranked.any():
        return _by_judge_alone(found)
    raw = found.raw.tuned.estimates if found.raw else np.full(ranked.size, np.nan)
    by = [raw, found.alone.tuned.estimates, found.corrected.tuned.estimates]
    placed = [_placed(np.where(ranked, values, np.nan)) for values in by]
    first, last = _open(found, better, ranked)
    return [
        Ranks(placed[0][s], placed[1][s], placed[2][s], first[s], last[s])
        for s in range(ranked.size)
    ]


def surely(differences: Sequence[Difference], *, low_is_better: bool) -> list[int]:
    """Say of each pair which of the two is better by the limits for all pairs."""
    sign = -1 if low_is_better else 1
    return [
        sign * (int(d.simultaneous_low > 0) - int(d.simultaneous_high < 0)) for d in differences
    ]


def _by_judge_alone(found: Estimated) -> list[Ranks]:
    size = len(found.grid.responders)
    raw = _placed(found.raw.tuned.estimates) if found.raw else [None] * size
    return [Ranks(place, None, None, None, None) for place in raw]


def _placed(values: Floats) -> list[int | None]:
    above = values[:, None] > values[None, :] + _ROUNDING
    places = 1 + above.sum(axis=0)
    return [
        None if np.isnan(value) else int(place) for value, place in zip(values, places, strict=True)
    ]


def _open(
    found: Estimated, better: Sequence[int], ranked: Booleans
) -> tuple[list[int | None], list[int | None]]:
    """Return the best and the worst place of each that no sure difference rules out."""
    pairs, size = found.corrected.pairs, int(ranked.sum())
    above, below = np.zeros(ranked.size, int), np.zeros(ranked.size, int)
    for a, b, sure in zip(pairs.first, pairs.second, better, strict=True):
        if sure:
            winner, loser = (a, b) if sure > 0 else (b, a)
            above[loser] += 1
            below[winner] += 1
    first = [1 + int(n) if there else None for n, there in zip(above, ranked, strict=True)]
    last = [size - int(n) if there else None for n, there in zip(below, ranked, strict=True)]
    return first, last
