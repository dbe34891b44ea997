"""Bring each judge's ratings and the experts' together, response by response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from mentaleval.ratings.coded import Coded, combined, distinct, first_rows
from mentaleval.ratings.columns import Booleans, Floats, Integers
from mentaleval.ratings.keys import Keys, count
from mentaleval.ratings.ledger import USED, Account
from mentaleval.ratings.texts import categorical, distinct_values, filled

_BLANK_SIGNS: Final = ("relevance", "guidance")
_FEWEST_JUDGES: Final = 2  # the lowest marks of a single judge prove nothing
_NAMING: Final = ("exchange_id", "responder", "attribute")


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What judges are held against.

    Parameters
    ----------
    experts
        The valid human ratings, one row for each expert and unit, epochs averaged.
    mean, number, row
        For each unit the mean over its experts, their number and its first human row.
    order
        For each row of the table the place of its exchange among the human ratings; -1 where
        it has none.
    blank
        The rows that rate a response which is blank by inference.
    batch
        For each unit the known batches of its human ratings.
    """

    experts: Coded
    mean: Floats
    number: Integers
    row: Integers
    order: Integers
    blank: Booleans
    batch: pd.Series[Any]


def reference_of(coded: Coded, keys: Keys, done: Account) -> Reference:
    """Return the human side of a ratings table, in the order of the table."""
    rows = np.flatnonzero(done.human & done.eligible)
    groups, first = _grouped(keys.unit[rows], coded["rater"][rows])
    at, means, order = rows[first], _means(done.numbers[rows], groups), _order(keys, done.human)
    columns: dict[str, Any] = {c: take(coded.frame[c], at) for c in (*_NAMING, "rater")}
    columns["rating"] = means
    columns |= {c: take(coded.frame[c], at) for c in ("batch", "source_id")}
    columns["order"] = order[at]
    columns["used"] = np.bincount(groups, weights=done.having(USED)[rows]) > 0
    columns["response"] = keys.responses(at)
    codes = {c: coded[c][at] for c in (*_NAMING, "rater")}
    unit, size = keys.unit[at], int(keys.unit.max()) + 1
    number = np.bincount(unit, minlength=size).astype(np.int64)
    row = np.zeros(size, dtype=np.int64)
    row[unit[::-1]] = at[::-1]  # the last to be written is the first row
    return Reference(
        experts=Coded(pd.DataFrame(columns), codes, coded.names),
        mean=np.bincount(unit, weights=means, minlength=size) / np.maximum(number, 1),
        number=number,
        row=row,
        order=order,
        blank=_inferred_blank(coded, keys, done),
        batch=_batches(take(coded.frame["batch"], rows), keys.unit[rows], size),
    )


def paired(
    coded: Coded, keys: Keys, done: Account, reference: Reference, *, judged: Booleans
) -> Coded:
    """Return one row for each judge, attribute and response that experts rated too.

    Parameters
    ----------
    coded, keys, done, reference
        A ratings table, what meets what in it, its account and its human side.
    judged
        The judges' ratings to pair.
    """
    rows = np.flatnonzero(judged & (reference.number[keys.unit] > 0))
    groups, first = _grouped(keys.unit[rows], coded["rater"][rows])
    sort = in_order(coded, reference, rows[first])
    at = rows[first][sort]
    unit, theirs = keys.unit[at], reference.row[keys.unit[at]]  # the human row each has met
    frame, repaired = coded.frame, coded.frame["recovered"].to_numpy(dtype=np.bool_)[rows]
    pairs = pd.DataFrame(
        {
            "judge": take(frame["rater"], at),
            "attribute": take(frame["attribute"], at),
            "exchange_id": take(frame["exchange_id"], theirs),
            "responder": take(frame["responder"], at),
            "human": reference.mean[unit],
            "rating": _means(done.numbers[rows], groups)[sort],
            "n_experts": reference.number[unit],
            "batch": filled(take(reference.batch, unit), take(frame["batch"], at)),
            "source_id": filled(*(take(frame["source_id"], i) for i in (theirs, at))),
            "order": reference.order[at],
            "recovered": (np.bincount(groups, weights=repaired) > 0)[sort],
            "inferred_blank": reference.blank[at],
            "row": _first_epochs(coded, rows, groups, first)[sort],
            "response": keys.responses(at),
        }
    )
    codes = {"judge": coded["rater"][at], "exchange_id": coded["exchange_id"][theirs]}
    codes |= {c: coded[c][at] for c in ("attribute", "responder")}
    return Coded(pairs, codes, {**coded.names, "judge": coded.names["rater"]})


