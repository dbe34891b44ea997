"""What a figure is, before it is drawn at some width."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ONE_COLUMN: Final = 3.35
"""How wide one column of a journal is, in inches: 85 mm."""
TWO_COLUMNS: Final = 7.0
"""How wide two columns of a journal are, in inches: 178 mm."""


def has_room(width: float) -> bool:
    """Say whether a figure is wider than one column."""
    return width > ONE_COLUMN


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """A figure that can be drawn at any width.

    Attributes
    ----------
    name
        Unique among the figures of a report, and fit for a file name: lower-case letters, digits
        and hyphens.
    section
        Which part of a report it belongs to: ``"icc"``, ``"split"``, ``"bias"``,
        ``"agreement"``, ``"calibration"``, ``"ceiling"``, ``"confusion"``, ``"means"``,
        ``"differences"``.
    judge
        The judge it is about; empty where it is about all, or about none.
    title
        A few words.
    caption
        What is shown and how to read it, in sentences; it stands below the figure in a page and
        a paper.
    description
        The same as the figure says, in words, for who cannot see it.
    draw
        Draws it, so many inches wide, by the style of this room.
    wide
        Whether it is better two columns wide where it stands alone, as on a page.
    simulated
        Whether it shows ratings that nobody gave, which its description says too.
    """

    name: str
    section: str
    judge: str
    title: str
    caption: str
    description: str
    draw: Callable[[float], Figure]
    wide: bool = False
    simulated: bool = False


def of_simulated(plots: Iterable[Plot]) -> tuple[Plot, ...]:
    """Return figures of ratings that nobody gave, which say so."""
    return tuple(
        replace(plot, simulated=True, description=f"Simulated ratings. {plot.description}")
        for plot in plots
    )
