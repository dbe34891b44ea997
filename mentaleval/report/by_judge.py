"""Tables of what belongs to judges: one of all where it fits, else one for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from rich.console import RenderableType
from rich.text import Text

from mentaleval.report import figures
from mentaleval.report.layout import Column, fitting, heading, tabulate
from mentaleval.trust import Cell


class OfJudge(Protocol):
    """Anything that is found about one judge."""

    @property
    def judge(self) -> str:
        """The judge's name."""


Row = TypeVar("Row", bound=OfJudge)


def by_judge(
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    *,
    width: int | None,
    groups: Callable[[Sequence[Row]], list[list[Row]]] = lambda mine: [list(mine)],
    about: Callable[[Sequence[Row]], str] = lambda _: "",
) -> tuple[list[RenderableType], list[str]]:
    """Return tables of rows and the titles of the columns that were left out.

    Parameters
    ----------
    columns, rows, width
        What to show of what, and how wide it may be.
    groups
        Which rows of one judge are set off from each other.
    about
        What is said of a judge beside its name, above a table of its own.
    """
    judges = judges_of(rows)
    name: Column[Row] = Column("judge", lambda row: row.judge, justify="left")
    _, missing = fitting([name, *columns], rows, width=width)
    if not missing:
        parts = [group for mine in judges.values() for group in groups(mine)]
        return [tabulate([name, *columns], parts, width=width)], []
    kept, left_out = fitting(columns, rows, width=width)
    made: list[RenderableType] = []
    for judge, mine in judges.items():
        line = heading(f"judge {judge}").append(about(mine), style="not bold")
        made += [Text(), line] if made else [line]
        made.append(tabulate(kept, groups(mine), width=width))
    return made, left_out


def judges_of(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows of each judge."""
    judges = dict.fromkeys(row.judge for row in rows)
    return {judge: [row for row in rows if row.judge == judge] for judge in judges}


def cells_by_judge(
    columns: Sequence[Column[Cell]], cells: Sequence[Cell], *, width: int | None
) -> tuple[list[RenderableType], list[str]]:
    """Return tables of cells, composites set off, and the titles of columns left out."""
    return by_judge(columns, cells, width=width, groups=set_off, about=numbers_of)


def set_off(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return attributes and composites, the two set off from each other."""
    return [[c for c in cells if not c.composite], [c for c in cells if c.composite]]


def numbers_of(cells: Sequence[Cell]) -> str:
    """Say on how many responders and responses a judge was held against humans."""
    responders = _range([c.n_responders for c in cells])
    responses = _range([c.n_responses for c in cells])
    words = (
        f"{n} {word}{'' if n == '1' else 's'}"
        for n, word in ((responders, "responder"), (responses, "response"))
    )
    return f": {', '.join(words)}"


def _range(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return figures.count(low) if low == high else f"{figures.count(low)} to {figures.count(high)}"


def attribute_column() -> Column[Cell]:
    """Return the column that names the attribute, or the composite and what it is the mean of."""
    return Column("attribute", title_of, justify="left")


def title_of(cell: Cell) -> str:
    """Return the name of an attribute, or of a composite with how many it is the mean of."""
    return f"{cell.title} (mean of {len(cell.components)})" if cell.composite else cell.title
