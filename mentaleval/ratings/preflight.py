"""The pre-flight: everything to know of the ratings before a figure is believed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.ratings.evidence import Evidence
from mentaleval.ratings.findings import Finding, listed, many
from mentaleval.ratings.ledger import OWN_FAMILY
from mentaleval.ratings.rater_habits import rater_habits
from mentaleval.ratings.study_design import study_design
from mentaleval.ratings.unread import unread
from mentaleval.vocabulary import text_hash

_BLANK: Final = text_hash("")


def findings(evidence: Evidence) -> tuple[Finding, ...]:
    """Return every warning: first what was read, then what raters do, then the design."""
    parts: tuple[Callable[[Evidence], Iterable[Finding]], ...] = (
        _mismatches,
        unread,
        _inferred_blanks,
        _repeated_responses,
        _unknown_attributes,
        _own_family,
        _unpaired,
        rater_habits,
        study_design,
    )
    return tuple(finding for part in parts for finding in part(evidence))


def _mismatches(evidence: Evidence) -> Iterator[Finding]:
    """Find ids of the source that stand for different contexts for humans and judges."""
    keys, known = evidence.keys, evidence.keys.context >= 0
    seen = pd.DataFrame(
        {"place": keys.place, "context": keys.context, "human": evidence.done.human}
    )[known]
    distinct = seen.drop_duplicates()
    sides = distinct.groupby("place").nunique()
    one_sided = distinct.groupby("place").size() < 2 * sides["context"]
    clash = sides.index[(sides["context"] > 1) & (sides["human"] > 1) & one_sided]
    if not len(clash):
        return
    first = pd.Series(keys.place).drop_duplicates()
    at = first.index[first.isin(clash)]
    names = evidence.frame["source_id"].fillna(evidence.frame["exchange_id"]).iloc[at]
    done = "they are left out" if evidence.join == "exchange" else "this method pairs them anyway"
    yield Finding(
        "context_mismatch",
        len(clash),
        f"{many(len(clash), 'id')} of the source ({listed(names)}) had different contexts before "
        f"the humans and the judges, so nobody knows what was rated; {done}.",
    )


def _inferred_blanks(evidence: Evidence) -> Iterator[Finding]:
    pairs = evidence.pairs
    blank = pairs.loc[pairs["inferred_blank"], ["exchange_id", "responder"]].drop_duplicates()
    if len(blank):
        yield Finding(
            "inferred_blank",
            len(blank),
            f"{many(len(blank), 'response')} ({listed(blank['responder'].unique())}) got 1 in "
            "relevance and guidance from every judge and were probably blank; they are kept, "
            "and easy agreement on them can move a figure.",
        )


def _repeated_responses(evidence: Evidence) -> Iterator[Finding]:
    given = evidence.frame[["response_id", "responder"]].dropna().drop_duplicates()
    texts = given.loc[given["response_id"] != _BLANK, "response_id"].value_counts()
    number = int(np.sum(texts > 1))
    if number:
        yield Finding(
            "duplicate_responses",
            number,
            f"{many(number, 'response text')} under more than one responder: responders "
            "that share their texts are no independent evidence.",
        )


def _unknown_attributes(evidence: Evidence) -> Iterator[Finding]:
    counts = evidence.frame["attribute"].value_counts(sort=False)
    for name, number in counts.items():
        if name not in evidence.rubric.names:
            yield Finding(
                "unknown_attribute",
                int(number),
                f"{name!r} is not in the rubric {evidence.rubric.name!r}; unless a scale was "
                f"given, its {many(int(number), 'rating')} are taken to be on the scale 1-5.",
                attribute=str(name),
            )


def _own_family(evidence: Evidence) -> Iterator[Finding]:
    ledger = evidence.frame["rater"][evidence.done.reasons == OWN_FAMILY].value_counts()
    for judge, responders in evidence.excluded.items():
        if responders:
            number = int(ledger.get(judge, 0))
            yield Finding(
                OWN_FAMILY,
                number,
                f"judge {judge!r} is not assessed on {listed(responders)} "
                f"({many(number, 'rating')}): a judge may favour its own kin.",
                judge=judge,
                rater=judge,
            )


def _unpaired(evidence: Evidence) -> Iterator[Finding]:
    paired = set(evidence.pairs["judge"])
    for judge in evidence.excluded:
        if judge not in paired:
            number = int(np.sum(evidence.frame["rater"] == judge))
            yield Finding(
                "unpaired_judge",
                number,
                f"judge {judge!r} is not assessed at all: none of its {many(number, 'rating')} "
                "meets a human one.",
                judge=judge,
                rater=judge,
            )
