"""The places of responders, and those that the evidence leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from mentaleval.comparison.estimating import Estimated
from mentaleval.comparison.grid import Booleans, Floats
from mentaleval.comparison.results import Difference, Ranks
from mentaleval.comparison.shares import Shares

_ROUNDING = 1e-9

Places = list[int | None]


def places(found: Estimated, shares: Shares) -> list[Ranks]:
    """Return the places of each responder among those that have a corrected mean.

    By means, or near the ceiling by shares: all of them by the same.
    """
    size = len(found.grid.responders)
    raw, alone, corrected = _by_shares(found, shares) if shares.ceiling else _by_means(found)
    ranked = ~np.isnan(found.corrected.tuned.estimates)
    if not ranked.any():
        return [Ranks(place, None, None, None, None) for place in _placed(raw)]
    placed = [_placed(np.where(ranked, values, np.nan)) for values in (raw, alone, corrected)]
    pairs = list(combinations(range(size), 2))
    if shares.ceiling:
        better = [-_sure(difference) for difference in shares.pairs]
    else:
        better = [_sure(found.corrected.difference(a, b)) for a, b in pairs]
    first, last = _open(pairs, better, ranked)
    return [Ranks(placed[0][s], placed[1][s], placed[2][s], first[s], last[s]) for s in range(size)]


def _by_means(found: Estimated) -> tuple[Floats, Floats, Floats]:
    alone, corrected = found.alone.tuned.estimates, found.corrected.tuned.estimates
    return found.raw.tuned.estimates if found.raw else np.full(alone.size, np.nan), alone, corrected


def _by_shares(found: Estimated, shares: Shares) -> tuple[Floats, Floats, Floats]:
    """Return what is the higher the better: less the share of low ratings."""
    labels = -np.array([low.share for low in shares.low])
    judged, low = found.judged, found.proxies <= shares.cut
    count = judged.sum(axis=0)
    low_ones = np.where(judged, low.mean(axis=2) if found.names else 0.0, 0.0).sum(axis=0)
    raw = np.full(labels.size, np.nan)
    return -np.divide(low_ones, count, out=raw, where=count > 0), labels, labels


def _sure(found: Difference) -> int:
    """Say which of the two is higher by the limits for all pairs, 1 the first, -1 the second."""
    return int(found.simultaneous_low > 0) - int(found.simultaneous_high < 0)


def _placed(values: Floats) -> Places:
    above = values[:, None] > values[None, :] + _ROUNDING
    places = 1 + above.sum(axis=0)
    return [
        None if np.isnan(value) else int(place) for value, place in zip(values, places, strict=True)
    ]


def _open(
    pairs: Sequence[tuple[int, int]], better: Sequence[int], ranked: Booleans
) -> tuple[Places, Places]:
    """Return the best and the worst place of each that no sure difference rules out."""
    size = int(ranked.sum())
    above, below = np.zeros(ranked.size, int), np.zeros(ranked.size, int)
    for (a, b), sure in zip(pairs, better, strict=True):
        if sure and ranked[a] and ranked[b]:
            winner, loser = (a, b) if sure > 0 else (b, a)
            above[loser] += 1
            below[winner] += 1
    first = [1 + int(n) if there else None for n, there in zip(above, ranked, strict=True)]
    last = [size - int(n) if there else None for n, there in zip(below, ranked, strict=True)]
    return first, last
