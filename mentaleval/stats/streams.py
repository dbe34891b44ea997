"""Random numbers: one stream for each purpose, named, so that none disturbs another.

The names are hashed, so a stream depends on the seed and its own names alone: what is computed
beside it, and in what order, changes nothing.
"""

import hashlib

import numpy as np


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the generator that belongs to a seed and names, such as a judge and an attribute.

    Examples
    --------
    >>> stream(1, "claude", "safety").random() == stream(1, "claude", "safety").random()
    True
    """
    return np.random.default_rng(seed_words(seed, *names))


def seed_words(seed: int, *names: str) -> list[int]:
    """Return what seeds the stream of these names: the seed itself, and a hash of the names.

    Examples
    --------
    >>> seed_words(1, "a")[0], len(seed_words(1, "a"))
    (1, 9)
    """
    digest = hashlib.sha256("\0".join(names).encode("utf-8", "surrogatepass")).digest()
    return [seed, *np.frombuffer(digest, dtype=np.uint32).tolist()]
