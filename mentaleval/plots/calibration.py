"""Calibration: what humans mean on average by each rating that the judge gives."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, isnan, sqrt
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mentaleval.plots.cells import plots_of_judges
from mentaleval.plots.marks import DASHED, SOLID, Mark, line_key
from mentaleval.plots.multiples import Layout, Line, Small, draw_path, multiples, prepare
from mentaleval.plots.plot import Plot
from mentaleval.plots.rows import Key
from mentaleval.plots.scales import number, rating_ticks, scale_of_cell
from mentaleval.plots.style import FIRST, LINE, PAPER, SOFT
from mentaleval.plots.wording import level_of, plain, told
from mentaleval.stats import Calibration, CalibrationRow
from mentaleval.trust import Assessment, Cell, Settings
from mentaleval.vocabulary import Scale

_KNOWN: Final = Mark(FIRST, "o", full=True, line=SOLID)
_UNSURE: Final = Mark(FIRST, "o", full=False)
_LEAST_AREA: Final = 7.0
_MOST_AREA: Final = 62.0
_SIZES: Final = 8
_ARROW: Final = 3.2
_LAYOUT: Final = Layout(
    tall=1.05, x_label="the judge's rating", y_label="mean of the experts", grows=True
)


def calibration_plots(assessment: Assessment) -> tuple[Plot, ...]:
    """Return a plot for each judge; none by the published method, which has no such figures."""
    settings = assessment.settings
    if settings.method == "published":
        return ()
    return plots_of_judges(
        assessment,
        "calibration",
        "Mean of the experts by the judge's rating",
        caption=_caption(settings),
        describe=_describe,
        draw=lambda cells, width: _draw(cells, width, settings),
        panels=True,
    )


def _caption(settings: Settings) -> str:
    return (
        "What experts say on average where the judge gives a rating. On the dashed diagonal the "
        "judge's number can be taken at face value; below it the judge rates higher than the "
        "experts. Where a scale has many ratings, a mark takes those nearest to one number "
        "together and stands at their mean. The larger a mark, the more responses it stands for. "
        f"Lines: {level_of(settings.confidence)} limits, robust to clusters; one that goes on "
        "beyond the axis ends in an arrow, and a hollow mark has none, for lack of conversations "
        "or of variation. Slope: of the line through all responses, 1 on the diagonal; a noisy "
        "judge has a slope below 1 too."
    )


def _describe(cell: Cell) -> str:
    found = cell.calibration
    if found is None or not found.rows:
        return _nothing(cell)
    slope = found.slope
    rows = ", ".join(
        f"at {number(row.judge_mean)} "
        f"{told(row.human.estimate, row.human.low, row.human.high, cell.digits)} of {row.n:,}"
        for row in found.rows
    )
    return f"experts' means {rows}; slope {told(slope.estimate, slope.low, slope.high)}"


def _nothing(cell: Cell) -> str:
    return "no response rated by both" if not cell.n_responses else "nothing to show"


def _draw(cells: list[Cell], width: float, settings: Settings) -> Figure:
    smalls = [_small(cell, settings) for cell in cells]
    keys = [
        Key(_KNOWN.key(), "mean of the experts"),
        Key(line_key(DASHED), "the same as the judge"),
    ]
    return multiples(width, smalls, _LAYOUT, keys)


def _small(cell: Cell, settings: Settings) -> Small:
    found, scale = cell.calibration, scale_of_cell(cell, settings)
    if found is None or not found.rows:
        return Small(cell.title, "", cell.composite, None, _nothing(cell))

    def draw(axes: Axes, first: bool) -> None:  # noqa: ARG001, FBT001  every panel has its numbers
        _draw_panel(axes, found, scale)

    return Small(cell.title, _note(found), cell.composite, draw)


def _note(found: Calibration) -> str:
    if len(found.rows) == 1:
        return "the judge says one thing"
    return f"slope {plain(found.slope.estimate)}"


def _draw_panel(axes: Axes, found: Calibration, scale: Scale) -> None:
    values = [value for row in found.rows for value in (row.judge_mean, row.human.estimate)]
    low, high = min(scale.low, *values), max(scale.high, *values)
    room = 0.07 * (high - low)
    prepare(axes, (low - room, high + room), (low - room, high + room), rating_ticks(low, high))
    draw_path(axes, [([low, high], [low, high])], SOFT, dash=DASHED, lw=0.9)
    known = [row for row in found.rows if not isnan(row.human.low)]
    _draw_limits(axes, known, (low - room, high + room), 0.025 * (high - low))
    _draw_means(axes, found.rows)


def _draw_limits(
    axes: Axes, rows: Sequence[CalibrationRow], span: tuple[float, float], cap: float
) -> None:
    """Draw limits with their ends; an arrow ends those that go on beyond the axis."""
    lines: list[Line] = []
    for row in rows:
        at, (low, high) = row.judge_mean, (row.human.low, row.human.high)
        ends = [value for value in (low, high) if span[0] <= value <= span[1]]
        lines.append(([at, at], [max(low, span[0]), min(high, span[1])]))
        lines += [([at - cap, at + cap], [end, end]) for end in ends]
    draw_path(axes, lines, FIRST)
    _draw_arrows(axes, [row.judge_mean for row in rows if row.human.low < span[0]], span[0], "v")
    _draw_arrows(axes, [row.judge_mean for row in rows if row.human.high > span[1]], span[1], "^")


def _draw_arrows(axes: Axes, places: Sequence[float], end: float, shape: str) -> None:
    if places:
        axes.plot(
            places,
            [end] * len(places),
            linestyle="None",
            marker=shape,
            markersize=_ARROW,
            color=FIRST.light,
            clip_on=False,
            zorder=3,
        )


def _draw_means(axes: Axes, rows: Sequence[CalibrationRow]) -> None:
    most = max(row.n for row in rows)
    for row in rows:
        axes.plot(
            row.judge_mean,
            row.human.estimate,
            linestyle="None",
            marker="o",
            markersize=_size(row.n / most),
            markerfacecolor=PAPER.light if isnan(row.human.low) else FIRST.light,
            markeredgecolor=FIRST.light,
            markeredgewidth=LINE,
            clip_on=False,
            zorder=3,
        )


def _size(share: float) -> float:
    """Return how wide a mark is: one of a few, for each kind of mark makes a figure heavier."""
    rounded = ceil(share * _SIZES) / _SIZES
    return sqrt(_LEAST_AREA + (_MOST_AREA - _LEAST_AREA) * rounded)
