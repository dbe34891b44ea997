"""Several judges together: how independent their errors are, and the panel as a rater."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from mentaleval.ratings import Settled
from mentaleval.stats import panel_independence
from mentaleval.trust.assessment import PanelEntry
from mentaleval.trust.settings import PanelRater
from mentaleval.trust.wide import Paired, side_by_side

FEWEST_JUDGES: Final = 2
_RESPONSE: Final = ["attribute", "exchange_id", "responder"]


def name_of(kind: PanelRater) -> str:
    """Return what the panel is called among the judges."""
    return f"panel ({kind})"


def panel_entries(pairs: Paired, attributes: Sequence[str]) -> tuple[PanelEntry, ...]:
    """Return for each attribute that two judges rated how far their errors go together."""
    found = (_entry(name, pairs.where(pairs.attribute.of(name))) for name in attributes)
    return tuple(entry for entry in found if entry is not None)


def _entry(attribute: str, pairs: Paired) -> PanelEntry | None:
    present = np.unique(pairs.judge.codes)
    if len(present) < FEWEST_JUDGES:
        return None
    wide = side_by_side(pairs, pairs.judge)
    errors = (wide.ratings - wide.humans)[:, present]
    whole = ~np.isnan(errors).any(axis=1)
    names = tuple(pairs.judge.names[code] for code in present)
    return PanelEntry(attribute, names, panel_independence(errors[whole], wide.responders[whole]))


def with_panels(
    settled: Settled, kinds: Sequence[PanelRater]
) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Return the pairs with those of the panels, and each panel's attributes.

    A panel rates the responses that every judge of the attribute was paired on: a responder left
    out for one judge is left out for the panel.
    """
    pairs = settled.pairs
    judges = pairs.groupby("attribute", observed=True)["judge"].transform("nunique")
    grouped = pairs.groupby(_RESPONSE, observed=True, sort=False)["rating"]
    whole = (grouped.transform("size") == judges) & (judges >= FEWEST_JUDGES)
    kept = pairs[whole].drop_duplicates(_RESPONSE)
    made, attributes = [pairs], [str(name) for name in kept["attribute"].unique()]
    for kind in kinds:
        ratings: Any = grouped.transform(kind)
        made.append(kept.assign(judge=name_of(kind), rating=ratings[kept.index]))
    whose = {name_of(kind): attributes for kind in kinds} if attributes else {}
    return pd.concat(made, ignore_index=True), whose
