"""In what differences of ratings are drawn: in points, unless attributes have several scales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mentaleval.plots.scales import scale_of_cell
from mentaleval.trust import Assessment, Cell, Settings
from mentaleval.trust.slices import digits_of
from mentaleval.vocabulary import Scale


@dataclass(frozen=True, slots=True)
class Unit:
    """What one is of differences: a point of the one scale, or a hundredth of each one's range."""

    settings: Settings
    shared: bool
    digits: int
    """The decimals in which differences are said."""

    @property
    def words(self) -> str:
        """What differences are in."""
        return "points of the scale" if self.shared else "percent of each scale's range"

    def of(self, value: float, cell: Cell) -> float:
        """Return a difference of a cell, given in points, in this unit."""
        if self.shared:
            return value
        scale = scale_of_cell(cell, self.settings)
        return 100 * value / (scale.high - scale.low)


def unit_of(assessment: Assessment) -> Unit:
    """Return the unit in which the cells of an assessment can stand below each other."""
    settings = assessment.settings
    scales = (scale_of_cell(cell, settings) for cell in assessment.cells)
    ranges = {scale.high - scale.low for scale in scales}
    shared = len(ranges) <= 1
    whole = max(ranges, default=_PERCENT) if shared else _PERCENT
    return Unit(settings, shared, digits_of(Scale(0, whole)))


_PERCENT: Final = 100.0
