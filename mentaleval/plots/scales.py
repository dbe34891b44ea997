"""The scale of a cell, and where an axis of ratings has its numbers."""

from __future__ import annotations

from matplotlib.ticker import MaxNLocator

from mentaleval.trust import Cell, Settings
from mentaleval.trust.slices import Heading, scale_of
from mentaleval.vocabulary import Scale

_MOST_LEVELS = 6


def scale_of_cell(cell: Cell, settings: Settings) -> Scale:
    """Return the scale that a cell's ratings are on."""
    heading = Heading(cell.attribute, cell.title, cell.components)
    return scale_of(heading, settings.rubric, settings.scale)


def rating_ticks(low: float, high: float) -> list[float]:
    """Return where an axis has its numbers: at each level of a short scale, else at round ones.

    Examples
    --------
    >>> rating_ticks(1, 5), rating_ticks(0, 100)
    ([1, 2, 3, 4, 5], [0.0, 25.0, 50.0, 75.0, 100.0])
    """
    whole = high - low
    if whole == round(whole) and 1 < whole < _MOST_LEVELS:
        return [low + place for place in range(round(whole) + 1)]
    found = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(tick) for tick in found if low <= tick <= high]


def number(value: float) -> str:
    """Return a number of an axis.

    Examples
    --------
    >>> number(2.5), number(40.0)
    ('2.5', '40')
    """
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")
