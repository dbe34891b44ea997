"""A table of a report before it is written anywhere: a terminal, a page or a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from mentaleval.report.layout import Column

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, eq=False)
class Tabular(Generic[Row]):
    """A table with all its columns, in groups of rows.

    Attributes
    ----------
    name
        Unique among the tables of a report, and fit for a file name.
    section
        Which part of a report it belongs to, by the words of `mentaleval.plots.Plot.section` where
        a figure shows the same.
    title
        A few words.
    columns
        What it shows of a row.
    groups
        The rows that stand together, under a heading (a judge) or, where that is empty, under none.
        Groups of one heading that follow each other stand under it together, set off from each
        other, as composites are from attributes.
    notes
        What is to be known to read it, a sentence or more each.
    by
        What the headings name, such as ``"judge"``; empty where there are none.
    """

    name: str
    section: str
    title: str
    columns: Sequence[Column[Row]]
    groups: Sequence[tuple[str, Sequence[Row]]]
    notes: Sequence[str] = ()
    by: str = ""
