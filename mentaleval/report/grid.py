"""A table as text, the headings of its groups in a column of their own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Literal

from mentaleval.legible import one_line
from mentaleval.report.tabular import Tabular

Line = list[str]
Side = Literal["left", "right"]
_LEFT: Final[list[Side]] = ["left"]


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that stand together; ``first`` where they begin a heading."""

    first: bool
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Grid:
    """The titles of the columns, on one line or two, and the lines below."""

    titles: Line
    justified: list[Side]
    parts: list[Part]
    headed: bool
    """Whether the first column names what lines stand under."""


def grid_of(table: Tabular[Any]) -> Grid:
    """Return the text of every cell, cleaned of what shows nothing."""
    named = 1 if table.by else 0
    return Grid(
        titles=[*[table.by][:named], *(column.title.strip() for column in table.columns)],
        justified=[*_LEFT[:named], *(column.justify for column in table.columns)],
        parts=[
            Part(place == 0, [_line(table, heading, row) for row in rows])
            for heading, groups in groupby(table.groups, key=lambda group: group[0])
            for place, (_, rows) in enumerate(groups)
        ],
        headed=bool(table.by),
    )


def _line(table: Tabular[Any], heading: str, row: Any) -> Line:
    cells = [column.show(row) for column in table.columns]
    return [one_line(cell).strip() for cell in ([heading, *cells] if table.by else cells)]
