"""Marks of figures: a point with its limits, told apart by shape and line as well as by colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from mentaleval.plots.style import BAND, BAND_OPACITY, LINE, MARK, PAPER, SOFT, THIN, Role

_CAP: Final = 0.09
"""Half the height of the end of a line, in rows."""
Dash = Literal["-", ""] | tuple[float, Sequence[float]]
SOLID: Final[Dash] = "-"
DASHED: Final[Dash] = (0, (3.5, 1.5))
DOTTED: Final[Dash] = (0, (1, 1.2))


@dataclass(frozen=True, slots=True)
class Mark:
    """How one kind of figure is marked.

    Attributes
    ----------
    role
        Its colour.
    shape
        The marker, by the letters of matplotlib.
    full
        Whether it is filled, not hollow.
    line
        The style of its limits; empty where it has none.
    """

    role: Role
    shape: str
    full: bool = True
    line: Dash = ""

    def key(self) -> Line2D:
        """Return it for a key."""
        return Line2D(
            [],
            [],
            color=self.role.light,
            linestyle=self.line or "None",
            marker=self.shape,
            markerfacecolor=self.role.light if self.full else PAPER.light,
            markersize=MARK,
            markeredgewidth=LINE,
            solid_capstyle="butt",
        )


@dataclass(frozen=True, slots=True)
class Point:
    """A figure with its limits; NaN where there is none."""

    value: float
    low: float = nan
    high: float = nan


def draw_points(
    axes: Axes, mark: Mark, points: Sequence[Point], places: Sequence[float], *, shift: float = 0.0
) -> None:
    """Draw one kind of figure down the rows; where there is none, nothing is drawn."""
    rows = [place + shift for place in places]
    if mark.line:
        draw_spans(axes, mark, points, rows)
        _draw_ends(axes, mark, points, rows)
    _draw_marks(axes, mark, [point.value for point in points], rows)


def _draw_marks(axes: Axes, mark: Mark, values: Sequence[float], rows: Sequence[float]) -> None:
    axes.plot(
        values,
        rows,
        linestyle="None",
        marker=mark.shape,
        markersize=MARK,
        markeredgecolor=mark.role.light,
        markerfacecolor=mark.role.light if mark.full else PAPER.light,
        markeredgewidth=LINE,
        clip_on=False,
        zorder=3,
    )


def draw_spans(
    axes: Axes, mark: Mark, points: Sequence[Point], rows: Sequence[float], *, thin: bool = False
) -> None:
    """Draw limits as lines: one path for all rows, each with a gap after it."""
    axes.plot(
        [x for point in points for x in (point.low, point.high, nan)],
        [y for row in rows for y in (row, row, nan)],
        color=mark.role.light,
        linestyle=mark.line,
        linewidth=LINE * (THIN if thin else 1),
        solid_capstyle="butt",
        dash_capstyle="butt",
        clip_on=False,
        zorder=2,
    )


def _draw_ends(axes: Axes, mark: Mark, points: Sequence[Point], rows: Sequence[float]) -> None:
    axes.plot(
        [x for point in points for x in (point.low, point.high)],
        [y for row in rows for y in (row, row)],
        color=mark.role.light,
        linestyle="None",
        marker="|",
        markersize=MARK,
        markeredgewidth=LINE,
        clip_on=False,
        zorder=2,
    )


def draw_line(axes: Axes, value: float, dash: Dash) -> None:
    """Draw a line from top to bottom that something is held against."""
    axes.axvline(value, color=SOFT.light, linestyle=dash, lw=0.9, zorder=1, clip_on=False)


def line_key(dash: Dash) -> Line2D:
    """Return such a line for a key."""
    return Line2D([], [], color=SOFT.light, linestyle=dash, lw=0.9)


def thin_key(mark: Mark) -> Line2D:
    """Return a thin line of a mark for a key."""
    return Line2D([], [], color=mark.role.light, lw=LINE * THIN)


def draw_band(axes: Axes, widths: Sequence[float], places: Sequence[float]) -> None:
    """Draw what each row must stay within, this far on both sides of 0, with its edges."""
    rows = [(width, place) for width, place in zip(widths, places, strict=True) if width > 0]
    for width, place in rows:
        corners = (-width, place - 0.5), 2 * width, 1.0
        axes.add_patch(
            Rectangle(*corners, facecolor=BAND.light, alpha=BAND_OPACITY, linewidth=0, zorder=0.5)
        )
    axes.plot(
        [x for width, _ in rows for x in (-width, -width, nan, width, width, nan)],
        [y for _, place in rows for y in (place - 0.5, place + 0.5, nan) * 2],
        color=SOFT.light,
        linestyle=DOTTED,
        linewidth=0.8,
        zorder=1,
    )


def band_key() -> Line2D:
    """Return such a band for a key."""
    return Line2D([], [], color=BAND.light, alpha=BAND_OPACITY, linewidth=7, solid_capstyle="butt")
