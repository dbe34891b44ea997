"""Read the sheet of a returned workbook that holds the ratings.

Columns are found by their headers and rows by their codes, so a rater who sorts whole rows, filters
or moves columns does no harm. Numbers and texts of a row are held against its code, so that it is
noticed where some columns were sorted without the others; where these are the ratings alone, with
everything else in its place, nothing in the file shows it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell

from mentaleval.documents.validation import near_miss
from mentaleval.sheets.key import Key, Shown
from mentaleval.sheets.layout import (
    CODE,
    COMMENT,
    CONTEXT,
    NUMBER,
    RATINGS,
    RESPONSE,
    note_of,
    title_of,
)
from mentaleval.sheets.plain_text import text_mark
from mentaleval.sheets.returned_sheet import ReturnedSheet
from mentaleval.sheets.spots import Beside, place_of
from mentaleval.sheets.typed import Typed, as_typed
from mentaleval.vocabulary import Rubric

Row = Sequence[object]
Rows = Sequence[Row]
NOTE: Final = "a note on the cell, kept here alone"
_MOST_NAMED: Final = 5
_CODE: Final = re.compile("[A-Z]{3}-[A-Z]{3}")
_PART: Final = re.compile(r"(.+), part \d+")
_TEXTS: Final = frozenset(title.casefold() for title in (CODE, CONTEXT, RESPONSE))
_TITLES: Final = _TEXTS | {NUMBER.casefold(), COMMENT.casefold()}


def cells_of(name: str, rows: Rows) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every cell that is not empty."""
    for n, row in enumerate(rows):
        for column, value in enumerate(row):
            if text := as_typed(value):
                yield place_of(name, n, column), text


def read_ratings(
    sheet: ReturnedSheet, rows: Rows, key: Key, rubric: Rubric, beside: Beside
) -> None:
    """Read the rows of the sheet "Ratings" into a returned sheet, and what lies beside them.

    Nothing more is said of a sheet without its headers: all else would follow from that.
    """
    head = next((n for n, row in enumerate(rows) if CODE.casefold() in _folded(row)), None)
    if head is None:
        why = f"no row has the header {CODE!r}: it was renamed or deleted."
        sheet.refuse(RATINGS, why)
        return
    titles = {title_of(attribute).casefold(): attribute.name for attribute in rubric}
    reader = _Reader(sheet, key, head, _folded(rows[head]), titles)
    reader.require_columns(rows[head], [title_of(attribute) for attribute in rubric])
    if sheet.problems:
        return
    for n, row in enumerate(rows):
        reader.read(n, row)
    reader.close()
    reader.beside(beside, {text_mark(note_of(attribute)) for attribute in rubric})


def codes_in(book: Mapping[str, Rows]) -> set[str]:
    """Return what stands in the column "Code" of a workbook that looks like a code."""
    rows = book.get(RATINGS, ())
    head = next((n for n, row in enumerate(rows) if CODE.casefold() in _folded(row)), None)
    if head is None:
        return set()
    column = _folded(rows[head]).index(CODE.casefold())
    codes = {as_typed(row[column]).upper() for row in rows[head + 1 :]}
    return {code for code in codes if _CODE.fullmatch(code)}


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
    codes: dict[int, str] = field(default_factory=dict)
    """The code of each row."""
    unlike: list[str] = field(default_factory=list)
    """The places of numbers that are another code's."""
    mixed: list[tuple[str, str]] = field(default_factory=list)
    """The places of texts that are another code's, and what to say of them."""

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
            self.codes[n] = code
            self._texts(n, row, self.shown[code])
            self._ratings(n, row, code)
            self._others(n, row, code)
        elif code:
            place = place_of(RATINGS, n, self.titles.index(CODE.casefold()))
            self.sheet.refuse(place, self._unknown(code))
        else:
            self._outside(n, row)

    def close(self) -> None:
        """Refuse what has no row, and rows that were taken apart."""
        lost = [
            f"{code} ({NUMBER} {number})"
            for number, code in enumerate(self.shown, 1)
            if code not in self.rows
        ]
        if lost:
            more = f" and {len(lost) - _MOST_NAMED:,} more" if len(lost) > _MOST_NAMED else ""
            named = ", ".join(lost[:_MOST_NAMED]) + more
            rows = "the row with the code" if len(lost) == 1 else "the rows with the codes"
            are = "is" if len(lost) == 1 else "are"
            self.sheet.refuse(RATINGS, f"{rows} {named} {are} missing.")
        if self.mixed:
            place, why = self.mixed[0]
            more = f", and so in {len(self.mixed):,} cells" if len(self.mixed) > 1 else ""
            self.sheet.refuse(place, f"{why}{more}: rows were mixed up.")
        if len(self.unlike) > 1:
            self.sheet.refuse(
                self.unlike[0],
                f"the number is not that of the row's code, and so in {len(self.unlike):,} of "
                f"{len(self.codes):,} rows: columns were sorted without the others, and nobody "
                "knows which response a rating is of.",
            )

    def beside(self, beside: Beside, ours: Collection[str]) -> None:
        """Refuse merged cells, and keep the notes on cells but ours, by their texts' marks."""
        for block in beside.merged:
            columns = range(block.column, block.last_column + 1)
            rated = any(title in self.attributes for title in _at(self.titles, columns))
            if block.sheet == RATINGS and rated and block.last_row > self.head:
                self.sheet.refuse(
                    block.place,
                    "these cells are merged, so that all but the first lost what was in them: "
                    "part them, and fill in what is missing.",
                )
        for note in beside.notes:
            if note.sheet == RATINGS and text_mark(note.text) not in ours:
                (title,) = _at(self.titles, [note.column]) or [""]
                self.sheet.remark(
                    note.place,
                    note.text,
                    NOTE,
                    code=self.codes.get(note.row, ""),
                    attribute=self.attributes.get(title, ""),
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
                said = f"the {title.lower()} is that of the code {other}, and the row's code is"
                self.mixed.append((place, f"{said} {shown.code}"))
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
        number = list(self.shown).index(code) + 1
        for column, title in enumerate(self.titles):
            text = as_typed(row[column])
            known = title in self.attributes or _whole(title) in _TEXTS
            if not text or known:
                continue
            if title == NUMBER.casefold():
                if text == str(number):
                    continue
                if text in map(str, range(1, len(self.shown) + 1)):
                    self.unlike.append(place_of(RATINGS, n, column))
            became = "a comment" if title == COMMENT.casefold() else "kept here alone"
            self.sheet.remark(place_of(RATINGS, n, column), text, became, code=code)

    def _outside(self, n: int, row: Row) -> None:
        """Keep what stands outside the table; a row that lost its code is no such thing."""
        for column, value in enumerate(row):
            text = as_typed(value)
            if text and not (n == self.head and self._ours(text)):
                self.sheet.remark(place_of(RATINGS, n, column), text, "kept here alone")


def _at(titles: Sequence[str], columns: Iterable[int]) -> list[str]:
    return [titles[column] for column in columns if column < len(titles)]


def _whole(title: str) -> str:
    """Return the title of a column, whichever part of its texts the column holds."""
    match = _PART.fullmatch(title)
    return match[1] if match else title
