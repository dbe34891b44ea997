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

TEXT: Final = pd.StringDtype("pyarrow")  # the same in every version of pandas, unlike its default
_ABSENT: Final = frozenset({"", "na", "n/a", "nan", "none", "null"})
_TRUE: Final = frozenset({"true", "1", "1.0", "yes"})
_FALSE: Final = frozenset({"false", "0", "0.0", "no"}) | _ABSENT


def dtype_of(column: str) -> Any:
    """Return the dtype of a column of a ratings table."""
    if column in NUMBERS:
        return np.dtype("float64")
    if column in COUNTS:
        return np.dtype("int64")
    return np.dtype("bool") if column == "recovered" else TEXT


def is_table(frame: pd.DataFrame) -> bool:
    """Say whether *frame* has exactly the columns and dtypes of a ratings table."""
    return tuple(frame.columns) == COLUMNS and all(frame[c].dtype == dtype_of(c) for c in COLUMNS)


def codes_of(values: Any) -> Integers:
    """Return a number for each distinct value, from 0 as they first appear; missing is -1."""
    return np.asarray(pd.factorize(pd.Series(values))[0], dtype=np.int64)


def _distinct(values: Any) -> tuple[Integers, list[Any]]:
    given = np.asarray(values, dtype=object)
    try:
        codes, found = pd.factorize(given)
    except TypeError:  # a list or an object, as JSON may hold: its text says enough
        codes, found = pd.factorize(np.array([str(value) for value in given], dtype=object))
    return np.asarray(codes, dtype=np.int64), list(found)


def plain_name(name: str) -> str:
    """Return a name in lower case, its accents in the usual one of two forms."""
    return normalize("NFC", name.lower())


def as_text(values: Any, *, change: Callable[[str], str] = str) -> pd.Series[Any]:
    """Return a text column: white space stripped, blank as missing, *change* applied."""
    codes, found = _distinct(values)
    clean = [_one_text(value) for value in found]
    distinct = pd.array([change(t) if t else None for t in clean], dtype=TEXT)
    return pd.Series(distinct.take(codes, allow_fill=True))


def _one_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a whole id beside missing ones arrives as a float
    # half a character, as broken JSON may hold, has no place in a file
    return str(value).strip().encode("utf-8", "replace").decode("utf-8")


def as_numbers(values: Any) -> tuple[Floats, Booleans]:
    """Return a column of numbers, NaN where there is none, and which values are no number."""
    given = np.asarray(values)
    if given.dtype.kind in "iuf":
        numbers = given.astype(np.float64)
        return numbers, np.isinf(numbers)
    codes, found = _distinct(values)
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
    given = np.asarray(values)
    if given.dtype.kind == "b":
        return given, np.zeros(given.shape, dtype=np.bool_)
    codes, found = _distinct(values)
    words = [str(value).strip().lower() for value in found]
    flags = np.array([word in _TRUE for word in words] + [False], dtype=np.bool_)
    bad = np.array([w not in _TRUE | _FALSE for w in words] + [False], dtype=np.bool_)
    return flags[codes], bad[codes]
