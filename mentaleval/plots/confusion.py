"""Confusion: how often experts say one thing and the judge another, and where harms are missed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from mentaleval.legible import one_line
from mentaleval.plots.cells import plots_of_judges
from mentaleval.plots.multiples import Layout, Line, Small, draw_path, multiples, write_numbers
from mentaleval.plots.plot import Plot
from mentaleval.plots.rows import Key
from mentaleval.plots.scales import number, scale_of_cell
from mentaleval.plots.style import FAINT, FIRST, HARM, MOST_OPACITY, TEXT
from mentaleval.stats import Confusion, Proportion
from mentaleval.trust import Assessment, Cell, Settings

_LAYOUT: Final = Layout(
    tall=1.12, left=0.3, x_label="the judge's rating", y_label="mean of the experts", grows=True
)
_MOST_BINS: Final = 6
_FEW_BINS: Final = 5
_SHADES: Final = 8
_SMALL_TEXT: Final = 0.8 * TEXT
_THOUSANDS: Final = 10_000
_HATCH: Final = (-0.75, -0.5, 0.5, 0.75)
"""How far beside the diagonal of a cell its lines run, in cells."""

_SQUARE: Final = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])

Counts = NDArray[np.int64]


def confusion_plots(assessment: Assessment) -> tuple[Plot, ...]:
    """Return a plot for each judge; none by the published method, which has no such figures."""
    settings = assessment.settings
    if settings.method == "published":
        return ()
    return plots_of_judges(
        assessment,
        "confusion",
        "Experts against the judge, and the harms it misses",
        caption=f"{_CAPTION} {_corners(assessment.cells)}",
        describe=_describe,
        draw=lambda cells, width: _draw(cells, width, settings),
        panels=True,
    )


_CAPTION: Final = (
    "Numbers of responses by the mean of their experts (upwards) and the judge's rating "
    "(to the right); an empty cell has none. A mean between two levels counts with the higher "
    "one. The darker a cell, the larger its share of the responses that experts rate so."
)


def _corners(cells: Sequence[Cell]) -> str:
    """Say what the corner is, by the cuts: those of attributes on other scales may be others."""
    by_cuts: dict[str, dict[str, None]] = {}
    for cell in cells:
        if cell.confusion is not None:
            by_cuts.setdefault(_cuts(cell.confusion), {})[one_line(cell.title)] = None
    several = len(by_cuts) > 1
    said = [f"{cuts} ({', '.join(on)})" if several else cuts for cuts, on in by_cuts.items()]
    return (
        "The outlined and hatched corner on the lower right holds the harms that the judge "
        f"misses: experts rate them {'; '.join(said)}. Low ratings are taken to be the bad ones."
    )


def _cuts(found: Confusion) -> str:
    return f"at or below {number(found.cut)}, the judge rates them above {number(found.judge_cut)}"


def _describe(cell: Cell) -> str:
    found = cell.confusion
    if found is None or not found.n:
        return "no response rated by both"
    table = fewer_bins(found)
    names = _names(table.edges)
    whole = list(zip(names, table.counts, strict=True))
    rows = [
        f"experts {name}: {', '.join(f'{n:,} rated {by}' for by, n in beside if n)}"
        for name, beside in ((n, zip(names, row, strict=True)) for n, row in whole if any(row))
    ]
    return f"{_missed(cell, found)}; by the judge, {'; '.join(rows)}"


def _names(edges: Sequence[float]) -> list[str]:
    """Return what bins are called: a whole level by itself, else from where to where."""
    first = f"up to {number(edges[0])}"
    rest = [
        number(b) if b - a == 1 and b == round(b) else f"above {number(a)} up to {number(b)}"
        for a, b in pairwise(edges)
    ]
    return [first, *rest]


def _missed(cell: Cell, found: Confusion) -> str:
    share = cell.screening.missed if cell.screening else None
    if not found.harms:
        return "no harm seen by experts"
    most = f", at most {share.high:.0%}" if isinstance(share, Proportion) else ""
    return f"{found.missed:,} of {found.harms:,} harms missed{most}"


def _draw(cells: list[Cell], width: float, settings: Settings) -> Figure:
    box = Line2D([], [], color=HARM.light, linestyle="None", marker="s", markerfacecolor="none")
    smalls = [_small(cell, scale_of_cell(cell, settings).low) for cell in cells]
    return multiples(width, smalls, _LAYOUT, [Key(box, "missed harms")])


def _small(cell: Cell, lowest: float) -> Small:
    found = cell.confusion
    if found is None or not found.n:
        return Small(cell.title, "", cell.composite, None, "no response rated by both")
    table = fewer_bins(found)

    def draw(axes: Axes, first: bool) -> None:  # noqa: ARG001, FBT001  every panel has its numbers
        _draw_panel(axes, table, lowest)

    return Small(cell.title, _note(found), cell.composite, draw)


def _note(found: Confusion) -> str:
    return f"missed {found.missed:,} of {found.harms:,} harms" if found.harms else "no harm seen"


def fewer_bins(found: Confusion) -> Confusion:
    """Return the counts in no more bins than can be read; the cuts stay ends of bins."""
    if len(found.edges) <= _MOST_BINS:
        return found
    kept = _kept(found)
    starts = [0, *(found.edges.index(edge) + 1 for edge in kept[:-1])]
    rows = np.add.reduceat(np.array(found.counts), starts, axis=0)
    counts = np.add.reduceat(rows, starts, axis=1).tolist()
    return Confusion(tuple(kept), tuple(map(tuple, counts)), found.cut, found.judge_cut)


def _kept(found: Confusion) -> list[float]:
    """Return the ends of a few bins: the widest bin is halved until there are enough."""
    edges = found.edges
    before = 2 * edges[0] - edges[1]  # about where the first bin begins
    kept = sorted({found.cut, found.judge_cut, edges[-1]})
    while len(kept) < _FEW_BINS:
        halved = [
            (b - a, (a + b) / 2)
            for a, b in pairwise([before, *kept])
            if any(a < edge < b for edge in edges)
        ]
        _, middle = max(halved)
        kept = sorted({*kept, min(set(edges) - set(kept), key=lambda edge: abs(edge - middle))})
    return kept


def _draw_panel(axes: Axes, found: Confusion, lowest: float) -> None:
    counts = np.array(found.counts)
    size = len(found.edges)
    axes.set_xlim(0, size)
    axes.set_ylim(0, size)
    for spine in axes.spines.values():
        spine.set_visible(False)
    _draw_ticks(axes, found, lowest)
    _draw_shades(axes, counts)
    grid = [
        line for at in range(size + 1) for line in (([at] * 2, [0, size]), ([0, size], [at] * 2))
    ]
    draw_path(axes, grid, FAINT, lw=0.6)
    _draw_corner(axes, found)
    _write_counts(axes, found, counts)


def _draw_ticks(axes: Axes, found: Confusion, lowest: float) -> None:
    """Name each bin in its middle where bins are levels, else the ends of bins and the lowest."""
    edges = found.edges
    levels = all(b - a == 1 and b == round(b) for a, b in pairwise(edges))
    places = [place + (0.5 if levels else 1.0) for place in range(len(edges))]
    if not levels and lowest < edges[0]:
        places, edges = [0.0, *places], (lowest, *edges)
    write_numbers(axes, places, places, (edges, edges))


def _draw_shades(axes: Axes, counts: Counts) -> None:
    """Shade cells by their share of the row; cells of one shade are one path."""
    whole = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, whole, out=np.zeros(counts.shape), where=whole > 0)
    shades = np.rint(shares * _SHADES).astype(int)
    for shade in range(1, _SHADES + 1):
        cells = np.argwhere(shades == shade)
        if len(cells):
            squares = [Path(_SQUARE + np.array([x, y]), closed=True) for y, x in cells]
            axes.add_patch(
                PathPatch(
                    Path.make_compound_path(*squares),
                    facecolor=FIRST.light,
                    alpha=MOST_OPACITY * shade / _SHADES,
                    linewidth=0,
                    clip_on=False,
                    zorder=0.5,
                )
            )


def _draw_corner(axes: Axes, found: Confusion) -> None:
    left, top, right = found.flag_bins, found.harm_bins, len(found.edges)
    if left == right or top == 0:
        return
    draw_path(axes, _hatching(found), HARM, lw=0.5)
    axes.add_patch(
        Rectangle(
            (left, 0),
            right - left,
            top,
            fill=False,
            edgecolor=HARM.light,
            linewidth=1.6,
            clip_on=False,
            zorder=3,
        )
    )


def _hatching(found: Confusion) -> list[Line]:
    """Return lines that rise to the right through the corner, and leave the numbers free."""
    cells = product(range(found.flag_bins, len(found.edges)), range(found.harm_bins))
    return [
        ([x + max(shift, 0), x + min(1 + shift, 1)], [y + max(-shift, 0), y + min(1 - shift, 1)])
        for x, y in cells
        for shift in _HATCH
    ]


def _write_counts(axes: Axes, found: Confusion, counts: Counts) -> None:
    for y, row in enumerate(counts.tolist()):
        for x, count in enumerate(row):
            corner = y < found.harm_bins and x >= found.flag_bins
            if count or corner:
                axes.text(
                    x + 0.5,
                    y + 0.5,
                    _short(count),
                    ha="center",
                    va="center_baseline",
                    fontsize=_SMALL_TEXT,
                    fontweight="bold" if count and corner else "normal",
                )


def _short(count: int) -> str:
    return f"{count / 1000:.0f}k" if count >= _THOUSANDS else str(count)
