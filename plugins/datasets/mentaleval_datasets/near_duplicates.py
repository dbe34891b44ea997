"""Find texts that are nearly one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

SHINGLE: Final = 3
"""Words that are looked at together; one word that changes in twenty leaves 0.71 in common."""

_PERMUTATIONS: Final = 128
"""At most: more take more time and memory."""
_MISSED: Final = 1e-6
"""Of pairs at the threshold, so many may be missed."""

Shingles = frozenset[tuple[str, ...]]


def near_duplicates(texts: Sequence[str], *, threshold: float) -> dict[int, int]:
    """Return which texts are nearly an earlier one that is kept, and which that is.

    Greedy, in the order given: a text is a near-duplicate when its shingles and those of a text
    kept before have a Jaccard similarity of *threshold* or more. MinHash with locality-sensitive
    hashing (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3) only finds the
    candidates, and misses one pair in a million; the similarity is counted exactly.

    Parameters
    ----------
    texts
        Their words with a space between; none is empty.
    threshold
        From 0.2 to less than 1.
    """
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415  slow to import

    bands, rows = _bands(threshold)
    index = MinHashLSH(num_perm=bands * rows, params=(bands, rows))
    encoded = ([" ".join(run).encode() for run in shingles(text)] for text in texts)
    found: dict[int, int] = {}
    for at, signature in enumerate(MinHash.generator(encoded, num_perm=bands * rows, seed=1)):
        mine = shingles(texts[at])
        near = (n for n in index.query(signature) if jaccard(mine, shingles(texts[n])) >= threshold)
        first = min(near, default=None)
        if first is None:
            index.insert(at, signature)
        else:
            found[at] = first
    return found


def shingles(text: str) -> Shingles:
    """Return all runs of `SHINGLE` words, or all words of a text that is shorter."""
    words = text.split()
    if len(words) <= SHINGLE:
        return frozenset({tuple(words)})
    return frozenset(zip(*(words[start:] for start in range(SHINGLE)), strict=False))


def jaccard(one: Shingles, other: Shingles) -> float:
    """Return the share of what either has that both have; both have something."""
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def _bands(threshold: float) -> tuple[int, int]:
    """Return how many bands of how many rows: the longest, and no more of them than it takes.

    A pair of similarity s is a candidate with probability 1 - (1 - s^rows)^bands.
    """
    rows = 1
    while (rows + 1) * _enough(threshold, rows + 1) <= _PERMUTATIONS:
        rows += 1
    return max(2, min(_enough(threshold, rows), _PERMUTATIONS)), rows


def _enough(threshold: float, rows: int) -> int:
    alike = threshold**rows
    return 1 if alike >= 1 else math.ceil(math.log(_MISSED) / math.log1p(-alike))
