"""Parquet files column by column, their texts as categories from the first byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mentaleval.ratings.texts import Codes, one_after_the_other

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


def read_columns(
    file: Path, wanted: Callable[[Sequence[str]], Sequence[str]]
) -> tuple[tuple[str, ...], pd.DataFrame]:
    """Return the names of all columns of a Parquet file, and those columns that are wanted.

    One column is read at a time, so that little more than the result is held at once.

    Parameters
    ----------
    file
        The file.
    wanted
        Says which of the file's columns to read.

    Raises
    ------
    OSError, pyarrow.ArrowException
        When the file cannot be read.
    """
    import pyarrow as pa  # noqa: PLC0415  slow to import, needed for these files alone
    import pyarrow.parquet as pq  # noqa: PLC0415  as above

    with pq.ParquetFile(file) as opened:
        schema, rows = opened.schema_arrow, opened.metadata.num_rows
    names = list(wanted(schema.names))
    texts = [name for name in names if _holds_text(schema.field(name).type)]
    with pq.ParquetFile(file, read_dictionary=texts) as opened:
        columns = {name: _column(opened, name) for name in names}
    pa.default_memory_pool().release_unused()
    return tuple(schema.names), pd.DataFrame(columns, index=pd.RangeIndex(rows), copy=False)


def _holds_text(kind: pa.DataType) -> bool:
    from pyarrow import types  # noqa: PLC0415  as above

    held = kind.value_type if types.is_dictionary(kind) else kind
    return bool(types.is_string(held) or types.is_large_string(held))


def _column(opened: pq.ParquetFile, name: str) -> Any:
    from pyarrow import types  # noqa: PLC0415  as above

    read = opened.read(columns=[name]).column(name)
    if types.is_dictionary(read.type) and _holds_text(read.type):
        return one_after_the_other([_codes_and_names(chunk) for chunk in read.chunks])
    return read.to_pandas(ignore_metadata=True)


def _codes_and_names(chunk: pa.DictionaryArray) -> tuple[Codes, list[str | None]]:
    """Return what a row group holds: each may number its texts in its own way."""
    codes = np.asarray(chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False))
    return codes, chunk.dictionary.to_pylist()
