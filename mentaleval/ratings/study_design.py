"""Warnings of what the ratings cannot show: too few raters or responders, uneven ones."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Final

import numpy as np

from mentaleval.ratings.change_points import SHORTEST, change_points
from mentaleval.ratings.coded import Coded, combined, distinct
from mentaleval.ratings.columns import Floats, Integers
from mentaleval.ratings.evidence import Evidence
from mentaleval.ratings.findings import Finding, listed, many
from mentaleval.ratings.rater_habits import batch_halo
from mentaleval.ratings.texts import filled

FEWEST_RESPONDERS: Final = 15
FEWEST_EXCHANGES: Final = 50
MOST_PLACES: Final = 5_000
"""The longest sequence searched for changes: where nothing changes, the search is quadratic."""

SPREAD: Final = (0.7, 1.4)
_FEWEST_MEANS: Final = 3  # a spread of two says nothing
_FEWEST_HUMANS: Final = 2
_ROUNDING: Final = 1e-9


def study_design(evidence: Evidence) -> Iterator[Finding]:
    """Warn of raters, responders, batches and spreads."""
    yield from _humans(evidence)
    yield from _partial_batches(evidence)
    yield from _changes(evidence)
    yield from _responders(evidence)
    yield from _spreads(evidence)


def _humans(evidence: Evidence) -> Iterator[Finding]:
    experts, pairs = evidence.experts, evidence.pairs
    raters = experts.frame["rater"].unique()
    if len(raters) == 1:
        yield Finding(
            "one_rater",
            len(experts.frame),
            f"all human ratings bear the one name {str(raters[0])!r}: if they come from several "
            "experts, how these differ cannot be told.",
            rater=str(raters[0]),
        )
    items = distinct(*(pairs[c] for c in ("exchange_id", "responder", "attribute")))
    single = int(np.sum(pairs.frame["n_experts"].to_numpy()[items] < _FEWEST_HUMANS))
    if single:
        share = "every one" if single == items.size else f"{single / items.size:.0%}"
        yield Finding(
            "single_human",
            single,
            f"{many(single, 'item')} ({share} of the items compared) have one human rating: "
            "how well experts agree with each other there cannot be computed, and no verdict is "
            "held back for it.",
        )


def _responders(evidence: Evidence) -> Iterator[Finding]:
    pairs = evidence.pairs
    met = pairs.frame["judge"].iloc[distinct(pairs["judge"], pairs["responder"])]
    for judge, number in met.astype(object).value_counts(sort=False).items():
        if number < FEWEST_RESPONDERS:
            yield Finding(
                "few_responders",
                int(number),
                f"judge {judge!r} is compared on {many(int(number), 'responder')}; with fewer "
                f"than {FEWEST_RESPONDERS}, intervals are wide and few rank verdicts are settled.",
                judge=str(judge),
                rater=str(judge),
            )


def _spreads(evidence: Evidence) -> Iterator[Finding]:
    pairs, cell = evidence.pairs, ["judge", "attribute"]
    groups = combined(*(pairs[c] for c in (*cell, "responder")))
    means = pairs.frame[cell].iloc[distinct(groups)]
    for side in ("human", "rating"):
        means[side] = np.bincount(groups, weights=pairs.frame[side]) / np.bincount(groups)
    found = means.groupby(cell, sort=False, observed=True)[["human", "rating"]].agg(["std", "size"])
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
                f"{ratio:.2f} times as far as the humans: it tells them apart {word} than they do, "
                "which holds ICC(C,1) down whatever the order.",
                judge=judge,
                attribute=attribute,
                rater=judge,
            )


def _partial_batches(evidence: Evidence) -> Iterator[Finding]:
    missing = evidence.pairs.frame["batch"].isna()
    if missing.any() and not missing.all():
        number = int(missing.sum())
        yield Finding(
            "partial_batches",
            number,
            f"{number:,} of {len(missing):,} compared ratings have no batch while the others do: "
            "they are taken for one batch more.",
        )


def _changes(evidence: Evidence) -> Iterator[Finding]:
    experts = evidence.experts
    levels, orders = _levels(experts, np.arange(len(experts.frame)))
    if len(levels) < FEWEST_EXCHANGES:
        return
    places = _places(levels, orders)
    if not places.size:
        return
    named = experts.frame.drop_duplicates("order").set_index("order")
    names = filled(named["source_id"], named["exchange_id"]).loc[places.tolist()]
    also = _judges_that_change(evidence.pairs, places, near=SHORTEST * _width(levels))
    control = (
        f"the ratings of {listed(also)} change there too, so the conversations may differ"
        if also
        else "no judge changes there, which points to the raters, not the conversations"
    )
    yield Finding(
        "change_points",
        places.size,
        f"the human ratings change their level {many(places.size, 'time')} along the source, at "
        f"{listed(names)}: they fall into {places.size + 1} batches; {control}. "
        "A column `batch` would let the score use allow for them.",
    )
    yield from batch_halo(experts, places)


def _judges_that_change(pairs: Coded, places: Integers, *, near: int) -> list[str]:
    also = []
    for row in distinct(pairs["judge"]):
        judge = pairs.name("judge", row)
        levels, orders = _levels(pairs, np.flatnonzero(pairs.having("judge", judge)))
        theirs = _places(levels, orders)
        if np.any(np.abs(theirs[:, np.newaxis] - places) <= near):
            also.append(repr(judge))
    return also


def _places(levels: Floats, orders: Integers) -> Integers:
    """Return where the level changes; in a long sequence, the first exchange of such a block."""
    width = _width(levels)
    if width == 1:
        return np.asarray(orders[change_points(levels)])
    starts = np.arange(0, len(levels) - width + 1, width)  # what is left over joins the last
    sizes = np.diff(starts, append=len(levels))[:, np.newaxis]
    return np.asarray(orders[starts[change_points(np.add.reduceat(levels, starts) / sizes)]])


def _width(levels: Floats) -> int:
    """Return how many exchanges are averaged to one place of the search."""
    return max(1, ceil(len(levels) / MOST_PLACES))


def _levels(ratings: Coded, rows: Integers) -> tuple[Floats, Integers]:
    """Return each exchange's mean on each attribute, freed of who responded, in order."""
    values = ratings.frame["rating"].to_numpy()[rows]
    attribute = combined(ratings["attribute"][rows])
    who = combined(ratings["responder"][rows], attribute)
    freed = values - (np.bincount(who, weights=values) / np.bincount(who))[who]
    orders, at = np.unique(ratings.frame["order"].to_numpy()[rows], return_inverse=True)
    width = int(attribute.max(initial=0)) + 1
    cell = at * width + attribute
    sums = np.bincount(cell, weights=freed, minlength=orders.size * width)
    number = np.bincount(cell, minlength=orders.size * width)
    levels = np.divide(sums, number, out=np.full(sums.size, np.nan), where=number > 0)
    table = levels.reshape(orders.size, width)
    whole = ~np.isnan(table).any(axis=1)
    return table[whole], orders[whole]
