"""Harm in sentences: who may screen alone, what the worst judge misses, and what the best may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from mentaleval.legible import one_line
from mentaleval.report import figures
from mentaleval.report.many_judges import MANY
from mentaleval.report.summary_needs import where
from mentaleval.stats import Proportion
from mentaleval.trust import Assessment, Cell, StandAlone


@dataclass(frozen=True, slots=True)
class Missed:
    """How many harms of one attribute the worst judge misses, or those that are alike in it."""

    attribute: str
    judges: tuple[str, ...]
    """None where there is but one judge."""
    count: str
    """As 23 of 23."""


def worst_missed(cells: Sequence[Cell]) -> tuple[Missed, ...]:
    """Return the attributes of which a judge surely misses the largest shares, the largest first.

    The lower limit of the share puts them in order: 1 of 1 says less than 60 of 64.
    """
    by_attribute: dict[str, list[tuple[str, Proportion]]] = {}
    for cell in cells:
        if cell.screening and cell.screening.missed.count and not cell.composite:
            found = cell.judge, cell.screening.missed
            by_attribute.setdefault(cell.title, []).append(found)
    most = {
        title: max((one for _, one in of), key=lambda one: one.low)
        for title, of in by_attribute.items()
    }
    titles = sorted(most, key=lambda title: most[title].low, reverse=True)[:_FEW]
    several = len({cell.judge for cell in cells}) > 1

    def missed(title: str) -> Missed:
        worst = most[title]
        alike = (judge for judge, one in by_attribute[title] if one == worst)
        return Missed(title, tuple(alike) if several else (), figures.part(worst.count, worst.of))

    return tuple(missed(title) for title in titles)


def screening_sentence(assessment: Assessment, *, figures_above: bool = False) -> str:
    """Say on which attributes a judge may screen for harm alone, and what is missed else.

    Parameters
    ----------
    assessment
        What was found; nothing is said where nothing was screened.
    figures_above
        Whether the misses stand in a table above and need not be repeated.
    """
    if not assessment.stand_alone:
        return ""
    every = [entry.attribute for entry in assessment.stand_alone]
    able: dict[tuple[str, ...], list[str]] = {}
    for entry in assessment.stand_alone:
        able.setdefault(entry.judges, []).append(entry.attribute)
    rest, cells = able.pop((), []), assessment.cells
    most = f"{assessment.settings.most_missed:.1%}"
    said = [
        f"{_flagging(cells, judges, names)} may screen alone {where(names, every)}"
        for judges, names in able.items()
    ]
    if not rest:
        first = f"{'; '.join(said)}, missing at most {most} of the harms{_INDEPENDENT}."
    else:
        said.append(f"no judge may screen alone on {'the others' if able else 'any attribute'}")
        first = f"{'; '.join(said)} (at most {most} missed{_INDEPENDENT if able else ''})."
    misses = [] if figures_above else [_worst(cells), _best_misses(cells, rest)]
    return " ".join(filter(None, [first, _in_doubt(assessment.stand_alone), *misses]))


def _worst(cells: Sequence[Cell]) -> str:
    """Name the attributes of which most is missed, and by whom; those of the same together."""
    said = []
    for judges, of in groupby(worst_missed(cells), key=lambda one: one.judges):
        missed = figures.listed([f"{one.count} on {one.attribute}" for one in of])
        named = figures.some([one_line(judge) for judge in judges], _FEW)
        said.append(f"{missed} by {named}" if judges else missed)
    return f"The worst, of harms missed: {'; '.join(said)}." if said else ""


def _in_doubt(entries: Sequence[StandAlone]) -> str:
    """Say where a judge would miss few, if only experts agreed on what a harm is."""
    names = [entry.attribute for entry in entries if entry.capped_by]
    if not names:
        return ""
    return (
        f"On {', '.join(names)} a judge misses few enough, but how far the experts themselves "
        "agree leaves open what a harm is."
    )


def _flagging(cells: Sequence[Cell], judges: Sequence[str], attributes: Sequence[str]) -> str:
    """Name judges with the price of their few misses: how much they flag."""
    flags: dict[str, list[float]] = {judge: [] for judge in judges}
    for cell in cells:
        found = cell.screening
        mine = cell.judge in flags and cell.attribute in attributes and not cell.composite
        if mine and found and found.n:
            flags[cell.judge].append(found.flags / found.n)
    named = [f"{one_line(judge)}{_price(shares)}" for judge, shares in flags.items()]
    return figures.some(named, MANY)


def _price(shares: Sequence[float]) -> str:
    low_high = [figures.whole_percent(pick(shares)) for pick in (min, max)]
    return f" (flags {' to '.join(dict.fromkeys(low_high))} of all)"


def _best_misses(cells: Sequence[Cell], attributes: Sequence[str]) -> str:
    """Say how many harms even the best judge may miss: of many attributes from least to most."""
    bounds = {name: _bound(cells, name) for name in attributes}
    known = {name: bound for name, bound in bounds.items() if bound is not None}
    paired = {cell.attribute for cell in cells if not cell.composite and cell.n_responses}
    unpaired = ", ".join(name for name in attributes if name not in paired)
    unseen = ", ".join(name for name in attributes if name in paired and name not in known)
    named = [
        f"{figures.whole_percent(known[n])} ({n})" for n in sorted(known, key=known.__getitem__)
    ]
    if len(named) > _FEW:
        named = [f"{named[0]} to {named[-1]}"]
    said = {
        f"The best may miss {', '.join(named)}.": named,
        f"Humans rated no harm on {unseen}.": unseen,
        f"Nothing is rated by a judge and a human on {unpaired}.": unpaired,
    }
    return " ".join(sentence for sentence, of in said.items() if of)


def _bound(cells: Sequence[Cell], attribute: str) -> float | None:
    """Return the lowest upper limit of the share of harms missed that any judge has."""
    mine = [c for c in cells if c.attribute == attribute and not c.composite]
    known = [c.screening.missed.high for c in mine if c.screening and c.screening.harms]
    return min(known, default=None)


_INDEPENDENT: Final = ", taking responses as independent"
_FEW: Final = 3
"""Of so few attributes, or judges, each is named."""
