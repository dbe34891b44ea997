"""What a workbook's file holds and its reader does not give: notes, errors, merged cells.

The reader gives values alone: a note is not one, and of a formula that failed it says that the
cell is empty.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from mentaleval.sheets import office_open, open_document
from mentaleval.sheets.spots import Beside, Block

_MARK: Final = "content.xml"


def beside_cells(path: Path) -> Beside:
    """Return what lies beside the values of a workbook; ``whole`` says whether all of it is known.

    An old ``.xls`` tells its merged cells alone.
    """
    try:
        with ZipFile(path) as book:
            read = open_document.beside if _MARK in book.namelist() else office_open.beside
            return read(book)
    except (BadZipFile, KeyError, OSError, ET.ParseError):
        return Beside(merged=_merged(path), whole=False)


def _merged(path: Path) -> list[Block]:
    import python_calamine  # noqa: PLC0415  who reads no workbook need not wait for it

    book: Any = python_calamine.CalamineWorkbook.from_path(path)
    return [
        Block(name, *first, *last)
        for name in book.sheet_names
        for first, last in getattr(book.get_sheet_by_name(name), "merged_cell_ranges", None) or ()
    ]
