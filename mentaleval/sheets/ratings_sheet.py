"""The sheet of a rating workbook in which responses are rated, a row a response."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from mentaleval.sheets.booklet import Booklet
from mentaleval.sheets.formats import Formats
from mentaleval.sheets.layout import (
    CODE,
    COMMENT,
    CONTEXT,
    NUMBER,
    RATINGS,
    RESPONSE,
    allowed,
    note_of,
    part_title,
    plain,
    said_scale,
    title_of,
)
from mentaleval.sheets.plain_text import parts, wrapped
from mentaleval.vocabulary import Attribute

_POINTS: Final = 13.5
"""Of a line of text."""
_MOST_LINES: Final = 29
"""A row has at most 409 points: what is longer goes on in the next column."""
_WIDTHS: Final = {NUMBER: 5, CODE: 11, CONTEXT: 48, RESPONSE: 88, COMMENT: 40}
_NARROWER: Final = 1.1
"""Letters are narrower than the digits by which a column's width is said; fonts differ."""
_LONGEST_LIST: Final = 255
"""Characters that the drop-down of a workbook can hold itself."""
_MOST_STEPS: Final = 100
"""A longer list is no help."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """One column of texts, or several where some of them are too long for one."""

    title: str
    rows: list[list[str]]

    @property
    def columns(self) -> int:
        return max(map(len, self.rows), default=1)

    def lines(self, row: int) -> int:
        return max(len(wrapped(part, _room(self.title))) for part in self.rows[row])


def _room(title: str) -> int:
    return int(_WIDTHS[title] * _NARROWER)


def add_ratings(book: Any, formats: Formats, booklet: Booklet) -> None:
    """Add the sheet to a workbook."""
    sheet = book.add_worksheet(RATINGS)
    texts = (
        _texts(CONTEXT, [page.context for page in booklet.pages]),
        _texts(RESPONSE, [page.response for page in booklet.pages]),
    )
    titles = _add_head(sheet, formats, booklet, texts)
    shaded = False
    for n, page in enumerate(booklet.pages):
        if n and page.context != booklet.pages[n - 1].context:
            shaded = not shaded
        form = formats.other_text if shaded else formats.text
        sheet.set_row(n + 1, _POINTS * max(2, *(column.lines(n) for column in texts)) + 4)
        sheet.write_number(n + 1, 0, n + 1, form)
        cells = [page.code, *(part for column in texts for part in _padded(column, n))]
        for place, cell in enumerate(cells, 1):
            sheet.write_string(n + 1, place, cell, form)
        for place in range(len(cells) + 1, len(titles) - 1):
            sheet.write_blank(n + 1, place, None, formats.rating)
        sheet.write_blank(n + 1, len(titles) - 1, None, formats.comment)
    for place, attribute in enumerate(booklet.rubric, len(titles) - 1 - len(booklet.rubric)):
        sheet.data_validation(1, place, len(booklet.pages), place, _choice(attribute))
    _set_up(sheet, len(booklet.pages), len(titles))


def _texts(title: str, texts: Sequence[str]) -> _Texts:
    return _Texts(title, [parts(text, width=_room(title), lines=_MOST_LINES) for text in texts])


def _padded(column: _Texts, row: int) -> list[str]:
    found = column.rows[row]
    return found + [""] * (column.columns - len(found))


def _add_head(sheet: Any, formats: Formats, booklet: Booklet, texts: Sequence[_Texts]) -> list[str]:
    """Write the headers with their notes, set the widths, and return the headers."""
    named = [(NUMBER, _WIDTHS[NUMBER]), (CODE, _WIDTHS[CODE])]
    for column in texts:
        named += [
            (part_title(column.title, n), _WIDTHS[column.title]) for n in range(column.columns)
        ]
    first = len(named)
    named += [
        (title_of(attribute), max(12, len(attribute.name) + 4)) for attribute in booklet.rubric
    ]
    named.append((COMMENT, _WIDTHS[COMMENT]))
    for place, (title, width) in enumerate(named):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, formats.head)
    for place, attribute in enumerate(booklet.rubric, first):
        note = note_of(attribute)
        size = {"width": 420, "height": 18 * len(wrapped(note, 60)) + 12}
        sheet.write_comment(0, place, note, size)
    return [title for title, _ in named]


def _choice(attribute: Attribute) -> dict[str, Any]:
    """Return the drop-down of an attribute; where it has too many steps, the bounds."""
    steps, scale = allowed(attribute), attribute.scale
    few = [*map(str, steps[:_MOST_STEPS])] if steps else []
    rule: dict[str, Any] = {"validate": "list", "source": few}
    if steps is None or len(few) < len(steps) or len(",".join(few)) > _LONGEST_LIST:
        kind = "decimal" if steps is None else "integer"
        ends = {"minimum": plain(scale.low), "maximum": plain(scale.high)}
        rule = {"validate": kind, "criteria": "between", **ends}
    said = (
        f"Please give {said_scale(attribute)}, or leave the cell empty and say why in the comment."
    )
    return {**rule, "error_title": "No rating", "error_message": said, "error_type": "stop"}


def _set_up(sheet: Any, rows: int, columns: int) -> None:
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, rows, columns - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
