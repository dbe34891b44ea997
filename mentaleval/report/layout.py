"""Tables that fit: columns are left out or moved to a further table, never wrapped or cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, Literal, Protocol, TypeVar

from rich import box
from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mentaleval.legible import letters, one_line, shortened

Row = TypeVar("Row")
Result_contra = TypeVar("Result_contra", contravariant=True)

_WIDE: Final = 100_000
_INDENT: Final = 2
_SHORTEST: Final = 12
"""No name is made shorter, as it would say nothing."""
_NARROW: Final = 100
"""Below this many columns the gaps between columns are one space."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its heading and what it shows of a row.

    ``rank`` says how early it is left out where there is no room: the highest first, columns of
    one rank together, 0 never.
    """

    title: str
    show: Callable[[Row], str]
    rank: int = 0
    justify: Literal["left", "right"] = "right"
    style: Callable[[Row], str] | None = None

    @property
    def name(self) -> str:
        """The heading on one line."""
        return " ".join(self.title.split())


def fitting(
    columns: Sequence[Column[Row]], rows: Sequence[Row], *, width: int | None
) -> tuple[list[Column[Row]], list[str]]:
    """Return the columns that fit side by side, and the titles of those that do not."""
    kept = list(columns)
    while width is not None and natural_width(whole_table(kept, [rows], width=width)) > width:
        last = max(column.rank for column in kept)
        if last == 0:
            break
        kept = [column for column in kept if column.rank < last]
    return kept, [column.name for column in columns if column not in kept]


def lacking(titles: Sequence[str]) -> str:
    """Return the sentence that says which columns were left out; nothing where none was."""
    return f"Left out at this width: {', '.join(titles)}." if titles else ""


def legend(keys: Mapping[str, str], columns: Sequence[Column[Row]], left_out: Sequence[str]) -> str:
    """Return what is to be known of a table, and which columns were left out.

    Of *keys* what is under no name is always said, the rest where the column of the name is shown.
    """
    shown = [column for column in columns if column.name not in left_out]
    return " ".join([*notes(keys, shown), *filter(None, [lacking(left_out)])])


def notes(keys: Mapping[str, str], columns: Sequence[Column[Row]]) -> list[str]:
    """Return what is to be known of a table that shows these columns, a sentence or more each."""
    shown = {"", *(column.name for column in columns)}
    return [f"{key}: {text}" if key else text for key, text in keys.items() if key in shown]


def split(
    keys: Sequence[Column[Row]],
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    *,
    width: int | None,
) -> list[Table]:
    """Return tables that begin with the *keys* and between them hold all *columns*."""
    tables: list[Table] = []
    waiting = list(columns)
    while waiting:
        taken = len(waiting)
        table = whole_table([*keys, *waiting], [rows], width=width)
        while width is not None and taken > 1 and natural_width(table) > width:
            taken -= 1
            table = whole_table([*keys, *waiting[:taken]], [rows], width=width)
        tables.append(tabulate([*keys, *waiting[:taken]], [rows], width=width))
        waiting = waiting[taken:]
    return tables


def natural_width(table: Table) -> int:
    """Return how wide a table is where there is room."""
    console = Console(width=_WIDE)
    return Measurement.get(console, console.options, table).maximum


def tabulate(
    columns: Sequence[Column[Row]],
    groups: Iterable[Sequence[Row]],
    *,
    width: int | None,
) -> Table:
    """Return a table with its groups of rows set off from each other, no wider than the width.

    Where names are too long for that, those of the widest column are shortened, all together: no
    two become alike, and no figure is cut for a name.
    """
    rows = [list(group) for group in groups]
    table = whole_table(columns, rows, width=width)
    over = 0 if width is None else natural_width(table) - width
    if over <= 0:
        return table
    return whole_table(_narrower(columns, rows, over), rows, width=width)


def _narrower(
    columns: Sequence[Column[Row]], groups: Iterable[Sequence[Row]], over: int
) -> list[Column[Row]]:
    """Return the columns, names in the widest of them shorter by so much."""
    every = [row for group in groups for row in group]
    named = [column for column in columns if column.justify == "left"] or list(columns[:1])
    texts = {id(column): [column.show(row) for row in every] for column in named}
    long = max(named, key=lambda column: max(map(letters, texts[id(column)]), default=0))
    most = max(_SHORTEST, max(map(letters, texts[id(long)]), default=0) - over)
    short = shortened(texts[id(long)], most)

    def show(row: Row) -> str:
        return short[long.show(row)]

    return [replace(column, show=show) if column is long else column for column in columns]


def whole_table(
    columns: Sequence[Column[Row]],
    groups: Iterable[Sequence[Row]],
    *,
    width: int | None,
    ruled: bool = True,
) -> Table:
    """Return the same with whole names, however wide it is.

    Without a width nothing but spaces divides its columns; *ruled* is for a line below the
    headings, else.
    """
    gap = 1 if width is not None and width < _NARROW else 2
    plain = width is None or not ruled
    table = Table(
        box=None if plain else box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, gap, 0, 0) if plain else (0, gap - 1, 0, 0),
        header_style="bold",
    )
    for column in columns:
        table.add_column(column.title, justify=column.justify, no_wrap=True)
    for place, group in enumerate(groups):
        if place and group:
            table.add_row()
        for row in group:
            table.add_row(*(_cell(column, row) for column in columns))
    return table


def _cell(column: Column[Row], row: Row) -> Text:
    style = column.style(row) if column.style else ""
    return Text(one_line(column.show(row)), style=style)


class Section(Protocol[Result_contra]):
    """What makes the lines of one part of a report."""

    def __call__(self, found: Result_contra, /, *, width: int | None) -> list[RenderableType]:
        """Return the lines of a section; none where there is nothing to say."""


def titled(
    title: str,
    sections: Iterable[Section[Result_contra]],
    found: Result_contra,
    *,
    width: int | None,
) -> list[RenderableType]:
    """Return a title and the sections that have something to say, set off by empty lines."""
    made: list[RenderableType] = [Text(title, style="bold")]
    for section in sections:
        if lines := section(found, width=width):
            made += [Text(), *lines]
    return made


def heading(text: str) -> Text:
    """Return the heading of a section."""
    return Text(one_line(text), style="bold")


def paragraph(text: str, *, width: int | None, style: str = "") -> Text:
    """Return prose: wrapped between words on a terminal, one long line elsewhere."""
    text = one_line(text)
    if width is None:
        return Text(text, style=style, no_wrap=True, overflow="ignore")
    return Text(text, style=style)


def indented(text: str, *, width: int | None, style: str = "") -> RenderableType:
    """Return prose set in by two columns on every line."""
    said = paragraph(text, width=width, style=style)
    return Padding(said, (0, 0, 0, _INDENT), expand=False)
