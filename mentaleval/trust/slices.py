"""The pairs of each judge and attribute, and of each judge and composite, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.ratings import Settled
from mentaleval.vocabulary import RaterKind, Rubric

Floats = NDArray[np.float64]

FEWEST_PARTS = 2
"""A composite of one attribute would only repeat it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a slice is about: an attribute, or a composite of several."""

    attribute: str
    title: str
    components: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """The pairs of one judge under one heading; one entry a response."""

    judge: str
    heading: Heading
    names: tuple[str, ...]
    """The responders, sorted."""
    codes: NDArray[np.int64]
    """Which responder each response is of."""
    batches: NDArray[np.int64]
    human: Floats
    rating: Floats
    blank: NDArray[np.bool_]

    def means(self, values: Floats) -> Floats:
        """Return the mean of *values* for each responder."""
        counts = np.bincount(self.codes, minlength=len(self.names))
        sums = np.bincount(self.codes, weights=values, minlength=len(self.names))
        return np.asarray(sums / counts)

    @property
    def table(self) -> Floats:
        """Responders by (human mean, judge mean)."""
        return np.column_stack([self.means(self.human), self.means(self.rating)])

    @property
    def counts(self) -> list[int]:
        """How many responses of each responder there are."""
        return [int(n) for n in np.bincount(self.codes, minlength=len(self.names))]


def headings(attributes: Sequence[str], rubric: Rubric) -> list[Heading]:
    """Return the attributes in the rubric's order, others after them by name, then composites."""
    order = {name: place for place, name in enumerate(rubric.names)}
    found = sorted(set(attributes), key=lambda name: (order.get(name, len(order)), name))
    composites = [
        Heading(axis.lower(), axis, parts)
        for axis, parts in rubric.composites.items()
        if len(parts) >= FEWEST_PARTS and set(parts) <= set(found)
    ]
    return [*(Heading(name, name) for name in found), *composites]


def slices(table: pd.DataFrame, settled: Settled, rubric: Rubric) -> list[Slice]:
    """Cut the pairs by judge (sorted) and heading; a composite without a response is left out.

    An attribute that a judge was asked for keeps its slice even where no pair is left of it.
    """
    judged = table.loc[table["rater_kind"] == RaterKind.JUDGE, ["rater", "attribute"]]
    asked = judged.drop_duplicates().astype(str)
    cut = dict(iter(settled.pairs.groupby(["judge", "attribute"], observed=True, sort=False)))
    empty = settled.pairs.iloc[:0]
    made: list[Slice] = []
    for judge, attributes in sorted(asked.groupby("rater")["attribute"]):
        for heading in headings(list(attributes), rubric):
            if not heading.components:
                frame = cut.get((judge, heading.attribute), empty)
                made.append(_slice(str(judge), heading, frame))
                continue
            parts = [cut.get((judge, part), empty) for part in heading.components]
            frame = composite(parts, ("human", "rating"))
            if len(frame):
                made.append(_slice(str(judge), heading, frame))
    return made


def composite(parts: Sequence[pd.DataFrame], values: tuple[str, ...], *by: str) -> pd.DataFrame:
    """Return the unweighted mean of the *parts* of each response that has all of them."""
    keys = ["exchange_id", "responder", *by]
    rows = pd.concat(parts)
    grouped = rows.groupby(keys, observed=True, sort=False, dropna=False)
    chosen = {value: (value, "mean") for value in values}
    kept = {c: (c, how) for c, how in _CARRIED.items() if c in rows.columns and c not in by}
    whole = grouped.agg(n_parts=("responder", "size"), **chosen, **kept)
    return whole[whole["n_parts"] == len(parts)].reset_index()


_CARRIED = {"batch": "first", "inferred_blank": "max"}


def _slice(judge: str, heading: Heading, frame: pd.DataFrame) -> Slice:
    codes, names = pd.factorize(frame["responder"].astype(str), sort=True)
    batches, _ = pd.factorize(frame["batch"], use_na_sentinel=False)
    return Slice(
        judge=judge,
        heading=heading,
        names=tuple(str(name) for name in names),
        codes=np.asarray(codes, dtype=np.int64),
        batches=np.asarray(batches, dtype=np.int64),
        human=frame["human"].to_numpy(dtype=np.float64),
        rating=frame["rating"].to_numpy(dtype=np.float64),
        blank=frame["inferred_blank"].to_numpy(dtype=np.bool_),
    )


def without_blanks(whole: Slice) -> Slice:
    """Return a slice without the responses that are blank by inference."""
    keep = ~whole.blank
    present, codes = np.unique(whole.codes[keep], return_inverse=True)
    return Slice(
        judge=whole.judge,
        heading=whole.heading,
        names=tuple(whole.names[i] for i in present),
        codes=codes.astype(np.int64),
        batches=whole.batches[keep],
        human=whole.human[keep],
        rating=whole.rating[keep],
        blank=whole.blank[keep],
    )
