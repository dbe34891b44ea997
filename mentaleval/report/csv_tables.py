"""Tables for machines as CSV files in UTF-8: see `mentaleval.report.records`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mentaleval.legible import one_line
from mentaleval.report.json_values import Json
from mentaleval.sheets.remarks import as_text
from mentaleval.writing import whole_file, write_csv


def write_records(records: Mapping[str, Sequence[Json]], folder: Path) -> list[Path]:
    """Write a file for each table, and return the files: the same bytes every time.

    Numbers are written so that reading them gives the very same number. A spreadsheet would take a
    text that begins like a formula for one, so it begins with an apostrophe; characters of a name
    that would command a terminal are written out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(rows, folder / f"{name}.csv") for name, rows in records.items()]


def _write(rows: Sequence[Json], file: Path) -> Path:
    with (
        whole_file(file) as coming,
        coming.open("w", encoding="utf-8", errors="backslashreplace", newline="") as out,
    ):
        write_csv(out, ([*map(_cell, row)] for row in (rows[0], *(row.values() for row in rows))))
    return file


def _cell(value: Any) -> Any:
    return as_text(one_line(value)) if isinstance(value, str) else value
