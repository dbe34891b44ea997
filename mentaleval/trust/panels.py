"""Several judges together: how independent their errors are, and the panel as a rater."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from mentaleval.errors import UsageError
from mentaleval.stats import panel_independence
from mentaleval.trust.assessment import PanelEntry
from mentaleval.trust.paired import Column, Floats, Integers, Paired, side_by_side
from mentaleval.trust.settings import PanelRater

FEWEST_JUDGES: Final = 2


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
    pairs: Paired, attributes: Sequence[str], kinds: Sequence[PanelRater]
) -> tuple[Paired, dict[str, list[str]]]:
    """Return the pairs with those of the panels, and each panel's attributes.

    A panel rates the responses that every judge of the attribute was paired on: a responder left
    out for one judge is left out for the panel.
    """
    for name in map(name_of, kinds):
        if name in pairs.judge.names:
            raise UsageError(
                f"a judge is called {name!r}, which is what the panel would be called: give the "
                "judge another name, or leave --panel out."
            )
    rows, means, medians, rated = [], [], [], []
    for attribute in attributes:
        mine = np.flatnonzero(pairs.attribute.of(attribute))
        part = pairs.where(mine)
        present = np.unique(part.judge.codes)
        if len(present) < FEWEST_JUDGES:
            continue
        ratings = side_by_side(part, part.judge).ratings[:, present]
        whole = ~np.isnan(ratings).any(axis=1)
        if whole.any():
            first = np.unique(part.response, return_index=True)[1]
            rows.append(mine[first[whole]])
            means.append(ratings[whole].mean(axis=1))
            medians.append(np.median(ratings[whole], axis=1))
            rated.append(attribute)
    if not rated:
        return pairs, {}
    values = {"mean": np.concatenate(means), "median": np.concatenate(medians)}
    return _joined(pairs, np.concatenate(rows), {name_of(kind): values[kind] for kind in kinds}), {
        name_of(kind): rated for kind in kinds
    }


def _joined(pairs: Paired, rows: Integers, panels: dict[str, Floats]) -> Paired:
    """Append the ratings of each panel: all but judge and rating is that of a judge's row."""
    taken = np.concatenate([np.arange(len(pairs.human)), *[rows] * len(panels)])
    before = len(pairs.judge.names)
    own = [np.full(len(rows), before + place) for place in range(len(panels))]
    judge = Column(np.concatenate([pairs.judge.codes, *own]), (*pairs.judge.names, *panels))
    rating = np.concatenate([pairs.rating, *panels.values()])
    return replace(pairs.where(taken), judge=judge, rating=rating)
