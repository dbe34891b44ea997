"""The forest of ICCs: whether judge and humans order responders alike, and give like numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mentaleval.plots.cells import plots_of_judges, rows_of, span_of
from mentaleval.plots.marks import (
    DASHED,
    DOTTED,
    SOLID,
    Mark,
    Point,
    draw_line,
    draw_points,
    draw_spans,
    line_key,
    thin_key,
)
from mentaleval.plots.plot import Plot, has_room
from mentaleval.plots.rows import Key, Panel, rows_figure
from mentaleval.plots.style import FIRST, SECOND
from mentaleval.plots.wording import level_of, plain, ranged, told
from mentaleval.stats import Estimate
from mentaleval.trust import Assessment, Cell, Settings

_CONSISTENCY: Final = Mark(FIRST, "o", full=True, line=SOLID)
_AGREEMENT: Final = Mark(SECOND, "D", full=False, line=DASHED)
_SHIFT: Final = 0.19


def icc_plots(assessment: Assessment) -> tuple[Plot, ...]:
    """Return a forest plot for each judge; by the published method it has no thresholds."""
    settings = assessment.settings
    span = span_of(_limits(assessment.cells), within=(0, 1), step=0.25)
    return plots_of_judges(
        assessment,
        "icc",
        "Agreement on responder means",
        caption=_caption(settings),
        describe=_describe,
        draw=lambda cells, width: _draw(cells, width, settings, span),
    )


def _limits(cells: Sequence[Cell]) -> list[float]:
    return [
        value
        for cell in cells
        for value in (*_bounds(cell.icc_c1), *_bounds(cell.icc_a1), _rank(cell).low)
    ]


def _bounds(found: Estimate) -> tuple[float, float]:
    return found.estimate, found.low


def _rank(cell: Cell) -> Point:
    """Return the limits that the verdict rests on, where there are any."""
    ruling = cell.rank
    value = cell.icc_c1.estimate
    return Point(value, ruling.low, ruling.high) if ruling else Point(value)


def _caption(settings: Settings) -> str:
    level = level_of(settings.confidence)
    said = (
        "Intraclass correlations of responder means, judge against humans. ICC(C,1) asks whether "
        "they order and space responders alike, ICC(A,1) whether the numbers agree too, so that a "
        "bias lowers it."
    )
    if settings.method == "published":
        return (
            f"{said} Lines: the limits of the published bootstrap, which are no reliability rule."
        )
    return (
        f"{said} Thick lines: {level} limits, exact F for ICC(C,1), generalized for ICC(A,1). "
        "Thin lines: what the verdict on ranking rests on, the lower of the lower limits of exact "
        "F and of the jackknife of ln F, and the higher of the upper ones. The lower end must "
        f"reach {settings.usable:g} for usable and {settings.trusted:g} for trusted, and the "
        "experts' own agreement, where it is known, must allow it."
    )


def _describe(cell: Cell) -> str:
    c, a, rank = cell.icc_c1, cell.icc_a1, _rank(cell)
    rests = "" if isnan(rank.low) else f", verdict rests on {plain(rank.low)} to {plain(rank.high)}"
    return (
        f"ICC(C,1) {told(c.estimate, c.low, c.high)}{rests}; "
        f"ICC(A,1) {told(a.estimate, a.low, a.high)}"
    )


def _draw(cells: list[Cell], width: float, settings: Settings, span: tuple[float, float]) -> Figure:
    panels = _beside(cells, settings, span) if has_room(width) else _one(cells, settings, span)
    keys = [Key(_CONSISTENCY.key(), "ICC(C,1)"), Key(_AGREEMENT.key(), "ICC(A,1)")]
    if settings.method != "published":
        keys.append(Key(thin_key(_CONSISTENCY), "the verdict's"))
        keys.append(Key(line_key(DOTTED), f"usable {settings.usable:g}"))
        keys.append(Key(line_key(SOLID), f"trusted {settings.trusted:g}"))
    return rows_figure(width, rows_of(cells), panels, keys)


def _one(cells: list[Cell], settings: Settings, span: tuple[float, float]) -> list[Panel]:
    def draw(axes: Axes, places: Sequence[float]) -> None:
        _thresholds(axes, settings)
        _draw_consistency(axes, cells, places, -_SHIFT)
        _draw_agreement(axes, cells, places, _SHIFT)

    unit = "ICC of responder means"
    return [Panel("", span, _ticks(span), draw, known=_known(cells), unit=unit)]


def _beside(cells: list[Cell], settings: Settings, span: tuple[float, float]) -> list[Panel]:
    def consistency(axes: Axes, places: Sequence[float]) -> None:
        _thresholds(axes, settings)
        _draw_consistency(axes, cells, places, 0)

    def agreement(axes: Axes, places: Sequence[float]) -> None:
        _draw_agreement(axes, cells, places, 0)

    return [
        Panel(
            "ICC(C,1): order",
            span,
            _ticks(span),
            consistency,
            [_rests_on(c) for c in cells],
            _known(cells),
            unit="ICC of responder means",
        ),
        Panel(
            "ICC(A,1): values",
            span,
            _ticks(span),
            agreement,
            _numbers(c.icc_a1 for c in cells),
            _known(cells),
            unit="ICC of responder means",
        ),
    ]


def _draw_consistency(axes: Axes, cells: list[Cell], places: Sequence[float], shift: float) -> None:
    rows = [place + shift for place in places]
    draw_spans(axes, _CONSISTENCY, [_rank(c) for c in cells], rows, thin=True)
    draw_points(axes, _CONSISTENCY, [_point(c.icc_c1) for c in cells], places, shift=shift)


def _draw_agreement(axes: Axes, cells: list[Cell], places: Sequence[float], shift: float) -> None:
    draw_points(axes, _AGREEMENT, [_point(c.icc_a1) for c in cells], places, shift=shift)


def _thresholds(axes: Axes, settings: Settings) -> None:
    if settings.method == "published":
        return
    draw_line(axes, settings.usable, DOTTED)
    draw_line(axes, settings.trusted, SOLID)


def _point(found: Estimate) -> Point:
    return Point(found.estimate, found.low, found.high)


def _known(cells: list[Cell]) -> list[bool]:
    """Say where there are any: ICC(A,1) is known where ICC(C,1) is."""
    return [not isnan(cell.icc_c1.estimate) for cell in cells]


def _rests_on(cell: Cell) -> str:
    """Return ICC(C,1) with the limits that the verdict rests on, of which a reader makes one."""
    found = _rank(cell) if cell.rank else _point(cell.icc_c1)
    return ranged(cell.icc_c1.estimate, found.low, found.high)


def _numbers(found: Iterable[Estimate]) -> list[str]:
    return [ranged(e.estimate, e.low, e.high) for e in found]


def _ticks(span: tuple[float, float]) -> list[float]:
    return [tick for tick in (-1.0, -0.5, 0.0, 0.5, 1.0) if tick >= span[0]]
