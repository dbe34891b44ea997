"""A ratings table with its columns as numbers, each column read once.

Texts are slow to compare and to group, and every part of settling compares and groups. A code
is a number for each distinct value of a column, from 0 as they first appear; missing is -1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, SupportsIndex

import numpy as np
import pandas as pd

from mentaleval.ratings.columns import KEY, Booleans, Integers
from mentaleval.ratings.texts import Codes

_ROOM: Final = 2**62
_DENSE: Final = 4  # times the rows: so far a table to look up in is faster than hashing

CODED: Final = (
    *KEY,
    *("rater_kind", "reason", "declared", "rater_family", "responder_family"),
    *("source_id", "context_hash", "response_id"),
)
"""The columns that settling asks for."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A table, and the codes of some of its columns.

    Parameters
    ----------
    frame
        The table.
    codes
        Under a column's name, the code of each row, in whatever type is small.
    names
        Under a column's name, what each code stands for.
    """

    frame: pd.DataFrame
    codes: Mapping[str, Codes]
    names: Mapping[str, Sequence[Any]]

    def __getitem__(self, column: str) -> Integers:
        """Return the codes of a column in a type in which they can be computed with."""
        return self.codes[column].astype(np.int64)

    def name(self, column: str, row: SupportsIndex) -> str:
        """Return the text that a row has in *column*, where it has one."""
        return str(self.names[column][self.codes[column][row]])

    def having(self, column: str, value: str) -> Booleans:
        """Say which rows have *value* in *column*."""
        names = self.names[column]
        code = names.index(value) if value in names else len(names)
        return np.asarray(self.codes[column] == code)


def coded_of(frame: pd.DataFrame, columns: Sequence[str] = CODED) -> Coded:
    """Return a ratings table with the codes of *columns*."""
    found = {column: _codes_and_names(frame[column]) for column in columns}
    return Coded(
        frame,
        {column: codes for column, (codes, _) in found.items()},
        {column: names for column, (_, names) in found.items()},
    )


def _codes_and_names(values: pd.Series[Any]) -> tuple[Codes, list[Any]]:
    if not isinstance(values.array, pd.Categorical):
        codes, found = pd.factorize(values)
        return codes.astype(np.min_scalar_type(-len(found) - 1)), list(found)
    given, names = values.array.codes, values.array.categories
    order = pd.unique(given)
    order = order[order >= 0]
    number = np.full(len(names) + 1, -1, dtype=given.dtype)  # the last is what -1 finds
    number[order] = np.arange(order.size)
    return number[given], names.take(order).tolist()


def matched(first: Codes, *others: Codes) -> Integers:
    """Return a code for each combination of codes, in no order; none may be negative."""
    codes, size = first.astype(np.int64), int(first.max(initial=0)) + 1
    for other in others:
        width = int(other.max(initial=0)) + 1
        if size * width >= _ROOM:
            codes = _packed(codes)
            size = int(codes.max(initial=0)) + 1
        codes *= width  # in place: of millions of rows every copy tells
        codes += other
        size *= width
    return codes if size <= _DENSE * codes.size else _packed(codes)


def combined(*codes: Codes) -> Integers:
    """Return a code for each combination of codes, numbered as they first appear."""
    found = matched(*codes)
    first = first_rows(found)
    there = np.flatnonzero(first < found.size)
    number = np.empty(first.size, dtype=np.int64)
    number[there[np.argsort(first[there])]] = np.arange(there.size)
    return np.asarray(number[found])


def distinct(*codes: Codes) -> Integers:
    """Return where each combination of codes stands first, in the order of the rows."""
    first = first_rows(matched(*codes))
    return np.sort(first[first < codes[0].size])


def firsts(*codes: Codes) -> Integers:
    """Return for each row where its combination of codes stands first."""
    found = matched(*codes)
    return np.asarray(first_rows(found)[found])


def first_rows(codes: Codes) -> Integers:
    """Return where each code stands first, the number of rows for one that is not there."""
    first = np.full(int(codes.max(initial=-1)) + 1, codes.size, dtype=np.int64)
    first[codes[::-1]] = np.arange(codes.size - 1, -1, -1)  # the last to be written is the first
    return first


def _packed(codes: Integers) -> Integers:
    return np.asarray(pd.factorize(codes)[0], dtype=np.int64)
