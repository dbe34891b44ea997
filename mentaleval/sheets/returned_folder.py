"""A folder of sheets that came back: which of its files are sheets, and why others are not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mentaleval.sheets.json_files import has_mark
from mentaleval.sheets.key import KEY_FILE
from mentaleval.sheets.layout import CODE, CONTEXT, RESPONSE
from mentaleval.sheets.returned_form import MARK
from mentaleval.sheets.returned_workbook import SUFFIXES

_OF_SYSTEMS: Final = frozenset({"thumbs.db", "desktop.ini", KEY_FILE})
_TABLES: Final = (".csv", ".tsv", ".txt")
_OTHER_BOOKS: Final = (".numbers", ".xlsb", ".gsheet", ".fods")
_AS_XLSX: Final = "a rating sheet has to come back as .xlsx, so ask for it"


def is_sheet(path: Path) -> bool:
    """Whether a file may be a sheet that came back: a workbook, or what a form has saved."""
    if _hidden(path) or not path.is_file():
        return False
    suffix = path.suffix.lower()
    return suffix in SUFFIXES or (suffix == ".json" and has_mark(path, MARK))


def _hidden(path: Path) -> bool:
    """Whether no person has put a file there: a system did, or a program that has one open."""
    return path.name.startswith((".", "~$")) or path.name.casefold() in _OF_SYSTEMS


def sheets_in(folder: Path) -> list[Path]:
    """Return the sheets in a folder by name; none where it holds logs, and so is a run's."""
    found = workbooks_in(folder)
    return [] if found and any(folder.rglob("*.eval")) else found


def workbooks_in(folder: Path) -> list[Path]:
    """Return whatever may be a sheet in a folder, also in one of logs."""
    return sorted(path for path in folder.iterdir() if is_sheet(path))


def unread_in(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the other files of a folder, each with why it is not read."""
    for path in sorted(folder.iterdir()):
        if not _hidden(path) and not is_sheet(path):
            yield path, why_unread(path)


def why_unread(path: Path) -> str:
    """Say why a file is no sheet, and what would be right."""
    name = path.name.lower()
    if path.is_dir():
        return "a folder, which has to be named itself"
    if is_exported(path):
        return _AS_XLSX
    if name.endswith(".json.txt"):
        return "what a form has saved ends in .json: rename it"
    if name.endswith((".html", ".htm")):
        return "a form, which holds no rating: what it saves ends in .json"
    return "no rating sheet"


def is_exported(path: Path) -> bool:
    """Whether a file is a rating sheet in a form that lost what makes it one."""
    suffix = path.suffix.lower()
    if suffix in _OTHER_BOOKS:
        return True
    return suffix in _TABLES and path.is_file() and {CODE, CONTEXT, RESPONSE} <= _head(path)


def _head(path: Path) -> set[str]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            line = file.readline(10_000)
    except OSError:
        return set()
    sign = max(",;\t", key=line.count)
    return {cell.strip() for cell in next(csv.reader([line], delimiter=sign), [])}
