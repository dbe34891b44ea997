"""What makes two rows speak of the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd

from mentaleval.errors import UsageError
from mentaleval.ratings.coded import Coded, combined, distinct, firsts, matched
from mentaleval.ratings.columns import KEY, Booleans, Integers, codes_of
from mentaleval.ratings.texts import Codes

_HALF: Final = 2**30

Join = Literal["exchange", "source"]


def present(codes: Codes, rows: Booleans) -> Booleans:
    """Say for each row whether any of *rows* has its code."""
    seen = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.bool_)
    seen[codes[rows]] = True
    return np.asarray(seen[codes])


def count(codes: Codes, rows: Booleans) -> Integers:
    """Count for each row how many of *rows* have its code."""
    size = int(codes.max(initial=0)) + 1
    return np.asarray(np.bincount(codes[rows], minlength=size)[codes], dtype=np.int64)


def repeats(coded: Coded) -> tuple[Booleans, Integers]:
    """Say which rows repeat the key of an earlier one, and where each key stands first."""
    first = firsts(*(coded.codes[column] for column in KEY))
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

    exchange: Codes
    response: Codes
    unit: Codes
    place: Codes
    context: Codes
    item: Codes
    reply: Codes

    def responses(self, rows: Integers | Booleans) -> Integers:
        """Return the response of some rows, as a column for a frame."""
        return self.response[rows].astype(np.int64)


def keys_of(coded: Coded, *, join: Join) -> Keys:
    """Return the codes of a ratings table for one way to join it."""
    if join not in get_args(Join):
        raise UsageError(f"join {join!r}: {' or '.join(get_args(Join))} would be right.")
    responder, attribute = coded.codes["responder"], coded.codes["attribute"]
    exchange: Codes = coded["exchange_id"]
    source = coded["source_id"]
    context = _held(coded["context_hash"])
    apart = int(source.max(initial=0)) + 1
    place = _held(combined(np.where(source >= 0, source, apart + exchange)))
    del source
    if join == "source":
        exchange, response = place, _held(combined(place, responder))
    else:
        exchange = _held(_split(exchange, context))
        response = _held(_split(combined(exchange, responder), coded["response_id"]))
    return Keys(
        exchange=exchange,
        response=response,
        unit=_held(matched(response, attribute)),
        place=place,
        context=context,
        item=_held(matched(place, responder, attribute)),
        reply=_held(matched(exchange, responder, attribute)),
    )


def _held(codes: Codes) -> Codes:
    """Return codes in half the room, where they fit and leave room to count on."""
    return codes.astype(np.int32) if codes.max(initial=0) < _HALF else codes


def _split(codes: Codes, marks: Codes) -> Codes:
    """Tell apart the rows of one code whose known marks differ; unknown marks then match none."""
    known = np.flatnonzero(marks >= 0)
    seen = known[distinct(codes[known], marks[known])]
    marks_each = np.bincount(codes[seen], minlength=int(codes.max(initial=0)) + 1)
    if not np.any(marks_each > 1):
        return codes
    return combined(codes, np.where(marks_each[codes] > 1, marks + 1, 0))
