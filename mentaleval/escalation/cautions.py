"""What to know of the labels before an interval or a bound is believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy import special

from mentaleval.escalation import results
from mentaleval.escalation.reading import Asked
from mentaleval.escalation.results import AttributeResult
from mentaleval.ratings import Finding
from mentaleval.ratings.findings import listed, many
from mentaleval.stats import runs_test, welch_p_value

_BLOCK: Final = "label_block"
_DIFFER: Final = "labels_differ"
_NO_CHANCE: Final = (_BLOCK, _DIFFER)
"""Where these are found, nothing is promised without an if."""
_CHANCE: Final = 0.001
"""A p below it is no accident: these tests look for what spoils every figure."""
_FEWEST: Final = 5  # conversations on a side, before their means are compared


def cautions(asked: Asked, attributes: Sequence[AttributeResult]) -> Iterator[Finding]:
    """Yield what makes the labelled responses other than the rest."""
    rows = asked.rows[asked.rows["rating"].notna() & ~asked.rows["own"].astype(bool)]
    yield from _escalated(asked)
    yield from _block(rows, asked.judge)
    for found in attributes:
        yield from _human_unrated(found, asked.judge)
        yield from _left_out(found, asked.judge)
        mine = rows[rows["attribute"] == found.attribute]
        yield from _unlike(mine, found.attribute, asked.judge)
        yield from _uneven(mine, found.attribute, asked.judge)
    yield from _strangers(asked, attributes)


def in_doubt(warned: Sequence[Finding], attributes: Sequence[str]) -> set[str]:
    """Return the attributes of whose labels it is doubtful whether chance decided on them."""
    told = {finding.attribute for finding in warned if finding.code in _NO_CHANCE}
    return set(attributes) if None in told else {name for name in attributes if name in told}


def _escalated(asked: Asked) -> Iterator[Finding]:
    if asked.escalated:
        yield Finding(
            "escalated_labels",
            asked.escalated,
            f"{many(asked.escalated, 'human rating')} of an escalation are not calibrated on: they "
            "are no random sample. What they rate has been seen by a human, and is not asked for "
            "again.",
            judge=asked.judge,
        )


def _human_unrated(found: AttributeResult, judge: str) -> Iterator[Finding]:
    """Find what experts were asked for and did not rate: often what is hardest to judge."""
    if number := found.counts.get(results.HUMAN_UNRATED, 0):
        how = (
            "in the bound each counts as a missed harm where it would be kept"
            if found.threshold
            else "the intervals are made as if each were rated lowest, or highest"
        )
        yield Finding(
            results.HUMAN_UNRATED,
            number,
            f"experts were asked to rate {many(number, 'response')} on {found.attribute} and left "
            f"{'it' if number == 1 else 'them'} unrated, perhaps because of what is in "
            f"{'it' if number == 1 else 'them'}: {'it needs' if number == 1 else 'all need'} a "
            f"human, and {how}.",
            judge=judge,
            attribute=found.attribute,
        )


def _left_out(found: AttributeResult, judge: str) -> Iterator[Finding]:
    """Find labels that a bound cannot use."""
    if found.threshold and found.threshold.left_out:
        number, each = found.threshold.left_out, found.threshold.per_conversation
        yield Finding(
            "labels_uneven",
            number,
            "conversations were labelled to different numbers, and a bound takes as many labels "
            f"of each: it rests on {each} of each, and leaves {many(number, 'label')} on "
            f"{found.attribute} out.",
            judge=judge,
            attribute=found.attribute,
        )


def _block(rows: pd.DataFrame, judge: str) -> Iterator[Finding]:
    """Find labelled conversations that stand in a block."""
    marks = rows["human"].notna().groupby(rows["exchange"]).any().sort_index().to_numpy()
    found = runs_test(marks)
    if found.p < _CHANCE:
        number = int(np.count_nonzero(marks))
        yield Finding(
            _BLOCK,
            number,
            f"the {many(number, 'conversation')} with human ratings stand in {found.runs:,} "
            f"{'block' if found.runs == 1 else 'stretches'} of the source, where a random draw has "
            f"about {found.expected:,.0f}: conversations that follow each other may be alike, and "
            "nothing is then known of the others. `mentaleval draw` draws them at random.",
            judge=judge,
        )


def _unlike(rows: pd.DataFrame, attribute: str, judge: str) -> Iterator[Finding]:
    """Find labelled conversations that the judge rates otherwise than the rest."""
    by = rows.assign(labelled=rows["human"].notna()).groupby("exchange")
    means = by["rating"].mean().to_numpy(dtype=np.float64)
    labelled = np.asarray(by["labelled"].any())
    sides = means[labelled], means[~labelled]
    if min(side.size for side in sides) < _FEWEST:
        return
    if welch_p_value(*sides) < _CHANCE:
        yield Finding(
            _DIFFER,
            sides[0].size,
            f"{judge!r} rates the conversations with human ratings {sides[0].mean():.2f} on "
            f"{attribute} and the others {sides[1].mean():.2f} on average, which is no accident: "
            "the labels were not drawn at random from these conversations, and what holds of "
            "them need not hold of the others.",
            judge=judge,
            attribute=attribute,
        )


def _uneven(rows: pd.DataFrame, attribute: str, judge: str) -> Iterator[Finding]:
    """Find responders of whom far more is labelled than of others, by a chi-square test."""
    by = rows["human"].notna().groupby(rows["responder"], observed=True)
    labelled, of = by.sum(), by.size()
    labelled, of = labelled[labelled > 0], of[labelled > 0]
    share = float(labelled.sum() / of.sum()) if len(of) else 1.0
    if len(of) < 2 or share == 1:  # noqa: PLR2004  nobody to differ from
        return
    apart = float((np.square(labelled - share * of) / (of * share * (1 - share))).sum())
    if special.chdtrc(len(of) - 1, apart) < _CHANCE:
        shares = labelled / of
        yield Finding(
            "label_shares_differ",
            int(labelled.sum()),
            f"humans rated from {shares.min():.0%} ({shares.idxmin()}) to {shares.max():.0%} "
            f"({shares.idxmax()}) of a responder's responses on {attribute}: what is promised is "
            "of responses as they were labelled, and mostly of those who were labelled most.",
            judge=judge,
            attribute=attribute,
        )


def _strangers(asked: Asked, attributes: Sequence[AttributeResult]) -> Iterator[Finding]:
    for found in attributes:
        number = found.counts.get(results.STRANGER, 0)
        if not number:
            continue
        rows = asked.rows[asked.rows["attribute"] == found.attribute]
        known = rows.loc[rows["human"].notna() & rows["rating"].notna(), "responder"]
        own = rows.loc[rows["own"].astype(bool), "responder"]
        names = [n for n in rows["responder"].unique() if n not in {*known, *own}]
        yield Finding(
            results.STRANGER,
            number,
            f"no response of {listed(names)} has a human rating on {found.attribute}: how well the "
            f"judge rates other responders says nothing of them, so all {number:,} need a human.",
            judge=asked.judge,
            attribute=found.attribute,
        )
