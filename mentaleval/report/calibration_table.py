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
    rows = to_calibrate(cells)
    columns = calibration_columns(rows)
    if not columns:
        return []
    made: list[RenderableType] = [Text(), heading(CALIBRATION)]
    keys = [_JUDGE, CALIBRATED]
    for place, table in enumerate(split(keys, columns, rows, width=width)):
        made += [Text(), table] if place else [table]
    return [*made, paragraph(CALIBRATION_LEGEND, width=width, style="dim")]


def to_calibrate(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells whose judge has to be calibrated before its level counts."""
    return [cell for cell in cells if cell.level and cell.level.verdict is Verdict.CALIBRATE]


def calibration_columns(rows: Sequence[Cell]) -> list[Column[Cell]]:
    """Return a column for each number near which any judge rated; none where there is none."""
    given = {row.judge for cell in rows if cell.calibration for row in cell.calibration.rows}
    return [_column(value) for value in sorted(given)]


def _column(value: float) -> Column[Cell]:
    def show(cell: Cell) -> str:
        rows = cell.calibration.rows if cell.calibration else ()
        means = (r.human.estimate for r in rows if r.judge == value)
        return figures.plain(next(means, float("nan")), cell.digits)

    return Column(f"{value:g}", show)


_JUDGE: Final[Column[Cell]] = Column("judge", lambda cell: cell.judge, justify="left")
CALIBRATED: Final[Column[Cell]] = Column("attribute", lambda cell: cell.title, justify="left")
CALIBRATION: Final = "Calibration: the humans' mean by the judge's"
CALIBRATION_LEGEND: Final = (
    "Where the level has to be calibrated: the mean human rating of the responses whose rating by "
    "the judge is nearest to the number above the column. Limits and counts are in the JSON."
)
