"""What stands beside the cells: judges together, and the habits of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentaleval.ratings import Settled
from mentaleval.stats import ClusterDraws
from mentaleval.trust.assessment import (
    HaloEntry,
    HaloPair,
    PanelEntry,
    RepeatEntry,
    SelfPreference,
)
from mentaleval.trust.halos import halo_entries
from mentaleval.trust.kinship import self_preferences
from mentaleval.trust.paired import Paired
from mentaleval.trust.panels import panel_entries
from mentaleval.trust.repeated import repeat_entries


@dataclass(frozen=True, slots=True)
class Beside:
    """What is found of judges together, and of one judge's habits; nothing by default."""

    panel: tuple[PanelEntry, ...] = ()
    repeats: tuple[RepeatEntry, ...] = ()
    halo: tuple[HaloEntry, ...] = ()
    halo_pairs: tuple[HaloPair, ...] = ()
    self_preference: tuple[SelfPreference, ...] = ()


def look_beside(
    settled: Settled,
    every: Paired,
    attributes: Sequence[str],
    *,
    draws: ClusterDraws,
    confidence: float,
) -> Beside:
    """Return everything that is not about one judge and one attribute.

    *every* holds the pairs and, after them, those of the judges' own kin.
    """
    kin = np.arange(len(every.human)) >= len(settled.pairs)
    pairs = every.where(~kin)
    halo, halo_pairs = halo_entries(pairs, draws, confidence)
    return Beside(
        panel=panel_entries(pairs, attributes),
        repeats=repeat_entries(settled, attributes),
        halo=halo,
        halo_pairs=halo_pairs,
        self_preference=self_preferences(
            every, kin, settled.own, attributes, draws=draws, confidence=confidence
        ),
    )
