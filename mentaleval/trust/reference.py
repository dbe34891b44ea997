"""What is known of the human reference: how well experts agree where they rated the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.ratings import Settled
from mentaleval.stats import Estimate, icc_a1_mcgraw_wong, icc_c1, icc_ck
from mentaleval.trust.assessment import ReferenceEntry
from mentaleval.trust.rank import FEWEST_RESPONDERS
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Floats, Heading, composite, headings

FEWEST_EXPERTS = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Experts and the items that all of them rated: items by experts, and whose each item is."""

    ratings: Floats
    responders: NDArray[np.object_]


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


def _entry(heading: Heading, frame: pd.DataFrame, settings: Settings) -> ReferenceEntry:
    wide = frame.pivot_table(
        index=["exchange_id", "responder"], columns="rater", values="rating", observed=True
    )
    block = _largest_block(wide)
    n, k = block.ratings.shape
    level = settings.confidence
    common = k >= FEWEST_EXPERTS and n > 0
    means = _responder_means(block) if common else np.empty((0, FEWEST_EXPERTS))
    computable = len(means) >= FEWEST_RESPONDERS
    none = Estimate.point(nan)
    icc = icc_ck(means, confidence=level) if computable else none
    return ReferenceEntry(
        attribute=heading.attribute,
        title=heading.title,
        composite=bool(heading.components),
        n_experts=wide.shape[1],
        n_items=len(wide),
        n_common_experts=k if common else 0,
        n_common_items=n if common else 0,
        n_common_responders=len(means),
        icc_c1=icc_c1(block.ratings, confidence=level) if common else none,
        icc_a1=icc_a1_mcgraw_wong(block.ratings, confidence=level) if common else none,
        icc_ck=icc,
        computable=computable,
        note=_note(wide, block, len(means), icc),
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
    return _Block(wide.to_numpy(dtype=np.float64)[complete][:, best], responders[complete])


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
