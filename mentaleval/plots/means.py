"""Means of responders: by their experts, and by the judge."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import ceil, floor
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mentaleval.legible import one_line
from mentaleval.plots.cells import plots_of_judges
from mentaleval.plots.fonts import text_width
from mentaleval.plots.marks import DASHED, Mark, line_key
from mentaleval.plots.multiples import (
    Layout,
    Small,
    draw_path,
    multiples,
    prepare,
)
from mentaleval.plots.plot import Plot, has_room
from mentaleval.plots.rows import Key, shorter
from mentaleval.plots.scales import rating_ticks, scale_of_cell
from mentaleval.plots.style import INK, LINE, MARK, SECOND, SOFT, TEXT
from mentaleval.plots.wording import plain
from mentaleval.trust import Assessment, Cell, ResponderMean, Settings

_EXPERTS: Final = Mark(INK, "o")
_JUDGE: Final = Mark(SECOND, "D", full=False)
_MOST_NAMED: Final = 10
"""So many responders have a row with a name; more are dots without."""
_ROW: Final = 0.155
_NAMES: Final = 1.15
_NAMES_WIDE: Final = 1.8
"""How much room names have at most, in inches."""
_SLOT: Final = 1.07
_PARTS: Final = 8
"""Of a scale: an axis begins and ends at one."""

Span = tuple[float, float]


def means_plots(assessment: Assessment) -> tuple[Plot, ...]:
    """Return a plot for each judge: a row a responder, or a dot where there are many."""
    many = max(map(_count, assessment.cells), default=0) > _MOST_NAMED
    return plots_of_judges(
        assessment,
        "means",
        "Means of responders by experts and by the judge",
        caption=_OF_DOTS if many else _OF_ROWS,
        describe=_describe,
        draw=lambda cells, width: _draw(cells, width, assessment.settings, many=many),
        panels=True,
    )


_OF_ROWS: Final = (
    "Mean rating of each responder, over the responses that both sides rated: by its experts and "
    "by the judge, and a line between the two. Where all lines point the same way the judge rates "
    "higher or lower throughout; where marks change their order it ranks responders otherwise. "
    "Responders stand in the order of the experts' means over all attributes."
)
_OF_DOTS: Final = (
    "Mean rating of each responder, over the responses that both sides rated: a mark for each, by "
    "its experts upwards and by the judge to the right. On the dashed diagonal both say the same; "
    "below it the judge rates higher than the experts."
)


def _count(cell: Cell) -> int:
    return len(cell.responders)


def _describe(cell: Cell) -> str:
    found, show = cell.responders, partial(plain, digits=cell.digits)
    if not found:
        return "no response rated by both"
    if len(found) <= _MOST_NAMED:
        return ", ".join(
            f"{one_line(mean.responder)} {show(mean.human)} by experts and {show(mean.judge)} by "
            "the judge"
            for mean in found
        )
    human, judge = [mean.human for mean in found], [mean.judge for mean in found]
    return (
        f"{len(found)} responders, {show(min(human))} to {show(max(human))} by experts, "
        f"{show(min(judge))} to {show(max(judge))} by the judge"
    )


def _draw(cells: list[Cell], width: float, settings: Settings, *, many: bool) -> Figure:
    spans = [_span(cell, cells, settings) for cell in cells]
    if many:
        smalls = [_dots(cell, span) for cell, span in zip(cells, spans, strict=True)]
        layout = Layout(
            tall=1.05, x_label="mean by the judge", y_label="mean by experts", grows=True
        )
        keys = [Key(Mark(INK, "o", full=False).key(), "a responder")]
        return multiples(width, smalls, layout, [*keys, Key(line_key(DASHED), "the same")])
    names = _order(cells, settings)
    by_name = shorter(names, _NAMES_WIDE if has_room(width) else _NAMES)
    shown = [by_name[name] for name in names]
    room = max((text_width(name, TEXT) for name in shown), default=0) + 0.05
    smalls = [_rows(cell, span, names, shown) for cell, span in zip(cells, spans, strict=True)]
    tall = _ROW * max(len(names), 1) + 0.04
    layout = Layout(tall, left=0.06, names=room, x_label="mean rating", slot=_SLOT)
    return multiples(
        width,
        smalls,
        layout,
        [Key(_EXPERTS.key(), "by experts"), Key(_JUDGE.key(), "by the judge")],
    )


def _span(cell: Cell, cells: Sequence[Cell], settings: Settings) -> Span:
    """Return from where to where the axis goes: the same for all on one scale."""
    scale = scale_of_cell(cell, settings)
    alike = (other for other in cells if scale_of_cell(other, settings) == scale)
    values = [v for other in alike for mean in other.responders for v in (mean.human, mean.judge)]
    step = (scale.high - scale.low) / _PARTS
    low, high = min(values, default=scale.low), max(values, default=scale.high)
    first, last = floor((low - scale.low) / step), ceil((high - scale.low) / step)
    if first == last:  # all means are one and the same
        return scale.low, scale.high
    return scale.low + first * step, scale.low + last * step


def _order(cells: Sequence[Cell], settings: Settings) -> list[str]:
    """Return the responders by the experts' means over the attributes, the highest first."""
    found: dict[str, list[float]] = {}
    for cell in [cell for cell in cells if not cell.composite] or cells:
        scale = scale_of_cell(cell, settings)
        for mean in cell.responders:
            share = (mean.human - scale.low) / (scale.high - scale.low)
            found.setdefault(mean.responder, []).append(share)
    return sorted(found, key=lambda name: (-sum(found[name]) / len(found[name]), name))


