"""How many of many judges have which verdict: on one screen no judge has room of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.report import figures
from mentaleval.report.by_judge import attribute_column, judges_of
from mentaleval.report.layout import Column, fitting, paragraph, tabulate
from mentaleval.trust import Assessment, Cell
from mentaleval.vocabulary import Use, Verdict


def counted_verdicts(assessment: Assessment, *, width: int) -> list[RenderableType]:
    """Return a row for each attribute with how many judges have which verdict."""
    by_heading: dict[tuple[str, bool], list[Cell]] = {}
    for cell in assessment.cells:
        by_heading.setdefault((cell.attribute, cell.composite), []).append(cell)
    rows = list(by_heading.values())
    kept, _ = fitting(_columns(assessment), rows, width=width)
    said = _SAID.format(figures.count(len(judges_of(assessment.cells))))
    if own := sum(map(bool, assessment.excluded_responders.values())):
        said += f" Left out for {figures.count(own)} of them: responders of their own."
    table = tabulate(kept, [rows], width=width)
    return [table, paragraph(said, width=width, style="dim"), Text()]


def _columns(assessment: Assessment) -> list[Column[list[Cell]]]:
    name = attribute_column()
    alone = {entry.attribute: len(entry.judges) for entry in assessment.stand_alone}

    def screens(cells: Sequence[Cell]) -> str:
        known = not cells[0].composite and cells[0].attribute in alone
        return figures.count(alone[cells[0].attribute]) if known else figures.NONE

    return [
        Column("attribute", lambda cells: name.show(cells[0]), justify="left"),
        *map(_of_use, Use),
        Column("screen\nalone", screens),
    ]


def _of_use(use: Use) -> Column[list[Cell]]:
    told = _LEVEL if use is Use.LEVEL else _TOLD

    def show(cells: Sequence[Cell]) -> str:
        verdicts = [cell.rulings[use].verdict for cell in cells if use in cell.rulings]
        return " / ".join(figures.count(verdicts.count(verdict)) for verdict in told)

    best, next_best, worst = told
    return Column(f"{use.value}: {best} /\n{next_best} /\n{worst}", show, justify="left")


_TOLD: Final = (Verdict.TRUSTED, Verdict.USABLE, Verdict.UNRELIABLE)
_LEVEL: Final = (Verdict.TRUSTED, Verdict.CALIBRATE, Verdict.UNRELIABLE)
_SAID: Final = (
    "How many of {} judges have which verdict, each in --details; others are undetermined or have "
    "none."
)
