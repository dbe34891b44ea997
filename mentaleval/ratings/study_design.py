"""Warnings of what the ratings cannot show: too few raters or responders, uneven ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from mentaleval.ratings.change_points import SHORTEST, change_points
from mentaleval.ratings.columns import Floats, codes_of
from mentaleval.ratings.evidence import Evidence
from mentaleval.ratings.findings import Finding, listed, many

FEWEST_RESPONDERS: Final = 15
FEWEST_EXCHANGES: Final = 50
SPREAD: Final = (0.7, 1.4)
_FEWEST_MEANS: Final = 3  # a spread of two says nothing
_FEWEST_HUMANS: Final = 2
_ROUNDING: Final = 1e-9


def study_design(evidence: Evidence) -> Iterator[Finding]:
    """Warn of raters, responders, batches and spreads."""
    yield from _humans(evidence)
    yield from _changes(evidence)
    yield from _responders(evidence)
    yield from _spreads(evidence)


def _humans(evidence: Evidence) -> Iterator[Finding]:
    raters = evidence.experts["rater"].unique()
    if len(raters) == 1:
        yield Finding(
            "one_rater",
            len(evidence.experts),
            f"all human ratings bear the one name {str(raters[0])!r}: if they come from several "
            "experts, how these differ cannot be told.",
            rater=str(raters[0]),
        )
    items = evidence.pairs.drop_duplicates(["exchange_id", "responder", "attribute"])
    single = int(np.sum(items["n_experts"] < _FEWEST_HUMANS))
    if single:
        share = "every one" if single == len(items) else f"{single / len(items):.0%}"
        yield Finding(
            "single_human",
            single,
            f"{many(single, 'item')} ({share} of the items compared) have one human rating: "
            "how well experts agree with each other there cannot be computed.",
        )


def _responders(evidence: Evidence) -> Iterator[Finding]:
    for judge, number in evidence.pairs.groupby("judge", sort=False)["responder"].nunique().items():
        if number < FEWEST_RESPONDERS:
            yield Finding(
                "few_responders",
                int(number),
                f"judge {judge!r} is compared on {many(int(number), 'responder')}; with fewer "
                f"than {FEWEST_RESPONDERS}, intervals for ranking responders are wide.",
                judge=str(judge),
                rater=str(judge),
            )


def _spreads(evidence: Evidence) -> Iterator[Finding]:
    cell = ["judge", "attribute"]
    means = evidence.pairs.groupby([*cell, "responder"], sort=False)[["human", "rating"]].mean()
    found = means.groupby(cell, sort=False).agg(["std", "size"])
    columns = [("human", "std"), ("rating", "std"), ("human", "size")]
    rows = found[columns].itertuples(name=None)
    for (judge, attribute), human, rating, number in rows:
        if number < _FEWEST_MEANS or human < _ROUNDING:
            continue
        ratio = rating / human
        if not SPREAD[0] <= ratio <= SPREAD[1]:
            word = "less" if ratio < 1 else "more"
            yield Finding(
                "spread",
                number,
                f"judge {judge!r} spreads the means of {many(number, 'responder')} in {attribute} "
                f"{ratio:.2f} times as far as the humans: it tells them apart {word} than they do.",
                judge=judge,
                attribute=attribute,
                rater=judge,
            )


def _changes(evidence: Evidence) -> Iterator[Finding]:
    experts = evidence.experts
    levels, orders = _levels(experts, "rating")
    if len(levels) < FEWEST_EXCHANGES or not (found := change_points(levels)):
        return
    places = orders[found]
    named = experts.drop_duplicates("order").set_index("order")
    names = named["source_id"].fillna(named["exchange_id"]).loc[places]
    also = _judges_that_change(evidence.pairs, places)
    control = (
        f"the ratings of {listed(also)} change there too, so the conversations may differ"
        if also
        else "no judge changes there, which points to the raters, not the conversations"
    )
    yield Finding(
        "change_points",
        len(found),
        f"the human ratings change their level {many(len(found), 'time')} along the source, at "
        f"{listed(names)}: they fall into {len(found) + 1} batches; {control}.",
    )


def _judges_that_change(pairs: pd.DataFrame, places: Any) -> list[str]:
    also = []
    for judge, mine in pairs.groupby("judge", sort=False):
        levels, orders = _levels(mine, "rating")
        theirs = orders[change_points(levels)] if len(levels) else orders
        if np.any(np.abs(theirs[:, np.newaxis] - places) <= SHORTEST):
            also.append(repr(str(judge)))
    return also


def _levels(ratings: pd.DataFrame, column: str) -> tuple[Floats, Any]:
    """Return each exchange's mean on each attribute, freed of who responded, in order."""
    who = ratings.groupby(["responder", "attribute"], sort=False)[column].transform("mean")
    attribute = codes_of(ratings["attribute"])
    orders, at = np.unique(ratings["order"].to_numpy(), return_inverse=True)
    cell = at * (int(attribute.max(initial=0)) + 1) + attribute
    size = orders.size * (int(attribute.max(initial=0)) + 1)
    sums = np.bincount(cell, weights=ratings[column] - who, minlength=size)
    number = np.bincount(cell, minlength=size)
    levels = np.divide(sums, number, out=np.full(size, np.nan), where=number > 0)
    table = levels.reshape(orders.size, -1)
    whole = ~np.isnan(table).any(axis=1)
    return table[whole], orders[whole]
