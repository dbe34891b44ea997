"""The random numbers that every interval of one assessment shares."""

from __future__ import annotations

from mentaleval.stats import ClusterDraws, seed_words


def cluster_draws(seed: int) -> ClusterDraws:
    """Return the resamples of clusters of one assessment: every interval shares them."""
    return ClusterDraws(tuple(seed_words(seed, "clusters")))
