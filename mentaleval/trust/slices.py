"""The pairs of each judge and attribute, and of each judge and composite, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, log10

import numpy as np
import pandas as pd

from mentaleval.ratings.coded import first_rows
from mentaleval.trust.paired import Booleans, Floats, Integers, Paired, renumbered
from mentaleval.vocabulary import RaterKind, Rubric, Scale

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
    responses: Integers
    """The number of each response, as in `Paired`."""
    clusters: Integers
    """What is drawn together: the batch of the human rater where any is known, else the
    exchange."""
    by_batch: bool
    """Whether the clusters are batches."""
    human: Floats
    rating: Floats
    blank: Booleans
    rows: Integers
    """The row of each rating in the ratings table; of a composite that of its first part."""

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


def digits_of(scale: Scale) -> int:
    """Return in which decimals means and differences on a scale are said.

    So many that a step of the last one is no more than a two-hundredth of the range.

    Examples
    --------
    >>> digits_of(Scale(1, 5)), digits_of(Scale(0, 100))
    (2, 1)
    """
    return max(0, ceil(log10(200 / (scale.high - scale.low))))


def asked(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the attributes that each judge of a ratings table was asked for, judges sorted."""
    judged = table.loc[table["rater_kind"] == RaterKind.JUDGE, ["rater", "attribute"]]
    distinct = judged.drop_duplicates().astype(str)
    return {str(judge): list(mine) for judge, mine in distinct.groupby("rater")["attribute"]}


def slices(wanted: Mapping[str, Sequence[str]], pairs: Paired, rubric: Rubric) -> list[Slice]:
    """Cut the pairs by judge and heading; a composite without a response is left out.

    An attribute that a judge was asked for keeps its slice even where no pair is left of it.
    """
    parts = _Parts(pairs)
    made: list[Slice] = []
    for judge, attributes in wanted.items():
        for heading in headings(list(attributes), rubric):
            rows = [parts.rows(judge, part) for part in heading.components or (heading.attribute,)]
            if not heading.components:
                made.append(_slice(judge, heading, pairs.where(rows[0])))
            elif len((whole := _mean_of_parts(pairs, rows)).human):
                made.append(_slice(judge, heading, whole))
    return made


class _Parts:
    """Where the pairs of each judge and attribute stand."""

    def __init__(self, pairs: Paired) -> None:
        self._pairs = pairs
        self._many = len(pairs.attribute.names) + 1
        cells = pairs.judge.codes * self._many + pairs.attribute.codes
        self._order = np.argsort(cells, kind="stable")
        self._cells = cells[self._order]

    def rows(self, judge: str, attribute: str) -> Integers:
        """Return the rows of a judge and an attribute, none where there is no such pair."""
        pairs = self._pairs
        cell = pairs.judge.code(judge) * self._many + pairs.attribute.code(attribute)
        first, last = np.searchsorted(self._cells, [cell, cell + 1])
        return np.asarray(self._order[first:last], dtype=np.int64)


def _mean_of_parts(pairs: Paired, rows: Sequence[Integers]) -> Paired:
    """Return the unweighted mean over the parts of each response that has all of them."""
    every = pairs.where(np.concatenate(rows))
    codes, _ = renumbered(every.response)
    counts = np.bincount(codes)
    means = replace(
        every.where(first_rows(codes)),
        human=np.bincount(codes, weights=every.human) / counts,
        rating=np.bincount(codes, weights=every.rating) / counts,
        blank=np.bincount(codes, weights=every.blank) > 0,
    )
    return means.where(counts == len(rows))


def _slice(judge: str, heading: Heading, pairs: Paired) -> Slice:
    codes, present = renumbered(pairs.responder.codes)
    batches, _ = renumbered(pairs.batch.codes + 1)  # those without a batch are one more
    exchanges, _ = renumbered(pairs.exchange.codes)
    by_batch = bool((pairs.batch.codes >= 0).any())
    return Slice(
        judge=judge,
        heading=heading,
        names=tuple(pairs.responder.names[i] for i in present),
        codes=codes,
        batches=batches,
        exchanges=exchanges,
        responses=pairs.response,
        clusters=batches if by_batch else exchanges,
        by_batch=by_batch,
        human=pairs.human,
        rating=pairs.rating,
        blank=pairs.blank,
        rows=pairs.row,
    )


def table_without_blanks(whole: Slice) -> tuple[Floats, int]:
    """Return responders by means without the responses blank by inference, and how many stay."""
    keep = ~whole.blank
    present, codes = np.unique(whole.codes[keep], return_inverse=True)
    counts = np.bincount(codes, minlength=len(present))
    sides = (whole.human[keep], whole.rating[keep])
    sums = [np.bincount(codes, weights=side, minlength=len(present)) / counts for side in sides]
    return np.column_stack(sums), int(keep.sum())
