"""Make ratings tables from records, and one out of several."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

import numpy as np
import pandas as pd

from mentaleval.errors import RatingsError
from mentaleval.ratings.check import checked, require_consistency
from mentaleval.ratings.columns import COLUMNS, is_table
from mentaleval.ratings.draft import Draft
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import RecordedRating, Rubric, Scale


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
    """Return *frame* as a ratings table: itself where it is one, else filled up and checked."""
    if is_table(frame):
        if len(frame):
            return frame.reset_index(drop=True)
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
    frame = pd.concat(whole, ignore_index=True)
    columns = {column: frame[column] for column in COLUMNS}
    require_consistency(Draft(columns, np.arange(1, len(frame) + 1), "the joined tables"), frame)
    return frame
