"""Pairs of which nothing can be claimed or left open, and why: they have no limits."""

from __future__ import annotations

from math import isnan

from mentaleval.comparison.estimating import FEWEST_TO_CLAIM
from mentaleval.comparison.parts import Part
from mentaleval.comparison.results import Pair


def not_compared(pair: Pair) -> bool:
    """Say whether there are no limits that hold for all pairs together."""
    return isnan((pair.low or pair.corrected).simultaneous_low)


def compared_with_somebody(part: Part) -> list[str]:
    """Return the responders that any pair compares, in the order of places."""
    named = {name for pair in part.pairs if not not_compared(pair) for name in (pair.a, pair.b)}
    return [mean.responder for mean in part.responders if mean.responder in named]


def missing_pairs(part: Part) -> list[Pair]:
    """Return the pairs that are not compared though both are with somebody else."""
    named = set(compared_with_somebody(part))
    return [pair for pair in part.pairs if not_compared(pair) and {pair.a, pair.b} <= named]


def why_not_compared(part: Part, pair: Pair) -> str:
    """Return why a pair has no limits, as what both come with."""
    counts = [mean.n_human for mean in part.responders if mean.responder in {pair.a, pair.b}]
    labels = min(counts)
    if not labels:
        return "without labels"
    if labels < FEWEST_TO_CLAIM:
        return f"with fewer than {FEWEST_TO_CLAIM} labels"
    if pair.low is None or pair.n_human >= FEWEST_TO_CLAIM:
        return "with labels that do not vary"
    if not pair.n_human:
        return "with no conversation labelled for both"
    return f"with fewer than {FEWEST_TO_CLAIM} conversations labelled for both"


def why_nobody_is_ranked(part: Part) -> str:
    """Return loudly why no pair is compared; nothing where one is, or there is but one responder.

    One responder with too few labels is told so too.
    """
    if not part.labelled:
        return "NO HUMAN LABEL"
    enough = [mean for mean in part.responders if mean.n_human >= FEWEST_TO_CLAIM]
    if len(enough) < min(2, len(part.responders)):
        return "TOO FEW HUMAN LABELS"
    return "NO PAIR COMPARED" if part.pairs and all(map(not_compared, part.pairs)) else ""
