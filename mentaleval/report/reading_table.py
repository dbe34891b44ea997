"""How the judges' answers were read, wherever they were not all read at once."""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType

from mentaleval.ratings import ReadingRate
from mentaleval.report import figures
from mentaleval.report.by_judge import by_judge
from mentaleval.report.layout import Column, heading, lacking, paragraph
from mentaleval.trust import Assessment


def reading_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return for each judge and attribute what was repaired, asked again or lost, where any was."""
    rows = not_read_at_once(assessment)
    if not rows:
        return []
    tables, left_out = by_judge(READING_COLUMNS, rows, width=width)
    said = " ".join(filter(None, (READING_LEGEND, lacking(left_out))))
    return [heading(READING), *tables, paragraph(said, width=width, style="dim")]


def not_read_at_once(assessment: Assessment) -> list[ReadingRate]:
    """Return of each judge and attribute how answers were read, where not all were at once."""
    found = [cell.reading for cell in assessment.cells if cell.reading]
    return [rate for rate in found if rate.recovered or rate.reasked or rate.unrated]


def _of(count: int, rate: ReadingRate) -> str:
    return f"{figures.count(count)} ({figures.percent(count / rate.n)})" if count else "0"


READING: Final = "How the judges' answers were read"
READING_COLUMNS: Final[list[Column[ReadingRate]]] = [
    Column("attribute", lambda rate: rate.attribute, justify="left"),
    Column("ratings", lambda rate: figures.count(rate.n), 1),
    Column("repaired", lambda rate: _of(rate.recovered, rate)),
    Column("re-asked", lambda rate: _of(rate.reasked, rate)),
    Column("unrated", lambda rate: _of(rate.unrated, rate)),
]
READING_LEGEND: Final = (
    "Of all ratings that a judge was asked for, used or not; what is not shown has none of the "
    "three. Repaired: the answer was mended before it was read. Re-asked: the judge was asked more "
    "than once. Unrated: no rating came of it."
)
