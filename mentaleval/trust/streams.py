"""Random numbers: one stream for each purpose, named, so that none disturbs another."""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the generator that belongs to a seed and names, such as a judge and an attribute.

    A cell's numbers so never depend on which other cells are computed, or in what order.

    Examples
    --------
    >>> stream(1, "claude", "safety").random() == stream(1, "claude", "safety").random()
    True
    """
    digest = hashlib.sha256("\0".join(names).encode("utf-8", "surrogatepass")).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest, dtype=np.uint32).tolist()])
