"""Tables of a report as a page shows them: headings, and cells of text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from mentaleval.report.tabular import Tabular

Justify = Literal["left", "right"]
Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands under one heading, which may be empty, in parts that are set off."""

    heading: str
    parts: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells are text; the first cell of a row names the row."""

    section: str
    title: str
    headings: tuple[tuple[str, Justify], ...]
    groups: tuple[Rows, ...]
    notes: tuple[str, ...]

    @property
    def lines(self) -> int:
        """How many lines it has below its headings."""
        return sum(len(part) for group in self.groups for part in group.parts)

    def of(self, heading: str) -> Table | None:
        """Return what stands under one heading, without notes; None where nothing does."""
        mine = tuple(
            replace(group, heading="") for group in self.groups if group.heading == heading
        )
        title = f"{self.title}: {heading}"
        return replace(self, title=title, groups=mine, notes=()) if mine else None

    def without(self, headings: Collection[str]) -> Table | None:
        """Return what stands under other headings, without notes; nothing after the empty one."""
        rest = tuple(group for group in self.groups if group.heading not in headings)
        return replace(self, groups=rest, notes=()) if rest and "" not in headings else None


def table_of(tabular: Tabular[Any]) -> Table:
    """Return a table with the text of every cell."""
    return Table(
        section=tabular.section,
        title=tabular.title,
        headings=tuple((column.name, column.justify) for column in tabular.columns),
        groups=tuple(
            Rows(heading, tuple(_lines(tabular, rows) for _, rows in parts))
            for heading, parts in groupby(tabular.groups, key=lambda group: group[0])
        ),
        notes=tuple(tabular.notes),
    )


def ledger_among(tabulars: Sequence[Tabular[Any]]) -> Table:
    """Return the account of the ratings, which every report has."""
    return next(table_of(tabular) for tabular in tabulars if tabular.section == "ledger")


def _lines(tabular: Tabular[Any], rows: Sequence[Any]) -> tuple[Line, ...]:
    return tuple(tuple(column.show(row) for column in tabular.columns) for row in rows)
