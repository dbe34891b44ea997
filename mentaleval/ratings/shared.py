"""Which ratings are about what other ratings are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from mentaleval.ratings.columns import Booleans, Integers

RATED_ON: Final = ("exchange_id", "responder", "attribute")
"""What a rating is about: the columns that a human and a judge must share."""


def which_are_in(
    tables: Iterable[pd.DataFrame], rated_on: Sequence[tuple[str, str, str]]
) -> Booleans:
    """Say of each response and attribute whether any of *tables* holds a rating of it.

    Parameters
    ----------
    tables
        Tables with the columns `RATED_ON`.
    rated_on
        A value for each of those columns; it is these that are made into objects, never the
        rows of a table.

    Returns
    -------
    ndarray of bool, shape (len(rated_on),)

    Examples
    --------
    >>> table = pd.DataFrame({"exchange_id": ["c1"], "responder": ["r"], "attribute": ["safety"]})
    >>> which_are_in([table], [("c1", "r", "safety"), ("c1", "r", "empathy")]).tolist()
    [True, False]
    """
    columns = list(zip(*rated_on, strict=True)) or [(), (), ()]
    known = [pd.Index(list(dict.fromkeys(column)), dtype=object) for column in columns]
    sizes = [max(len(index), 1) for index in known]
    asked = _combined([i.get_indexer(list(c)) for i, c in zip(known, columns, strict=True)], sizes)
    found = np.zeros(len(rated_on), dtype=np.bool_)
    for table in tables:
        places = [_places(table[name], i) for name, i in zip(RATED_ON, known, strict=True)]
        found |= np.isin(asked, _combined(places, sizes))
    return found


def _places(column: pd.Series[Any], known: pd.Index[Any]) -> Integers:
    """Return where each value of a column stands among the *known* ones; -1 where it does not."""
    values = column.astype("category").array
    there = np.append(known.get_indexer(values.categories.astype(object)), -1)
    return np.asarray(there[values.codes], dtype=np.int64)


def _combined(places: Sequence[Integers], sizes: Sequence[int]) -> Integers:
    """Return one number for the places in all columns; -1 where one of them is -1."""
    first, *rest = zip(places, sizes, strict=True)
    whole = np.asarray(first[0], dtype=np.int64)
    absent = whole < 0
    for place, size in rest:
        whole = whole * size + place
        absent |= place < 0
    return np.where(absent, -1, whole)
