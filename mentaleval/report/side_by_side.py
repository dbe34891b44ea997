"""A table with a row for each attribute and the columns of all judges beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.table import Table

from mentaleval.report.by_judge import attribute_column
from mentaleval.report.layout import Column, fitting, natural_width, whole_table
from mentaleval.trust import Cell

Headed = Callable[[Column[Cell], str], str]
"""The heading of a column of a judge; the judge's name is empty where there is one alone."""


def side_by_side(
    judges: Sequence[Sequence[Cell]],
    columns: Sequence[Column[Cell]],
    *,
    headed: Headed,
    width: int | None,
) -> Table | None:
    """Return the table; None where it is too wide, or the judges did not rate the same.

    Parameters
    ----------
    judges
        The cells of each judge.
    columns
        What is shown of each.
    headed
        What stands above a column.
    width
        How wide it may be.
    """
    attributes = [[(cell.attribute, cell.composite) for cell in mine] for mine in judges]
    if not judges or any(found != attributes[0] for found in attributes):
        return None
    rows = list(zip(*judges, strict=True))
    every = [_at(0, attribute_column(), "attribute")]
    for place, mine in enumerate(judges):
        judge = mine[0].judge if len(judges) > 1 else ""
        every += [_at(place, column, headed(column, judge)) for column in columns]
    kept, _ = fitting(every, rows, width=width)
    table = whole_table(kept, [rows], width=width, ruled=False)
    return table if width is None or natural_width(table) <= width else None


def _at(place: int, column: Column[Cell], title: str) -> Column[Sequence[Cell]]:
    style = column.style
    return Column(
        title,
        lambda row: column.show(row[place]),
        column.rank,
        column.justify,
        (lambda row: style(row[place])) if style else None,
    )
