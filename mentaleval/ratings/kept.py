"""The rubric that a Parquet file of ratings keeps beside them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from mentaleval.documents.rubrics import kept_rubric, rubric_data
from mentaleval.errors import RatingsError
from mentaleval.ratings.arrow import read_columns
from mentaleval.ratings.columns import plain_name
from mentaleval.vocabulary import RaterKind, Rubric

PARQUET: Final = (".parquet", ".pq")
_KEY: Final = b"mentaleval_rubric"
_COLUMNS: Final = ("attribute", "rater", "rater_kind")


@dataclass(frozen=True, slots=True)
class Kept:
    """A rubric that a file keeps, the attributes that it has ratings on, and its judges."""

    rubric: Rubric
    rated: frozenset[str]
    judges: frozenset[str]


def with_rubric(table: Any, rubric: Rubric | None) -> Any:
    """Return an Arrow table that keeps a rubric."""
    if rubric is None:
        return table
    said = json.dumps(rubric_data(rubric), ensure_ascii=False).encode()
    return table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: said})


def kept_in(path: str | os.PathLike[str]) -> Kept | None:
    """Return the rubric that a file of ratings keeps; None where it keeps none.

    Raises
    ------
    DataError
        When it keeps something else under that name.
    """
    file = Path(path)
    if file.suffix.lower() not in PARQUET:
        return None
    import pyarrow as pa  # noqa: PLC0415  slow to import, needed for these files alone
    import pyarrow.parquet as pq  # noqa: PLC0415  as above

    try:
        said = (pq.read_schema(file).metadata or {}).get(_KEY)
        if said is None:
            return None
        _, rows = read_columns(file, lambda titles: [t for t in titles if t in _COLUMNS])
    except (OSError, pa.ArrowException):
        return None  # whoever reads its ratings says why
    rated = {plain_name(name) for (name,) in _distinct(rows, "attribute")}
    judges = {
        rater
        for rater, kind in _distinct(rows, "rater", "rater_kind")
        if kind.lower() == RaterKind.JUDGE
    }
    return Kept(_rubric(said, file), frozenset(rated), frozenset(judges))


def _distinct(rows: pd.DataFrame, *columns: str) -> list[tuple[str, ...]]:
    """Return the distinct texts of some columns; none where the file lacks one of them."""
    if not {*columns} <= {*rows.columns}:
        return []
    once = rows[list(columns)].drop_duplicates()
    return [tuple(map(str, texts)) for texts in once.itertuples(index=False, name=None)]


def _rubric(said: bytes, file: Path) -> Rubric:
    try:
        return kept_rubric(json.loads(said), source=f"the rubric in {file}")
    except (TypeError, ValueError) as error:
        raise RatingsError(f"{file}: the rubric that it keeps is no JSON object.") from error
