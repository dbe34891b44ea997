"""The pairs of each judge and attribute, and of each judge and composite, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.vocabulary import RaterKind, Rubric, Scale

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FEWEST_PARTS = 2
"""A composite of one attribute would only repeat it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a slice is about: an attribute, or a composite of several."""

    attribute: str
    title: str
    components: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Slice:
    """The pairs of one judge under one heading; one entry a response."""

    judge: str
    heading: Heading
    names: tuple[str, ...]
    """The responders, sorted."""
    codes: Integers
    """Which responder each response is of."""
    batches: Integers
    exchanges: Integers
    clusters: Integers
    """What is drawn together: the batch of the human rater where it is known, else the
    exchange."""
    by_batch: bool
    """Whether the clusters are batches."""
    human: Floats
    rating: Floats
    blank: NDArray[np.bool_]

    def means(self, values: Floats) -> Floats:
        """Return the mean of *values* for each responder."""
        counts = np.bincount(self.codes, minlength=len(self.names))
        sums = np.bincount(self.codes, weights=values, minlength=len(self.names))
        return np.asarray(sums / counts)

    @cached_property
    def table(self) -> Floats:
        """Responders by (human mean, judge mean)."""
        return np.column_stack([self.means(self.human), self.means(self.rating)])

    @property
    def counts(self) -> list[int]:
        """How many responses of each responder there are."""
        return [int(n) for n in np.bincount(self.codes, minlength=len(self.names))]

    @property
    def groups(self) -> Integers:
        """The responder, and the batch where it is known: what ratings are centred by."""
        return np.asarray(self.codes * (int(self.batches.max(initial=0)) + 1) + self.batches)

    @property
    def n_clusters(self) -> int:
        """How many clusters there are."""
        return int(self.clusters.max(initial=-1)) + 1


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


def scale_of(heading: Heading, rubric: Rubric, given: Scale | None) -> Scale:
    """Return the scale of an attribute, or of a composite's parts: *given*, else the rubric's."""
    names = heading.components or (heading.attribute,)
    return given or next((a.scale for a in rubric if a.name in names), Scale())


def asked(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the attributes that each judge of a ratings table was asked for, judges sorted."""
    judged = table.loc[table["rater_kind"] == RaterKind.JUDGE, ["rater", "attribute"]]
    distinct = judged.drop_duplicates().astype(str)
    return {str(judge): list(mine) for judge, mine in distinct.groupby("rater")["attribute"]}


def slices(wanted: Mapping[str, Sequence[str]], pairs: pd.DataFrame, rubric: Rubric) -> list[Slice]:
    """Cut the pairs by judge and heading; a composite without a response is left out.

    An attribute that a judge was asked for keeps its slice even where no pair is left of it.
    """
    cut = dict(iter(pairs.groupby(["judge", "attribute"], observed=True, sort=False)))
    empty = pairs.iloc[:0]
    made: list[Slice] = []
    for judge, attributes in wanted.items():
        for heading in headings(list(attributes), rubric):
            if not heading.components:
                made.append(_slice(judge, heading, cut.get((judge, heading.attribute), empty)))
                continue
            parts = [cut.get((judge, part), empty) for part in heading.components]
            frame = composite(parts, ("human", "rating"))
            if len(frame):
                made.append(_slice(judge, heading, frame))
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
    batches, _ = pd.factorize(frame["batch"], sort=True, use_na_sentinel=False)
    # sorted, so that what is drawn does not hang on the order of the rows
    exchanges = np.asarray(pd.factorize(frame["exchange_id"], sort=True)[0], dtype=np.int64)
    by_batch = bool(len(frame)) and not frame["batch"].isna().any()
    return Slice(
        judge=judge,
        heading=heading,
        names=tuple(str(name) for name in names),
        codes=np.asarray(codes, dtype=np.int64),
        batches=np.asarray(batches, dtype=np.int64),
        exchanges=exchanges,
        clusters=np.asarray(batches, dtype=np.int64) if by_batch else exchanges,
        by_batch=by_batch,
        human=frame["human"].to_numpy(dtype=np.float64),
        rating=frame["rating"].to_numpy(dtype=np.float64),
        blank=frame["inferred_blank"].to_numpy(dtype=np.bool_),
    )


def table_without_blanks(whole: Slice) -> tuple[Floats, int]:
    """Return responders by means without the responses blank by inference, and how many stay."""
    keep = ~whole.blank
    present, codes = np.unique(whole.codes[keep], return_inverse=True)
    counts = np.bincount(codes, minlength=len(present))
    sides = (whole.human[keep], whole.rating[keep])
    sums = [np.bincount(codes, weights=side, minlength=len(present)) / counts for side in sides]
    return np.column_stack(sums), int(keep.sum())
