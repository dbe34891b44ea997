"""Pairs of responders: how much one is rated above the other, and whether that is sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import isnan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mentaleval.comparison import Comparison, Difference, Pair
from mentaleval.comparison.estimating import FEWEST_TO_CLAIM
from mentaleval.comparison.parts import Part
from mentaleval.comparison.uncompared import (
    compared_with_somebody,
    missing_pairs,
    why_not_compared,
)
from mentaleval.legible import one_line
from mentaleval.plots.fonts import text_width
from mentaleval.plots.marks import DASHED, Mark
from mentaleval.plots.multiples import Line, draw_path
from mentaleval.plots.plot import Plot, has_room
from mentaleval.plots.rows import Key, draw_keys, lines_of_keys, shorter
from mentaleval.plots.scales import number
from mentaleval.plots.standings import span_and_ticks
from mentaleval.plots.style import FAINT, FIRST, HARM, LINE, MARK, PAPER, SOFT, TEXT, new_figure
from mentaleval.plots.wording import level_of, ranged, signed

_MOST_PAIRS: Final = 21
"""More are not drawn: then each responder and the next one are."""
_MOST_NAMED: Final = 6
"""So many pairs that are not compared are named."""
_EDGE: Final = 0.06
_LINE: Final = 0.155
_AXIS: Final = 0.36
_ROW: Final = 0.34
"""With the names above the limits; of half the height with the names beside them."""
_NAMES: Final = 1.45
"""How much room each of two names has at most, in inches."""
_NUMBERS: Final = 1.35
_APART: Final = Mark(FIRST, "o")
_OPEN: Final = Mark(FIRST, "o", full=False)
_THICK: Final = 2.2
_THIN: Final = 0.9
_NOT_COMPARED: Final = "not compared"


@dataclass(frozen=True, slots=True)
class _Row:
    """A pair, and its difference in points or in percentage points."""

    label: tuple[str, str]
    found: Difference
    digits: int

    @property
    def compared(self) -> bool:
        """Whether there are limits for all pairs together."""
        return not isnan(self.found.simultaneous_low)


def differences_plot(comparison: Comparison, part: Part, name: str) -> Plot | None:
    """Return the plot of one attribute or composite; None where no pair has labels enough."""
    rows = _rows(part)
    if not rows:
        return None
    told = [f"{_told(row, part)}." for row in rows if row.compared]
    return Plot(
        name=f"differences-{name}",
        section="differences",
        judge="",
        title=f"Differences between responders, {one_line(part.title)}",
        caption=_caption(comparison, part, rows),
        description=" ".join([f"{one_line(part.title)}.", *told, _left_out(part)]).strip(),
        draw=partial(_draw, part, rows),
    )


def _rows(part: Part) -> list[_Row]:
    """Return the pairs of all that are compared with anybody; of many those of neighbours."""
    order = compared_with_somebody(part)
    rows = [
        _Row((pair.a, pair.b), _difference(pair), 1 if pair.low else pair.digits)
        for pair in part.pairs
        if {pair.a, pair.b} <= set(order)
    ]
    if len(rows) <= _MOST_PAIRS:
        return rows
    return [row for row in rows if abs(order.index(row.label[0]) - order.index(row.label[1])) == 1]


def _left_out(part: Part) -> str:
    """Name the responders without enough labels, and the other pairs that are not compared."""
    names = sorted(one_line(m.responder) for m in part.responders if m.n_human < FEWEST_TO_CLAIM)
    few = f"Not compared, with fewer than {FEWEST_TO_CLAIM} human labels: {', '.join(names)}."
    by_reason: dict[str, list[str]] = {}
    for pair in missing_pairs(part):
        named = f"{one_line(pair.a)} and {one_line(pair.b)}"
        by_reason.setdefault(why_not_compared(part, pair), []).append(named)
    others = [f"Not compared, {why}: {_some(of)}." for why, of in by_reason.items()]
    return " ".join([*([few] if names else []), *others])


def _some(pairs: Sequence[str]) -> str:
    rest = len(pairs) - _MOST_NAMED
    return "; ".join([*pairs[:_MOST_NAMED], *([f"and {rest} pairs more"] if rest > 0 else [])])


def _difference(pair: Pair) -> Difference:
    """Return what is claimed by: near the ceiling the shares, in percentage points."""
    if pair.low is None:
        return pair.corrected
    low = pair.low
    return Difference(
        100 * low.estimate,
        100 * low.low,
        100 * low.high,
        100 * low.simultaneous_low,
        100 * low.simultaneous_high,
        low.p_holm,
    )


def _caption(comparison: Comparison, part: Part, rows: Sequence[_Row]) -> str:
    level = level_of(comparison.settings.confidence)
    what = (
        f"The first responder's share of ratings of {part.heading.cut:g} or lower minus the "
        "second's, in percentage points."
        if part.heading.ceiling
        else "The first responder's corrected mean minus the second's, in points of the scale."
    )
    size = len(compared_with_somebody(part))
    of = size * (size - 1) // 2
    fewer = (
        f"Of {of} pairs those are shown that stand beside each other in the order of places; "
        "the JSON has all."
        if len(rows) < of
        else ""
    )
    said = (
        f"{what} Thick: {level} limits of the pair alone. Thin: limits that hold for all pairs of "
        "the attribute together; every claim rests on them. A full mark is told apart by them, a "
        "hollow one is left open."
    )
    return " ".join(filter(None, [said, fewer, _left_out(part)]))


def _told(row: _Row, part: Part) -> str:
    a, b = map(one_line, row.label)
    found, show = row.found, partial(signed, digits=row.digits)
    unit = " percentage points" if part.heading.ceiling else ""
    return (
        f"{a} minus {b}: {show(found.estimate)}{unit} "
        f"({show(found.simultaneous_low)} to {show(found.simultaneous_high)} for all pairs), "
        f"{'told apart' if _apart(found) else 'left open'}"
    )


def _apart(found: Difference) -> bool:
    return found.simultaneous_low > 0 or found.simultaneous_high < 0


def _draw(part: Part, rows: Sequence[_Row], width: float) -> Figure:
    keys = [
        Key(_APART.key(), "told apart"),
        Key(_OPEN.key(), "left open"),
        Key(Line2D([], [], color=FIRST.light, lw=_THICK), "limits of the pair"),
        Key(Line2D([], [], color=FIRST.light, lw=_THIN), "limits for all pairs"),
    ]
    above = _EDGE + _LINE * (lines_of_keys(keys, width) + 0.4)
    beside = has_room(width)
    step = _ROW / 2 if beside else _ROW
    height = above + step * len(rows) + _AXIS
    figure = new_figure(width, height)
    draw_keys(figure, keys, width, height)
    names = _names(rows)
    left = _EDGE + (max(text_width(name, TEXT) for name in names) + 0.1 if beside else 0.06)
    right = _EDGE + (_NUMBERS if beside else 0.06)
    box = (left, _AXIS, width - left - right, step * len(rows))
    axes = figure.add_axes((box[0] / width, box[1] / height, box[2] / width, box[3] / height))
    _fill(axes, rows, names, beside=beside)
    what = "difference in percentage points" if part.heading.ceiling else "difference in points"
    axes.set_xlabel(what, labelpad=2)
    return figure


def _fill(axes: Axes, rows: Sequence[_Row], names: Sequence[str], *, beside: bool) -> None:
    span, ticks = span_and_ticks(
        [
            0.0,
            *(
                value
                for row in rows
                if row.compared
                for value in (
                    row.found.estimate,
                    row.found.low,
                    row.found.high,
                    row.found.simultaneous_low,
                    row.found.simultaneous_high,
                )
            ),
        ]
    )
    axes.set_xlim(*span)
    axes.set_ylim(len(rows), 0)
    axes.set_xticks(ticks, [_signed(tick) for tick in ticks])
    axes.set_yticks([])
    axes.tick_params(length=0, pad=2)
    axes.spines["left"].set_visible(False)
    bands = [(i, i + 1) if beside else (i + 0.44, i + 1) for i in range(len(rows))]
    grid: list[Line] = [([tick] * 2, band) for tick in ticks for band in bands]
    draw_path(axes, grid, FAINT, lw=0.6)
    draw_path(axes, [([0, 0], band) for band in bands], SOFT, dash=DASHED, lw=0.9)
    for place, (row, name) in enumerate(zip(rows, names, strict=True)):
        _draw_row(axes, row, place + (0.5 if beside else 0.7))
        _write_row(axes, name, place, _numbers(row), beside=beside)


def _draw_row(axes: Axes, row: _Row, y: float) -> None:
    if not row.compared:
        said = f" {_NOT_COMPARED}"
        axes.text(axes.get_xlim()[0], y, said, va="center_baseline", color=HARM.light, zorder=4)
        return
    found = row.found
    reach = [found.simultaneous_low, found.simultaneous_high]
    draw_path(axes, [(reach, [y, y])], FIRST, lw=_THIN)
    draw_path(axes, [([found.low, found.high], [y, y])], FIRST, lw=_THICK)
    axes.plot(
        [found.estimate],
        [y],
        linestyle="None",
        marker="o",
        markersize=MARK,
        markerfacecolor=FIRST.light if _apart(found) else PAPER.light,
        markeredgecolor=FIRST.light,
        markeredgewidth=LINE,
        zorder=3,
    )


def _numbers(row: _Row) -> str:
    if not row.compared:
        return ""
    found = row.found
    reach = found.simultaneous_low, found.simultaneous_high
    return ranged(found.estimate, *reach, row.digits, sign=True)


def _write_row(axes: Axes, name: str, place: int, numbers: str, *, beside: bool) -> None:
    """Write the names; where there is room, beside the limits, and the numbers too."""
    across = axes.get_yaxis_transform()
    if beside:
        axes.text(-0.02, place + 0.5, name, transform=across, ha="right", va="center_baseline")
        axes.text(1.02, place + 0.5, numbers, transform=across, va="center_baseline")
    else:
        axes.text(0, place + 0.24, name, transform=across, va="center_baseline")


def _names(rows: Sequence[_Row]) -> list[str]:
    """Return what the rows are called: both names of each, no two of which look alike."""
    shown = shorter([name for row in rows for name in row.label], _NAMES)
    return [" \N{MINUS SIGN} ".join(shown[name] for name in row.label) for row in rows]


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0 else number(value)
