"""Warnings of ratings that are missing, doubled or read only by repair, rater by rater."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from mentaleval.ratings.coded import combined, distinct
from mentaleval.ratings.evidence import Evidence
from mentaleval.ratings.findings import Finding, many
from mentaleval.ratings.ledger import DUPLICATE, RECOVERED
from mentaleval.vocabulary import Reason

_MEANING: Final = {
    Reason.MISSING: "missing: unrated, which is not a low rating",
    Reason.UNPARSEABLE: "not to be read from the rater's answer: unrated",
    Reason.MISSING_ATTRIBUTE: "left out of an answer that rates other attributes: unrated",
    Reason.OUT_OF_SCALE: "outside the scale: unrated, `raw` keeps the number",
    Reason.NO_RESPONSE: "of a blank response, which nobody can rate: left out",
    Reason.REFUSAL: "missing because of a refusal: unrated",
    Reason.TOO_LONG: "missing because the exchange was too long for the judge: unrated",
    Reason.JUDGE_FAILED: "missing because the judge failed: unrated",
    DUPLICATE: "there twice: the repeat is not counted",
}


def unread(evidence: Evidence) -> Iterator[Finding]:
    """Warn of each rater's unrated, doubled and repaired ratings."""
    coded = evidence.coded
    doubled = evidence.done.having(DUPLICATE) & (coded["reason"] < 0)
    words = list(dict.fromkeys([*coded.names["reason"], DUPLICATE]))
    reasons = np.where(doubled, words.index(DUPLICATE), coded["reason"])
    rows = np.flatnonzero(reasons >= 0)
    groups = combined(coded["rater"][rows], reasons[rows])
    for row, number in zip(rows[distinct(groups)], np.bincount(groups).tolist(), strict=True):
        rater, reason = coded.name("rater", row), words[reasons[row]]
        meaning = _MEANING.get(reason, f"unrated under the reason {reason!r}")
        if reason == Reason.OUT_OF_SCALE and evidence.as_published:
            meaning = "outside the scale: the published method takes the number as it was read"
        yield _of(evidence, reason, rater, number, meaning)
    repaired = coded.frame["rater"][coded.frame["recovered"]].astype(object).value_counts()
    use = "left out, as published" if evidence.as_published else "used"
    for name, number in repaired.items():
        meaning = f"read only after a repair of the rater's answer: {use}"
        yield _of(evidence, RECOVERED, str(name), int(number), meaning)


def _of(evidence: Evidence, code: str, rater: str, number: int, meaning: str) -> Finding:
    return Finding(
        code,
        number,
        f"{many(number, 'rating')} of {rater!r} {meaning}.",
        judge=evidence.judge(rater),
        rater=rater,
    )
