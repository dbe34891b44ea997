"""Read what came back in a rating workbook, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mentaleval.archives import require_sound_workbook
from mentaleval.errors import DataError
from mentaleval.sheets.cells_beside import beside_cells
from mentaleval.sheets.instructions import workbook_instructions
from mentaleval.sheets.key import Key
from mentaleval.sheets.layout import (
    HIDDEN,
    MARKS,
    RATINGS,
    REMARKS,
    REMARKS_HEAD,
    RUBRIC_HEAD,
    SHEET_ID,
    rubric_rows,
)
from mentaleval.sheets.plain_text import text_mark
from mentaleval.sheets.returned_ratings import NOTE, Rows, cells_of, read_ratings
from mentaleval.sheets.returned_sheet import ReturnedSheet
from mentaleval.sheets.spots import Beside
from mentaleval.sheets.typed import as_typed
from mentaleval.vocabulary import Rubric

Book = dict[str, Rows]
"""The cells of each sheet of a workbook."""

SUFFIXES: Final = (".xlsx", ".xlsm", ".ods", ".xls")


def read_book(path: Path) -> Book:
    """Return the cells of every sheet of a workbook, from A1 on.

    Raises
    ------
    DataError
        When it is none, or one that would do harm.
    """
    import python_calamine  # noqa: PLC0415  who reads no workbook need not wait for it

    require_sound_workbook(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (python_calamine.CalamineError, ValueError) as error:
        raise DataError(f"{path} is not a workbook that can be read ({error}).") from error


def sheet_id_in(book: Book) -> str | None:
    """Return which sheet a workbook says it is; None where it says nothing."""
    for row in book.get(HIDDEN, ()):
        if len(row) > 1 and as_typed(row[0]) == SHEET_ID:
            return as_typed(row[1]).upper()
    return None


def read_workbook(path: Path, book: Book, sheet_id: str, key: Key, rubric: Rubric) -> ReturnedSheet:
    """Read a returned workbook.

    Parameters
    ----------
    path, book
        The file, and its cells.
    sheet_id, key, rubric
        Which sheet it is, the key that knows it, and the attributes that were asked.
    """
    sheet, beside = ReturnedSheet(path, sheet_id), beside_cells(path)
    book = _completed(sheet, book, beside)
    if not beside.whole:
        sheet.warnings.append(
            f"{sheet.name}: this old kind of file hides notes on cells and formulas that failed, "
            "so they are not kept; the same file saved as .xlsx has them."
        )
    if RATINGS in book:
        read_ratings(sheet, book[RATINGS], key, rubric, beside)
    else:
        found = ", ".join(repr(name) for name in book)
        sheet.refuse(RATINGS, f"there is no sheet of this name; there is {found}.")
    ours = {text_mark(text) for text in _our_texts(key, sheet.sheet_id, rubric)}
    for name, rows in book.items():
        if name == RATINGS:
            continue
        became = "a remark" if name == REMARKS else "kept here alone"
        for place, text in cells_of(name, _without_marks(rows) if name == HIDDEN else rows):
            if text_mark(text) not in ours:
                sheet.remark(place, text, became)
    for note in beside.notes:
        if note.sheet != RATINGS:
            sheet.remark(note.place, note.text, NOTE)
    return sheet


def _completed(sheet: ReturnedSheet, book: Book, beside: Beside) -> Book:
    """Return the cells with what formulas say that gave no value; what is far off is a remark."""
    found: dict[str, list[list[object]]] = {name: [*map(list, its)] for name, its in book.items()}
    for lost in beside.lost:
        rows = found.get(lost.sheet, [])
        if lost.row < len(rows) and lost.column < len(rows[lost.row]):
            at = rows[lost.row]
            at[lost.column] = as_typed(at[lost.column]) or lost.text
        else:
            sheet.remark(lost.place, lost.text, "kept here alone")
    return {**found}


def _without_marks(rows: Rows) -> Rows:
    """Return the hidden sheet without what we wrote there."""
    return [() if row and as_typed(row[0]) in MARKS else row for row in rows]


def _our_texts(key: Key, sheet_id: str, rubric: Rubric) -> Iterator[str]:
    """Yield what stands on the sheets beside the ratings as we made them."""
    yield from (REMARKS_HEAD, *RUBRIC_HEAD)
    yield from workbook_instructions(key.booklet(sheet_id, rubric))
    for row in rubric_rows(rubric):
        yield from row
