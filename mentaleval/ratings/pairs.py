"""Bring each judge's ratings and the experts' together, response by response."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from mentaleval.ratings.columns import Booleans, Floats, Integers, codes_of
from mentaleval.ratings.keys import Keys, combined, count
from mentaleval.ratings.ledger import USED, Account

_BLANK_SIGNS: Final = ("relevance", "guidance")
_FEWEST_JUDGES: Final = 2  # the lowest marks of a single judge prove nothing


def expert_ratings(frame: pd.DataFrame, keys: Keys, done: Account) -> pd.DataFrame:
    """Return the valid human ratings, epochs averaged, in the order of the table."""
    rows = np.flatnonzero(done.human & done.eligible)
    groups, first = _grouped(keys.unit[rows], codes_of(frame["rater"])[rows])
    at = rows[first]
    columns: dict[str, Any] = {c: _take(frame[c], at) for c in _NAMING}
    columns["rater"] = _take(frame["rater"], at)
    columns["rating"] = _means(done.numbers[rows], groups)
    columns |= {c: _take(frame[c], at) for c in ("batch", "source_id")}
    columns["order"] = _order(keys, done.human)[at]
    columns["used"] = np.bincount(groups, weights=done.reasons[rows] == USED) > 0
    return pd.DataFrame(columns)


_NAMING: Final = ("exchange_id", "responder", "attribute")


def paired(frame: pd.DataFrame, keys: Keys, done: Account) -> pd.DataFrame:
    """Return one row for each judge, attribute and response that has both kinds of rating."""
    used = done.reasons == USED
    human, experts, source = _human_side(frame, keys, done, used & done.human)
    rows = np.flatnonzero(used & ~done.human)
    judges = codes_of(frame["rater"])
    groups, first = _grouped(keys.unit[rows], judges[rows])
    at = rows[first]
    unit, theirs = keys.unit[at], source[keys.unit[at]]  # the human row met by each judge row
    order = _order(keys, done.human)[at]
    repaired = frame["recovered"].to_numpy(dtype=np.bool_)[rows]
    pairs = pd.DataFrame(
        {
            "judge": _take(frame["rater"], at),
            "attribute": _take(frame["attribute"], at),
            "exchange_id": _take(frame["exchange_id"], theirs),
            "responder": _take(frame["responder"], at),
            "human": human[unit],
            "rating": _means(done.numbers[rows], groups),
            "n_experts": experts[unit],
            "batch": _either(frame["batch"], theirs, at),
            "source_id": _either(frame["source_id"], theirs, at),
            "order": order,
            "recovered": np.bincount(groups, weights=repaired) > 0,
            "inferred_blank": _inferred_blank(frame, keys, done)[at],
        }
    )
    attribute, responder = (codes_of(frame[c])[at] for c in ("attribute", "responder"))
    return pairs.iloc[np.lexsort((responder, order, attribute, judges[at]))].reset_index(drop=True)


def _human_side(
    frame: pd.DataFrame, keys: Keys, done: Account, used: Booleans
) -> tuple[Floats, Integers, Integers]:
    """Return for each unit the mean over experts, their number, and the first human row."""
    rows = np.flatnonzero(used)
    size = int(keys.unit.max()) + 1
    each, first = _grouped(keys.unit[rows], codes_of(frame["rater"])[rows])
    units = keys.unit[rows][first]
    experts = np.bincount(units, minlength=size)
    sums = np.bincount(units, weights=_means(done.numbers[rows], each), minlength=size)
    source = np.zeros(size, dtype=np.int64)
    source[keys.unit[rows][::-1]] = rows[::-1]  # the last to be written is the first row
    return sums / np.maximum(experts, 1), experts.astype(np.int64), source


def _grouped(*codes: Integers) -> tuple[Integers, Integers]:
    """Return the group of each row, and where each group stands first."""
    groups = combined(*codes)
    first = np.flatnonzero(~pd.Series(groups).duplicated().to_numpy(dtype=np.bool_))
    return groups, first


def _means(values: Floats, groups: Integers) -> Floats:
    return np.asarray(np.bincount(groups, weights=values) / np.bincount(groups))


def _take(column: pd.Series[Any], at: Integers) -> pd.Series[Any]:
    return column.take(at).reset_index(drop=True)


def _either(column: pd.Series[Any], first: Integers, second: Integers) -> pd.Series[Any]:
    return _take(column, first).fillna(_take(column, second))


def _order(keys: Keys, human: Booleans) -> Integers:
    """Return the place of each row's exchange among the human ratings; -1 where it has none."""
    order = np.full(int(keys.exchange.max()) + 1, -1, dtype=np.int64)
    seen = np.asarray(pd.unique(keys.exchange[human]), dtype=np.int64)
    order[seen] = np.arange(seen.size)
    return order[keys.exchange]


def _inferred_blank(frame: pd.DataFrame, keys: Keys, done: Account) -> Booleans:
    """Say which rows rate a response to which every judge gives the lowest marks."""
    signs = frame["attribute"].isin(_BLANK_SIGNS).to_numpy(dtype=np.bool_)
    rows = np.flatnonzero(signs & done.sound & ~done.human)
    size = len(frame)
    if not rows.size:
        return np.zeros(size, dtype=np.bool_)
    attribute, rater = codes_of(frame["attribute"])[rows], codes_of(frame["rater"])[rows]
    said, first = _grouped(keys.response[rows], rater)
    _, once = _grouped(said, attribute)  # an epoch more is no attribute more
    both = np.bincount(said[once]) == len(_BLANK_SIGNS)
    lowest = np.bincount(said, weights=done.numbers[rows] != 1) == 0
    present, blank = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    present[rows[first]], blank[rows[first]] = both, both & lowest
    judges = count(keys.response, present)
    return np.asarray((judges >= _FEWEST_JUDGES) & (count(keys.response, blank) == judges))
