"""The account of a ratings table: every rating used, or left out under one reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from mentaleval.ratings.columns import Booleans, Floats, codes_of
from mentaleval.ratings.keys import Keys, combined, count, present, repeats
from mentaleval.vocabulary import Declared, RaterKind, Reason

DUPLICATE: Final = "duplicate"
RECOVERED: Final = "recovered"
OWN_FAMILY: Final = "own_family"
CONTEXT_MISMATCH: Final = "context_mismatch"
RESPONSE_MISMATCH: Final = "response_mismatch"
NO_HUMAN: Final = "no_human"
NO_JUDGE: Final = "no_judge"
PARTNER_UNRATED: Final = "partner_unrated"

USED: Final = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where every rating of the table went.

    Parameters
    ----------
    read
        The ratings of the table: one attribute each.
    used
        Those that are part of at least one pair of a judge and a human.
    excluded
        Those that are not, by the first reason that applies; ``used`` and all of these add
        up to ``read``.
    by_rater
        The same for each rater: ``read``, ``used`` and the reasons.
    cells
        The distinct responses that raters were to rate, all attributes of one together.
    """

    read: int
    used: int
    excluded: Mapping[str, int]
    by_rater: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    cells: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """For each row its number and its reason, `USED` where it is part of a pair."""

    numbers: Floats
    reasons: Any
    human: Booleans
    eligible: Booleans
    """Rated, and left out neither by the method nor as kin: it only needs a partner."""
    sound: Booleans
    """Rated, whether or not it is left out as kin."""


def account(frame: pd.DataFrame, keys: Keys, *, own: Booleans, as_published: bool) -> Account:
    """Say of every row whether it is used, and if not, why.

    Parameters
    ----------
    frame
        A ratings table.
    keys
        What meets what.
    own
        The judges' ratings of their own kin.
    as_published
        Take the numbers as read, and leave out what the published study left out.
    """
    values, reasons = _own_reasons(frame, keys, as_published=as_published)
    _set(reasons, repeats(frame)[0], DUPLICATE)
    if as_published:
        _set(reasons, frame["recovered"].to_numpy(dtype=np.bool_), RECOVERED)
        omitted = (frame["declared"] == Declared.OMITTED).fillna(value=False)
        _set(reasons, omitted.to_numpy(dtype=np.bool_), Declared.OMITTED)
    sound = reasons == USED
    _set(reasons, own, OWN_FAMILY)
    eligible = reasons == USED
    human = (frame["rater_kind"] == RaterKind.HUMAN).to_numpy(dtype=np.bool_)
    for side, other, none in ((human, ~human, NO_JUDGE), (~human, human, NO_HUMAN)):
        lonely = side & eligible & ~present(keys.unit, other & eligible)
        kin = present(keys.unit, other & (reasons == OWN_FAMILY))
        _set(reasons, lonely & kin & human, OWN_FAMILY)
        partner = present(keys.unit, other)
        _set(reasons, lonely & ~partner & _elsewhere(frame, keys, other), CONTEXT_MISMATCH)
        _set(reasons, lonely & ~partner & _other_response(frame, keys, other), RESPONSE_MISMATCH)
        _set(reasons, lonely & ~partner, none)
        _set(reasons, lonely, PARTNER_UNRATED)
    return Account(values, reasons, human, eligible, sound)


def _set(reasons: Any, rows: Booleans, reason: str) -> None:
    reasons[rows & (reasons == USED)] = reason


def _own_reasons(frame: pd.DataFrame, keys: Keys, *, as_published: bool) -> tuple[Floats, Any]:
    values = frame["rating"].to_numpy(dtype=np.float64)
    reasons = frame["reason"].fillna(USED).to_numpy(dtype=object)
    if as_published:
        raw = frame["raw"].to_numpy(dtype=np.float64)
        readable = (reasons == USED) | (reasons == Reason.OUT_OF_SCALE)
        as_read = ~np.isnan(raw) & readable
        values, reasons = np.where(as_read, raw, values), np.where(as_read, USED, reasons)
    blank = present(keys.response, reasons == Reason.NO_RESPONSE)  # one proof is enough
    return values, np.where(blank & (reasons == USED), Reason.NO_RESPONSE, reasons)


def _elsewhere(frame: pd.DataFrame, keys: Keys, other: Booleans) -> Booleans:
    """Say whether a partner stands at the same place of the source under another context."""
    units = combined(keys.place, codes_of(frame["responder"]), codes_of(frame["attribute"]))
    same = combined(units, keys.context + 1)
    return count(units, other) > count(same, other)


def _other_response(frame: pd.DataFrame, keys: Keys, other: Booleans) -> Booleans:
    """Say whether a partner rated another response of the responder to the same words."""
    responder, attribute = codes_of(frame["responder"]), codes_of(frame["attribute"])
    return present(combined(keys.exchange, responder, attribute), other)


def ledger_of(frame: pd.DataFrame, done: Account) -> Ledger:
    """Add up an account."""
    by_rater: dict[str, dict[str, int]] = {}
    where = pd.DataFrame({"rater": frame["rater"], "reason": done.reasons})
    counts = where.groupby(list(where), sort=False).size().reset_index()
    for rater, reason, number in counts.itertuples(index=False, name=None):
        mine = by_rater.setdefault(rater, {"read": 0, "used": 0})
        mine["read"] += number
        mine[reason or "used"] = mine.get(reason or "used", 0) + number
    reasons = pd.Series(done.reasons[done.reasons != USED]).value_counts()
    excluded = {str(reason): int(number) for reason, number in reasons.items()}
    cells = combined(*(codes_of(frame[c]) for c in ("exchange_id", "responder", "rater", "epoch")))
    return Ledger(
        len(frame),
        int(np.sum(done.reasons == USED)),
        excluded,
        by_rater,
        int(cells.max(initial=-1)) + 1,
    )
