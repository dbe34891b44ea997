"""What is known of the human reference: how well experts agree where they rated the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, sqrt
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.ratings import Settled
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
from mentaleval.trust.rank import FEWEST_RESPONDERS
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Floats, Heading, composite, headings

_NONE: Final = Estimate.point(nan)


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Experts and the items that all of them rated: items by experts, and whose each item is."""

    ratings: Floats
    responders: NDArray[np.object_]
    experts: tuple[str, ...]


def describe_reference(settled: Settled, settings: Settings) -> tuple[ReferenceEntry, ...]:
    """Return an entry for each attribute and composite that humans rated."""
    experts = settled.experts
    groups = experts.groupby("attribute", observed=True, sort=False)
    cut = {str(name): frame for name, frame in groups}
    frames = [(h, _frame(h, cut)) for h in headings(list(cut), settings.rubric)]
    return tuple(_entry(heading, frame, settings) for heading, frame in frames if len(frame))


def _frame(heading: Heading, cut: dict[str, pd.DataFrame]) -> pd.DataFrame:
    if not heading.components:
        return cut[heading.attribute]
    return composite([cut[part] for part in heading.components], ("rating",), "rater")


def experts_side_by_side(frame: pd.DataFrame) -> pd.DataFrame:
    """Return responses by experts, NaN where an expert did not rate one."""
    keys = ["exchange_id", "responder"]
    if (
        frame["rater"] == frame["rater"].iloc[0]
    ).all():  # nothing to bring side by side, and quicker so
        return frame.set_index(keys)[["rating"]].set_axis([frame["rater"].iloc[0]], axis=1)
    return frame.pivot_table(index=keys, columns="rater", values="rating", observed=True)


def _entry(heading: Heading, frame: pd.DataFrame, settings: Settings) -> ReferenceEntry:
    wide = experts_side_by_side(frame)
    block = _largest_block(wide)
    n, k = block.ratings.shape
    level = settings.confidence
    common = k >= FEWEST_EXPERTS and n > 0
    means = _responder_means(block) if common else np.empty((0, FEWEST_EXPERTS))
    computable = len(means) >= FEWEST_RESPONDERS
    icc = icc_ck(means, confidence=level) if computable else _NONE
    single = icc_c1(block.ratings, confidence=level) if common else _NONE
    return ReferenceEntry(
        attribute=heading.attribute,
        title=heading.title,
        composite=bool(heading.components),
        n_experts=wide.shape[1],
        n_items=len(wide),
        n_common_experts=k if common else 0,
        n_common_items=n if common else 0,
        n_common_responders=len(means),
        icc_c1=single,
        icc_a1=icc_a1_mcgraw_wong(block.ratings, confidence=level) if common else _NONE,
        icc_ck=icc,
        icc_ak=icc_ak(means, confidence=level) if computable else _NONE,
        alpha_ordinal=krippendorff_alpha(wide.to_numpy(dtype=np.float64)) if common else nan,
        score_ceiling=_score_ceiling(single.estimate, wide),
        limits=_between_experts(block) if common else None,
        pairs=_pairs(wide) if common else (),
        computable=computable,
        note=_note(wide, block, len(means), icc),
    )


def _score_ceiling(single: float, wide: pd.DataFrame) -> float:
    """Return sqrt of the reliability of the experts' mean, by Spearman and Brown's formula.

    The reference of a response is the mean over so many experts as rated it: on average.
    """
    k = float(wide.notna().sum(axis=1).mean())
    reliability = k * single / (1 + (k - 1) * single)
    return sqrt(reliability) if reliability >= 0 else nan


def _between_experts(block: _Block) -> LimitsOfAgreement:
    """Return the limits of agreement of one expert with another, over all their pairs.

    Which of two experts is subtracted from which is arbitrary, so the bias is 0 by construction
    and the limits are symmetric: sd is the root of the mean squared difference.
    """
    k = block.ratings.shape[1]
    first, second = np.triu_indices(k, 1)
    differences = (block.ratings[:, first] - block.ratings[:, second]).ravel()
    both = np.concatenate([differences, -differences])
    return limits_of_agreement(np.zeros(both.size), both)


def _pairs(wide: pd.DataFrame) -> tuple[ExpertPair, ...]:
    names = [str(name) for name in wide.columns]
    kappas = pairwise_kappas(wide.to_numpy(dtype=np.float64))
    rated = wide.notna().to_numpy().astype(np.int64)
    common = rated.T @ rated
    return tuple(
        ExpertPair(names[i], names[j], int(common[i, j]), float(kappas[i, j]))
        for i, j in zip(*np.triu_indices(len(names), 1), strict=True)
        if common[i, j]
    )


def _largest_block(wide: pd.DataFrame) -> _Block:
    """Find experts and items without gaps that hold the most ratings.

    One expert at a time is left out, each time the one without whom the most items are complete.
    """
    rated = wide.notna().to_numpy()
    kept: NDArray[np.int64] = np.arange(rated.shape[1])
    best, most = kept, 0
    while len(kept) >= FEWEST_EXPERTS:
        gaps = (~rated[:, kept]).sum(axis=1)
        size = int((gaps == 0).sum()) * len(kept)
        if size > most:
            best, most = kept, size
        gained = (~rated[gaps == 1][:, kept]).sum(axis=0)
        kept = np.delete(kept, int(gained.argmax()))
    complete = rated[:, best].all(axis=1)
    responders = wide.index.get_level_values("responder").astype(str).to_numpy(dtype=object)
    names = tuple(str(wide.columns[i]) for i in best)
    return _Block(wide.to_numpy(dtype=np.float64)[complete][:, best], responders[complete], names)


def _responder_means(block: _Block) -> Floats:
    codes, _ = pd.factorize(block.responders, sort=True)
    counts = np.bincount(codes)
    return np.column_stack([np.bincount(codes, weights=c) / counts for c in block.ratings.T])


def _note(wide: pd.DataFrame, block: _Block, responders: int, icc: Estimate) -> str:
    n, k = block.ratings.shape
    if wide.shape[1] < FEWEST_EXPERTS or not (wide.notna().sum(axis=1) >= FEWEST_EXPERTS).any():
        return (
            "Every response has one human rating: how well experts agree with each other, and so "
            "the ceiling for a judge, cannot be computed."
        )
    if responders < FEWEST_RESPONDERS:
        return (
            f"The experts rated {n} responses in common, of fewer than {FEWEST_RESPONDERS} "
            "responders: no ceiling for ranking can be computed."
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
