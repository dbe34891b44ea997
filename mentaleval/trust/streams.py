"""Random numbers: one stream for each purpose, named, so that none disturbs another."""

from __future__ import annotations

import hashlib

import numpy as np

from mentaleval.stats import ClusterDraws


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the generator that belongs to a seed and names, such as a judge and an attribute.

    A cell's numbers so never depend on which other cells are computed, or in what order.

    Examples
    --------
    >>> stream(1, "claude", "safety").random() == stream(1, "claude", "safety").random()
    True
    """
    return np.random.default_rng(_words(seed, *names))


def cluster_draws(seed: int) -> ClusterDraws:
    """Return the resamples of clusters of one assessment: every interval shares them."""
    return ClusterDraws(tuple(_words(seed, "clusters")))


def _words(seed: int, *names: str) -> list[int]:
    digest = hashlib.sha256("\0".join(names).encode("utf-8", "surrogatepass")).digest()
    return [seed, *np.frombuffer(digest, dtype=np.uint32).tolist()]
