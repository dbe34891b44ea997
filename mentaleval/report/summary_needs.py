"""Where humans are still needed, in sentences: for which use, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import RenderableType

from mentaleval.legible import one_line
from mentaleval.report import figures
from mentaleval.report.by_judge import judges_of
from mentaleval.report.many_judges import passed_by_luck, skewed_error
from mentaleval.report.summary_lines import noted
from mentaleval.trust import Assessment, Cell
from mentaleval.trust.caps import DISAGREE
from mentaleval.vocabulary import Use, Verdict


def needed_lines(
    assessment: Assessment, *, width: int | None, short: bool = False
) -> list[RenderableType]:
    """Return where humans are still needed, and how many of many judges pass by luck."""
    needed = still_needed(assessment, short=short)
    made = noted(("A human is still needed", needed), width=width)
    return made + noted(("Many judges", passed_by_luck(assessment)), width=width)


def still_needed(assessment: Assessment, *, short: bool = False) -> str:
    """Say for each use on which attributes no judge is good enough, and who is on the others.

    Good enough is `usable`, and for taking numbers at face value `trusted`. That one judge is good
    enough says nothing of another, so of several each is named; of many in *short* the first ones.
    """
    return " ".join(filter(None, [_needed(assessment, short=short), _unassessed(assessment)]))


def _unassessed(assessment: Assessment) -> str:
    """Name the composites that a judge has no verdict on; nothing where it has one on each."""
    titles = {axis.lower(): axis for axis in assessment.settings.rubric.composites}
    found: dict[str, list[str]] = {}
    for finding in assessment.preflight.warnings:
        if finding.code == "incomplete_composite":
            title = titles.get(finding.attribute or "", finding.attribute or "")
            found.setdefault(title, []).append(one_line(finding.judge or ""))
    if not found:
        return ""
    several = len(judges_of(assessment.cells)) > 1
    said = (f"{t} of {figures.some(of, _FEW)}" if several else t for t, of in found.items())
    return f"Not assessed: {', '.join(said)}."


def _needed(assessment: Assessment, *, short: bool) -> str:
    cells = [cell for cell in assessment.cells if not cell.composite]
    every = list(dict.fromkeys(cell.title for cell in cells))
    served = {use: _served(cells, use) for use in Use}
    lacking = {use: [n for n in every if n not in names] for use, names in served.items()}
    apart = " (composites apart)" if len(cells) < len(assessment.cells) else ""
    said = f"{_uses(lacking, every) or 'by these verdicts nowhere'}{apart}"
    judges = judges_of(cells)
    if len(judges) == 1 or not any(served.values()):
        return f"{said}."
    if all(set(_served(mine, use)) == set(served[use]) for mine in judges.values() for use in Use):
        return f"{said}, whichever judge is taken."
    good_for = {judge: _good_for(mine, served, every) for judge, mine in judges.items()}
    who = _who(good_for, most=_TWO_LINES if short else None)
    if any(lacking.values()):
        return f"{said}. Good enough elsewhere: {who}."
    return f"unless the right judge is taken{apart}: {who}."


def _served(cells: Sequence[Cell], use: Use) -> list[str]:
    enough = (c for c in cells if use in c.rulings and c.rulings[use].verdict in _ENOUGH[use])
    return list(dict.fromkeys(cell.title for cell in enough))


def _who(good_for: Mapping[str, str], *, most: int | None) -> str:
    """Name judges with what they are good enough for, last those that are for nothing.

    Judges that are good enough for the same are named together; in about *most* letters, if any.
    """
    alike: dict[str, list[str]] = {}
    for judge, what in good_for.items():
        alike.setdefault(what, []).append(one_line(judge))
    none = [f"{_named(who, most)} for nothing" for who in [alike.pop("", [])] if who]
    able = {f"{_named(who, most)} ({what})": len(who) for what, who in alike.items()}
    kept = list(able)
    while most is not None and len(kept) > 1 and len("; ".join([*kept, *none])) > most:
        kept.pop()
    more = sum(able.values()) - sum(able[one] for one in kept)
    rest = [f"{more} judge{'s' if more > 1 else ''} more for some use"] if more else []
    return "; ".join([*kept, *rest, *none])


def _named(judges: Sequence[str], most: int | None) -> str:
    return figures.listed(judges) if most is None else figures.some([*judges], _FEW)


def _good_for(
    cells: Sequence[Cell], served: Mapping[Use, Sequence[str]], every: Sequence[str]
) -> str:
    """Say what cells are good enough for; the bare use where it is all that any judge serves."""
    mine = {use: _served(cells, use) for use in Use}
    whole = [use for use in Use if mine[use] and set(mine[use]) == set(served[use]) < set(every)]
    parts = [figures.listed([use.value for use in whole])] if whole else []
    rest = _uses({use: names for use, names in mine.items() if use not in whole}, every)
    return "; ".join(filter(None, [*parts, rest]))


def _uses(found: Mapping[Use, Sequence[str]], every: Sequence[str]) -> str:
    """Name attributes by use; uses that have the same ones together."""
    uses: dict[tuple[str, ...], list[str]] = {}
    for use, names in found.items():
        uses.setdefault(tuple(names), []).append(use.value)
    return "; ".join(f"{figures.listed(of)} {where(n, every)}" for n, of in uses.items() if n)


def where(names: Sequence[str], every: Sequence[str]) -> str:
    """Name attributes among all that there are."""
    if len(names) < len(every):
        return f"on {', '.join(names)}"
    return f"on {names[0]}" if len(every) == 1 else f"on all {len(every)} attributes"


def experts_sentence(assessment: Assessment) -> str:
    """Say how many experts there are, and what their disagreement leaves unknown or open."""
    if not assessment.reference:
        return "no rating."
    alone = [entry for entry in assessment.reference if entry.n_common_experts < _SEVERAL]
    if len(alone) == len(assessment.reference):
        return "no response has two ratings, so how well experts agree is not known."
    low, high = (f(entry.n_experts for entry in assessment.reference) for f in (min, max))
    said = [f"{low} experts" if low == high else f"{low} to {high} experts"]
    held = [r for c in assessment.cells for r in c.rulings.values() if r.capped_by is not None]
    disagreed = sum(ruling.short == DISAGREE for ruling in held)
    if disagreed:
        said.append(f"whose own disagreement holds {_verdicts(disagreed)} at undetermined")
    if unknown := len(held) - disagreed:
        said.append(
            f"whose agreement cannot be computed, which holds {_verdicts(unknown)} at undetermined"
        )
    if names := ", ".join(entry.title for entry in alone if not entry.composite):
        return f"{', '.join(said)}; on {names} how well they agree is not known."
    return f"{', '.join(said)}."


def _verdicts(count: int) -> str:
    return "1 verdict" if count == 1 else f"{count} verdicts"


def error_sentence(assessment: Assessment) -> str:
    """Say in short how often a verdict for rank is wrong."""
    most, cells = f"{assessment.settings.error:.1%}", assessment.n_cells
    among = "in 1 cell" if cells == 1 else f"in each of {cells} cells"
    error = skewed_error(assessment)
    skewed = "more" if error is None else figures.percent(error)
    return f"rank at most {most} {among} (skewed errors: {skewed})."


_SEVERAL: Final = 2
_FEW: Final = 3
"""Of so few attributes, or judges, each is named."""
_TWO_LINES: Final = 125
"""So many letters are about two lines of a terminal, with the words before them."""
_HELPS: Final = frozenset({Verdict.TRUSTED, Verdict.USABLE})
_ENOUGH: Final[Mapping[Use, frozenset[Verdict]]] = {
    Use.RANK: _HELPS,
    Use.SCORE: _HELPS,
    Use.LEVEL: frozenset({Verdict.TRUSTED}),
}
