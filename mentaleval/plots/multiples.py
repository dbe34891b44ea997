"""Small panels of one kind, one for each attribute, two of them beside each other in a column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mentaleval.plots.marks import SOLID, Dash
from mentaleval.plots.naming import shortened
from mentaleval.plots.plot import ONE_COLUMN
from mentaleval.plots.rows import Key, draw_keys, lines_of_keys
from mentaleval.plots.scales import number
from mentaleval.plots.style import FAINT, LINE, SOFT, TEXT, Role, new_figure

_EDGE: Final = 0.06
_RIGHT: Final = 0.11
"""Where the last number of an axis reaches beyond it."""
_LINE: Final = 0.145
_GAP: Final = 0.1
_BELOW: Final = 0.2
"""Under each panel, for the numbers of its axis."""
_LETTER: Final = 0.066
_SLOT: Final = 1.56
"""How wide a panel with its numbers is, about, in inches."""


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
        What the axes are, said once for all of them.
    """

    tall: float
    left: float = 0.22
    names: float = 0.0
    x_label: str = ""
    y_label: str = ""


def multiples(
    width: float, smalls: Sequence[Small], layout: Layout, keys: Sequence[Key] = ()
) -> Figure:
    """Return a figure of small panels."""
    columns = max(1, round((width - layout.names) / _SLOT))
    rows = -(-len(smalls) // columns)
    head = _LINE * (2 if any(small.note for small in smalls) else 1) + 0.07
    each = head + layout.tall + _BELOW
    above = _EDGE + _LINE * (lines_of_keys(keys, width) + 0.4 * bool(keys))
    height = above + rows * each + (_LINE if layout.x_label else 0) + _EDGE
    figure = new_figure(width, height)
    draw_keys(figure, keys, width, height)
    start = _EDGE + (_LINE if layout.y_label else 0)
    room = width - start - _RIGHT - layout.names
    slot = (room + _GAP) / columns
    for place, small in enumerate(smalls):
        row, column = divmod(place, columns)
        left = start + layout.names + column * slot
        top = height - above - row * each
        box = (left + layout.left, top - head - layout.tall, slot - _GAP - layout.left, layout.tall)
        axes = figure.add_axes((box[0] / width, box[1] / height, box[2] / width, box[3] / height))
        _head(figure, small, left / width, (top - 0.02) / height, slot - _GAP)
        _fill(axes, small, first=column == 0)
    _labels(figure, layout, start, width, height)
    return figure


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
    axes.set_xticks(list(ticks), [number(tick) for tick in ticks])
    axes.set_yticks(list(rows), [number(tick) for tick in rows])
    axes.tick_params(length=0)
    lines: list[Line] = [([tick] * 2, y) for tick in ticks]
    draw_path(axes, [*lines, *((x, [tick] * 2) for tick in rows)], FAINT, lw=0.6)


def draw_path(
    axes: Axes, lines: Sequence[Line], role: Role, *, dash: Dash = SOLID, lw: float = LINE
) -> None:
    """Draw lines as one path: many small ones would make a figure heavy."""
    x = [value for xs, _ in lines for value in (*xs, nan)]
    y = [value for _, ys in lines for value in (*ys, nan)]
    axes.plot(x, y, color=role.light, linestyle=dash, lw=lw, clip_on=False, zorder=1)


def wide(width: float) -> bool:
    """Say whether a figure is wider than one column."""
    return width > ONE_COLUMN


def letters(inches: float) -> int:
    """Return how many letters there is room for."""
    return max(3, int(inches / _LETTER))


def names_room(names: Sequence[str], most: float) -> float:
    """Return how many inches names take, and no more than there are."""
    return min(most, max(map(len, names), default=0) * _LETTER + 0.05)


def _head(figure: Figure, small: Small, left: float, top: float, room: float) -> None:
    style = "italic" if small.composite else "normal"
    title = shortened(small.title, letters(room))
    figure.text(left, top, title, va="top", fontweight="bold", fontstyle=style)
    if small.note:
        down = _LINE / float(figure.get_figheight())
        figure.text(left, top - down, small.note, va="top", color=SOFT.light)


def _fill(axes: Axes, small: Small, *, first: bool) -> None:
    axes.tick_params(pad=2)
    if small.draw is None:
        axes.set_axis_off()
        axes.text(0, 0.9, small.said, va="top", color=SOFT.light, transform=axes.transAxes)
        return
    small.draw(axes, first)


def _labels(figure: Figure, layout: Layout, start: float, width: float, height: float) -> None:
    if layout.x_label:
        middle = (start + layout.names + width - _EDGE) / 2 / width
        figure.text(middle, _EDGE / height, layout.x_label, ha="center", va="bottom", fontsize=TEXT)
    if layout.y_label:
        figure.text(
            _EDGE / width, 0.5, layout.y_label, ha="left", va="center", rotation=90, fontsize=TEXT
        )
