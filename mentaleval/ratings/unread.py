"""Warnings of ratings that are missing, doubled or read only by repair, rater by rater."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

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
    Reason.JUDGE_FAILED: "missing because the judge failed: unrated",
    DUPLICATE: "there twice: the repeat is not counted",
}


def unread(evidence: Evidence) -> Iterator[Finding]:
    """Warn of each rater's unrated, doubled and repaired ratings."""
    frame = evidence.frame
    doubled = (evidence.done.reasons == DUPLICATE) & frame["reason"].isna()
    reasons = frame["reason"].mask(doubled, DUPLICATE)
    found = pd.DataFrame({"rater": frame["rater"], "reason": reasons}).dropna()
    counts = found.groupby(list(found), sort=False).size().reset_index()
    for rater, reason, number in counts.itertuples(index=False, name=None):
        meaning = _MEANING.get(reason, f"unrated under the reason {reason!r}")
        if reason == Reason.OUT_OF_SCALE and evidence.as_published:
            meaning = "outside the scale: the published method takes the number as it was read"
        yield _of(evidence, reason, rater, number, meaning)
    repaired = frame["rater"][frame["recovered"]].value_counts()
    use = "left out, as published" if evidence.as_published else "used"
    for rater, number in repaired.items():
        meaning = f"read only after a repair of the rater's answer: {use}"
        yield _of(evidence, RECOVERED, str(rater), int(number), meaning)


def _of(evidence: Evidence, code: str, rater: str, number: int, meaning: str) -> Finding:
    return Finding(
        code,
        number,
        f"{many(number, 'rating')} of {rater!r} {meaning}.",
        judge=evidence.judge(rater),
        rater=rater,
    )
