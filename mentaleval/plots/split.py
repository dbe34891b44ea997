"""What is lost of agreement on responder means: to order, to spread and to level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan, nan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mentaleval.plots.cells import plots_of_judges, rows_of, span_of
from mentaleval.plots.marks import SOLID, Mark, Point, draw_line, draw_points, draw_spans
from mentaleval.plots.plot import Plot
from mentaleval.plots.rows import Panel, rows_figure
from mentaleval.plots.style import FIRST, SECOND, THIRD
from mentaleval.plots.wording import plain
from mentaleval.trust import Assessment, Cell

_PARTS: Final[Sequence[tuple[str, Mark, Callable[[Cell], float]]]] = (
    ("r: order", Mark(FIRST, "o", line=SOLID), lambda cell: cell.pearson),
    ("S: spread", Mark(SECOND, "s", full=False, line=SOLID), lambda cell: cell.scale_factor),
    ("L: level", Mark(THIRD, "^", line=SOLID), lambda cell: cell.location_factor),
)
_CAPTION: Final = (
    "What agreement on responder means is made of. r is the correlation: lower where the judge "
    "orders or spaces responders otherwise than the humans. S is the scale factor: 1 where both "
    "spread the responders equally far, lower where one of them spreads them less. L is the "
    "location factor: 1 without a bias, lower the larger the bias beside the spread. ICC(C,1) is "
    "r times S, ICC(A,1) about r times S times L. Each line goes from 1 to the mark: the longer "
    "it is, the more is lost there."
)


def split_plots(assessment: Assessment) -> tuple[Plot, ...]:
    """Return a plot for each judge; none by the published method, which makes no such split."""
    if assessment.settings.method == "published":
        return ()
    span = span_of([cell.pearson for cell in assessment.cells], within=(0, 1), step=0.5)
    return plots_of_judges(
        assessment,
        "split",
        "What agreement is lost to",
        caption=_CAPTION,
        describe=_describe,
        draw=lambda cells, width: _draw(cells, width, span),
    )


def _describe(cell: Cell) -> str:
    found = (plain(part(cell)) for _, _, part in _PARTS)
    return ", ".join(f"{name} {value}" for name, value in zip("rSL", found, strict=True))


def _draw(cells: list[Cell], width: float, span: tuple[float, float]) -> Figure:
    panels = [
        _panel(
            title, mark, [part(cell) for cell in cells], span if title.startswith("r") else _UNIT
        )
        for title, mark, part in _PARTS
    ]
    return rows_figure(width, rows_of(cells), panels)


_UNIT: Final = (0.0, 1.0)


def _panel(title: str, mark: Mark, values: list[float], span: tuple[float, float]) -> Panel:
    def draw(axes: Axes, places: Sequence[float]) -> None:
        draw_line(axes, 1, SOLID)
        lost = [Point(value, value, nan if isnan(value) else 1) for value in values]
        draw_spans(axes, mark, lost, places)
        bare = Mark(mark.role, mark.shape, full=mark.full)
        draw_points(axes, bare, lost, places)

    return Panel(
        title,
        span,
        [0.0, 0.5, 1.0] if span[0] > -1 else [-1.0, 0.0, 1.0],
        draw,
        [plain(value) for value in values],
        [not isnan(value) for value in values],
        title[0],
    )
