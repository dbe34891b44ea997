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

_CHANCE: Final = 0.001
"""A p below it is no accident: these tests look for what spoils every figure."""
_FEWEST: Final = 5  # conversations on a side, before their means are compared


def cautions(asked: Asked, attributes: Sequence[AttributeResult]) -> Iterator[Finding]:
    """Yield what makes the labelled responses other than the rest."""
    rows = asked.rows[asked.rows["rating"].notna() & ~asked.rows["own"].astype(bool)]
    yield from _block(rows, asked.judge)
    for found in attributes:
        mine = rows[rows["attribute"] == found.attribute]
        yield from _unlike(mine, found.attribute, asked.judge)
        yield from _uneven(mine, found.attribute, asked.judge)
    yield from _strangers(asked, attributes)


def _block(rows: pd.DataFrame, judge: str) -> Iterator[Finding]:
    """Find labelled conversations that stand in a block."""
    marks = rows["human"].notna().groupby(rows["exchange"]).any().sort_index().to_numpy()
    found = runs_test(marks)
    if found.p < _CHANCE:
        number = int(np.count_nonzero(marks))
        yield Finding(
            "label_block",
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
            "labels_differ",
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
    by = rows["human"].notna().groupby(rows["responder"])
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
