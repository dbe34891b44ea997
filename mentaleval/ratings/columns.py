"""The columns of a ratings table, and how a value becomes one of theirs.

Every parser here works on the distinct values of a column, so that a table of hundreds of
thousands of rows costs no more than its few hundred different values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from unicodedata import normalize

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.ratings.texts import changed, distinct_values, is_text, whole_letters
from mentaleval.vocabulary import RecordedRating

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

COLUMNS: Final[tuple[str, ...]] = RecordedRating._fields
"""The columns of a ratings table, in order: the fields of `RecordedRating`."""

NUMBERS: Final = ("rating", "raw")
COUNTS: Final = ("epoch", "attempts")
TEXTS: Final = tuple(c for c in COLUMNS if c not in {*NUMBERS, *COUNTS, "recovered"})
KEY: Final = ("exchange_id", "responder", "rater", "attribute", "epoch")
REQUIRED: Final = ("exchange_id", "responder", "rater", "rater_kind", "attribute", "rating")
NEVER_BLANK: Final = ("exchange_id", "responder", "rater", "rater_kind", "attribute")

_ABSENT: Final = frozenset({"", "na", "n/a", "nan", "none", "null"})
_TRUE: Final = frozenset({"true", "1", "1.0", "yes"})
_FALSE: Final = frozenset({"false", "0", "0.0", "no"}) | _ABSENT


def dtype_of(column: str) -> Any:
    """Return the dtype of a column of a ratings table that holds no texts."""
    if column in NUMBERS:
        return np.dtype("float64")
    if column in COUNTS:
        return np.dtype("int64")
    return np.dtype("bool")


def is_table(frame: pd.DataFrame) -> bool:
    """Say whether *frame* has exactly the columns and dtypes of a ratings table."""
    return tuple(frame.columns) == COLUMNS and all(
        is_text(frame[c].dtype) if c in TEXTS else frame[c].dtype == dtype_of(c) for c in COLUMNS
    )


def codes_of(values: Any) -> Integers:
    """Return a number for each distinct value, from 0 as they first appear; missing is -1."""
    return np.asarray(pd.factorize(pd.Series(values))[0], dtype=np.int64)


def plain_name(name: str) -> str:
    """Return a name in lower case, its accents in the usual one of two forms."""
    return normalize("NFC", name.lower())


def as_text(values: Any, *, change: Callable[[str], str] = str) -> pd.Series[Any]:
    """Return a text column: white space stripped, blank as missing, *change* applied."""

    def clean(value: Any) -> str | None:
        text = _one_text(value)
        return change(text) if text else None

    return pd.Series(changed(values, clean))


def _one_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a whole id beside missing ones arrives as a float
    return whole_letters(str(value).strip())


def as_numbers(values: Any) -> tuple[Floats, Booleans]:
    """Return a column of numbers, NaN where there is none, and which values are no number."""
    if isinstance(kind := getattr(values, "dtype", None), np.dtype) and kind.kind in "iuf":
        numbers = np.asarray(values, dtype=np.float64)
        return numbers, np.isinf(numbers)
    codes, found = distinct_values(values)
    read = [_one_number(value) for value in found]
    distinct = np.array([np.nan if n is None else n for n in read] + [np.nan])
    bad = np.array([n is None for n in read] + [False], dtype=np.bool_)
    return distinct[codes], bad[codes]  # code -1 (missing) is the NaN at the end


def _one_number(value: Any) -> float | None:
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, str) and value.strip().lower() in _ABSENT:
        return np.nan
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return None if np.isinf(number) else number


def as_flags(values: Any) -> tuple[Booleans, Booleans]:
    """Return a column of yes and no (missing is no), and which values are neither."""
    if getattr(values, "dtype", None) == np.dtype("bool"):
        return np.asarray(values), np.zeros(len(values), dtype=np.bool_)
    codes, found = distinct_values(values)
    words = [str(value).strip().lower() for value in found]
    flags = np.array([word in _TRUE for word in words] + [False], dtype=np.bool_)
    bad = np.array([w not in _TRUE | _FALSE for w in words] + [False], dtype=np.bool_)
    return flags[codes], bad[codes]
