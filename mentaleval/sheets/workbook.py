"""Write a booklet as a rating workbook: instructions, rubric, ratings, remarks."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from mentaleval.sheets.booklet import Booklet
from mentaleval.sheets.formats import Formats, formats_of
from mentaleval.sheets.instructions import workbook_instructions
from mentaleval.sheets.layout import (
    HIDDEN,
    INSTRUCTIONS,
    MARKS,
    REMARKS,
    REMARKS_HEAD,
    RUBRIC,
    RUBRIC_HEAD,
    rubric_rows,
)
from mentaleval.sheets.plain_text import wrapped
from mentaleval.sheets.ratings_sheet import add_ratings

_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001  the same booklet gives the same file anywhere
_REMARK_ROWS: Final = 30


def written_workbook(booklet: Booklet, path: Path) -> None:
    """Write a booklet as an ``.xlsx`` file; the same booklet gives the same file.

    All texts are written as texts, whatever sign they begin with. A text that is too long for a
    row goes on in the column beside it.

    Parameters
    ----------
    booklet
        What one expert gets.
    path
        The file.
    """
    # in memory: broken off, its temporary files would leave texts elsewhere on the disk
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"title": "Rating sheet", "created": _MADE})
        formats = formats_of(book)
        _add_instructions(book, formats, booklet)
        _add_rubric(book, formats, booklet)
        add_ratings(book, formats, booklet)
        _add_remarks(book, formats)
        _add_marks(book, booklet)


def _add_instructions(book: Any, formats: Formats, booklet: Booklet) -> None:
    sheet = book.add_worksheet(INSTRUCTIONS)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100)
    for row, paragraph in enumerate(workbook_instructions(booklet)):
        sheet.set_row(row, 16.0 * len(wrapped(paragraph, 92)) + 8)
        sheet.write_string(row, 0, paragraph, formats.paragraph)
    _print_and_protect(sheet)


def _add_rubric(book: Any, formats: Formats, booklet: Booklet) -> None:
    sheet = book.add_worksheet(RUBRIC)
    sheet.hide_gridlines(2)
    for column, (title, width) in enumerate(zip(RUBRIC_HEAD, (20, 26, 90), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, formats.head)
    for row, cells in enumerate(rubric_rows(booklet.rubric), 1):
        sheet.set_row(row, 13.5 * len(wrapped(cells[2], 84)) + 4)
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, formats.bold if cells[0] else formats.text)
    sheet.freeze_panes(1, 0)
    _print_and_protect(sheet)


def _add_remarks(book: Any, formats: Formats) -> None:
    sheet = book.add_worksheet(REMARKS)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, REMARKS_HEAD, formats.head)
    for row in range(1, _REMARK_ROWS + 1):
        sheet.write_blank(row, 0, None, formats.comment)
    _print_and_protect(sheet)


def _print_and_protect(sheet: Any) -> None:
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _add_marks(book: Any, booklet: Booklet) -> None:
    """Say on a hidden sheet which booklet this is."""
    sheet = book.add_worksheet(HIDDEN)
    said = (booklet.sheet_id, version("mentaleval"))
    for row, (name, value) in enumerate(zip(MARKS, said, strict=True)):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.protect()
    sheet.hide()
