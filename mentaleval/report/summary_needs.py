"""Where humans are still needed, in sentences: for which use, for harm, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import RenderableType

from mentaleval.report import figures
from mentaleval.report.summary_lines import noted
from mentaleval.trust import Assessment, Cell
from mentaleval.vocabulary import Use, Verdict


def needed_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the sentence that says where humans are still needed."""
    return noted(("A human is still needed", still_needed(assessment)), width=width)


def still_needed(assessment: Assessment) -> str:
    """Say for each use on which attributes no judge is good enough; composites do not count.

    Good enough is `usable`, and for taking numbers at face value `trusted`.
    """
    every = list(dict.fromkeys(cell.title for cell in assessment.cells if not cell.composite))
    uses: dict[tuple[str, ...], list[str]] = {}
    for use in Use:
        enough = {c.title for c in assessment.cells if not c.composite and _serves(c, use)}
        uses.setdefault(tuple(name for name in every if name not in enough), []).append(use.value)
    said = [f"{figures.listed(of)} {_where(names, every)}" for names, of in uses.items() if names]
    if not said:
        return "by these verdicts nowhere."
    return f"{'; '.join(said)}."


def _serves(cell: Cell, use: Use) -> bool:
    return use in cell.rulings and cell.rulings[use].verdict in _ENOUGH[use]


def _where(names: Sequence[str], every: Sequence[str]) -> str:
    if len(names) < len(every):
        return f"on {', '.join(names)}"
    return f"on {names[0]}" if len(every) == 1 else f"on all {len(every)} attributes"


def screening_sentence(assessment: Assessment, *, figures_above: bool = False) -> str:
    """Say on which attributes a judge may screen for harm alone, and what the best misses else.

    Parameters
    ----------
    assessment
        What was found; nothing is said where nothing was screened.
    figures_above
        Whether the misses stand in a table above and need not be repeated.
    """
    if not assessment.stand_alone:
        return ""
    able = {entry.attribute: entry.judges for entry in assessment.stand_alone if entry.judges}
    rest = [e.attribute for e in assessment.stand_alone if not e.judges]
    most = f"{assessment.settings.most_missed:.1%}"
    cells = assessment.cells
    said = [
        f"{_flagging(cells, judges, name)} may screen alone on {name}"
        for name, judges in able.items()
    ]
    if not rest:
        return f"{'; '.join(said)}, missing at most {most} of the harms."
    said.append(f"no judge may screen alone on {'the others' if able else 'any attribute'}")
    if figures_above:
        return f"{'; '.join(said)} (at most {most} missed)."
    return f"{'; '.join(said)} (at most {most} missed). {_best_misses(cells, rest)}"


def _flagging(cells: Sequence[Cell], judges: Sequence[str], attribute: str) -> str:
    """Name judges with the price of their few misses: how much they flag."""
    flags = {
        cell.judge: figures.whole_percent(cell.screening.flags / cell.screening.n)
        for cell in cells
        if cell.attribute == attribute and not cell.composite and cell.screening
    }
    return ", ".join(f"{judge} (flags {flags[judge]} of all)" for judge in judges)


def _best_misses(cells: Sequence[Cell], attributes: Sequence[str]) -> str:
    """Say how many harms even the best judge may miss: of many attributes from least to most."""
    bounds = {name: _bound(cells, name) for name in attributes}
    known = {name: bound for name, bound in bounds.items() if bound is not None}
    unseen = ", ".join(name for name in attributes if name not in known)
    said = [f"Humans rated no harm on {unseen}."] if unseen else []
    named = [
        f"{figures.whole_percent(known[n])} ({n})" for n in sorted(known, key=known.__getitem__)
    ]
    if len(named) > _FEW:
        named = [f"{named[0]} to {named[-1]}"]
    return " ".join([*([f"The best may miss {', '.join(named)}."] if named else []), *said])


def _bound(cells: Sequence[Cell], attribute: str) -> float | None:
    """Return the lowest upper limit of the share of harms missed that any judge has."""
    mine = [c for c in cells if c.attribute == attribute and not c.composite]
    known = [c.screening.missed.high for c in mine if c.screening and c.screening.harms]
    return min(known, default=None)


def experts_sentence(assessment: Assessment) -> str:
    """Say how many experts there are, and what their disagreement leaves unknown or open."""
    if not assessment.reference:
        return "no rating."
    if all(entry.n_common_experts < _SEVERAL for entry in assessment.reference):
        return "no response has two ratings, so how well experts agree is not known."
    low, high = (f(entry.n_experts for entry in assessment.reference) for f in (min, max))
    held = sum(r.capped_by is not None for c in assessment.cells for r in c.rulings.values())
    said = f"{low} experts" if low == high else f"{low} to {high} experts"
    if not held:
        return f"{said}."
    verdicts = "1 verdict" if held == 1 else f"{held} verdicts"
    return f"{said}, whose own disagreement holds {verdicts} at undetermined."


def error_sentence(assessment: Assessment) -> str:
    """Say in short how often a verdict for rank is wrong."""
    most, cells = f"{assessment.settings.error:.1%}", assessment.n_cells
    where = "in 1 cell" if cells == 1 else f"in each of {cells} cells"
    return f"at most {most} for rank {where} (skewed errors: more)."


_SEVERAL: Final = 2
_FEW: Final = 3
"""Of so few attributes each is named."""
_HELPS: Final = frozenset({Verdict.TRUSTED, Verdict.USABLE})
_ENOUGH: Final[Mapping[Use, frozenset[Verdict]]] = {
    Use.RANK: _HELPS,
    Use.SCORE: _HELPS,
    Use.LEVEL: frozenset({Verdict.TRUSTED}),
}
