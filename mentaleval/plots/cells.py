"""The cells of a judge as rows of a figure, and what its plots have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import ceil, floor, isnan

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mentaleval.legible import one_line
from mentaleval.plots.naming import file_names
from mentaleval.plots.plot import Plot
from mentaleval.plots.rows import Row
from mentaleval.trust import Assessment, Cell


def cells_of_judges(assessment: Assessment) -> dict[str, list[Cell]]:
    """Return the cells of every judge, composites last."""
    judges = dict.fromkeys(cell.judge for cell in assessment.cells)
    return {
        judge: sorted((c for c in assessment.cells if c.judge == judge), key=_is_composite)
        for judge in judges
    }


def _is_composite(cell: Cell) -> bool:
    return cell.composite


def rows_of(cells: Sequence[Cell]) -> list[Row]:
    """Return the rows of cells."""
    return [Row(cell.title, cell.composite) for cell in cells]


def plots_of_judges(
    assessment: Assessment,
    section: str,
    title: str,
    *,
    caption: str,
    describe: Callable[[Cell], str],
    draw: Callable[[list[Cell], float], Figure],
    panels: bool = False,
) -> tuple[Plot, ...]:
    """Return one plot of a section for each judge that has cells; some have a panel for each."""
    judges = cells_of_judges(assessment)
    names = file_names(judges, "judge")
    return tuple(
        Plot(
            name=f"{section}-{names[judge]}",
            section=section,
            judge=judge,
            title=f"{title}: {one_line(judge)}",
            caption=caption,
            description=_told(judge, cells, describe),
            draw=partial(draw, cells),
            wide=panels and len(judges) == 1,
        )
        for judge, cells in judges.items()
    )


def _told(judge: str, cells: Sequence[Cell], describe: Callable[[Cell], str]) -> str:
    told = " ".join(f"{one_line(cell.title)}: {describe(cell)}." for cell in cells)
    return f"Judge {one_line(judge)}. {told}"


def span_of(
    values: Sequence[float], *, within: tuple[float, float], step: float
) -> tuple[float, float]:
    """Return from where to where an axis goes that holds all values, on whole steps."""
    known = [value for value in values if not isnan(value)]
    low, high = min([within[0], *known]), max([within[1], *known])
    return floor(low / step) * step, ceil(high / step) * step


def ticks_of(span: tuple[float, float], most: int = 5) -> list[float]:
    """Return at most so many round numbers of an axis."""
    low, high = span
    found = MaxNLocator(nbins=most - 1, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    near = (high - low) * 1e-9
    return [float(tick) for tick in found if low - near <= tick <= high + near]


def around_zero(values: Iterable[float]) -> tuple[float, float]:
    """Return an axis with 0 in its middle that holds all values and a little more."""
    furthest = max((abs(value) for value in values if not isnan(value)), default=1.0) or 1.0
    return -1.06 * furthest, 1.06 * furthest
