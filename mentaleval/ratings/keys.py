"""What makes two rows speak of the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from mentaleval.errors import UsageError
from mentaleval.ratings.columns import KEY, Booleans, Integers, codes_of

Join = Literal["exchange", "source"]
_ROOM = 2**62


def combined(first: Integers, *others: Integers) -> Integers:
    """Return one code for each combination of codes, none of which may be negative."""
    codes, size = first, int(first.max(initial=0)) + 1
    for other in others:
        width = int(other.max(initial=0)) + 1
        if size * width >= _ROOM:
            codes = codes_of(codes)
            size = int(codes.max(initial=0)) + 1
        codes, size = codes * width + other, size * width
    return codes_of(codes)


def present(codes: Integers, rows: Booleans) -> Booleans:
    """Say for each row whether any of *rows* has its code."""
    return np.bincount(codes, weights=rows, minlength=1)[codes] > 0


def count(codes: Integers, rows: Booleans) -> Integers:
    """Count for each row how many of *rows* have its code."""
    return np.bincount(codes, weights=rows, minlength=1)[codes].astype(np.int64)


def repeats(frame: pd.DataFrame) -> tuple[Booleans, Integers]:
    """Say which rows repeat the key of an earlier one, and where each key stands first."""
    codes = combined(*(codes_of(frame[column]) for column in KEY))
    repeated = pd.Series(codes).duplicated().to_numpy(dtype=np.bool_)
    return repeated, np.flatnonzero(~repeated)[codes]  # codes follow the order of appearance


def disagreeing_repeat(frame: pd.DataFrame) -> tuple[int, int] | None:
    """Return the first two rows that have one key and different ratings, if there are any."""
    repeated, first = repeats(frame)
    if not repeated.any():
        return None
    later = np.flatnonzero(repeated)
    differs = np.zeros(later.size, dtype=np.bool_)
    for column in ("rating", "raw", "reason"):
        codes = codes_of(frame[column])  # a missing value is equal to a missing value
        differs |= codes[later] != codes[first[later]]
    if not differs.any():
        return None
    second = int(later[np.flatnonzero(differs)[0]])
    return int(first[second]), second


@dataclass(frozen=True, slots=True)
class Keys:
    """Codes that say which rows meet.

    Parameters
    ----------
    exchange
        The exchange: where one id stands for several contexts, each is an exchange.
    response
        The response within it: where one responder gave several, each is a response.
    unit
        The response and the attribute: where a human and a judge meet.
    place
        What ought to be one exchange: the source's own id, else the exchange id.
    context
        The context's hash, -1 where it is unknown.
    """

    exchange: Integers
    response: Integers
    unit: Integers
    place: Integers
    context: Integers


def keys_of(frame: pd.DataFrame, *, join: Join) -> Keys:
    """Return the codes of a ratings table for one way to join it."""
    if join not in get_args(Join):
        raise UsageError(f"join {join!r}: {' or '.join(get_args(Join))} would be right.")
    responder, attribute = codes_of(frame["responder"]), codes_of(frame["attribute"])
    exchange, context = codes_of(frame["exchange_id"]), codes_of(frame["context_hash"])
    source = codes_of(frame["source_id"])
    place = codes_of(np.where(source >= 0, source, int(source.max(initial=0)) + 1 + exchange))
    if join == "source":
        exchange, response = place, combined(place, responder)
    else:
        exchange = _split(exchange, context)
        response = _split(combined(exchange, responder), codes_of(frame["response_id"]))
    return Keys(exchange, response, combined(response, attribute), place, context)


def _split(codes: Integers, marks: Integers) -> Integers:
    """Tell apart the rows of one code whose known marks differ; unknown marks then match none."""
    known = marks >= 0
    seen = np.unique(np.column_stack([codes[known], marks[known]]), axis=0)
    marks_each = np.bincount(seen[:, 0], minlength=int(codes.max(initial=0)) + 1)
    return combined(codes, np.where(marks_each[codes] > 1, marks + 1, 0))
