"""Figures whose rows are attributes: labels on the left, panels and their numbers beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from textwrap import wrap
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mentaleval.legible import shortened
from mentaleval.plots.fonts import Slant, Weight, text_width
from mentaleval.plots.plot import has_room
from mentaleval.plots.scales import number
from mentaleval.plots.style import FAINT, SOFT, TEXT, new_figure

_ROW: Final = 0.25
"""Inches from one row to the next; composites stand half a row off."""
_LINE: Final = 0.155
_AXIS: Final = 0.24
_UNIT: Final = 0.14
_EDGE: Final = 0.06
_GAP: Final = 0.18
_LETTER: Final = 0.06
"""Inches for a letter of a note: more than most of them take."""
_NAMES: Final = 1.05
_NAMES_WIDE: Final = 1.6
"""How much room names have at most, in inches."""
_UNKNOWN: Final = "not known"


@dataclass(frozen=True, slots=True)
class Row:
    """An attribute or composite: its name, and how far down it stands."""

    label: str
    composite: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """One axis beside the labels.

    Attributes
    ----------
    title
        What is measured: a few words above it.
    span
        From where to where the axis goes.
    ticks
        Where it has numbers.
    draw
        Draws onto the axes, given how far down each row stands.
    numbers
        What is written beside each row where there is room.
    known
        Whether there is anything in each row: where not, it says so; empty where all is known.
    unit
        What its axis is in: a few words below it.
    """

    title: str
    span: tuple[float, float]
    ticks: Sequence[float]
    draw: Callable[[Axes, Sequence[float]], None]
    numbers: Sequence[str] = ()
    known: Sequence[bool] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A mark and what it means."""

    mark: Line2D
    text: str


def rows_figure(
    width: float,
    rows: Sequence[Row],
    panels: Sequence[Panel],
    keys: Sequence[Key] = (),
    *,
    note: str = "",
) -> Figure:
    """Return a figure of rows: numbers stand beside the marks where it is wider than a column.

    A *note* stands on top, and says what is not there.
    """
    wide = has_room(width)
    places = _places(rows)
    titled = any(panel.title for panel in panels)
    noted = _wrapped_note(note, width)
    above = _LINE * (len(noted) + lines_of_keys(keys, width) + 0.3 + titled)
    deep = _ROW * (places[-1] + 1)
    below = _AXIS + _UNIT * any(panel.unit for panel in panels)
    height = _EDGE + above + deep + below
    figure = new_figure(width, height)
    draw_keys(figure, keys, width, height, above=len(noted))
    for place, line in enumerate(noted):
        figure.text(_EDGE / width, _down(place, height), line, va="center_baseline")
    labels = shorter([row.label for row in rows], _NAMES_WIDE if wide else _NAMES)
    left = _EDGE + _widest(rows, labels)
    bottom, tall = below / height, deep / height
    for panel, (start, size) in zip(panels, _columns(panels, left, width, wide=wide), strict=True):
        axes = figure.add_axes((start / width, bottom, size / width, tall))
        _prepare(axes, panel, places)
        _name_rows(axes, rows, places, labels if panel is panels[0] else {})
        panel.draw(axes, places)
        _write_unknown(axes, panel, places)
        if wide:
            _write_numbers(axes, panel.numbers, places)
    return figure


def _places(rows: Sequence[Row]) -> list[float]:
    first = next((i for i, row in enumerate(rows) if row.composite), len(rows))
    return [i + (0.5 if 0 < first <= i else 0.0) for i in range(len(rows))]


def _wrapped_note(note: str, width: float) -> list[str]:
    return wrap(note, int((width - 2 * _EDGE) / _LETTER)) if note else []


def _down(line: float, height: float) -> float:
    """Return where the middle of a line of text is, counted from the top."""
    return 1 - (_EDGE + _LINE * (line + 0.5)) / height


def shorter(names: Iterable[str], most: float, *, weight: Weight = "normal") -> dict[str, str]:
    """Return names as they stand in a figure, no wider than so many inches and no two alike."""

    def width(text: str) -> float:
        return text_width(text, TEXT, weight=weight)

    return shortened(names, most, width=width, gap="\N{HORIZONTAL ELLIPSIS}")


def _widest(rows: Sequence[Row], labels: Mapping[str, str]) -> float:
    return max(0.4, *(text_width(labels[row.label], TEXT, _slant(row)) for row in rows)) + 0.1


