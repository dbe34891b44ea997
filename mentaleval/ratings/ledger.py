"""The account of a ratings table: every rating used, or left out under one reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from mentaleval.ratings.coded import Coded, combined, distinct, matched
from mentaleval.ratings.columns import Booleans, Floats
from mentaleval.ratings.keys import Keys, count, present
from mentaleval.ratings.texts import Codes
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


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """For each row its number and its reason, `USED` where it is part of a pair."""

    numbers: Floats
    reasons: Codes
    """The place of the reason in `words`."""
    words: Sequence[str]
    human: Booleans
    eligible: Booleans
    """Rated, and left out neither by the method nor as kin: it only needs a partner."""
    sound: Booleans
    """Rated, whether or not it is left out as kin."""

    def having(self, reason: str) -> Booleans:
        """Say which rows have *reason*."""
        code = self.words.index(reason) if reason in self.words else -1
        return np.asarray(self.reasons == code)


class _Reasons:
    """The first reason of each row."""

    def __init__(self, coded: Coded) -> None:
        given = coded.names["reason"]
        self.words = list(dict.fromkeys([USED, *given]))
        # the last is what a row without a reason, code -1, finds
        words = np.array([self.code(word) for word in given] + [0], dtype=np.int32)
        self.codes = words[coded.codes["reason"]]

    def code(self, reason: str) -> int:
        if reason not in self.words:
            self.words.append(reason)
        return self.words.index(reason)

    def where(self, reason: str) -> Booleans:
        return np.asarray(self.codes == self.code(reason))

    def give(self, rows: Booleans, reason: str) -> None:
        """Give *reason* to those of the rows that have none."""
        self.codes[rows & (self.codes == 0)] = self.code(reason)


def account(
    coded: Coded, keys: Keys, *, repeated: Booleans, own: Booleans, as_published: bool
) -> Account:
    """Say of every row whether it is used, and if not, why.

    Parameters
    ----------
    coded
        A ratings table.
    keys
        What meets what.
    repeated
        The rows that repeat the key of an earlier one.
    own
        The judges' ratings of their own kin.
    as_published
        Take the numbers as read, and leave out what the published study left out.
    """
    reasons = _Reasons(coded)
    values = _numbers(coded, reasons, as_published=as_published)
    reasons.give(present(keys.response, reasons.where(Reason.NO_RESPONSE)), Reason.NO_RESPONSE)
    reasons.give(repeated, DUPLICATE)
    if as_published:
        reasons.give(coded.frame["recovered"].to_numpy(dtype=np.bool_), RECOVERED)
        reasons.give(coded.having("declared", Declared.OMITTED), Declared.OMITTED)
    sound = reasons.where(USED)
    reasons.give(own, OWN_FAMILY)
    eligible = reasons.where(USED)
    human = coded.having("rater_kind", RaterKind.HUMAN)
    same = matched(keys.item, keys.context + 1)
    for side, other, none in ((human, ~human, NO_JUDGE), (~human, human, NO_HUMAN)):
        lonely = side & eligible & ~present(keys.unit, other & eligible)
        kin = present(keys.unit, other & reasons.where(OWN_FAMILY))
        reasons.give(lonely & kin & human, OWN_FAMILY)
        alone = lonely & ~present(keys.unit, other)
        # a partner at the same place of the source, under another context
        elsewhere = count(keys.item, other) > count(same, other)
        reasons.give(alone & elsewhere, CONTEXT_MISMATCH)
        reasons.give(alone & present(keys.reply, other), RESPONSE_MISMATCH)
        reasons.give(alone, none)
        reasons.give(lonely, PARTNER_UNRATED)
    return Account(values, reasons.codes, tuple(reasons.words), human, eligible, sound)


def _numbers(coded: Coded, reasons: _Reasons, *, as_published: bool) -> Floats:
    """Return the ratings; as published, any number that was read is one and needs no reason."""
    values = coded.frame["rating"].to_numpy(dtype=np.float64)
    if not as_published:
        return values
    raw = coded.frame["raw"].to_numpy(dtype=np.float64)
    readable = reasons.where(USED) | reasons.where(Reason.OUT_OF_SCALE)
    as_read = ~np.isnan(raw) & readable
    reasons.codes[as_read] = reasons.code(USED)
    return np.where(as_read, raw, values)


def ledger_of(coded: Coded, done: Account) -> Ledger:
    """Add up an account."""
    by_rater: dict[str, dict[str, int]] = {}
    excluded = Counter[str]()
    groups = combined(coded.codes["rater"], done.reasons)
    counts = np.bincount(groups).tolist()
    for row, number in zip(distinct(groups).tolist(), counts, strict=True):
        rater, reason = coded.name("rater", row), done.words[done.reasons[row]]
        mine = by_rater.setdefault(rater, {"read": 0, "used": 0})
        mine["read"] += number
        mine[reason or "used"] = mine.get(reason or "used", 0) + number
        excluded[reason] += number
    used = excluded.pop(USED, 0)
    cells = distinct(*(coded.codes[c] for c in ("exchange_id", "responder", "rater", "epoch")))
    return Ledger(len(coded.frame), used, dict(excluded.most_common()), by_rater, cells.size)