def _nothing(cell: Cell) -> Small:
    return Small(cell.title, "", cell.composite, None, "no response rated by both")


def _rows(cell: Cell, span: Span, names: Sequence[str], shown: Sequence[str]) -> Small:
    if not cell.responders:
        return _nothing(cell)

    def draw(axes: Axes, first: bool) -> None:  # noqa: FBT001  handed over by the figure
        ticks = rating_ticks(*span)
        prepare(axes, span, (len(names) - 0.4, -0.6), ticks, [])
        axes.spines["left"].set_visible(False)
        if first:
            axes.yaxis.set_visible(True)
            axes.tick_params(length=0, pad=2)
            axes.set_yticks(range(len(names)), shown)
        _draw_rows(axes, cell.responders, names, span)

    return Small(cell.title, "", cell.composite, draw)


def _draw_rows(
    axes: Axes, found: Sequence[ResponderMean], names: Sequence[str], span: Span
) -> None:
    places = [names.index(mean.responder) for mean in found]
    for place in sorted(set(range(len(names))) - set(places)):
        axes.text(span[0], place, " not rated by both", va="center_baseline", color=SOFT.light)
    lines = [([mean.human, mean.judge], [y, y]) for mean, y in zip(found, places, strict=True)]
    draw_path(axes, lines, SOFT, lw=0.9)
    _draw_marks(axes, _EXPERTS, [mean.human for mean in found], places)
    _draw_marks(axes, _JUDGE, [mean.judge for mean in found], places)


def _dots(cell: Cell, span: Span) -> Small:
    if not cell.responders:
        return _nothing(cell)

    def draw(axes: Axes, first: bool) -> None:  # noqa: ARG001, FBT001  every panel has its numbers
        room = 0.05 * (span[1] - span[0])
        whole = (span[0] - room, span[1] + room)
        prepare(axes, whole, whole, rating_ticks(*span))
        draw_path(axes, [(span, span)], SOFT, dash=DASHED, lw=0.9)
        human, judge = zip(*((m.human, m.judge) for m in cell.responders), strict=True)
        _draw_marks(axes, Mark(INK, "o", full=False), judge, human)

    return Small(cell.title, f"{len(cell.responders)} responders", cell.composite, draw)


def _draw_marks(axes: Axes, mark: Mark, x: Sequence[float], y: Sequence[float]) -> None:
    axes.plot(
        x,
        y,
        linestyle="None",
        marker=mark.shape,
        markersize=MARK * 0.85,
        markerfacecolor=mark.role.light if mark.full else "none",
        markeredgecolor=mark.role.light,
        markeredgewidth=LINE * 0.9,
        clip_on=False,
        zorder=3,
    )
