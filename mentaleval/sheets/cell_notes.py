"""The notes that raters hang on cells of a workbook, which its reader does not give."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def notes_in(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every note; none where the file has no such notes.

    An OpenDocument file counts its rows by repetition, so there a note has its sheet alone.
    """
    try:
        with ZipFile(path) as book:
            if "content.xml" in book.namelist():
                yield from _open_document(book)
            else:
                yield from _office_open(book)
    except (BadZipFile, KeyError, OSError, ET.ParseError):
        return  # an old .xls, or no workbook at all, of which its reader has said so


def _parsed(book: ZipFile, part: str) -> ET.Element:
    return ET.fromstring(book.read(part))  # noqa: S314  expat itself stops entity bombs


def _office_open(book: ZipFile) -> Iterator[tuple[str, str]]:
    parts = _related(book, "xl/workbook.xml", "/worksheet")
    for sheet in _parsed(book, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        part = parts.get(sheet.get(_ID, ""), "")
        for notes in _related(book, part, "/comments").values():
            for note in _parsed(book, notes).iter(f"{_MAIN}comment"):
                text = "".join(piece.text or "" for piece in note.iter(f"{_MAIN}t"))
                yield f"{sheet.get('name')}!{note.get('ref')}", text


def _related(book: ZipFile, part: str, kind: str) -> dict[str, str]:
    """Return the parts of a kind that a part names, by the names that it has for them."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in book.namelist():
        return {}
    found = _parsed(book, relations)
    return {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))[
            1:
        ]
        for one in found
        if one.get("Type", "").endswith(kind)
    }


def _open_document(book: ZipFile) -> Iterator[tuple[str, str]]:
    for sheet in _parsed(book, "content.xml").iter(f"{_TABLE}table"):
        for note in sheet.iter(f"{_OFFICE}annotation"):
            lines = ["".join(line.itertext()) for line in note.iter(f"{_TEXT}p")]
            yield str(sheet.get(f"{_TABLE}name")), "\n".join(lines)
