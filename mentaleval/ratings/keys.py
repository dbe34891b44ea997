"""What makes two rows speak of the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from mentaleval.errors import UsageError
from mentaleval.ratings.coded import Coded, combined, distinct, firsts, matched
from mentaleval.ratings.columns import KEY, Booleans, Integers, codes_of

Join = Literal["exchange", "source"]


def present(codes: Integers, rows: Booleans) -> Booleans:
    """Say for each row whether any of *rows* has its code."""
    seen = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.bool_)
    seen[codes[rows]] = True
    return np.asarray(seen[codes])


def count(codes: Integers, rows: Booleans) -> Integers:
    """Count for each row how many of *rows* have its code."""
    size = int(codes.max(initial=0)) + 1
    return np.asarray(np.bincount(codes[rows], minlength=size)[codes], dtype=np.int64)


def repeats(coded: Coded) -> tuple[Booleans, Integers]:
    """Say which rows repeat the key of an earlier one, and where each key stands first."""
    first = firsts(*(coded[column] for column in KEY))
    return first != np.arange(first.size), first


def disagreement(
    frame: pd.DataFrame, repeated: Booleans, first: Integers
) -> tuple[int, int] | None:
    """Return the first two rows that have one key and different ratings, if there are any."""
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
    item
        The responder and the attribute at a place, whatever was said there.
    reply
        The responder and the attribute in an exchange, whichever response it was.
    """

    exchange: Integers
    response: Integers
    unit: Integers
    place: Integers
    context: Integers
    item: Integers
    reply: Integers


def keys_of(coded: Coded, *, join: Join) -> Keys:
    """Return the codes of a ratings table for one way to join it."""
    if join not in get_args(Join):
        raise UsageError(f"join {join!r}: {' or '.join(get_args(Join))} would be right.")
    responder, attribute = coded["responder"], coded["attribute"]
    exchange, context, source = (coded[c] for c in ("exchange_id", "context_hash", "source_id"))
    place = combined(np.where(source >= 0, source, int(source.max(initial=0)) + 1 + exchange))
    if join == "source":
        exchange, response = place, combined(place, responder)
    else:
        exchange = _split(exchange, context)
        response = _split(combined(exchange, responder), coded["response_id"])
    return Keys(
        exchange=exchange,
        response=response,
        unit=matched(response, attribute),
        place=place,
        context=context,
        item=matched(place, responder, attribute),
        reply=matched(exchange, responder, attribute),
    )


def _split(codes: Integers, marks: Integers) -> Integers:
    """Tell apart the rows of one code whose known marks differ; unknown marks then match none."""
    known = np.flatnonzero(marks >= 0)
    seen = known[distinct(codes[known], marks[known])]
    marks_each = np.bincount(codes[seen], minlength=int(codes.max(initial=0)) + 1)
    if not np.any(marks_each > 1):
        return codes
    return combined(codes, np.where(marks_each[codes] > 1, marks + 1, 0))
