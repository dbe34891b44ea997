"""Panels of attributes: how they stand, and what an axis shows at its ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Annotation

from mentaleval.plots import ONE_COLUMN, TWO_COLUMNS
from mentaleval.plots.calibration import calibration_plots
from mentaleval.plots.confusion import confusion_plots, fewer_bins
from mentaleval.plots.means import means_plots
from mentaleval.plots.style import styled
from mentaleval.rubric import SEVEN
from mentaleval.stats import confusion
from mentaleval.trust import assess

PANELS = (calibration_plots, confusion_plots, means_plots)


def drawn(plot, width=ONE_COLUMN):
    with styled():
        return plot.draw(width)


@pytest.fixture(scope="module")
def nine(ratings):
    """Assess a judge on seven attributes and two composites."""
    return assess(ratings(attributes=SEVEN.names, exchanges=4))


@pytest.fixture(scope="module")
def lone(ratings):
    """Assess a judge on one attribute."""
    return assess(ratings(attributes=("safety",), exchanges=6))


def test_nine_panels_stand_three_by_three(nine):
    for make in (calibration_plots, confusion_plots):
        (plot,) = make(nine)
        boxes = [axes.get_position() for axes in drawn(plot, TWO_COLUMNS).axes]
        assert [box.x0 for box in boxes] == pytest.approx([box.x0 for box in boxes[:3]] * 3)


@pytest.mark.parametrize("make", PANELS)
def test_panels_of_one_judge_are_wide_and_those_of_several_are_not(several, lone, make):
    assert [plot.wide for plot in make(lone)] == [True]
    assert [plot.wide for plot in make(several)] == [False, False]


def test_a_panel_alone_is_no_wider_than_beside_others(lone):
    (plot,) = confusion_plots(lone)
    (axes,) = drawn(plot, TWO_COLUMNS).axes
    assert axes.get_position().width < 0.3


def test_bins_that_are_no_levels_have_the_lowest_end_too(lone):
    (cell,) = lone.cells
    rng = np.random.default_rng(1)
    edges = [1.8, 2.6, 3.4, 4.2, 5]
    found = confusion(*rng.uniform(1, 5, (2, 90)), edges=edges, cut=2.6)
    (plot,) = confusion_plots(replace(lone, cells=(replace(cell, confusion=found),)))
    (axes,) = drawn(plot).axes
    numbers = [(text.get_text(), text.xy) for text in axes.texts if isinstance(text, Annotation)]
    ends = list(enumerate(["1", "1.8", "2.6", "3.4", "4.2", "5"]))
    below, beside = [(end, (x, 0)) for x, end in ends], [(end, (0, y)) for y, end in ends]
    assert numbers == below + beside


def test_limits_beyond_the_axis_end_in_an_arrow_and_others_in_a_bar(lone):
    (cell,) = lone.cells
    first, second, *others = cell.calibration.rows
    beyond = replace(first, human=replace(first.human, low=-40.0, high=4.0))
    above = replace(second, human=replace(second.human, low=2.0, high=40.0))
    within = [replace(row, human=replace(row.human, low=2.0, high=4.0)) for row in others]
    rows = replace(cell.calibration, rows=(beyond, above, *within))
    (plot,) = calibration_plots(replace(lone, cells=(replace(cell, calibration=rows),)))
    (axes,) = drawn(plot).axes
    bottom, top = axes.get_ylim()
    arrows = {
        line.get_marker(): (list(line.get_xdata()), list(line.get_ydata()))
        for line in axes.lines
        if line.get_marker() in "v^"
    }
    assert arrows == {"v": ([first.judge_mean], [bottom]), "^": ([second.judge_mean], [top])}
    limits = max(axes.lines, key=lambda line: len(line.get_xdata()))
    assert len(limits.get_xdata()) == 3 * (2 + 2 + 3 * len(others))
    assert "beyond the axis ends in an arrow" in plot.caption


def test_limits_within_the_axis_have_no_arrow(nine):
    (plot,) = calibration_plots(nine)
    for axes, cell in zip(drawn(plot).axes, nine.cells, strict=True):
        ends = [end for r in cell.calibration.rows for end in (r.human.low, r.human.high)]
        low, high = axes.get_ylim()
        beyond = [end for end in ends if end < low or end > high]
        shown = [line for line in axes.lines if line.get_marker() in "v^"]
        assert sum(len(line.get_xdata()) for line in shown) == len(beyond)


@pytest.mark.parametrize(("low", "high", "cut"), [(0, 100, 25), (0, 10, 2.5), (1, 5, 2.5)])
def test_many_bins_are_drawn_as_few_and_the_corner_stays(low, high, cut):
    rng = np.random.default_rng(2)
    expert, judge = rng.uniform(low, high, (2, 400))
    edges = np.linspace(low, high, 11)[1:]
    found = confusion(expert, judge, edges=edges, cut=cut, judge_cut=cut + 1)
    few = fewer_bins(found)
    assert len(few.edges) <= 6
    assert (few.n, few.harms, few.missed) == (400, found.harms, found.missed)
    assert {cut, cut + 1, high} <= set(few.edges)
