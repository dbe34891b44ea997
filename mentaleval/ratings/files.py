"""Ratings tables in files: Parquet, CSV and JSON lines to read, Parquet and CSV to write."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.errors import RatingsError, UsageError
from mentaleval.ratings.arrow import read_columns
from mentaleval.ratings.check import checked
from mentaleval.ratings.columns import Booleans
from mentaleval.ratings.foreign import ColumnMap, Raw, drafted, needed
from mentaleval.ratings.kept import PARQUET, kept_in, with_rubric
from mentaleval.ratings.table import from_frame
from mentaleval.ratings.texts import distinct_values
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Rubric, Scale
from mentaleval.writing import whole_file

_CSV: Final = (".csv", ".tsv")
_JSONL: Final = (".jsonl", ".ndjson")


def read(
    path: str | os.PathLike[str],
    *,
    mapping: ColumnMap | None = None,
    rubric: Rubric | None = None,
    scale: Scale | None = None,
) -> pd.DataFrame:
    """Read a ratings table from a file.

    Parameters
    ----------
    path
        A Parquet (``.parquet``), CSV (``.csv``, ``.tsv``) or JSON lines (``.jsonl``) file with
        at least the columns exchange_id, responder, rater, rater_kind, attribute and rating.
    mapping
        What the file calls them, or how it is wide, where it does not keep to that.
    rubric
        Gives each attribute its scale: by default what the file keeps (Parquet), or the seven.
        An attribute outside it has 1-5, where none of its ratings says otherwise.
    scale
        The scale of every attribute, instead of the rubric's.

    Returns
    -------
    pandas.DataFrame
        One row a rating, in the file's order. A file that `write` made comes back identical.

    Raises
    ------
    RatingsError
        When the file cannot be read, or a row breaks a rule of the table.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in (*_CSV, *_JSONL, *PARQUET):
        known = ", ".join((*_CSV, *_JSONL, *PARQUET))
        raise RatingsError(f"{file}: {suffix or 'a name without suffix'!r} is none of {known}.")
    if rubric is None:
        kept = kept_in(file)
        rubric = SEVEN if kept is None else kept.rubric
    mapping = mapping or ColumnMap()
    raw = _raw(file, suffix, partial(needed, mapping=mapping, rubric=rubric))
    return checked(drafted(raw, mapping, rubric=rubric, file=file), rubric=rubric, scale=scale)


def _raw(file: Path, suffix: str, wanted: Callable[[Sequence[str]], list[str]]) -> Raw:
    try:
        if suffix in _CSV:
            return _csv(file)
        if suffix in _JSONL:
            return _json_lines(file)
        return _parquet(file, wanted)
    except FileNotFoundError:
        raise RatingsError(f"{file}: there is no such file.") from None
    except UnicodeDecodeError as error:
        raise RatingsError(f"{file}: it is not UTF-8 text (byte {error.start}).") from error
    except OSError as error:
        raise RatingsError(f"{file}: it cannot be read: {error.strerror or error}.") from error


def _csv(file: Path) -> Raw:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        header = lines.readline()
    if not header.strip():
        raise RatingsError(f"{file}: it is empty; its first row has to name the columns.")
    separator = max(",;\t", key=header.count)
    try:
        frame = pd.read_csv(
            file,
            sep=separator,
            header=None,
            dtype="category",
            keep_default_na=False,
            skip_blank_lines=False,
            encoding="utf-8-sig",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        said = str(error).strip().removeprefix("Error tokenizing data. C error: ")
        raise RatingsError(f"{file}: it cannot be read as CSV: {said}.") from error
    titles = [str(title).strip() for title in frame.iloc[0]]
    _refuse_twins(file, titles)
    body = frame.iloc[1:].set_axis(titles, axis=1)
    blank = _blank(body)  # blank lines are no rows
    body = body[~blank] if blank.any() else body
    return Raw(body, body.index.to_numpy() + 1, "row", tuple(titles))


def _blank(rows: pd.DataFrame) -> Booleans:
    """Say which rows are empty in all columns."""
    blank = np.ones(len(rows), dtype=np.bool_)
    for at in range(rows.shape[1]):
        codes, names = distinct_values(rows.iloc[:, at])
        blank &= np.array([*(name == "" for name in names), True])[codes]
    return blank


def _refuse_twins(file: Path, titles: list[str]) -> None:
    for title in titles:
        if title and titles.count(title) > 1:
            raise RatingsError(f"{file}: two of its columns are called {title!r}; one has to go.")


def _json_lines(file: Path) -> Raw:
    records, rows = [], []
    with file.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError as error:
                raise RatingsError(f"{file}, line {number}: it is not JSON: {error}.") from error
            if not isinstance(record, dict):
                raise RatingsError(f"{file}, line {number}: an object in braces would be right.")
            records.append(record)
            rows.append(number)
    if not records:
        raise RatingsError(f"{file}: it is empty; one JSON object a line would be right.")
    titles = list(dict.fromkeys(title for record in records for title in record))
    columns = {t: pd.Series([r.get(t) for r in records], dtype=object) for t in titles}
    return Raw(pd.DataFrame(columns), rows, "line", tuple(titles))


def _parquet(file: Path, wanted: Callable[[Sequence[str]], list[str]]) -> Raw:
    import pyarrow as pa  # noqa: PLC0415  slow to import, needed for these files alone

    def asked(titles: Sequence[str]) -> list[str]:
        _refuse_twins(file, list(titles))
        return wanted(titles)

    try:
        titles, frame = read_columns(file, asked)
    except pa.ArrowException as error:
        raise RatingsError(f"{file}: it cannot be read as Parquet: {error}") from error
    return Raw(frame, np.arange(1, len(frame) + 1), "row", titles)


def write(
    table: pd.DataFrame, path: str | os.PathLike[str], *, rubric: Rubric | None = None
) -> Path:
    """Write a ratings table to a Parquet or CSV file, by its suffix, whole or not at all.

    Parameters
    ----------
    table, path
        What to write, and where.
    rubric
        What was rated, for a Parquet file to keep.

    Raises
    ------
    RatingsError
        When the table is none, or the file cannot be written.
    UsageError
        When the suffix is of neither kind.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in (".csv", *PARQUET):
        raise UsageError(f"{file}: a ratings table is written to .parquet or .csv.")
    whole = from_frame(table)
    try:
        with whole_file(file) as coming:
            _write(whole, coming, suffix, rubric)
    except OSError as error:
        raise RatingsError(f"{file}: it cannot be written: {error.strerror or error}.") from error
    return file


def _write(table: pd.DataFrame, file: Path, suffix: str, rubric: Rubric | None) -> None:
    if suffix == ".csv":
        table.to_csv(file, index=False, lineterminator="\r\n")
        return
    import pyarrow as pa  # noqa: PLC0415  as above
    import pyarrow.parquet as pq  # noqa: PLC0415  as above

    whole = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(with_rubric(whole, rubric), file)
