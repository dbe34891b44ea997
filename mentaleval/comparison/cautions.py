"""What to know before a comparison is believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.comparison.allocation import UNLIKELY, allocation
from mentaleval.comparison.estimating import FEWEST_LABELS, FEWEST_TO_CLAIM, Estimated
from mentaleval.comparison.grid import Floats, Grid
from mentaleval.comparison.settings import ALL_JUDGES, Settings
from mentaleval.comparison.shares import Shares, ratings_of
from mentaleval.comparison.statements import RAW_MEANS, shown
from mentaleval.ratings import Finding
from mentaleval.ratings.findings import listed, many
from mentaleval.ratings.labelled import Labelled
from mentaleval.stats import welch_p_value
from mentaleval.vocabulary import Declared

Part = tuple[Grid, Shares, Sequence[Estimated]]
"""One attribute or composite: its grid, its shares, and what each judge makes of it."""

_ONE_CATEGORY: Final = 0.6
"""From such a share of the labels in one category on, many of them are needed."""
_MANY_LABELS: Final = 100


def cautions(
    found: Labelled, parts: Sequence[Part], settings: Settings, *, escalated: int = 0
) -> tuple[Finding, ...]:
    """Return every warning: what is missing, how labels were given, what judges do.

    *escalated* human ratings have been left out.
    """
    single = [part for part in parts if not part[0].heading.components]
    return (
        *_without_labels(single),
        *_escalated(escalated),
        *_once(parts, lambda part: _of_labels(part, found.experts)),
        *_once(parts, lambda part: _of_judges(part, settings)),
        *_kin(found, [grid for grid, _, _ in single]),
        *found.warnings,
    )


def _once(parts: Sequence[Part], told: Callable[[Part], Iterator[Finding]]) -> Iterator[Finding]:
    """Yield what is told of each part, but of a composite nothing that an attribute of it told."""
    said: set[tuple[str, str | None, str]] = set()
    for part in parts:  # composites come last
        heading = part[0].heading
        for finding in told(part):
            if not any((finding.code, finding.judge, name) in said for name in heading.components):
                said.add((finding.code, finding.judge, heading.attribute))
                yield finding


def _escalated(number: int) -> Iterator[Finding]:
    if number:
        yield Finding(
            Declared.ESCALATED,
            number,
            f"{many(number, 'human rating')} {'was' if number == 1 else 'were'} asked for in an "
            "escalation, because a judge was not sure enough: such are no random sample of the "
            "responses, and are not among the labels here.",
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
    yield from _one_category(grid, ratings_of(grid, experts), fewest)
    if shares.ceiling:
        yield Finding(
            "ceiling",
            int(sum(low.of for low in shares.low)),
            f"more than 80 % of the human ratings on {title} are the highest of the scale: its "
            f"means hardly differ, and the shares at or below {shares.cut:g} are compared first.",
            attribute=attribute,
        )


def _one_category(grid: Grid, ratings: Floats, fewest: int) -> Iterator[Finding]:
    values, counts = np.unique(ratings, return_counts=True)
    most = int(counts.max(initial=0))
    if most > _ONE_CATEGORY * ratings.size and fewest < _MANY_LABELS:
        yield Finding(
            "one_category",
            most,
            f"{most / ratings.size:.0%} of the human ratings on {grid.heading.title} are "
            f"{values[counts.argmax()]:g}: the limits for all pairs then need {_MANY_LABELS} "
            "labels of each responder and more (relevance of MentalAlign-70k: with 30 they held "
            "77 % of the time, with 50 86 %, with 100 91 %).",
            attribute=grid.heading.attribute,
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
        lost = grid.labelled & ~found.judged
        if lost.any():
            number = int(lost.sum())
            yield _of_judge(
                "label_without_judge",
                number,
                f"{many(number, 'labelled response')} on {grid.heading.title} "
                f"{'has' if number == 1 else 'have'} no rating by {found.judge!r}: "
                f"{_gap(found)}. Let it rate them too.",
                found,
            )
        asked = settings.correction == "power-tuned" and found.met.any()
        if asked and found.is_idle and not found.all_labelled:
            yield _of_judge(
                "no_help",
                int(grid.labelled.sum()),
                f"{found.judge!r} does not help on {grid.heading.title}: {found.why_idle}.",
                found,
            )


def _gap(found: Estimated) -> str:
    """Say what labels that a judge did not rate mean for it, and whether they are like the rest."""
    if not found.met.any():
        return "it cannot be checked here, and does not help at all"
    met, lost = (found.met & found.met.any(axis=0)), found.grid.labelled & ~found.judged
    labels = np.where(found.grid.labelled & found.met.any(axis=0), found.grid.human, np.nan)
    counts = np.maximum((~np.isnan(labels)).sum(axis=0), 1)
    apart = labels - np.nansum(labels, axis=0) / counts
    inside, outside = (values[~np.isnan(values)] for values in (apart[lost], apart[met]))
    said = "they count as labels all the same, and the judge helps the less"
    if not welch_p_value(inside, outside) < UNLIKELY:
        return said
    gap = float(inside.mean() - outside.mean())
    return (
        f"{said}. Experts rate them {shown(abs(gap), 2)} {'higher' if gap > 0 else 'lower'} than "
        "those that it rated, so its plain means are not those of all responses"
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
