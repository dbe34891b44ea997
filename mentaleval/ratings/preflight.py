"""The pre-flight: everything to know of the ratings before a figure is believed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.ratings.coded import distinct
from mentaleval.ratings.evidence import Evidence
from mentaleval.ratings.findings import Finding, listed, many
from mentaleval.ratings.ledger import OWN_FAMILY
from mentaleval.ratings.rater_habits import rater_habits
from mentaleval.ratings.study_design import study_design
from mentaleval.ratings.texts import filled
from mentaleval.ratings.unread import unread
from mentaleval.vocabulary import Declared, text_hash

_BLANK: Final = text_hash("")


def findings(evidence: Evidence) -> tuple[Finding, ...]:
    """Return every warning: first what was read, then what raters do, then the design."""
    parts: tuple[Callable[[Evidence], Iterable[Finding]], ...] = (
        _mismatches,
        unread,
        _inferred_blanks,
        _repeated_responses,
        _unknown_attributes,
        _escalated,
        _own_family,
        _unpaired,
        rater_habits,
        study_design,
    )
    return tuple(finding for part in parts for finding in part(evidence))


def _mismatches(evidence: Evidence) -> Iterator[Finding]:
    """Find ids of the source that stand for different contexts for humans and judges."""
    keys, human = evidence.keys, evidence.done.human
    known = np.flatnonzero(keys.context >= 0)
    at = known[distinct(keys.place[known], keys.context[known], human[known].astype(np.int64))]
    seen = pd.DataFrame({"place": keys.place, "context": keys.context, "human": human}).iloc[at]
    sides = seen.groupby("place").nunique()
    one_sided = seen.groupby("place").size() < 2 * sides["context"]
    clash = sides.index[(sides["context"] > 1) & (sides["human"] > 1) & one_sided]
    if not len(clash):
        return
    ids = evidence.coded.frame[["source_id", "exchange_id"]].iloc[distinct(keys.place)[clash]]
    names = filled(ids["source_id"], ids["exchange_id"])
    done = "they are left out" if evidence.join == "exchange" else "this method pairs them anyway"
    yield Finding(
        "context_mismatch",
        len(clash),
        f"{many(len(clash), 'id')} of the source ({listed(names)}) had different contexts before "
        f"the humans and the judges, so nobody knows what was rated; {done}.",
    )


def _inferred_blanks(evidence: Evidence) -> Iterator[Finding]:
    pairs = evidence.pairs.frame
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
    coded = evidence.coded
    text, responder = coded["response_id"], coded["responder"]
    known = np.flatnonzero((text >= 0) & ~coded.having("response_id", _BLANK))
    at = known[distinct(text[known], responder[known])]
    number = int(np.sum(np.bincount(text[at]) > 1))
    if number:
        yield Finding(
            "duplicate_responses",
            number,
            f"{many(number, 'response text')} under more than one responder: responders "
            "that share their texts are no independent evidence.",
        )


def _unknown_attributes(evidence: Evidence) -> Iterator[Finding]:
    counts = np.bincount(evidence.coded["attribute"])
    for name, number in zip(evidence.coded.names["attribute"], counts, strict=True):
        if name not in evidence.rubric.names:
            yield Finding(
                "unknown_attribute",
                int(number),
                f"{name!r} is not in the rubric {evidence.rubric.name!r}; unless a scale was "
                f"given, its {many(int(number), 'rating')} are taken to be on the scale 1-5.",
                attribute=name,
            )


def _escalated(evidence: Evidence) -> Iterator[Finding]:
    """Find human ratings that were asked for where a judge was not sure enough."""
    human = evidence.done.eligible & evidence.done.human
    number = int(np.sum(human & evidence.coded.having("declared", Declared.ESCALATED)))
    if number:
        yield Finding(
            "escalated_labels",
            number,
            f"{number:,} of {many(int(human.sum()), 'human rating')} were asked for in an "
            "escalation, because a judge's ratings were not sure enough: they are no random "
            "sample, and figures that rest on them need not hold of other responses.",
        )


def _own_family(evidence: Evidence) -> Iterator[Finding]:
    kin = evidence.done.having(OWN_FAMILY)
    for judge, responders in evidence.excluded.items():
        if responders:
            number = int(np.sum(kin & evidence.coded.having("rater", judge)))
            yield Finding(
                OWN_FAMILY,
                number,
                f"judge {judge!r} is not assessed on {listed(responders)} "
                f"({many(number, 'rating')}): a judge may favour its own kin.",
                judge=judge,
                rater=judge,
            )


def _unpaired(evidence: Evidence) -> Iterator[Finding]:
    for judge in evidence.excluded:
        if not evidence.pairs.having("judge", judge).any():
            number = int(np.sum(evidence.coded.having("rater", judge)))
            yield Finding(
                "unpaired_judge",
                number,
                f"judge {judge!r} is not assessed at all: none of its {many(number, 'rating')} "
                "meets a human one.",
                judge=judge,
                rater=judge,
            )
