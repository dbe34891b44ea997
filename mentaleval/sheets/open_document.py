"""The parts of an OpenDocument workbook (``.ods``) that its reader does not give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from mentaleval.sheets.spots import Beside, Block, Spot, said_formula

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def beside(book: ZipFile) -> Beside:
    """Return what lies beside the values of a workbook."""
    found = Beside()
    whole = ET.fromstring(book.read("content.xml"))  # noqa: S314  expat itself stops entity bombs
    for sheet in whole.iter(f"{_TABLE}table"):
        name = str(sheet.get(f"{_TABLE}name"))
        for row, column, cell in _cells(sheet):
            _add(found, name, row, column, cell)
    return found


def _cells(sheet: ET.Element) -> Iterator[tuple[int, int, ET.Element]]:
    """Yield every cell with its place; one that stands for several has that of the first."""
    row = 0
    for line in sheet.iter(f"{_TABLE}table-row"):
        column = 0
        for cell in line:
            if cell.tag in _CELLS:
                yield row, column, cell
                column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        row += int(line.get(f"{_TABLE}number-rows-repeated", "1"))


def _add(found: Beside, name: str, row: int, column: int, cell: ET.Element) -> None:
    note = cell.find(f"{_OFFICE}annotation")
    if note is not None:
        found.notes.append(Spot(name, row, column, _lines(note)))
    spans = (cell.get(f"{_TABLE}number-{what}-spanned", "1") for what in ("rows", "columns"))
    rows, columns = (int(span) - 1 for span in spans)
    if rows or columns:
        found.merged.append(Block(name, row, column, row + rows, column + columns))
    shown, formula = _lines(cell), cell.get(f"{_TABLE}formula")
    failed = cell.get(f"{_CALC}value-type") == "error" or shown.startswith(("#", "Err:"))
    if formula is not None and (failed or not shown):
        text = said_formula(formula.partition(":")[2] or formula, shown)
        found.lost.append(Spot(name, row, column, text))


def _lines(element: ET.Element) -> str:
    """Return the paragraphs of an element, without those of the elements in it."""
    return "\n".join("".join(line.itertext()) for line in element.findall(f"{_TEXT}p"))
