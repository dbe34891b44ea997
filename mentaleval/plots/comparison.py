"""The figures of a comparison."""

from __future__ import annotations

from collections.abc import Iterator

from mentaleval.comparison import Comparison
from mentaleval.comparison.parts import headline
from mentaleval.plots.differences import differences_plot
from mentaleval.plots.naming import file_names
from mentaleval.plots.plot import Plot, of_simulated
from mentaleval.plots.standings import standings_plot


def comparison_plots(comparison: Comparison) -> tuple[Plot, ...]:
    """Return the figures of a comparison: of each attribute its means, then its differences.

    Composites come first. Where no two responders have human labels enough there are no
    differences to show.
    """
    plots = tuple(_plots(comparison))
    return of_simulated(plots) if comparison.simulated else plots


def _plots(comparison: Comparison) -> Iterator[Plot]:
    parts = headline(comparison)
    names = file_names([part.heading.attribute for part in parts], "attribute")
    for part in parts:
        name = names[part.heading.attribute]
        yield standings_plot(comparison, part, name)
        differences = differences_plot(comparison, part, name)
        if differences:
            yield differences
