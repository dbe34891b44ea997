"""How the labels came to be where they are: at random, or not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from scipy import special

from mentaleval.comparison.grid import Booleans, Floats, Grid
from mentaleval.comparison.statements import shown
from mentaleval.ratings import Finding
from mentaleval.ratings.findings import listed, many
from mentaleval.stats import runs_test, welch_p_value

UNLIKELY: Final = 0.001
"""How improbable at random what is warned of is."""

UNEVEN: Final = 0.05
"""The same of experts who rate some responders more: what one of them adds to the ratings of a
responder no interval allows for, and a split that is far from even need not look improbable.
"""

MOST_OF: Final = 0.9
"""Responders share their conversations when so many of those of any belong to all."""


def allocation(grid: Grid, experts: pd.DataFrame) -> Iterator[Finding]:
    """Warn of labels that do not stand for the conversations, or favour some responders."""
    yield from _blocks(grid)
    yield from _others_labelled(grid)
    yield from _label_sets(grid)
    yield from _conversations(grid)
    yield from _experts(grid, experts)


def _judged_by_any(grid: Grid) -> Booleans:
    return np.asarray((~np.isnan(grid.judged)).any(axis=2))


def _any(marks: Booleans) -> Booleans:
    return np.asarray(marks.any(axis=1))


def _blocks(grid: Grid) -> Iterator[Finding]:
    """Find labels that stand together in the order of the table."""
    judged, labelled = _judged_by_any(grid), grid.labelled
    found: dict[bytes, tuple[Booleans, list[str]]] = {}
    columns: list[tuple[Booleans, Booleans, str]] = []
    columns.append((_any(judged), _any(labelled), ""))
    columns += [(judged[:, s], labelled[:, s], name) for s, name in enumerate(grid.responders)]
    for rows, column, name in columns:
        if column[rows].any():
            marks = column[rows]
            found.setdefault(marks.tobytes(), (marks, []))[1].append(name)
    limit = UNLIKELY / max(1, len(found))
    tested = [(runs_test(marks), int(marks.sum()), names) for marks, names in found.values()]
    test, number, names = min(tested, key=lambda one: one[0].p, default=(None, 0, []))
    if test is None or test.p >= limit:
        return
    whose = "" if "" in names else f" of {listed(names)}"
    yield Finding(
        "label_block",
        number,
        f"the {many(number, 'labelled conversation')}{whose} on {grid.heading.title} "
        f"stand in blocks along the source ({many(test.runs, 'run')} where about "
        f"{test.expected:.0f} are expected at random): unless they were drawn at random they "
        "need not be like the others, and the intervals may be far too narrow (in blocks of 100 "
        "they covered 8 to 48 % in place of 95 %).",
        attribute=grid.heading.attribute,
    )


def _others_labelled(grid: Grid) -> Iterator[Finding]:
    """Find judges that rate the labelled conversations otherwise than those without a label."""
    chosen = grid.labelled.any(axis=1)
    for k, judge in enumerate(grid.judges):
        levels = _levels(grid.judged[:, :, k])
        known = ~np.isnan(levels)
        inside, outside = levels[known & chosen], levels[known & ~chosen]
        p = welch_p_value(inside, outside)
        if p < UNLIKELY:  # not of NaN
            apart = float(inside.mean() - outside.mean())
            side = "higher" if apart > 0 else "lower"
            yield Finding(
                "labels_differ",
                int(inside.size),
                f"{judge!r} rates the labelled conversations {shown(abs(apart), 2)} {side} than "
                f"the others on {grid.heading.title}, more than chance would do (p {_p(p)}): the "
                "labels may not be a random sample of the conversations.",
                judge=judge,
                attribute=grid.heading.attribute,
            )


def _levels(rated: Floats) -> Floats:
    """Return the mean of each exchange, freed of who responded; NaN where there is none."""
    there = ~np.isnan(rated)
    filled = np.where(there, rated, 0.0)
    means = filled.sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    freed = np.where(there, filled - means, 0.0).sum(axis=1)
    count = there.sum(axis=1)
    return np.asarray(np.divide(freed, count, out=np.full(count.size, np.nan), where=count > 0))


def _label_sets(grid: Grid) -> Iterator[Finding]:
    labelled = grid.labelled[:, grid.labelled.any(axis=0)]
    if labelled.shape[1] < 2:  # noqa: PLR2004  nobody to differ from
        return
    of_any, of_all = int(labelled.any(axis=1).sum()), int(labelled.all(axis=1).sum())
    if of_all < MOST_OF * of_any:
        yield Finding(
            "label_sets_differ",
            of_any - of_all,
            f"of {many(of_any, 'labelled conversation')} on {grid.heading.title} only "
            f"{of_all:,} have labels of every responder: where the labels of two responders are "
            "on different conversations, their difference is less sure, and not fair unless "
            "each set was drawn at random.",
            attribute=grid.heading.attribute,
        )


def _conversations(grid: Grid) -> Iterator[Finding]:
    exist = grid.exist[:, grid.exist.any(axis=0)]
    of_any, of_all = int(exist.any(axis=1).sum()), int(exist.all(axis=1).sum())
    if exist.shape[1] > 1 and of_all < MOST_OF * of_any:
        yield Finding(
            "different_conversations",
            of_any - of_all,
            f"of {many(of_any, 'conversation')} on {grid.heading.title} only {of_all:,} have a "
            "response of every responder that was rated or was to be: a responder whose harder "
            "conversations are missing (refused, blank) looks better than it is.",
            attribute=grid.heading.attribute,
        )


def _experts(grid: Grid, experts: pd.DataFrame) -> Iterator[Finding]:
    """Find experts that rate some responders more than others: severity then looks like merit."""
    mine = experts["attribute"].isin(grid.heading.components or [grid.heading.attribute])
    mine &= experts["responder"].isin(grid.responders)
    rated = experts.loc[mine].drop_duplicates(["rater", "response"])
    counts = pd.crosstab(rated["rater"].astype(object), rated["responder"].astype(object))
    if min(counts.shape, default=0) < 2:  # noqa: PLR2004
        return
    p = _independence(counts.to_numpy(dtype=np.float64))
    met = counts.to_numpy() > 0
    strangers = [
        (counts.columns[a], counts.columns[b])
        for a, b in combinations(range(counts.shape[1]), 2)
        if not (met[:, a] & met[:, b]).any()
    ]
    if not strangers and not p < UNEVEN:
        return
    why = (
        f"no expert rated both {strangers[0][0]} and {strangers[0][1]}"
        if strangers
        else f"by chance they would not differ so (p {_p(p)})"
    )
    yield Finding(
        "experts_uneven",
        len(counts),
        f"the {many(len(counts), 'expert')} did not rate the responders equally often on "
        f"{grid.heading.title}: {why}. What looks like a difference of responders may be one of "
        "experts, and no interval here allows for that; have each expert rate all responders of a "
        "conversation.",
        attribute=grid.heading.attribute,
    )


def _independence(counts: Floats) -> float:
    """Return the p of Pearson's chi-squared test of no association."""
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    degrees = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return float(special.chdtrc(degrees, float((np.square(counts - expected) / expected).sum())))


def _p(p: float) -> str:
    return f"= {p:.1g}" if p >= 1e-6 else "< 0.000001"  # noqa: PLR2004
