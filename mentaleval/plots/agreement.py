"""Limits of agreement: how far judge and humans are apart on single responses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mentaleval.plots.bias import said_margin
from mentaleval.plots.cells import around_zero, plots_of_judges, rows_of, ticks_of
from mentaleval.plots.marks import (
    DASHED,
    SOLID,
    Mark,
    Point,
    band_key,
    draw_band,
    draw_line,
    draw_points,
)
from mentaleval.plots.plot import Plot
from mentaleval.plots.reference import entries_of
from mentaleval.plots.rows import Key, Panel, rows_figure
from mentaleval.plots.style import FIRST, SECOND
from mentaleval.plots.units import Unit, unit_of
from mentaleval.plots.wording import plain, signed
from mentaleval.stats import LimitsOfAgreement
from mentaleval.trust import Assessment, Cell

_JUDGE: Final = Mark(FIRST, "o", line=SOLID)
_EXPERTS: Final = Mark(SECOND, "s", full=False, line=DASHED)
_SHIFT: Final = 0.19


@dataclass(frozen=True, slots=True)
class _Found:
    """What is drawn of a cell, in the unit of the figure."""

    judge: Point
    experts: Point
    widest: float


def agreement_plots(assessment: Assessment) -> tuple[Plot, ...]:
    """Return a plot for each judge."""
    unit, entries = unit_of(assessment), entries_of(assessment)

    def find(cell: Cell) -> _Found:
        entry = entries.get((cell.attribute, cell.composite))
        return _Found(
            _point(cell.limits, cell, unit),
            _point(entry.limits if entry else None, cell, unit),
            unit.of(cell.margins[1], cell) if cell.margins else nan,
        )

    every = [find(cell) for cell in assessment.cells]
    span = around_zero(x for found in every for x in _values(found))
    return plots_of_judges(
        assessment,
        "agreement",
        "Limits of agreement",
        caption=_caption(every, unit),
        describe=lambda cell: _describe(find(cell), unit.digits),
        draw=lambda cells, width: _draw(cells, [find(cell) for cell in cells], width, span, unit),
    )


def _point(found: LimitsOfAgreement | None, cell: Cell, unit: Unit) -> Point:
    if found is None:
        return Point(nan)
    return Point(unit.of(found.bias, cell), unit.of(found.low, cell), unit.of(found.high, cell))


def _values(found: _Found) -> list[float]:
    points = (found.judge, found.experts)
    return [found.widest, *(x for point in points for x in (point.value, point.low, point.high))]


def _caption(every: Sequence[_Found], unit: Unit) -> str:
    said = (
        f"Judge minus humans on single responses, in {unit.words}: the mark is the mean "
        "difference, and between the limits lie about 95% of all differences, were they normally "
        "distributed."
    )
    widest = [found.widest for found in every]
    if not all(map(isnan, widest)):
        said += (
            f" For trust in the level of its numbers both must lie within {said_margin(widest)}: "
            "the band. With one whole-number rating a response they are wide even for a good judge."
        )
    if not all(isnan(found.experts.high) for found in every):
        said += (
            " Hollow squares: the same of one expert with another, where it is arbitrary which is "
            "subtracted, so that their mean is 0. The judge is held against the experts' mean, "
            "which is steadier than one of them."
        )
    return said


def _describe(found: _Found, digits: int) -> str:
    judge, own, widest = found.judge, found.experts, found.widest
    limits = f"limits {signed(judge.low, digits)} to {signed(judge.high, digits)}"
    said = (
        "no limits of agreement"
        if isnan(judge.low)
        else f"mean difference {signed(judge.value, digits)}, {limits}"
    )
    within = "" if isnan(widest) else f"; allowed within {plain(widest, digits)}"
    among = f"; experts among themselves within {plain(own.high, digits)}"
    beside = "" if isnan(own.high) else among
    return said + within + beside


def _draw(
    cells: list[Cell], found: list[_Found], width: float, span: tuple[float, float], unit: Unit
) -> Figure:
    mine, theirs = [f.judge for f in found], [f.experts for f in found]
    widest = [f.widest for f in found]
    beside = not all(isnan(point.high) for point in theirs)

    def draw(axes: Axes, places: Sequence[float]) -> None:
        draw_band(axes, widest, places)
        draw_line(axes, 0, SOLID)
        draw_points(axes, _JUDGE, mine, places, shift=-_SHIFT * beside)
        if beside:
            draw_points(axes, _EXPERTS, theirs, places, shift=_SHIFT)

    numbers = [_number(*both, unit.digits) for both in zip(mine, theirs, strict=True)]
    known = [not isnan(point.value) for point in mine]
    panel = Panel("", span, ticks_of(span), draw, numbers, known, unit.words)
    return rows_figure(width, rows_of(cells), [panel], _keys(widest, beside=beside))


def _number(judge: Point, experts: Point, digits: int) -> str:
    limits = f"{signed(judge.low, digits)} to {signed(judge.high, digits)}"
    said = "" if isnan(judge.low) else limits
    reach = f"experts \N{PLUS-MINUS SIGN}{plain(experts.high, digits)}"
    own = "" if isnan(experts.high) else reach
    return "; ".join(filter(None, (said, own)))


def _keys(widest: Sequence[float], *, beside: bool) -> list[Key]:
    keys = [Key(_JUDGE.key(), "judge and humans")]
    if beside:
        keys.append(Key(_EXPERTS.key(), "one expert and another"))
    if not all(map(isnan, widest)):
        keys.append(Key(band_key(), f"within {said_margin(widest)}"))
    return keys
