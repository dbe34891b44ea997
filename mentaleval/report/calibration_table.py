"""What a judge's numbers stand for, where they have to be calibrated before use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.report import figures
from mentaleval.report.layout import Column, heading, paragraph, split
from mentaleval.trust import Cell
from mentaleval.vocabulary import Verdict


def calibration_tables(cells: Sequence[Cell], *, width: int | None) -> list[RenderableType]:
    """Return the mean human rating beside each rating of the judge, of cells to calibrate."""
    rows = [cell for cell in cells if cell.level and cell.level.verdict is Verdict.CALIBRATE]
    given = sorted(
        {row.judge for cell in rows if cell.calibration for row in cell.calibration.rows}
    )
    if not given:
        return []
    keys: list[Column[Cell]] = [
        Column("judge", lambda cell: cell.judge, justify="left"),
        Column("attribute", lambda cell: cell.title, justify="left"),
    ]
    made: list[RenderableType] = [Text(), heading("Calibration: the humans' mean by the judge's")]
    for place, table in enumerate(split(keys, [_column(v) for v in given], rows, width=width)):
        made += [Text(), table] if place else [table]
    return [*made, paragraph(_LEGEND, width=width, style="dim")]


def _column(value: float) -> Column[Cell]:
    def show(cell: Cell) -> str:
        rows = cell.calibration.rows if cell.calibration else ()
        return next(
            (figures.plain(r.human.estimate) for r in rows if r.judge == value), figures.NONE
        )

    return Column(f"{value:g}", show)


_LEGEND: Final = (
    "Where the level has to be calibrated: the mean human rating of the responses that the judge "
    "rates 1, 2 and so on. Limits and counts are in the JSON."
)
