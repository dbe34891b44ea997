"""The parts of a report in which figures and tables stand together, in the order of reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from mentaleval.pages.tables import Table, table_of
from mentaleval.plots import Plot
from mentaleval.plots.plot import ONE_COLUMN, TWO_COLUMNS
from mentaleval.plots.svg import inline_svg
from mentaleval.report.tabular import Tabular
from mentaleval.telling import Tell, each


@dataclass(frozen=True, slots=True)
class Heading:
    """What a section is called in the contents and above itself, and what it says at once."""

    short: str
    title: str
    about: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn figure, with the tables of the numbers that it shows, else these in words."""

    name: str
    title: str
    caption: str
    description: str
    svg: Markup
    wide: bool
    """Whether it is as wide as two others."""
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: its figures, its tables without a figure, and how to read them."""

    anchor: str
    heading: Heading
    caption: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]


Drawn = tuple[Plot, Markup]
"""A plot, and what is drawn of it."""


def drawn(plots: Sequence[Plot], tell: Tell | None = None) -> list[Drawn]:
    """Draw plots in their order; *tell* is told of each."""
    return [(plot, _inline(plot)) for plot in each(plots, tell)]


def _inline(plot: Plot) -> Markup:
    width = TWO_COLUMNS if plot.wide else ONE_COLUMN
    return Markup(inline_svg(plot, width, details=f"told-{plot.name}"))  # noqa: S704  escaped


def figure_of(one: Drawn, tables: Sequence[Table], *, common: str = "") -> Figure:
    """Return a drawn figure with the tables of its numbers.

    Its caption is left out where it is the one that stands above the figures already.
    """
    plot, svg = one
    return Figure(
        name=plot.name,
        title=plot.title,
        caption="" if plot.caption == common else plot.caption,
        description="" if tables else plot.description,
        svg=svg,
        wide=plot.wide,
        tables=tuple(tables),
    )


def _common(plots: Iterable[Plot]) -> str:
    """Return the caption that most figures share; empty where no two do."""
    captions = Counter(plot.caption for plot in plots)
    (caption, count), *_ = captions.most_common(1) or [("", 0)]
    return caption if count > 1 else ""


def sections_of(
    headings: Mapping[str, Heading],
    plots: Sequence[Plot],
    tabulars: Sequence[Tabular[Any]],
    tell: Tell | None = None,
) -> tuple[Section, ...]:
    """Return every plot and table in its section, those without one of ours at the end.

    Parameters
    ----------
    headings
        Of each section, in the order of the page; one with nothing to say or show is left out.
    plots, tabulars
        What to show. A table stands below the figure that shows the same, to be opened.
    tell
        Is told of each figure that is drawn.
    """
    tables = [table_of(tabular) for tabular in tabulars]
    all_drawn = drawn(plots, tell)
    asked = dict.fromkeys([*headings, *(p.section for p in plots), *(t.section for t in tables)])
    made = (
        _section(
            name,
            headings.get(name, Heading(name.capitalize(), name.capitalize())),
            [one for one in all_drawn if one[0].section == name],
            [table for table in tables if table.section == name],
        )
        for name in asked
    )
    return tuple(one for one in made if one.figures or one.tables or one.heading.said)


def _section(
    name: str, heading: Heading, mine: Sequence[Drawn], tables: Sequence[Table]
) -> Section:
    """Lay out one section; what several figures say of themselves is said once."""
    common = _common(plot for plot, _ in mine)
    shown = {plot.judge for plot, _ in mine}
    notes = dict.fromkeys(note for table in tables for note in table.notes)
    return Section(
        anchor=f"section-{name}",
        heading=heading,
        caption=common,
        figures=tuple(figure_of(one, _part(tables, one[0].judge), common=common) for one in mine),
        tables=tuple(rest for table in tables if (rest := table.without(shown))),
        notes=tuple(note for note in notes if note not in heading.said),
    )


def _part(tables: Sequence[Table], heading: str) -> tuple[Table, ...]:
    """Return of each table what stands under a heading; all of it where that is empty."""
    found = (table.of(heading) if heading else replace(table, notes=()) for table in tables)
    return tuple(table for table in found if table)
