"""Small panels of one kind, one for each attribute, two of them beside each other in a column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mentaleval.plots.marks import SOLID, Dash
from mentaleval.plots.rows import Key, draw_keys, lines_of_keys, shorter
from mentaleval.plots.scales import number
from mentaleval.plots.style import FAINT, LINE, SOFT, Role, new_figure

_EDGE: Final = 0.06
_PAD: Final = 2.0
_RIGHT: Final = 0.11
"""Where the last number of an axis reaches beyond it."""
_LINE: Final = 0.145
_GAP: Final = 0.1
_BELOW: Final = 0.2
"""Under each panel, for the numbers of its axis."""


@dataclass(frozen=True, slots=True)
class Small:
    """One panel.

    Attributes
    ----------
    title
        What it is of.
    note
        A line under the title; empty for none.
    composite
        Whether it is of several attributes together.
    draw
        Draws onto the axes, and is told whether it is the first in its row; None where there is
        nothing to draw, and `said` says why.
    """

    title: str
    note: str
    composite: bool
    draw: Callable[[Axes, bool], None] | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the panels of a figure stand.

    Attributes
    ----------
    tall
        How high an axis is, in inches.
    left
        Room for the numbers on the left of each.
    names
        Room for names on the left of the first in each row.
    x_label, y_label
        What the axes are: below the last of each column, and beside the first of each row.
    slot
        How wide a panel with its numbers is, about.
    grows
        Whether an axis is higher where there is room to make it wider.
    """

    tall: float
    left: float = 0.22
    names: float = 0.0
    x_label: str = ""
    y_label: str = ""
    slot: float = 1.56
    grows: bool = False


def multiples(
    width: float, smalls: Sequence[Small], layout: Layout, keys: Sequence[Key] = ()
) -> Figure:
    """Return a figure of small panels."""
    columns, rows = _grid(len(smalls), (width - layout.names) / layout.slot)
    start = _EDGE + (_LINE if layout.y_label else 0)
    slot = (width - start - _RIGHT - layout.names + _GAP) / columns
    tall = layout.tall * (max(1, slot / layout.slot) if layout.grows else 1)
    head = _LINE * (2 if any(small.note for small in smalls) else 1) + 0.07
    above = _EDGE + _LINE * (lines_of_keys(keys, width) + 0.4 * bool(keys))
    each = head + tall + _BELOW
    height = above + rows * each + (_LINE if layout.x_label else 0) + _EDGE
    figure = new_figure(width, height)
    draw_keys(figure, keys, width, height)
    titles = shorter([small.title for small in smalls], slot - 0.75 * _GAP, weight="bold")
    for place, small in enumerate(smalls):
        row, column = divmod(place, columns)
        left = start + layout.names + column * slot
        top = height - above - row * each
        _head(figure, small, titles[small.title], left / width, (top - 0.02) / height)
        box = (left + layout.left, top - head - tall, slot - _GAP - layout.left, tall)
        axes = figure.add_axes((box[0] / width, box[1] / height, box[2] / width, box[3] / height))
        _fill(axes, small, first=column == 0)
        last = place + columns >= len(smalls)
        _label(figure, box, layout.x_label * last, layout.y_label * (column == 0))
    return figure


def _grid(count: int, most: float) -> tuple[int, int]:
    """Return how many panels stand beside and below each other, as evenly as they can."""
    columns = max(1, int(most))
    rows = -(-count // columns)
    return (columns if rows == 1 else -(-count // rows)), rows


Line = tuple[Sequence[float], Sequence[float]]
"""The x and the y of its points."""


def prepare(
    axes: Axes,
    x: tuple[float, float],
    y: tuple[float, float],
    ticks: Sequence[float],
    y_ticks: Sequence[float] | None = None,
) -> None:
    """Give axes their spans, numbers and grid; without further ticks both have the same."""
    rows = ticks if y_ticks is None else y_ticks
    axes.set_xlim(*x)
    axes.set_ylim(*y)
    write_numbers(axes, ticks, rows)
    lines: list[Line] = [([tick] * 2, y) for tick in ticks]
    draw_path(axes, [*lines, *((x, [tick] * 2) for tick in rows)], FAINT, lw=0.6)


def write_numbers(
    axes: Axes,
    x: Sequence[float],
    y: Sequence[float],
    numbers: tuple[Sequence[float], Sequence[float]] | None = None,
) -> None:
    """Write numbers below and beside axes: x and y where they stand, unless others are given.

    They are plain texts: ticks would take a third of the time that a whole figure does.
    """
    below, beside = numbers or (x, y)
    axes.xaxis.set_visible(False)
    axes.yaxis.set_visible(False)
    for value, place in zip(below, x, strict=True):
        _write(axes, number(value), (place, 0), ("data", "axes fraction"), (0, -_PAD))
    for value, place in zip(beside, y, strict=True):
        _write(axes, number(value), (0, place), ("axes fraction", "data"), (-_PAD, 0))


def _write(
    axes: Axes,
    text: str,
    place: tuple[float, float],
    within: tuple[str, str],
    off: tuple[float, float],
) -> None:
    axes.annotate(
        text,
        place,
        xycoords=within,
        xytext=off,
        textcoords="offset points",
        ha="center" if off[1] else "right",
        va="top" if off[1] else "center_baseline",
        annotation_clip=False,
    )


def draw_path(
    axes: Axes, lines: Sequence[Line], role: Role, *, dash: Dash = SOLID, lw: float = LINE
) -> None:
    """Draw lines as one path: many small ones would make a figure heavy."""
    x = [value for xs, _ in lines for value in (*xs, nan)]
    y = [value for _, ys in lines for value in (*ys, nan)]
    axes.plot(x, y, color=role.light, linestyle=dash, lw=lw, clip_on=False, zorder=1)


def _head(figure: Figure, small: Small, title: str, left: float, top: float) -> None:
    style = "italic" if small.composite else "normal"
    figure.text(left, top, title, va="top", fontweight="bold", fontstyle=style)
    if small.note:
        down = _LINE / float(figure.get_figheight())
        figure.text(left, top - down, small.note, va="top", color=SOFT.light)


def _fill(axes: Axes, small: Small, *, first: bool) -> None:
    if small.draw is None:
        axes.set_axis_off()
        axes.text(0, 0.9, small.said, va="top", color=SOFT.light, transform=axes.transAxes)
        return
    small.draw(axes, first)


def _label(figure: Figure, box: tuple[float, float, float, float], x: str, y: str) -> None:
    """Say what the axes are, below and beside a box given in inches; nothing for no words."""
    width, height = figure.get_size_inches()
    left, bottom, wide, tall = box
    if x:
        middle = (left + wide / 2) / width
        figure.text(middle, (bottom - _BELOW) / height, x, ha="center", va="top")
    if y:
        middle = (bottom + tall / 2) / height
        figure.text(_EDGE / width, middle, y, ha="left", va="center", rotation=90)
