"""Read the rows of a user's own table: CSV, JSON lines or Parquet."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from mentaleval import DataError
from mentaleval_datasets.columns import missing_column
from mentaleval_datasets.delimited import csv_rows
from mentaleval_datasets.harness import harness_records, is_harness
from mentaleval_datasets.local import why

_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file, each with its number; *unit* is what the file calls one."""

    path: Path
    unit: str
    records: tuple[tuple[int, Mapping[str, Any]], ...]

    @property
    def columns(self) -> list[str]:
        """The names of all columns, in the order found."""
        return list(dict.fromkeys(name for _, record in self.records for name in record))

    def has(self, column: str) -> bool:
        """Whether any row has this column, or this dotted path."""
        return any(_look(record, column) is not _MISSING for _, record in self.records)

    def require(self, column: str, *, hint: str | None = None) -> str:
        """Return *column* if there is one.

        Raises
        ------
        DataError
            When there is none; it names the closest.
        """
        if self.has(column):
            return column
        for other in self.columns:  # an accent is written in one of two forms
            if normalize("NFC", other) == normalize("NFC", column):
                return other
        raise missing_column(column, self.columns, str(self.path), hint=hint)

    def where(self, number: int) -> str:
        """Return how to find a row."""
        return f"{self.path}, {self.unit} {number}"


def read_rows(path: Path, *, filtered: str | None = None) -> Rows:
    """Read a table by its suffix.

    Parameters
    ----------
    path
        A file that ends in ``.csv``, ``.tsv``, ``.jsonl`` or ``.parquet``.
    filtered
        For a log of lm-evaluation-harness: the filter whose results are the responses.

    Raises
    ------
    DataError
        When it has another suffix, cannot be read, or has no rows.
    """
    suffix = path.suffix.lower()
    if suffix in {".csv", ".tsv"}:
        rows = Rows(path, "row", tuple(csv_rows(path)))
    elif suffix == ".jsonl":
        rows = Rows(path, "line", tuple(_lines(path)))
    elif suffix == ".parquet":
        rows = Rows(path, "record", tuple(_parquet(path)))
    else:
        raise DataError(f"{path} is no .csv, .tsv, .jsonl or .parquet file.")
    if not rows.records:
        raise DataError(f"{path} is empty: it has no rows.")
    if is_harness(rows.records[0][1]):
        logged = harness_records(rows.records, filtered=filtered, where=str(path))
        return Rows(path, "line", tuple(logged))
    return rows


def value_of(record: Mapping[str, Any], column: str) -> Any:
    """Return what stands in *column*, which may be a dotted path; None where nothing does."""
    value = _look(record, column)
    blank = value is _MISSING or (isinstance(value, float) and math.isnan(value))
    return None if blank else value


def text_of(record: Mapping[str, Any], column: str, where: str) -> str:
    """Return the text in *column*, without white space at its ends; empty where there is none.

    Raises
    ------
    DataError
        When it is neither text nor a number.
    """
    value = value_of(record, column)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # spreadsheets and pandas turn the number 7 into 7.0
    if not isinstance(value, (str, int, float)):
        raise DataError(f"{where}: column {column!r} holds a {type(value).__name__}, not text.")
    return str(value).strip()


def _look(record: Mapping[str, Any], column: str) -> Any:
    if column in record:
        return record[column]
    value: Any = record
    for step in column.split("."):
        if not (isinstance(value, Mapping) and step in value):
            return _MISSING
        value = value[step]
    return value


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _object(line, f"{path}, line {number}")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {why(error)}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text (byte {error.start}).") from error


def _object(line: str, where: str) -> Mapping[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where} is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise DataError(f"{where} holds a {type(value).__name__}; each line should be an object.")
    return value


def _parquet(path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    import pyarrow as pa  # noqa: PLC0415  slow to import, and listing the plugins must be fast
    from pyarrow import parquet  # noqa: PLC0415  likewise

    try:
        records = parquet.read_table(path).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path} cannot be read as Parquet: {error}") from error
    return list(enumerate(records, 1))
