"""The published method on one screen: that it is no rule, whole, and the class of each cell."""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType

from mentaleval.legible import one_line
from mentaleval.report import figures
from mentaleval.report.by_judge import attribute_column, cells_by_judge, judges_of
from mentaleval.report.layout import Column, paragraph
from mentaleval.report.side_by_side import side_by_side
from mentaleval.trust import Assessment, Cell


def label_lines(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the statement that this is no rule, then ICC(C,1) and the class of each cell."""
    judges = judges_of(assessment.cells)
    warned = [paragraph(assessment.statement, width=width, style="bold")]
    key = paragraph(_KEY, width=width, style="dim")
    if width is not None:
        table = side_by_side(list(judges.values()), _COLUMNS, headed=_headed, width=width)
        if table is not None:
            return [*warned, table, key]
    tables, _ = cells_by_judge([attribute_column(), *_COLUMNS], assessment.cells, width=width)
    return [*warned, *tables, key]


def _headed(column: Column[Cell], judge: str) -> str:
    return f"{one_line(judge)}\n{column.name}" if judge else column.title


def _label(cell: Cell) -> str:
    found = cell.published
    return (
        " or ".join(dict.fromkeys([found.label or figures.NONE, *found.label_range]))
        if found
        else figures.NONE
    )


_KEY: Final = "GR, MR, PR: good, moderate, poor, as the method names the width of its interval."
_COLUMNS: Final[list[Column[Cell]]] = [
    Column("ICC(C,1)", lambda cell: figures.plain(cell.icc_c1.estimate, 3)),
    Column("class", _label, justify="left"),
]
