"""Draw what `growth.py` measured: CPU time and memory over the number of ratings."""

from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

from mentaleval.plots.marks import DOTTED
from mentaleval.plots.plot import TWO_COLUMNS
from mentaleval.plots.style import FAINT, FIRST, LINE, MARK, PAPER, SECOND, SOFT, new_figure, styled
from mentaleval.writing import whole_file

HEIGHT: Final = 2.6
SERIES: Final = (("ratings", FIRST, "o", True), ("reliability", SECOND, "s", False))
PANELS: Final = (("cpu", "CPU seconds"), ("memory", "most memory, MiB"))


def draw(found: dict[str, Any], file: Path) -> None:
    """Write the figure as SVG; the same figures give the same bytes."""
    with styled():
        figure = new_figure(TWO_COLUMNS, HEIGHT)
        figure.set_facecolor(PAPER.light)
        for place, (what, label) in enumerate(PANELS, 1):
            _panel(figure.add_subplot(1, len(PANELS), place), found["sizes"], what, label)
        handles = [_line(role.light, shape, full=full) for _, role, shape, full in SERIES]
        handles.append(Line2D([], [], color=SOFT.light, linestyle=DOTTED))
        names = [
            *(f"mentaleval {name}" for name, *_ in SERIES),
            "linear from the first to the last",
        ]
        figure.legend(handles, names, loc="upper center", ncols=len(names))
        figure.subplots_adjust(left=0.08, right=0.985, top=0.87, bottom=0.17, wspace=0.24)
        with whole_file(file) as coming:
            figure.savefig(coming, format="svg", metadata={"Date": None, "Creator": "mentaleval"})


def _line(colour: str, shape: str, *, full: bool) -> Line2D:
    inside = colour if full else PAPER.light
    return Line2D(
        [], [], color=colour, linestyle="", marker=shape, markerfacecolor=inside, markersize=MARK
    )


def _panel(axes: Axes, rows: list[dict[str, Any]], what: str, label: str) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    numbers = [row["number"] for row in rows]
    for name, role, shape, full in SERIES:
        costs = [row[name][what] for row in rows]
        _linear(axes, numbers, costs)
        line = _line(role.light, shape, full=full)
        line.set_data(numbers, costs)
        axes.add_line(line)
    axes.autoscale_view()
    axes.set_xlabel("ratings")
    axes.set_ylabel(label)
    axes.grid(visible=True, color=FAINT.light)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(LogLocator(numticks=12))
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=12))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_locator(NullLocator())
        axis.set_minor_formatter(NullFormatter())
        axis.set_major_formatter(FuncFormatter(_said))


def _linear(axes: Axes, numbers: list[int], costs: list[float]) -> None:
    """Draw what linear growth from the first to the last size is."""
    every = np.geomspace(numbers[0], numbers[-1], 100)
    slope = (costs[-1] - costs[0]) / (numbers[-1] - numbers[0])
    along = costs[0] + slope * (every - numbers[0])
    axes.plot(every, along, color=SOFT.light, linewidth=LINE, linestyle=DOTTED)


def _said(value: float, _place: int) -> str:
    for unit, letter in ((1_000_000, " M"), (1000, " k")):
        if value >= unit:
            return f"{value / unit:g}{letter}"
    return f"{value:g}"
