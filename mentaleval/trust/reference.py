"""What is known of the human reference: how well experts agree where they rated the same."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mentaleval.stats import (
    Estimate,
    LimitsOfAgreement,
    icc_a1_mcgraw_wong,
    icc_ak,
    icc_c1,
    icc_ck,
    krippendorff_alpha,
    limits_of_agreement,
    pairwise_kappas,
)
from mentaleval.trust.assessment import ExpertPair, ReferenceEntry
from mentaleval.trust.caps import FEWEST_EXPERTS
from mentaleval.trust.experts import Experts, Side
from mentaleval.trust.paired import Floats, renumbered
from mentaleval.trust.rank import FEWEST_RESPONDERS
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Heading, digits_of, headings, scale_of

_NONE: Final = Estimate.point(nan)


def describe_reference(experts: Experts, settings: Settings) -> tuple[ReferenceEntry, ...]:
    """Return an entry for each attribute and composite that humans rated."""
    found = headings(list(experts.ratings), settings.rubric)
    sides = [(heading, experts.side(heading)) for heading in found]
    return tuple(_entry(heading, side, settings) for heading, side in sides if len(side.ratings))


def _entry(heading: Heading, side: Side, settings: Settings) -> ReferenceEntry:
    block = _common_block(side)
    n, k = block.ratings.shape
    level = settings.confidence
    common = k >= FEWEST_EXPERTS and n > 0
    means = _responder_means(block) if common else np.empty((0, FEWEST_EXPERTS))
    enough = len(means) >= FEWEST_RESPONDERS
    icc = icc_ck(means, confidence=level) if enough else _NONE
    single = icc_c1(block.ratings, confidence=level) if common else _NONE
    return ReferenceEntry(
        attribute=heading.attribute,
        title=heading.title,
        composite=bool(heading.components),
        n_experts=len(side.experts),
        n_items=len(side.ratings),
        n_common_experts=k if common else 0,
        n_common_items=n if common else 0,
        n_common_responders=len(means),
        icc_c1=single,
        icc_a1=icc_a1_mcgraw_wong(block.ratings, confidence=level) if common else _NONE,
        icc_ck=icc,
        icc_ak=icc_ak(means, confidence=level) if enough else _NONE,
        alpha_ordinal=krippendorff_alpha(side.ratings) if common else nan,
        score_ceiling=_score_ceiling(single.estimate, side),
        limits=_between_experts(block) if common else None,
        pairs=_pairs(side) if common else (),
        computable=not isnan(icc.estimate),
        note=_note(side, block, len(means), icc),
        digits=digits_of(scale_of(heading, settings.rubric, settings.scale)),
    )


def _score_ceiling(single: float, side: Side) -> float:
    """Return sqrt of the reliability of the experts' mean, by Spearman and Brown's formula.

    The reference of a response is the mean over so many experts as rated it: on average.
    """
    k = float((~np.isnan(side.ratings)).sum(axis=1).mean())
    if not single >= 0:  # NaN too; below 0 experts agree less than by chance
        return nan
    return sqrt(k * single / (1 + (k - 1) * single))


def _between_experts(block: Side) -> LimitsOfAgreement:
    """Return the limits of agreement of one expert with another, over all their pairs.

    Which of two experts is subtracted from which is arbitrary, so the bias is 0 by construction
    and the limits are symmetric: sd is the root of the mean squared difference.
    """
    k = block.ratings.shape[1]
    first, second = np.triu_indices(k, 1)
    differences = (block.ratings[:, first] - block.ratings[:, second]).ravel()
    both = np.concatenate([differences, -differences])
    return limits_of_agreement(np.zeros(both.size), both)


def _pairs(side: Side) -> tuple[ExpertPair, ...]:
    kappas = pairwise_kappas(side.ratings)
    rated = (~np.isnan(side.ratings)).astype(np.int64)
    common, names = rated.T @ rated, side.experts
    return tuple(
        ExpertPair(names[i], names[j], int(common[i, j]), float(kappas[i, j]))
        for i, j in zip(*np.triu_indices(len(names), 1), strict=True)
        if common[i, j]
    )


def _common_block(side: Side) -> Side:
    """Return experts and items without gaps: the same experts, else any two for each item.

    Where the largest block of the same experts holds less than half of the items that two experts
    rated, as when many experts rate a few items each, each such item gives the ratings of two of
    its experts. How they differ in severity then counts as disagreement.
    """
    block = _largest_block(side)
    twice = (~np.isnan(side.ratings)).sum(axis=1) >= FEWEST_EXPERTS
    if 2 * len(block.ratings) >= int(twice.sum()) and len(block.experts) >= FEWEST_EXPERTS:
        return block
    ratings, responders = side.ratings[twice], side.responders[twice]
    if not len(ratings):
        return Side(side.ratings[:0], side.experts[:1], side.responders[:0])
    # which two, and which of them stands first, goes round from item to item
    turns = (np.arange(ratings.shape[1]) + np.arange(len(ratings))[:, None]) % ratings.shape[1]
    turned = np.take_along_axis(ratings, turns, axis=1)
    first = np.argsort(np.isnan(turned), axis=1, kind="stable")[:, :FEWEST_EXPERTS]
    chosen = np.take_along_axis(turned, first, axis=1)
    return Side(chosen, ("one expert", "another"), responders)


def _largest_block(side: Side) -> Side:
    """Find the experts and items without gaps that hold the most ratings.

    One expert at a time is left out, each time the one without whom the most items are complete.
    """
    rated = ~np.isnan(side.ratings)
    kept: NDArray[np.int64] = np.arange(rated.shape[1])
    best, most = kept, 0
    while len(kept) >= FEWEST_EXPERTS:
        gaps = (~rated[:, kept]).sum(axis=1)
        size = int((gaps == 0).sum()) * len(kept)
        if size > most:
            best, most = kept, size
        gained = (~rated[gaps == 1][:, kept]).sum(axis=0)
        fewest = -rated[:, kept].sum(axis=0)  # where no item lacks just one, who rated least goes
        kept = np.delete(kept, int(np.lexsort((fewest, gained))[-1]))
    complete = rated[:, best].all(axis=1)
    names = tuple(side.experts[i] for i in best)
    return Side(side.ratings[complete][:, best], names, side.responders[complete])


def _responder_means(block: Side) -> Floats:
    codes, _ = renumbered(block.responders)
    counts = np.bincount(codes)
    return np.column_stack([np.bincount(codes, weights=c) / counts for c in block.ratings.T])


def _note(side: Side, block: Side, responders: int, icc: Estimate) -> str:
    n, k = block.ratings.shape
    if not ((~np.isnan(side.ratings)).sum(axis=1) >= FEWEST_EXPERTS).any():
        return (
            "Every response has one human rating: how well experts agree with each other, and so "
            "the ceiling for a judge, cannot be computed."
        )
    if responders < FEWEST_RESPONDERS:
        return (
            f"The experts rated {n} responses in common, of fewer than {FEWEST_RESPONDERS} "
            "responders: no ceiling for ranking can be computed."
        )
    if isnan(icc.estimate):
        return (
            f"{k} experts rated {n} responses in common, and their means of responders do not "
            "vary: how well they agree on responders cannot be computed."
        )
    return (
        f"{k} experts rated {n} responses in common; ICC(C,k) of their responder means is "
        f"{icc.estimate:.2f} ({icc.low:.2f} to {icc.high:.2f})."
    )


def entry_for(entries: Sequence[ReferenceEntry], heading: Heading) -> ReferenceEntry | None:
    """Return the entry of a heading; None where no human rated it."""
    composite_ = bool(heading.components)
    for entry in entries:
        if (entry.attribute, entry.composite) == (heading.attribute, composite_):
            return entry
    return None
