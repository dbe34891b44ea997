"""Pairs of a judge and the humans as numbers: names are read once, and arrays computed with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.ratings.coded import first_rows

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


def column_of(values: pd.Series[Any]) -> Column:
    """Return a column of a frame as numbers."""
    codes, names = pd.factorize(values, sort=True)
    return Column(np.asarray(codes, dtype=np.int64), tuple(str(name) for name in names))


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
    pairs = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    return Paired(
        column_of(pairs["judge"]),
        column_of(pairs["attribute"]),
        column_of(pairs["exchange_id"]),
        column_of(pairs["responder"]),
        pairs["response"].to_numpy(dtype=np.int64),
        column_of(pairs["batch"]),
        pairs["human"].to_numpy(dtype=np.float64),
        pairs["rating"].to_numpy(dtype=np.float64),
        pairs["inferred_blank"].to_numpy(dtype=np.bool_),
        pairs["row"].to_numpy(dtype=np.int64),
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
