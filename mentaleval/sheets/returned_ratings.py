"""Read the sheet of a returned workbook that holds the ratings.

Columns are found by their headers and rows by their codes, so a rater who sorts, filters or moves
them does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell

from mentaleval.documents.validation import near_miss
from mentaleval.sheets.key import Key, Shown
from mentaleval.sheets.layout import CODE, COMMENT, CONTEXT, NUMBER, RATINGS, RESPONSE, title_of
from mentaleval.sheets.plain_text import text_mark
from mentaleval.sheets.returned_sheet import ReturnedSheet
from mentaleval.sheets.typed import Typed, as_typed
from mentaleval.vocabulary import Rubric

Row = Sequence[object]
Rows = Sequence[Row]
_PART: Final = re.compile(r"(.+), part \d+")
_TEXTS: Final = frozenset(title.casefold() for title in (CODE, CONTEXT, RESPONSE))
_TITLES: Final = _TEXTS | {NUMBER.casefold(), COMMENT.casefold()}


def place_of(name: str, row: int, column: int) -> str:
    """Return what a spreadsheet calls a cell of a sheet; row and column are from 0."""
    return f"{name}!{xl_rowcol_to_cell(row, column)}"


def cells_of(name: str, rows: Rows) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every cell that is not empty."""
    for n, row in enumerate(rows):
        for column, value in enumerate(row):
            if text := as_typed(value):
                yield place_of(name, n, column), text


def read_ratings(sheet: ReturnedSheet, rows: Rows, key: Key, rubric: Rubric) -> None:
    """Read the rows of the sheet "Ratings" into a returned sheet."""
    head = next((n for n, row in enumerate(rows) if CODE.casefold() in _folded(row)), None)
    if head is None:
        why = f"no row has the header {CODE!r}: it was renamed or deleted."
        sheet.refuse(RATINGS, why)
        return
    titles = {title_of(attribute).casefold(): attribute.name for attribute in rubric}
    reader = _Reader(sheet, key, head, _folded(rows[head]), titles)
    reader.require_columns(rows[head], [title_of(attribute) for attribute in rubric])
    for n, row in enumerate(rows):
        reader.read(n, row)
    reader.close()


def _folded(row: Row) -> list[str]:
    return [as_typed(value).casefold() for value in row]


@dataclass(slots=True)
class _Reader:
    """Reads row after row.

    Parameters
    ----------
    sheet, key
        Where it is kept, and the key that knows its codes.
    head, titles
        The row of the headers, and what they say.
    attributes
        The attribute of each header.
    """

    sheet: ReturnedSheet
    key: Key
    head: int
    titles: list[str]
    attributes: Mapping[str, str]
    rows: dict[str, int] = field(default_factory=dict)
    """The row in which each code was found first."""

    def require_columns(self, row: Row, attributes: Sequence[str]) -> None:
        """Say which of the columns that are needed is not there, or there twice."""
        needed = (CODE, *attributes)
        strange = [text for value in row if (text := as_typed(value)) and not self._ours(text)]
        for title in needed:
            places = [n for n, found in enumerate(self.titles) if found == title.casefold()]
            if not places:
                guess = near_miss(title, strange).replace("Did you mean", "Is it now")
                why = f"no column has the header {title!r}: it was renamed or deleted.{guess}"
                self.sheet.refuse(RATINGS, why)
            elif len(places) > 1:
                cells = " and ".join(xl_rowcol_to_cell(self.head, n) for n in places)
                self.sheet.refuse(RATINGS, f"{cells} have the same header {title!r}.")

    def _ours(self, title: str) -> bool:
        return title.casefold() in self.attributes or _whole(title.casefold()) in _TITLES

    @property
    def shown(self) -> dict[str, Shown]:
        """What the sheet showed, by code."""
        return {one.code: one for one in self.key.sheets[self.sheet.sheet_id].shown}

    def read(self, n: int, row: Row) -> None:
        """Read one row of the sheet."""
        code = as_typed(row[self.titles.index(CODE.casefold())]).upper() if n > self.head else ""
        if code in self.shown:
            self._texts(n, row, self.shown[code])
            self._ratings(n, row, code)
            self._others(n, row, code)
        elif code:
            place = place_of(RATINGS, n, self.titles.index(CODE.casefold()))
            self.sheet.refuse(place, self._unknown(code))
        else:
            self._outside(n, row)

    def close(self) -> None:
        """Refuse what has no row."""
        for number, code in enumerate(self.shown, 1):
            if code not in self.rows:
                self.sheet.refuse(
                    RATINGS, f"the row with the code {code} ({NUMBER} {number}) is missing."
                )

    def _unknown(self, code: str) -> str:
        for other in self.key.sheets.values():
            if any(one.code == code for one in other.shown):
                return f"the code {code!r} is of the sheet of {other.expert!r}."
        return f"the code {code!r} is none of this sheet's.{near_miss(code, self.shown)}"

    def _texts(self, n: int, row: Row, shown: Shown) -> None:
        """Hold the texts of a row against those that were shown under its code."""
        for title, mark in ((CONTEXT, shown.context_mark), (RESPONSE, shown.response_mark)):
            columns = [m for m, t in enumerate(self.titles) if _whole(t) == title.casefold()]
            found = "".join(as_typed(row[column]) for column in columns)
            if not columns or text_mark(found) == mark:
                continue
            place = place_of(RATINGS, n, columns[0])
            other = self._shown_there(title, text_mark(found))
            if other is not None:
                self.sheet.refuse(
                    place,
                    f"the {title.lower()} is that of the code {other}, and "
                    f"the row's code is {shown.code}: rows were mixed up.",
                )
            else:
                self.sheet.warn(place, f"the {title.lower()} is not as it was shown.")
                if found:
                    self.sheet.remark(place, found, "a changed text", code=shown.code)

    def _shown_there(self, title: str, mark: str) -> str | None:
        """Return the code under which a text was shown."""
        for one in self.shown.values():
            if mark == (one.context_mark if title == CONTEXT else one.response_mark):
                return one.code
        return None

    def _ratings(self, n: int, row: Row, code: str) -> None:
        first = self.rows.setdefault(code, n)
        for column, title in enumerate(self.titles):
            attribute = self.attributes.get(title)
            if attribute is None:
                continue
            typed = Typed(place_of(RATINGS, n, column), row[column])
            before = self.sheet.typed.setdefault((code, attribute), typed)
            if as_typed(before.value) != as_typed(typed.value):
                self.sheet.refuse(
                    typed.place,
                    f"the code {code} stands in rows {first + 1} and "
                    f"{n + 1}, and {before.place} says another {attribute}.",
                )

    def _others(self, n: int, row: Row, code: str) -> None:
        """Keep what stands in the row beside codes, texts and ratings."""
        number = str(list(self.shown).index(code) + 1)
        for column, title in enumerate(self.titles):
            text = as_typed(row[column])
            known = title in self.attributes or _whole(title) in _TEXTS
            if not text or known or (title == NUMBER.casefold() and text == number):
                continue
            became = "a comment" if title == COMMENT.casefold() else "kept here alone"
            self.sheet.remark(place_of(RATINGS, n, column), text, became, code=code)

    def _outside(self, n: int, row: Row) -> None:
        """Keep what stands outside the table; a row that lost its code is no such thing."""
        for column, value in enumerate(row):
            text = as_typed(value)
            if text and not (n == self.head and self._ours(text)):
                self.sheet.remark(place_of(RATINGS, n, column), text, "kept here alone")


def _whole(title: str) -> str:
    """Return the title of a column, whichever part of its texts the column holds."""
    match = _PART.fullmatch(title)
    return match[1] if match else title
