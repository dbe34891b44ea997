"""Read a CSV file row by row, each with the number that a spreadsheet shows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from typing import Final, TextIO

from mentaleval import DataError, only_member
from mentaleval_datasets.local import why

_LONGEST: Final = 2**24
"""Characters of a line or a cell; one of a table of texts has a few hundred."""


def csv_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file, or of the one in a zip archive, the header being row 1.

    The separator is whichever of comma, semicolon and tab the header has most of. Blank rows
    are passed over, cells missing at the end of a row are empty.

    Raises
    ------
    DataError
        When it is no readable UTF-8 text, is empty, names a column twice or has a row with
        more cells than its header.
    """
    try:
        with _text(path) as file:
            lines = _lines(file, path)
            header = next(lines, "")
            separator = max(",;\t", key=header.count)
            # Python's own limit is 131,072 characters a cell, for all that read CSV here.
            csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))
            yield from _rows(_cells(chain([header], lines), separator, path), path)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {why(error)}.") from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path} is not UTF-8 text (byte {error.start}).",
            hint="save it as 'CSV UTF-8' from the spreadsheet",
        ) from error


def _cells(lines: Iterable[str], separator: str, path: Path) -> Iterator[list[str]]:
    """Yield the cells of each row; a quote that is not closed would swallow the rows after it."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise DataError(
            f"{path}, line {reader.line_num}: this is not readable as CSV: {error}.",
            hint="a cell with a quote in it stands in quotes, and that quote twice",
        ) from error


def _lines(file: TextIO, path: Path) -> Iterator[str]:
    """Yield the lines of a file, none of which may fill the memory."""
    number = 0
    while line := file.readline(_LONGEST + 1):
        number += 1
        if len(line) > _LONGEST:
            raise DataError(
                f"{path}, line {number}: it has more than {_LONGEST:,} characters, so this is no "
                "table of texts."
            )
        yield line


def _text(path: Path) -> AbstractContextManager[TextIO]:
    if path.suffix.lower() == ".zip":
        return only_member(path)
    return path.open(encoding="utf-8-sig", newline="")


def _rows(reader: Iterator[list[str]], path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    header = [name.strip() for name in next(reader, [])]
    if not any(header):
        raise DataError(f"{path} is empty: its first row should name the columns.")
    for name in header:
        if name and header.count(name) > 1:
            raise DataError(f"{path} has two columns {name!r}; the names must differ.")
    for number, cells in enumerate(reader, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            raise DataError(
                f"{path}, row {number}: {len(cells)} cells under {len(header)} columns; "
                f"is a text with a separator not in quotes?"
            )
        padded = cells + [""] * (len(header) - len(cells))
        yield number, dict(zip(header, padded, strict=True))
