"""Where the level of a sequence changes: an exact search for the best partition.

With n rows of p standardised values, the partition minimises the squares within its
stretches plus 3 p ln n for each stretch; none is shorter than ten rows. The noise of a
column is taken from the differences of neighbouring rows, so that a change of level does
not count as noise:
``s^2 = mean((x[i+1] - x[i])^2) / 2``. The search is the pruned dynamic programme PELT
(Killick, Fearnhead & Eckley 2012), which finds the optimum, not an approximation.

Missing data: a row with NaN is refused; the caller leaves it out.
Degenerate cases: a column without noise is left out; without any column, or with rows for one
stretch only, there is no change.
"""

from __future__ import annotations

from math import log
from typing import Final

import numpy as np

from mentaleval.errors import StatisticsError
from mentaleval.ratings.columns import Floats

PENALTY: Final = 3.0
"""The price of a further stretch, in units of p ln n."""

SHORTEST: Final = 10
"""The rows of the shortest stretch: one odd row is no change of level."""


def change_points(values: Floats) -> list[int]:
    """Return the rows at which a new level begins, in order.

    Parameters
    ----------
    values
        One row a place of the sequence, one column a quantity.

    Examples
    --------
    >>> level = np.repeat([[4.0], [3.0]], 30, axis=0)
    >>> change_points(level + np.random.default_rng(1).normal(0, 0.2, size=(60, 1)))
    [30]
    """
    if np.isnan(values).any():
        raise StatisticsError("change points: found NaN; leave rows with missing values out.")
    if len(values) < 2 * SHORTEST:
        return []
    noise = np.sqrt(np.mean(np.diff(values, axis=0) ** 2, axis=0) / 2)
    steady = values[:, noise > 0] / noise[noise > 0]
    if not steady.shape[1]:
        return []
    return _best_partition(steady - steady.mean(axis=0))


def _best_partition(values: Floats) -> list[int]:
    n, p = values.shape
    price = PENALTY * p * log(n)
    sums = np.vstack([np.zeros(p), np.cumsum(values, axis=0)])
    lengths = np.sum(sums**2, axis=1)
    squares = np.concatenate([[0.0], np.cumsum(np.sum(values**2, axis=1))])
    best = np.full(n + 1, np.inf)
    best[0] = -price
    start = np.zeros(n + 1, dtype=np.int64)
    begins = np.array([0])  # the rows at which the last stretch may begin
    until = np.array([n + 1])  # when one that can no longer win leaves them
    # within SHORTEST ends nothing rests on what is best at one of them: they are done together
    for block in range(SHORTEST, n + 1, SHORTEST):
        ends = np.arange(block, min(block + SHORTEST, n + 1))[:, np.newaxis]
        new = np.arange(max(block - SHORTEST, SHORTEST), ends[-1, 0] - SHORTEST + 1)
        stay = until > block
        begins = np.append(begins[stay], new)
        until = np.append(until[stay], np.full(new.size, n + 1))
        length = ends - begins
        apart = lengths[ends] + lengths[begins] - 2 * (sums[ends[:, 0]] @ sums[begins].T)
        within = apart / np.maximum(length, 1)
        cost = best[begins] + squares[ends] - squares[begins] - within
        cost[length < SHORTEST] = np.inf
        chosen = np.argmin(cost, axis=1)[:, np.newaxis]
        found = np.take_along_axis(cost, chosen, axis=1) + price
        best[ends], start[ends] = found, begins[chosen]
        # whatever costs more than a new stretch from here loses once that is long enough
        lost = np.where((cost > found) & (length >= SHORTEST), ends + SHORTEST, n + 1)
        until = np.minimum(until, lost.min(axis=0))
    return _traced(start)


def _traced(start: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[int]:
    found: list[int] = []
    at = int(start[-1])
    while at > 0:
        found.append(at)
        at = int(start[at])
    return found[::-1]
