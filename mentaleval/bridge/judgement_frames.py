"""From judgements in columns to the rows of a ratings table."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.bridge.judgements import FIELDS, Codes, Exceptions, Judgements
from mentaleval.vocabulary import RaterKind

Integers = NDArray[np.signedinteger[Any]]

_ORDER: Final = ("rater", "responder", "exchange_id")


def ratings_frame(judgements: Judgements) -> pd.DataFrame:
    """Return every rating of the judgements that count, a row each.

    Of several judgements of one key the last counts. They are sorted by judge, responder, exchange
    and epoch, so that the same judgements give the same analysis to the last digit: logs and their
    samples lie in the order in which they were finished, another each time.

    Returns
    -------
    DataFrame
        The columns of a ratings table that a log knows (all but ``batch`` and ``declared``), texts
        as categories. What they say is not yet checked (see `mentaleval.ratings.from_frame`).
    """
    texts = {name: _ranked(judgements.texts[name]) for name in (*FIELDS, "source", "source_id")}
    first, last = _first_and_last(judgements.keys)
    epochs = np.asarray(judgements.epochs)
    by = [epochs[last], *(texts[name][0][last] for name in reversed(_ORDER))]
    counted = last[np.lexsort([first, *by])]
    choices, sizes, names = _choices(judgements.attributes)
    chosen = np.asarray(judgements.attributes.codes)
    rows, lengths = _rows(sizes[chosen], counted), sizes[chosen[counted]]
    attributes = choices[chosen[counted]]
    frame: dict[str, Any] = {
        name: _category(np.repeat(codes[counted], lengths), words)
        for name, (codes, words) in texts.items()
    }
    frame["rater_kind"] = _category(np.zeros(len(rows), dtype=np.int8), [RaterKind.JUDGE.value])
    frame["attribute"] = _category(attributes[attributes >= 0], names)
    frame["epoch"] = np.repeat(epochs[counted].astype(np.int64), lengths)
    return pd.DataFrame(frame | _of_ratings(judgements, rows), copy=False)


def _of_ratings(judgements: Judgements, rows: Integers) -> dict[str, Any]:
    """Return the columns that differ from one rating of a judgement to the next."""
    reasons, words = _ranked(judgements.reasons.said)
    found, size = judgements.reasons, len(judgements.ratings)
    attempts = np.array(list(judgements.attempts.said.known), dtype=np.int64)
    tries = attempts[np.asarray(judgements.attempts.said.codes)]
    recovered = np.ones(len(judgements.recovered.places), dtype=np.bool_)
    return {
        "rating": np.asarray(judgements.ratings)[rows],
        "raw": np.asarray(judgements.raw)[rows],
        "reason": _category(_dense(found, reasons, -1, size)[rows], words),
        "recovered": _dense(judgements.recovered, recovered, fill=False, size=size)[rows],
        "attempts": _dense(judgements.attempts, tries, 1, size)[rows],
    }


def _dense(exceptions: Exceptions, values: NDArray[Any], fill: Any, size: int) -> NDArray[Any]:
    whole = np.full(size, fill, dtype=values.dtype)
    whole[np.asarray(exceptions.places)] = values
    return whole


def _ranked(coded: Codes) -> tuple[Integers, list[str]]:
    """Return the codes of texts as places in their sorted list, and that list."""
    words = sorted(coded.known)
    places = np.full(len(words) + 1, -1, dtype=_smallest(words))  # code -1 is the one at the end
    places[[coded.known[word] for word in words]] = np.arange(len(words))
    return places[np.asarray(coded.codes)], words


def _smallest(words: list[str]) -> np.dtype[Any]:
    """Return the smallest type that numbers so many texts: it is repeated for every rating."""
    return np.min_scalar_type(-len(words) - 1)


def _category(codes: Integers, words: list[str]) -> pd.Categorical[str]:
    # half a character, as broken JSON may hold, has no place in Arrow, and is put right later
    categories: pd.Index[str] = pd.Index(words, dtype=object)
    return pd.Categorical.from_codes(codes, categories=categories)


def _first_and_last(keys: bytearray) -> tuple[Integers, Integers]:
    """Return where each distinct key stands first, and where last."""
    low, high = np.frombuffer(keys, dtype=np.uint64).reshape(-1, 2).T
    order = np.lexsort((low, high))  # stable, so equal keys stay in the order of the logs
    low, high = low[order], high[order]
    other = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return order[np.append(True, other)], order[np.append(other, True)]


def _choices(attributes: Codes) -> tuple[Integers, Integers, list[str]]:
    """Return the attributes of each distinct choice (-1 behind them), how many, and all names."""
    names = sorted({str(name) for choice in attributes.known for name in choice})
    lengths = np.array([len(choice) for choice in attributes.known], dtype=np.int64)
    codes = np.full((len(lengths), max(lengths, default=0)), -1, dtype=_smallest(names))
    for place, choice in enumerate(attributes.known):
        codes[place, : len(choice)] = [names.index(str(name)) for name in choice]
    return codes, lengths, names


def _rows(lengths: Integers, counted: Integers) -> Integers:
    """Return the places of the ratings of the judgements that count, in their order."""
    begins = np.cumsum(lengths) - lengths
    taken = lengths[counted]
    before = np.cumsum(taken) - taken
    return np.repeat(begins[counted] - before, taken) + np.arange(taken.sum())
