"""Pairs of a judge and the humans as numbers: names are read once, and arrays computed with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.ratings.coded import first_rows
from mentaleval.ratings.texts import joined

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of names as numbers: which name each row has, the names sorted; -1 for none."""

    codes: Integers
    names: tuple[str, ...]

    def of(self, name: str) -> Booleans:
        """Say which rows have a name; none where nobody has it."""
        return np.asarray(self.codes == self.code(name))

    def code(self, name: str) -> int:
        """Return the number of a name; one that no row has where there is no such name."""
        return self.names.index(name) if name in self.names else len(self.names)

    def only(self, rows: Booleans | Integers) -> Column:
        """Return the column of these rows alone."""
        return Column(self.codes[rows], self.names)


def column_of(*parts: pd.Series[Any]) -> Column:
    """Return a text column of one or several frames, one after the other, as numbers."""
    whole = joined(parts)  # whose categories are sorted, and each in some row
    return Column(whole.codes.astype(np.int64), tuple(whole.categories.tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """Pairs of a judge and the humans, one entry a pair."""

    judge: Column
    attribute: Column
    exchange: Column
    responder: Column
    response: Integers
    """A number for each response; two of one responder to one exchange have two."""
    batch: Column
    human: Floats
    rating: Floats
    blank: Booleans
    """Whether the response is blank by inference."""
    row: Integers
    """The row of the judge's first epoch in the ratings table; a panel has that of a judge."""

    def where(self, rows: Booleans | Integers) -> Paired:
        """Return some of the pairs."""
        return Paired(
            self.judge.only(rows),
            self.attribute.only(rows),
            self.exchange.only(rows),
            self.responder.only(rows),
            self.response[rows],
            self.batch.only(rows),
            self.human[rows],
            self.rating[rows],
            self.blank[rows],
            self.row[rows],
        )


def paired(frames: Sequence[pd.DataFrame]) -> Paired:
    """Return the pairs of frames, one after the other, as numbers."""

    def whole(column: str, kind: type[Any]) -> NDArray[Any]:
        return np.concatenate([frame[column].to_numpy(dtype=kind) for frame in frames])

    return Paired(
        column_of(*(frame["judge"] for frame in frames)),
        column_of(*(frame["attribute"] for frame in frames)),
        column_of(*(frame["exchange_id"] for frame in frames)),
        column_of(*(frame["responder"] for frame in frames)),
        whole("response", np.int64),
        column_of(*(frame["batch"] for frame in frames)),
        whole("human", np.float64),
        whole("rating", np.float64),
        whole("inferred_blank", np.bool_),
        whole("row", np.int64),
    )


def renumbered(codes: Integers) -> tuple[Integers, Integers]:
    """Return codes without gaps, and what each of them was."""
    present = np.bincount(codes) > 0 if codes.size else np.zeros(0, dtype=np.bool_)
    return (np.cumsum(present) - 1)[codes], np.flatnonzero(present)


@dataclass(frozen=True, slots=True, eq=False)
class Wide:
    """Responses (rows) by judges or attributes (columns), NaN where there is no rating."""

    ratings: Floats
    humans: Floats
    """The human mean of the same; of the shape of `ratings`."""
    responses: Integers
    exchanges: Integers
    responders: Integers

    def where(self, rows: Booleans) -> Wide:
        """Return some of the responses."""
        return Wide(
            self.ratings[rows],
            self.humans[rows],
            self.responses[rows],
            self.exchanges[rows],
            self.responders[rows],
        )

    @property
    def complete(self) -> Booleans:
        """The responses without a gap."""
        return np.asarray(~np.isnan(self.ratings).any(axis=1))


def side_by_side(pairs: Paired, column: Column) -> Wide:
    """Bring the pairs of each response side by side by a column of theirs."""
    rows, found = renumbered(pairs.response)
    first = first_rows(rows)
    shape = (len(found), len(column.names))
    ratings, humans = np.full(shape, np.nan), np.full(shape, np.nan)
    ratings[rows, column.codes] = pairs.rating
    humans[rows, column.codes] = pairs.human
    exchanges, responders = pairs.exchange.codes[first], pairs.responder.codes[first]
    return Wide(ratings, humans, found, exchanges, responders)
