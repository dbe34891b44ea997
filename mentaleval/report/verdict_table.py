"""The answer of the default method: for each judge and attribute a verdict for each use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import RenderableType

from mentaleval.report import figures
from mentaleval.report.by_judge import attribute_column, cells_by_judge, judges_of
from mentaleval.report.composites import composed_lines, composites_judged
from mentaleval.report.layout import Column, heading, paragraph
from mentaleval.trust import Assessment, Cell
from mentaleval.vocabulary import Use, Verdict

VERDICT_COLOURS: Final = {
    Verdict.TRUSTED: "bold cyan",
    Verdict.USABLE: "cyan",
    Verdict.CALIBRATE: "yellow",
    Verdict.UNRELIABLE: "bold red",
    Verdict.UNDETERMINED: "",
}
"""The word says it all; its colour helps the eye, and no two differ as red does from green."""


def verdict_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the verdicts with their reasons, below the table where it has no room for them."""
    tables, left_out = cells_by_judge(VERDICT_COLUMNS, assessment.cells, width=width)
    made = [heading(VERDICTS), *tables]
    for judge, mine in judges_of(assessment.cells).items():
        made += [
            paragraph(_why(judge, mine, use), width=width) for use in Use if _name(use) in left_out
        ]
    made.append(paragraph(VERDICT_LEGEND, width=width, style="dim"))
    return [*made, *composed_lines(composites_judged(assessment), width=width)]


def _why(judge: str, cells: Sequence[Cell], use: Use) -> str:
    """Return a judge's reasons for one use as a sentence."""
    found = [f"{cell.title} {cell.rulings[use].short}" for cell in cells if use in cell.rulings]
    return f"{_name(use).capitalize()} of {judge}: {'; '.join(found)}."


def _name(use: Use) -> str:
    return f"why {use.value}"


def _verdict_column(use: Use) -> Column[Cell]:
    def show(cell: Cell) -> str:
        return cell.rulings[use].verdict.value if use in cell.rulings else figures.NONE

    def colour(cell: Cell) -> str:
        return VERDICT_COLOURS[cell.rulings[use].verdict] if use in cell.rulings else ""

    return Column(use.value, show, justify="left", style=colour)


def _why_column(use: Use, rank: int) -> Column[Cell]:
    def show(cell: Cell) -> str:
        return cell.rulings[use].short if use in cell.rulings else ""

    return Column(_name(use), show, rank, justify="left")


VERDICTS: Final = "Verdicts"
VERDICT_COLUMNS: Final[list[Column[Cell]]] = [
    attribute_column(),
    *(
        column
        for place, use in enumerate(Use)
        for column in (_verdict_column(use), _why_column(use, place + 1))
    ),
]
VERDICT_LEGEND: Final = (
    "Three questions, and one is never inferred from another. Rank: which responder is better? "
    "Score: is this one response good? Level: is a 4 a 4? Needs: with so many responders or "
    "responses like these in all it would be known whether the judge is usable or unreliable."
)