def _slant(row: Row) -> Slant:
    return "italic" if row.composite else "normal"


def _columns(
    panels: Sequence[Panel], left: float, width: float, *, wide: bool
) -> list[tuple[float, float]]:
    """Return where each panel starts and how wide it is, in inches."""
    beside = [
        max(text_width(n, TEXT) for n in p.numbers) + 0.1 if wide and p.numbers else 0.0
        for p in panels
    ]
    room = width - left - _EDGE - 0.06 - sum(beside) - _GAP * (len(panels) - 1)
    size = room / len(panels)
    made, start = [], left
    for taken in beside:
        made.append((start, size))
        start += size + taken + _GAP
    return made


def _prepare(axes: Axes, panel: Panel, places: Sequence[float]) -> None:
    axes.set_xlim(*panel.span)
    axes.set_ylim(places[-1] + 0.5, -0.5)
    axes.set_xticks(list(panel.ticks), [number(tick) for tick in panel.ticks])
    axes.tick_params(axis="x", pad=2)
    axes.tick_params(axis="y", length=0, pad=4)
    axes.spines["left"].set_visible(False)
    axes.set_title(panel.title, loc="left", pad=3, x=0.0, fontsize=TEXT, linespacing=1.25)
    axes.set_xlabel(panel.unit, labelpad=2)
    _draw_grid(axes, panel.ticks, places)


def _name_rows(
    axes: Axes, rows: Sequence[Row], places: Sequence[float], labels: Mapping[str, str]
) -> None:
    """Write the labels of rows beside an axis; none where there are none."""
    axes.set_yticks(list(places), [labels[row.label] for row in rows] if labels else [])
    for row, label in zip(rows, axes.get_yticklabels(), strict=bool(labels)):
        label.set_fontstyle(_slant(row))


def _draw_grid(axes: Axes, ticks: Sequence[float], places: Sequence[float]) -> None:
    axes.plot(
        [x for tick in ticks for x in (tick, tick, nan)],
        [y for _ in ticks for y in (-0.5, places[-1] + 0.5, nan)],
        color=FAINT.light,
        linewidth=0.6,
        clip_on=False,
        zorder=0,
    )


def _write_unknown(axes: Axes, panel: Panel, places: Sequence[float]) -> None:
    for known, place in zip(panel.known, places, strict=False):
        if not known:
            low, high = panel.span
            axes.text(
                low + 0.03 * (high - low), place, _UNKNOWN, va="center_baseline", color=SOFT.light
            )


def _write_numbers(axes: Axes, numbers: Sequence[str], places: Sequence[float]) -> None:
    for said, place in zip(numbers, places, strict=False):
        axes.annotate(
            said,
            (1, place),
            xytext=(6, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center_baseline",
            annotation_clip=False,
        )


def lines_of_keys(keys: Sequence[Key], width: float) -> int:
    """Return how many lines keys take."""
    return len(_wrapped(keys, width))


def _wrapped(keys: Sequence[Key], width: float) -> list[list[Key]]:
    lines: list[list[Key]] = [[]]
    room = width - 2 * _EDGE
    for key in keys:
        taken = _key_width(key)
        if taken > room and lines[-1]:
            lines.append([])
            room = width - 2 * _EDGE
        lines[-1].append(key)
        room -= taken
    return [line for line in lines if line]


def _key_width(key: Key) -> float:
    return 0.32 + text_width(key.text, TEXT) + 0.14


def draw_keys(
    figure: Figure, keys: Sequence[Key], width: float, height: float, *, above: int = 0
) -> None:
    """Draw keys at the top of a figure of so many inches, below so many lines of text."""
    for place, line in enumerate(_wrapped(keys, width)):
        start, down = _EDGE, _down(above + place, height)
        for key in line:
            key.mark.set_transform(figure.transFigure)
            key.mark.set_figure(figure)
            _place_mark(key.mark, start / width, (start + 0.26) / width, down)
            figure.add_artist(key.mark)
            figure.text(
                (start + 0.32) / width, down, key.text, va="center_baseline", color=SOFT.light
            )
            start += _key_width(key)


def _place_mark(mark: Line2D, start: float, end: float, down: float) -> None:
    if mark.get_linestyle() == "None":
        mark.set_data([(start + end) / 2], [down])
    else:
        mark.set_data([start, (start + end) / 2, end], [down] * 3)
        mark.set_markevery([1])
