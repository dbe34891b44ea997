"""Ratings side by side: responses by judges, and responses by attributes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.trust.slices import Floats, Integers

Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of names as numbers: which name each row has, the names sorted."""

    codes: Integers
    names: tuple[str, ...]

    def of(self, name: str) -> Booleans:
        """Say which rows have a name; none where nobody has it."""
        code = self.names.index(name) if name in self.names else -1
        return np.asarray(self.codes == code)

    def only(self, rows: Booleans) -> Column:
        """Return the column of these rows alone."""
        return Column(self.codes[rows], self.names)


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """Pairs of a judge and the humans, one entry a pair."""

    judge: Column
    attribute: Column
    exchange: Column
    responder: Column
    human: Floats
    rating: Floats

    def where(self, rows: Booleans) -> Paired:
        """Return some of the pairs."""
        return Paired(
            self.judge.only(rows),
            self.attribute.only(rows),
            self.exchange.only(rows),
            self.responder.only(rows),
            self.human[rows],
            self.rating[rows],
        )


def paired(pairs: pd.DataFrame) -> Paired:
    """Return the pairs of a frame as numbers."""
    return Paired(
        _column(pairs["judge"]),
        _column(pairs["attribute"]),
        _column(pairs["exchange_id"]),
        _column(pairs["responder"]),
        pairs["human"].to_numpy(dtype=np.float64),
        pairs["rating"].to_numpy(dtype=np.float64),
    )


def _column(values: pd.Series[str]) -> Column:
    codes, names = pd.factorize(values, sort=True)
    return Column(np.asarray(codes, dtype=np.int64), tuple(str(name) for name in names))


@dataclass(frozen=True, slots=True, eq=False)
class Wide:
    """Responses (rows) by judges or attributes (columns), NaN where there is no rating."""

    ratings: Floats
    humans: Floats
    """The human mean of the same; of the shape of `ratings`."""
    exchanges: Integers
    responders: Integers

    def where(self, rows: Booleans) -> Wide:
        """Return some of the responses."""
        return Wide(
            self.ratings[rows], self.humans[rows], self.exchanges[rows], self.responders[rows]
        )

    @property
    def complete(self) -> Booleans:
        """The responses without a gap."""
        return np.asarray(~np.isnan(self.ratings).any(axis=1))


def side_by_side(pairs: Paired, column: Column) -> Wide:
    """Bring pairs side by side by a column of theirs.

    Where an exchange and a responder occur twice in it, the last one stands.
    """
    many = len(pairs.responder.names)
    responses = pairs.exchange.codes * many + pairs.responder.codes
    found, rows = np.unique(responses, return_inverse=True)
    shape = (len(found), len(column.names))
    ratings, humans = np.full(shape, np.nan), np.full(shape, np.nan)
    ratings[rows, column.codes] = pairs.rating
    humans[rows, column.codes] = pairs.human
    return Wide(ratings, humans, found // max(many, 1), found % max(many, 1))