def in_order(coded: Coded, reference: Reference, rows: Integers) -> Integers:
    """Return how to sort rows by rater, attribute, exchange and responder."""
    by = (coded["responder"], reference.order, coded["attribute"], coded["rater"])
    return np.lexsort([codes[rows] for codes in by])


def _grouped(*codes: Integers) -> tuple[Integers, Integers]:
    """Return the group of each row, and where each group stands first."""
    groups = combined(*codes)
    return groups, distinct(groups)


def _first_epochs(coded: Coded, rows: Integers, groups: Integers, first: Integers) -> Integers:
    """Return the row of each group's first epoch, whatever the order of the rows."""
    if len(coded.names["epoch"]) == 1:
        return rows[first]
    sort = np.argsort(coded.frame["epoch"].to_numpy()[rows], kind="stable")
    return np.asarray(rows[sort[first_rows(groups[sort])]])


def _means(values: Floats, groups: Integers) -> Floats:
    return np.asarray(np.bincount(groups, weights=values) / np.bincount(groups))


def take(column: pd.Series[Any], at: Integers) -> pd.Series[Any]:
    """Return some rows of a column, numbered anew."""
    return column.take(at).reset_index(drop=True)


def _batches(batch: pd.Series[Any], units: Integers, size: int) -> pd.Series[Any]:
    """Return each unit's distinct known batches, sorted and joined: no order of rows matters."""
    codes, names = distinct_values(batch)  # as their names are sorted
    known = np.flatnonzero(codes >= 0)
    seen = known[distinct(units[known], codes[known])] if known.size else known
    seen = seen[np.lexsort((codes[seen], units[seen]))]
    unit, code = units[seen], codes[seen]
    place = np.arange(seen.size) - np.searchsorted(unit, unit)  # among the batches of its unit
    first = np.full(size, -1, dtype=np.int64)
    first[unit[place == 0]] = code[place == 0]
    several = np.unique(unit[place > 0])
    said = np.array(names, dtype=object)[first[several]]
    for n in range(1, int(place.max(initial=0)) + 1):
        at = np.searchsorted(several, unit[place == n])
        said[at] += " + " + np.array(names, dtype=object)[code[place == n]]
    codes, more = pd.factorize(said)
    first[several] = len(names) + codes
    return pd.Series(categorical(first, [*names, *more], every=True))


def _order(keys: Keys, human: Booleans) -> Integers:
    """Return the place of each row's exchange among the human ratings; -1 where it has none."""
    order = np.full(int(keys.exchange.max()) + 1, -1, dtype=np.int64)
    seen = np.asarray(pd.unique(keys.exchange[human]), dtype=np.int64)
    order[seen] = np.arange(seen.size)
    return np.asarray(order[keys.exchange])


def _inferred_blank(coded: Coded, keys: Keys, done: Account) -> Booleans:
    """Say which rows rate a response to which every judge gives the lowest marks."""
    signs = np.any([coded.having("attribute", name) for name in _BLANK_SIGNS], axis=0)
    rows = np.flatnonzero(signs & done.sound & ~done.human)
    size = len(coded.frame)
    if not rows.size:
        return np.zeros(size, dtype=np.bool_)
    said, first = _grouped(keys.response[rows], coded["rater"][rows])
    once = distinct(said, coded["attribute"][rows])  # an epoch more is no attribute more
    both = np.bincount(said[once]) == len(_BLANK_SIGNS)
    lowest = np.bincount(said, weights=done.numbers[rows] != 1) == 0
    present, blank = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    present[rows[first]], blank[rows[first]] = both, both & lowest
    judges = count(keys.response, present)
    return np.asarray((judges >= _FEWEST_JUDGES) & (count(keys.response, blank) == judges))
