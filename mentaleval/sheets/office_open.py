"""The parts of an Office Open XML workbook (``.xlsx``, ``.xlsm``) that its reader does not give."""

from __future__ import annotations

import posixpath
from typing import Final
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from xlsxwriter.utility import xl_cell_to_rowcol

from mentaleval.sheets.spots import Beside, Block, Spot, said_formula

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK: Final = "xl/workbook.xml"
_ERROR: Final = "e"


def beside(book: ZipFile) -> Beside:
    """Return what lies beside the values of a workbook."""
    found = Beside()
    parts = _related(book, _BOOK, "/worksheet")
    for sheet in _parsed(book, _BOOK).iter(f"{_MAIN}sheet"):
        name, part = str(sheet.get("name")), parts.get(sheet.get(_ID, ""), "")
        if part not in book.namelist():
            continue  # a chart
        for notes in _related(book, part, "/comments").values():
            for note in _parsed(book, notes).iter(f"{_MAIN}comment"):
                text = "".join(piece.text or "" for piece in note.iter(f"{_MAIN}t"))
                found.notes.append(Spot(name, *_cell(note.get("ref")), text))
        _add_cells(found, name, _parsed(book, part))
    return found


def _add_cells(found: Beside, name: str, sheet: ET.Element) -> None:
    for cell in sheet.iter(f"{_MAIN}c"):
        formula, value = (cell.findtext(f"{_MAIN}{tag}") for tag in "fv")
        failed = cell.get("t") == _ERROR or (formula is not None and not value)
        if failed and cell.get("r"):
            text = said_formula(formula or "", value or "")
            found.lost.append(Spot(name, *_cell(cell.get("r")), text))
    for merged in sheet.iter(f"{_MAIN}mergeCell"):
        first, _, last = str(merged.get("ref")).partition(":")
        found.merged.append(Block(name, *_cell(first), *_cell(last or first)))


def _cell(reference: str | None) -> tuple[int, int]:
    row, column = xl_cell_to_rowcol(reference or "A1")
    return row, column


def _parsed(book: ZipFile, part: str) -> ET.Element:
    return ET.fromstring(book.read(part))  # noqa: S314  expat itself stops entity bombs


def _related(book: ZipFile, part: str, kind: str) -> dict[str, str]:
    """Return the parts of a kind that a part names, by the names that it has for them."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in book.namelist():
        return {}
    return {
        one.get("Id", ""): _resolved(folder, one.get("Target", ""))
        for one in _parsed(book, relations)
        if one.get("Type", "").endswith(kind)
    }


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target))[1:]
