"""A table that has been read but not checked, with the place each of its rows comes from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mentaleval.errors import RatingsError
from mentaleval.ratings.columns import Integers


@dataclass(frozen=True, slots=True)
class Draft:
    """Raw columns under the table's names, and how to speak of a row.

    Parameters
    ----------
    columns
        A column of raw values under each of the table's names that the source has.
    rows
        The number by which the source calls each row.
    name
        The source: a file's name.
    word
        What the source calls a row.
    titles
        The source's own names of columns, where they differ from the table's.
    rating_titles
        In a wide file, the column that each row's rating stands in.
    header
        Every column of the source, also those that are not used.
    """

    columns: Mapping[str, Any]
    rows: Integers
    name: str
    word: str = "row"
    titles: Mapping[str, str] = field(default_factory=dict)
    rating_titles: tuple[str, ...] = ()
    header: tuple[str, ...] = ()

    def place(self, index: int, column: str) -> str:
        """Name the place of a value."""
        title = self.titles.get(column, column)
        if column == "rating" and self.rating_titles:
            title = self.rating_titles[index]
        return f"{self.row(index)}, column {title!r}"

    def row(self, index: int) -> str:
        """Name a row."""
        return f"{self.name}, {self.word} {self.rows[index]}"

    def refuse(self, index: int, column: str, right: str) -> RatingsError:
        """Return the error for a value that cannot stay."""
        given = pd.Series(self.columns[column]).iloc[[index]].astype(object).iloc[0]
        scalar = pd.api.types.is_scalar(given)
        blank = scalar and (pd.isna(given) or not str(given).strip())
        found = "nothing" if blank else repr(given)
        return RatingsError(f"{self.place(index, column)}: found {found}; {right}.")


def near(name: str, names: Iterable[str]) -> str | None:
    """Return the one of *names* that *name* was probably meant to be, if any."""
    choices = {str(n).lower().replace(" ", "_"): str(n) for n in names}
    close = difflib.get_close_matches(name.lower(), choices, n=1)
    return choices[close[0]] if close else None
