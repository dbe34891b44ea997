"""How much higher or lower than the humans a judge rates on average."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mentaleval.plots.cells import around_zero, plots_of_judges, rows_of, ticks_of
from mentaleval.plots.marks import (
    SOLID,
    Mark,
    Point,
    band_key,
    draw_band,
    draw_line,
    draw_points,
)
from mentaleval.plots.plot import Plot
from mentaleval.plots.rows import Key, Panel, rows_figure
from mentaleval.plots.style import FIRST
from mentaleval.plots.units import Unit, unit_of
from mentaleval.plots.wording import level_of, plain, ranged, told
from mentaleval.trust import Assessment, Cell

_BIAS: Final = Mark(FIRST, "o", line=SOLID)


def bias_plots(assessment: Assessment) -> tuple[Plot, ...]:
    """Return a plot for each judge; none by the published method, which has no limits for it."""
    if assessment.settings.method == "published":
        return ()
    cells, unit = assessment.cells, unit_of(assessment)
    span = around_zero(x for c in cells for x in (*_values(c, unit), _margin(c, unit)))
    return plots_of_judges(
        assessment,
        "bias",
        "Bias",
        caption=_caption(assessment, unit),
        describe=lambda cell: _describe(cell, unit),
        draw=lambda mine, width: _draw(mine, width, unit, span),
    )


def _margin(cell: Cell, unit: Unit) -> float:
    return unit.of(cell.margins[0], cell) if cell.margins else nan


def said_margin(found: Sequence[float]) -> str:
    """Return the one margin of all, or words for several."""
    several = {value for value in found if not isnan(value)}
    return f"{several.pop():g} of 0" if len(several) == 1 else "their margins"


def _values(cell: Cell, unit: Unit) -> tuple[float, float, float]:
    found = cell.bias_interval
    return unit.of(found.estimate, cell), unit.of(found.low, cell), unit.of(found.high, cell)


def _caption(assessment: Assessment, unit: Unit) -> str:
    margin = said_margin([_margin(cell, unit) for cell in assessment.cells])
    return (
        f"Mean rating of the judge minus that of the humans, in {unit.words}: right of 0 "
        f"the judge rates higher. Lines: {level_of(assessment.settings.confidence)} limits, with "
        "the ratings of a conversation or rater batch as one cluster. For trust in the level of "
        f"its numbers the limits must lie within {margin}: the band."
    )


def _describe(cell: Cell, unit: Unit) -> str:
    margin = _margin(cell, unit)
    within = "" if isnan(margin) else f"; margin {plain(margin, unit.digits)}"
    return f"bias {told(*_values(cell, unit), unit.digits, sign=True)}{within}"


def _draw(cells: list[Cell], width: float, unit: Unit, span: tuple[float, float]) -> Figure:
    found = [_values(cell, unit) for cell in cells]
    margins = [_margin(cell, unit) for cell in cells]

    def draw(axes: Axes, places: Sequence[float]) -> None:
        draw_band(axes, margins, places)
        draw_line(axes, 0, SOLID)
        draw_points(axes, _BIAS, [Point(*values) for values in found], places)

    panel = Panel(
        "",
        span,
        ticks_of(span),
        draw,
        [ranged(*values, unit.digits, sign=True) for values in found],
        [not isnan(value) for value, _, _ in found],
        unit.words,
    )
    within = f"within {said_margin(margins)}"
    keys = [Key(_BIAS.key(), "judge minus humans"), Key(band_key(), within)]
    return rows_figure(width, rows_of(cells), [panel], keys)
