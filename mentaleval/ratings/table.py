"""Make ratings tables from records, and one out of several."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.errors import RatingsError
from mentaleval.ratings.check import checked, require_consistency
from mentaleval.ratings.columns import COLUMNS, TEXTS, is_table
from mentaleval.ratings.draft import Draft
from mentaleval.ratings.texts import joined
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import RecordedRating, Rubric, Scale

_COPIES_ON_WRITE: Final = int(pd.__version__.partition(".")[0]) >= 3  # noqa: PLR2004


def from_records(
    records: Iterable[RecordedRating],
    *,
    rubric: Rubric = SEVEN,
    scale: Scale | None = None,
    name: str = "the recorded ratings",
) -> pd.DataFrame:
    """Return the ratings table of a data set's or a log's records, in their order.

    One row a rating, the columns `COLUMNS`. A rating with a reason, or outside its scale, is
    empty there; ``raw`` keeps the number.

    Parameters
    ----------
    records
        Such as ``dataset.ratings()``; *name* is what to call them in an error.
    rubric, scale
        The scale of each attribute: *scale*, else the rubric's, else 1-5.

    Raises
    ------
    RatingsError
        When a record breaks a rule of the table, or there is none.

    Examples
    --------
    >>> table = from_records([RecordedRating("c1", "warm", "expert-1", "human", "Empathy", 6)])
    >>> table[["attribute", "rating", "reason", "raw"]].values.tolist()
    [['empathy', nan, 'out_of_scale', 6.0]]
    """
    listed = list(records)
    if not listed:
        raise RatingsError(f"{name}: there are none; at least one rating is needed.")
    columns = {
        column: np.fromiter(map(itemgetter(place), listed), dtype=object, count=len(listed))
        for place, column in enumerate(COLUMNS)
    }
    draft = Draft(columns, np.arange(1, len(listed) + 1), name, "record")
    return checked(draft, rubric=rubric, scale=scale)


def from_frame(
    frame: pd.DataFrame, *, rubric: Rubric = SEVEN, scale: Scale | None = None, name: str = "table"
) -> pd.DataFrame:
    """Return *frame* as a ratings table: a copy where it is one, else filled up and checked.

    Parameters
    ----------
    frame
        At least the six necessary columns, their texts as strings, objects or categories of any
        order; categories are never made into a text a row.
    rubric, scale
        The scale of each attribute: *scale*, else the rubric's, else 1-5.
    name
        What to call it in an error.

    Returns
    -------
    pandas.DataFrame
        The columns `COLUMNS`. Those of texts are unordered categoricals whose categories are
        strings in sorted order: they compare, sort and group as strings do (in pandas before 3
        say ``observed=True``), and take one to four bytes a row. To work on them as strings, take
        ``column.astype(object)``. ``rating`` and ``raw`` are float64, ``epoch`` and ``attempts``
        int64, ``recovered`` is bool.

    Raises
    ------
    RatingsError
        When a row breaks a rule of the table, or there is none.
    """
    if is_table(frame):
        if len(frame):
            return _apart(frame)
        raise RatingsError(f"{name}: it holds no ratings.")
    known = {column: frame[column] for column in frame.columns if column in COLUMNS}
    draft = Draft(known, np.arange(1, len(frame) + 1), name)
    return checked(draft, rubric=rubric, scale=scale)


def concat(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return one ratings table of several, one after the other.

    Raises
    ------
    RatingsError
        When there is none, or two of them give one key different ratings.
    """
    whole = [from_frame(table) for table in tables]
    if not whole:
        raise RatingsError("there is no ratings table to join; at least one is needed.")
    columns = {
        column: joined([table[column] for table in whole])
        if column in TEXTS
        else np.concatenate([table[column] for table in whole])
        for column in COLUMNS
    }
    frame = pd.DataFrame(columns, copy=False)
    require_consistency(Draft(columns, np.arange(1, len(frame) + 1), "the joined tables"), frame)
    return frame


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table that can be written to without that one, its rows counted from 0.

    Since version 3 pandas copies only what is written to.
    """
    return table.copy(deep=not _COPIES_ON_WRITE).set_axis(range(len(table)), axis="index")
