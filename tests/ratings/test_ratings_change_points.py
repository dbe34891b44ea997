"""The best partition is found, and noise is not taken for a change."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from mentaleval.errors import StatisticsError
from mentaleval.ratings import change_points
from mentaleval.ratings.change_points import PENALTY, SHORTEST


def test_levels_are_found_where_they_change():
    rng = np.random.default_rng(2)
    level = np.repeat([4.0, 3.2, 4.4], [60, 45, 95])[:, np.newaxis]
    found = change_points(level + rng.normal(0, 0.3, size=(200, 5)))
    assert np.abs(np.array(found) - [60, 105]).max() <= 2
    assert len(found) == 2


@pytest.mark.parametrize("shared", [0.0, 0.5, 0.9])
def test_noise_alone_changes_nothing(shared):
    rng = np.random.default_rng(5)
    for _ in range(20):
        common = rng.normal(size=(200, 1)) * np.sqrt(shared)
        values = common + rng.normal(size=(200, 7)) * np.sqrt(1 - shared)
        assert change_points(values) == []


def test_one_odd_row_is_no_change():
    values = np.random.default_rng(3).normal(size=(100, 2))
    values[50] += 40
    assert change_points(values) == []


def _cost(values: np.ndarray, cuts: tuple[int, ...]) -> float:
    noise = np.sqrt(np.mean(np.diff(values, axis=0) ** 2, axis=0) / 2)
    parts = np.split(values / noise, cuts)
    price = PENALTY * values.shape[1] * np.log(len(values))
    return sum(float(np.sum((p - p.mean(axis=0)) ** 2)) + price for p in parts)


@pytest.mark.parametrize("seed", range(12))
def test_no_other_partition_is_better(seed):
    rng = np.random.default_rng(seed)
    steps = np.repeat(rng.normal(0, 3, size=(3, 2)), [15, 14, 16], axis=0)
    values = steps + rng.normal(size=(45, 2))
    cuts = [
        cut
        for number in range(4)
        for cut in combinations(range(SHORTEST, 45 - SHORTEST + 1), number)
        if all(b - a >= SHORTEST for a, b in pairwise(cut))
    ]
    best = min(cuts, key=lambda cut: _cost(values, cut))
    assert change_points(values) == list(best)


def _slowly(values: np.ndarray) -> list[int]:
    """Every end with every beginning, and none given up before the end."""
    noise = np.sqrt(np.mean(np.diff(values, axis=0) ** 2, axis=0) / 2)
    steady, price = values / noise, PENALTY * values.shape[1] * np.log(len(values))
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for end in range(SHORTEST, len(values) + 1):
        best[end] = min(
            (best[begin][0] + price + spread, [*best[begin][1], begin])
            for begin in best
            if end - begin >= SHORTEST
            for spread in [float(np.sum((steady[begin:end] - steady[begin:end].mean(0)) ** 2))]
        )
    return best[len(values)][1][1:]


# with the last three, a beginning that is given up at once would have won within a stretch
@pytest.mark.parametrize("seed", [*range(20), 179, 296, 773])
def test_giving_up_beginnings_loses_nothing(seed):
    rng = np.random.default_rng(seed)
    lengths = rng.integers(3, 25, size=9)  # some are shorter than a stretch may be
    values = np.repeat(rng.normal(0, 4, size=(9, 2)), lengths, axis=0)
    values += rng.normal(size=values.shape)
    assert change_points(values) == _slowly(values)


def test_short_constant_and_incomplete_sequences():
    rng = np.random.default_rng(1)
    assert change_points(rng.normal(size=(2 * SHORTEST - 1, 3))) == []
    assert change_points(np.full((60, 3), 4.0)) == []
    assert change_points(np.empty((60, 0))) == []
    with pytest.raises(StatisticsError, match="NaN"):
        change_points(np.full((60, 3), np.nan))
