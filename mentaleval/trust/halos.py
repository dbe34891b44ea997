"""Whether one impression stands for all attributes: of each judge, beside the humans."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np

from mentaleval.stats import ClusterDraws, halo, halo_difference
from mentaleval.trust.assessment import HaloEntry, HaloPair
from mentaleval.trust.paired import Floats, Integers, Paired, Wide, side_by_side

FEWEST_ATTRIBUTES: Final = 3
"""Two may well go together."""
_FEWEST_RESPONSES: Final = 10


def halo_entries(
    pairs: Paired, draws: ClusterDraws, confidence: float
) -> tuple[tuple[HaloEntry, ...], tuple[HaloPair, ...]]:
    """Return an entry for each judge, and one for each two that differ in options alone."""
    wides = {judge: _whole(pairs.where(pairs.judge.of(judge))) for judge in pairs.judge.names}
    enough = {
        judge: wide
        for judge, wide in wides.items()
        if wide.ratings.shape[1] >= FEWEST_ATTRIBUTES and len(wide.ratings) >= _FEWEST_RESPONSES
    }
    entries = tuple(_entry(judge, wide, draws, confidence) for judge, wide in enough.items())
    return entries, tuple(_variants(enough, draws, confidence))


def _whole(pairs: Paired) -> Wide:
    """Return the responses that have all of the judge's attributes, columns in their order."""
    wide = side_by_side(pairs, pairs.attribute)
    rated = np.unique(pairs.attribute.codes)
    mine = Wide(
        wide.ratings[:, rated],
        wide.humans[:, rated],
        wide.responses,
        wide.exchanges,
        wide.responders,
    )
    return mine.where(mine.complete)


def _entry(judge: str, wide: Wide, draws: ClusterDraws, confidence: float) -> HaloEntry:
    where = wide.responders, wide.exchanges
    return HaloEntry(
        judge,
        halo(wide.ratings, *where, draws=draws, confidence=confidence),
        halo(wide.humans, *where, draws=draws, confidence=confidence),
        halo_difference(wide.ratings, wide.humans, *where, draws=draws, confidence=confidence),
    )


def _variants(wides: dict[str, Wide], draws: ClusterDraws, confidence: float) -> Iterator[HaloPair]:
    """Compare judges whose labels have one head: ``model`` and ``model[calls=separate]``."""
    for first, second in combinations(wides, 2):
        if first.partition("[")[0] != second.partition("[")[0]:
            continue
        one, other, where = _common(wides[first], wides[second])
        if len(one) >= _FEWEST_RESPONSES and one.shape == other.shape:
            found = halo_difference(one, other, *where, draws=draws, confidence=confidence)
            yield HaloPair(first, second, found)


def _common(first: Wide, second: Wide) -> tuple[Floats, Floats, tuple[Integers, Integers]]:
    """Return both judges' ratings of the responses that both rated, and whose these are."""
    _, mine, theirs = np.intersect1d(
        first.responses, second.responses, assume_unique=True, return_indices=True
    )
    where = first.responders[mine], first.exchanges[mine]
    return first.ratings[mine], second.ratings[theirs], where
