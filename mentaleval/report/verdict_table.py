"""The answer of the default method: for each judge and attribute a verdict for each use."""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType

from mentaleval.report import figures
from mentaleval.report.by_judge import attribute_column, cells_by_judge
from mentaleval.report.layout import Column, heading, lacking, paragraph
from mentaleval.trust import Assessment, Cell
from mentaleval.vocabulary import Use, Verdict

_COLOURS: Final = {
    Verdict.TRUSTED: "bold green",
    Verdict.USABLE: "green",
    Verdict.CALIBRATE: "yellow",
    Verdict.UNRELIABLE: "red",
    Verdict.UNDETERMINED: "yellow",
}


def verdict_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the verdicts with their reasons, of which the last leave first where it is narrow."""
    columns = [attribute_column()]
    for place, use in enumerate(Use):
        columns += [_verdict_column(use), _why_column(use, place + 1)]
    tables, left_out = cells_by_judge(columns, assessment.cells, width=width)
    said = " ".join(filter(None, (_LEGEND, lacking(left_out))))
    return [heading("Verdicts"), *tables, paragraph(said, width=width, style="dim")]


def _verdict_column(use: Use) -> Column[Cell]:
    def show(cell: Cell) -> str:
        return cell.rulings[use].verdict.value if use in cell.rulings else figures.NONE

    def colour(cell: Cell) -> str:
        return _COLOURS[cell.rulings[use].verdict] if use in cell.rulings else ""

    return Column(use.value, show, justify="left", style=colour)


def _why_column(use: Use, rank: int) -> Column[Cell]:
    def show(cell: Cell) -> str:
        return cell.rulings[use].short if use in cell.rulings else ""

    return Column(f"why {use.value}", show, rank, justify="left")


_LEGEND: Final = (
    "Three questions, and one is never inferred from another. Rank: which responder is better? "
    "Score: is this one response good? Level: is a 4 a 4? Settles at: with so many responders "
    "(rank) or responses (score) like these it would be known whether the judge is usable or "
    "unreliable."
)
