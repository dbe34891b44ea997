"""What to know before a comparison is believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from mentaleval.comparison.allocation import allocation
from mentaleval.comparison.estimating import FEWEST_LABELS, FEWEST_TO_CLAIM, Estimated
from mentaleval.comparison.grid import Grid
from mentaleval.comparison.settings import ALL_JUDGES, Settings
from mentaleval.comparison.shares import Shares
from mentaleval.comparison.statements import RAW_MEANS
from mentaleval.ratings import Finding
from mentaleval.ratings.findings import listed, many
from mentaleval.ratings.labelled import Labelled

Part = tuple[Grid, Shares, Sequence[Estimated]]
"""One attribute or composite: its grid, its shares, and what each judge makes of it."""


def cautions(found: Labelled, parts: Sequence[Part], settings: Settings) -> tuple[Finding, ...]:
    """Return every warning: what is missing, how labels were given, what judges do."""
    single = [part for part in parts if not part[0].heading.components]
    return (
        *_without_labels(single),
        *(finding for part in single for finding in _of_labels(part, found.experts)),
        *(finding for part in single for finding in _of_judges(part, settings)),
        *_kin(found, [grid for grid, _, _ in single]),
        *found.warnings,
    )


def _without_labels(parts: Sequence[Part]) -> Iterator[Finding]:
    judged = any(grid.judges for grid, _, _ in parts)
    without = [grid.heading.title for grid, _, _ in parts if not grid.labelled.any()]
    if without:
        where = "" if len(without) == len(parts) else f" on {listed(without)}"
        yield Finding(
            "no_labels",
            len(without),
            f"NO HUMAN LABEL{where}: the plain means of a judge are no ranking of responders. "
            f"{RAW_MEANS}",
        )
    if not judged:
        yield Finding(
            "no_judge",
            0,
            "no judge rated anything, so the means are those of the human labels alone.",
        )


def _of_labels(part: Part, experts: pd.DataFrame) -> Iterator[Finding]:
    grid, shares, _ = part
    if not grid.labelled.any():
        return
    title, attribute = grid.heading.title, grid.heading.attribute
    counts = grid.labelled.sum(axis=0)
    without = [name for name, n in zip(grid.responders, counts, strict=True) if not n]
    if without:
        yield Finding(
            "unlabelled_responder",
            len(without),
            f"{many(len(without), 'responder')} without any label on {title} "
            f"({listed(without)}): not compared, not ranked.",
            attribute=attribute,
        )
    fewest = int(counts[counts > 0].min())
    if fewest < FEWEST_LABELS:
        claims = "; nothing is claimed of it" if fewest < FEWEST_TO_CLAIM else ""
        yield Finding(
            "few_labels",
            fewest,
            f"some responder has labels of {many(fewest, 'conversation')} on {title}: below "
            f"{FEWEST_LABELS} the intervals hold less often than they say{claims}.",
            attribute=attribute,
        )
    yield from _equal_labels(grid)
    yield from allocation(grid, experts)
    if shares.ceiling:
        yield Finding(
            "ceiling",
            int(sum(low.of for low in shares.low)),
            f"more than 80 % of the human ratings on {title} are the same: its means are hardly "
            f"to be compared, and the shares at or below {shares.cut:g} are compared instead.",
            attribute=attribute,
        )


def _equal_labels(grid: Grid) -> Iterator[Finding]:
    counts = grid.labelled.sum(axis=0)
    equal = [
        name
        for s, name in enumerate(grid.responders)
        if counts[s] > 1 and np.ptp(grid.human[grid.labelled[:, s], s]) == 0
    ]
    if equal:
        yield Finding(
            "equal_labels",
            len(equal),
            f"all labels of {listed(equal)} on {grid.heading.title} are one and the same rating: "
            "they say nothing of how sure a mean is.",
            attribute=grid.heading.attribute,
        )


def _of_judges(part: Part, settings: Settings) -> Iterator[Finding]:
    grid, _, estimated = part
    if not grid.labelled.any():
        return
    for found in estimated:
        if found.judge in (None, ALL_JUDGES):
            continue
        lost = int((grid.labelled & np.isnan(found.proxies).any(axis=2)).sum())
        if lost:
            done = (
                "without it the judge cannot be checked here, so that it does not help at all"
                if not found.meets
                else "they are not used beside this judge"
            )
            yield _of_judge(
                "label_without_judge",
                lost,
                f"{many(lost, 'labelled response')} on {grid.heading.title} have no rating by "
                f"{found.judge!r}: {done}. Let it rate them too.",
                found,
            )
        asked = settings.correction == "power-tuned" and found.meets
        if asked and found.is_idle and not found.all_labelled:
            yield _of_judge(
                "no_help",
                int(found.labelled.sum()),
                f"{found.judge!r} does not help on {grid.heading.title}: within responders it "
                "follows the experts no better than chance.",
                found,
            )


def _of_judge(code: str, count: int, message: str, found: Estimated) -> Finding:
    attribute = found.grid.heading.attribute
    return Finding(code, count, message, judge=found.judge, attribute=attribute, rater=found.judge)


def _kin(found: Labelled, grids: Sequence[Grid]) -> Iterator[Finding]:
    judges = {judge for grid in grids for judge in grid.judges}
    there = {name for grid in grids for name in grid.responders}
    right = (
        " The corrected means allow for that, since the judge's error is measured on each "
        "responder's own labels."
        if any(grid.labelled.any() for grid in grids)
        else ""
    )
    for judge, names in found.own.items():
        own = [name for name in names if name in there]
        if judge in judges and own:
            yield Finding(
                "own_kin",
                len(own),
                f"{listed(own)} {'is' if len(own) == 1 else 'are'} the own kin of judge "
                f"{judge!r}: its plain means may favour them.{right}",
                judge=judge,
                rater=judge,
            )
