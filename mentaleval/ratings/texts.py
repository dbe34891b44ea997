"""Text columns as categories: a number for each row, and each distinct text once.

The categories are strings in sorted order, so that sorting and grouping by a column gives what
its texts would give, and codes take the smallest type that holds them. Nothing here makes an
object of a row: what costs time costs it for each distinct text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.signedinteger[Any]]

STRING: Final = pd.StringDtype("pyarrow")  # the same in every version of pandas, unlike its default


def categorical(
    codes: Codes, names: Sequence[str | None], *, every: bool = False
) -> pd.Categorical:
    """Return a text column of *names*, of which each row has the one that its code says.

    Parameters
    ----------
    codes
        For each row the place of its text among the names; -1 where it has none.
    names
        What the codes stand for: None for no text; a name may be there twice, or in no row.
    every
        Whether a name in no row stays among the categories.
    """
    used = np.full(len(names) + 1, every)
    used[codes] = True  # -1 is the last
    names = [None if name is None else whole_letters(name) for name in names]
    kept = sorted({n for n, there in zip(names, used, strict=False) if there and n is not None})
    place = {name: at for at, name in enumerate(kept)}
    new = [-1 if name is None else place.get(name, -1) for name in names]
    small = np.array([*new, -1], dtype=_holding(len(kept)))
    categories = pd.Index(kept, dtype=STRING)
    dtype = pd.CategoricalDtype(categories)
    return pd.Categorical.from_codes(small[codes], dtype=dtype, validate=False)


def whole_letters(text: str) -> str:
    """Return a text that a file can hold: broken JSON or a name may have half a letter."""
    return text.encode("utf-8", "replace").decode("utf-8")


def is_text(dtype: Any) -> bool:
    """Say whether a dtype is that of a text column of a ratings table."""
    if not isinstance(dtype, pd.CategoricalDtype) or dtype.ordered or dtype.categories is None:
        return False
    return bool(dtype.categories.dtype == STRING and dtype.categories.is_monotonic_increasing)


def distinct_values(values: Any) -> tuple[Codes, list[Any]]:
    """Return the distinct values of any column, and which of them each row has; -1 for none.

    Those of a categorical come in its own order, and any of them may be in no row; those of
    another column as they first appear.
    """
    held = getattr(values, "array", values)
    if isinstance(held, pd.Categorical):
        return np.asarray(held.codes), held.categories.tolist()
    if not isinstance(held, pd.api.extensions.ExtensionArray):
        held = np.asarray(held) if isinstance(held, np.ndarray) else np.array(held, dtype=object)
    try:
        codes, found = pd.factorize(held)
    except TypeError:  # a list or an object, as JSON may hold: its text says enough
        codes, found = pd.factorize(np.array([str(value) for value in held], dtype=object))
    return codes, list(found.tolist())


def changed(values: Any, change: Callable[[Any], str | None]) -> pd.Categorical:
    """Return a column as texts: of each distinct value what *change* makes of it."""
    codes, found = distinct_values(values)
    return categorical(codes, [change(value) for value in found])


def constant(name: str | None, rows: int) -> pd.Categorical:
    """Return a column with one text in every row."""
    return categorical(np.zeros(rows, dtype=np.int8), [name])


def joined(columns: Sequence[pd.Series[Any]]) -> pd.Categorical:
    """Return text columns one after the other."""
    return one_after_the_other([distinct_values(column) for column in columns])


def one_after_the_other(parts: Sequence[tuple[Codes, Sequence[str | None]]]) -> pd.Categorical:
    """Return one text column of several, each of which has codes and names of its own."""
    ends = np.cumsum([0, *(len(found) for _, found in parts)])
    kind = _holding(int(ends[-1]))
    whole = [np.zeros(0, dtype=kind)]
    for (codes, _), start in zip(parts, ends, strict=False):
        whole.append(np.where(codes < 0, kind.type(-1), codes.astype(kind) + kind.type(start)))
    return categorical(np.concatenate(whole), list(chain(*(found for _, found in parts))))


def filled(first: pd.Series[Any], second: pd.Series[Any]) -> pd.Series[Any]:
    """Return a text column with the texts of another where it has none.

    Its categories are those of both, whatever the rows: parts of one table keep them alike.
    """
    (one, names), (other, more) = distinct_values(first), distinct_values(second)
    kind = _holding(len(names) + len(more))
    moved = np.where(other < 0, kind.type(-1), other.astype(kind) + kind.type(len(names)))
    codes = np.where(one < 0, moved, one.astype(kind))
    return pd.Series(categorical(codes, [*names, *more], every=True), index=first.index)


def put(column: pd.Series[Any], rows: NDArray[np.bool_], text: str) -> pd.Series[Any]:
    """Return a text column with *text* in some rows."""
    codes, names = distinct_values(column)
    kind = _holding(len(names))
    codes = np.where(rows, kind.type(len(names)), codes.astype(kind))
    return pd.Series(categorical(codes, [*names, text]), index=column.index)


def _holding(number: int) -> np.dtype[Any]:
    """Return the smallest type of codes up to *number*, and -1."""
    return np.min_scalar_type(-number - 1)
