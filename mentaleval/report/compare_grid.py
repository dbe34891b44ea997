"""All means on one screen: a row for each responder and a narrow column for each attribute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from mentaleval.legible import one_line


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column of a grid: its title, which may be wider than it, and what stands in each row."""

    title: str
    cells: Sequence[str]
    below: Sequence[str]
    """What stands below the rows, right-aligned with what the cells begin with."""

    @property
    def width(self) -> int:
        """How wide its widest cell is."""
        return max(map(cell_len, (*self.cells, *self.below)))


def grid_lines(
    names: Sequence[str], footers: Sequence[str], columns: Sequence[GridColumn], *, width: int
) -> list[list[Text]]:
    """Return the lines of one grid, or of several below each other where one would be too wide.

    Parameters
    ----------
    names
        What the rows are named.
    footers
        What the rows below them are named.
    columns
        What stands in them.
    width
        How many columns the terminal has.
    """
    first = max(cell_len(one_line(name)) for name in (*names, *footers))
    made: list[list[Text]] = []
    waiting = list(columns)
    while waiting:
        taken = 1
        while taken < len(waiting) and _fits(waiting[: taken + 1], first, width):
            taken += 1
        made.append(_grid(names, footers, waiting[:taken], first))
        waiting = waiting[taken:]
    return made


def fits_once(names: Sequence[str], columns: Sequence[GridColumn], *, width: int) -> bool:
    """Say whether all columns stand beside each other."""
    return _fits(columns, max(cell_len(one_line(name)) for name in names), width)


def _fits(columns: Sequence[GridColumn], first: int, width: int) -> bool:
    return first + sum(column.width + 1 for column in columns) <= width


def _grid(
    names: Sequence[str], footers: Sequence[str], columns: Sequence[GridColumn], first: int
) -> list[Text]:
    made = [Text(line, style="bold", no_wrap=True) for line in _titles(columns, first)]
    for row, name in enumerate(names):
        found = [set_cell_size(column.cells[row], column.width) for column in columns]
        made.append(_line(set_cell_size(one_line(name), first), found))
    for row, name in enumerate(footers):
        found = [set_cell_size(column.below[row], column.width) for column in columns]
        made.append(_line(set_cell_size(name, first), found, style="dim"))
    return made


def _line(name: str, cells: Sequence[str], style: str = "") -> Text:
    return Text(" ".join([name, *cells]).rstrip(), style=style, no_wrap=True, overflow="ignore")


def _titles(columns: Sequence[GridColumn], first: int) -> list[str]:
    """Return lines of titles, each ending with its column: as few as keep them apart."""
    ends: list[int] = []
    for column in columns:
        ends.append((ends[-1] if ends else first) + 1 + column.width)
    titles = [one_line(column.title) for column in columns]
    for count in range(1, len(columns) + 1):
        lines = [_placed(titles[k::count], ends[k::count]) for k in range(count)]
        if all(line is not None for line in lines):
            return [line for line in lines if line is not None]
    return [" " * max(0, end - cell_len(t)) + t for t, end in zip(titles, ends, strict=True)]


def _placed(titles: Sequence[str], ends: Sequence[int]) -> str | None:
    """Return titles that end where they should; None where two would touch."""
    line = ""
    for title, end in zip(titles, ends, strict=True):
        gap = end - cell_len(line) - cell_len(title)
        if gap < (1 if line else 0):
            return None
        line += " " * gap + title
    return line
