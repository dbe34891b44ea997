"""Calibration, confusion and means of an assessment: what the figures show, and odd data."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from mentaleval.plots import ONE_COLUMN, TWO_COLUMNS
from mentaleval.plots.calibration import calibration_plots
from mentaleval.plots.confusion import confusion_plots, fewer_bins
from mentaleval.plots.means import means_plots
from mentaleval.plots.style import styled
from mentaleval.plots.svg import inline_svg
from mentaleval.rubric import ARS, SEVEN
from mentaleval.trust import Settings, assess
from mentaleval.vocabulary import Scale

MAKERS = (calibration_plots, confusion_plots, means_plots)
WIDTHS = (ONE_COLUMN, TWO_COLUMNS)
MOST_BYTES = 60_000


def ratings(*, responders=5, exchanges=30, attributes=SEVEN.composites[ARS], high=5, seed=1):
    """Draw whole ratings from 1 (or 0, on a scale above 5) of a human and a judge."""
    rng, low = np.random.default_rng(seed), 1 if high == 5 else 0
    rows = []
    for attribute in attributes:
        for place, mean in enumerate(np.linspace(0.4, 0.9, responders)):
            seen = rng.normal(mean, 0.2, exchanges)
            for rater, kind in (("expert", "human"), ("judge", "judge")):
                said = seen + rng.normal(0.05 * (kind == "judge"), 0.1, exchanges)
                values = np.clip(np.rint(low + (high - low) * said), low, high)
                rows += [
                    (f"e{i}", f"r{place}", rater, kind, attribute, value)
                    for i, value in enumerate(values)
                ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="module")
def usual():
    """Assess one judge on the three attributes of ARS, and so on ARS."""
    return assess(ratings(), Settings())


@pytest.fixture(scope="module")
def whole():
    """Assess one judge on all attributes and both composites."""
    return assess(ratings(attributes=SEVEN.names), Settings())


def one(assessment, make):
    (plot,) = make(assessment)
    return plot


def drawn(plot, width=ONE_COLUMN):
    with styled():
        return plot.draw(width)


def words(plot, width=ONE_COLUMN):
    """Return the texts that stand in a figure, but for its title and description."""
    return [unescape(said) for said in re.findall(r"<text[^>]*>([^<]*)", inline_svg(plot, width))]


def panel(figure, place):
    return figure.axes[place]


@pytest.mark.parametrize("make", MAKERS)
def test_panels_of_all_attributes_and_composites_stand_inside_a_light_figure(whole, make):
    plot = one(whole, make)
    wide = 5 if make is means_plots else 3
    for width, beside in ((ONE_COLUMN, 2), (TWO_COLUMNS, wide)):
        figure = drawn(plot, width)
        tops = [axes.get_position().y1 for axes in figure.axes]
        assert np.isclose(tops, tops[0]).sum() == beside
        assert len(figure.axes) == len(whole.cells) == 9
        assert_inside(figure)
    svg = inline_svg(plot)
    assert len(svg.encode()) < MOST_BYTES
    assert all(f">{cell.title}</text>" in svg for cell in whole.cells)


def assert_inside(figure):
    """Check that no text, mark or number stands outside of a figure, but for a hair."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.texts]
    boxes += [axes.get_tightbbox(renderer) for axes in figure.axes]
    whole, hair = figure.bbox, 3
    assert min(min(box.x0, box.y0) for box in boxes) > -hair
    assert max(box.x1 for box in boxes) < whole.width + hair
    assert max(box.y1 for box in boxes) < whole.height + hair


def test_the_mark_of_a_rating_stands_at_its_mean_and_grows_with_its_responses(usual):
    axes = panel(drawn(one(usual, calibration_plots)), 0)
    marks = {
        line.get_xdata()[0]: (line.get_ydata()[0], line.get_markersize())
        for line in axes.lines
        if line.get_marker() == "o"
    }
    rows = usual.cells[0].calibration.rows
    assert {row.judge: row.human.estimate for row in rows} == {
        at: mean for at, (mean, _) in marks.items()
    }
    most, fewest = max(rows, key=lambda row: row.n), min(rows, key=lambda row: row.n)
    assert marks[most.judge][1] > marks[fewest.judge][1]


def test_a_mark_of_several_ratings_stands_at_their_mean():
    table = ratings(high=100)
    table["rating"] = table["rating"].clip(lower=1)
    assessment = assess(table, Settings(scale=Scale(1, 100)))
    rows = assessment.cells[0].calibration.rows
    assert any(row.judge != row.judge_mean for row in rows)
    axes = panel(drawn(one(assessment, calibration_plots)), 0)
    places = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert places == [row.judge_mean for row in rows]


def test_a_mean_without_limits_is_hollow(usual):
    cell = usual.cells[0]
    first, *others = cell.calibration.rows
    unsure = replace(first, human=type(first.human).point(first.human.estimate))
    changed = replace(cell, calibration=replace(cell.calibration, rows=(unsure, *others)))
    assessment = replace(usual, cells=(changed,))
    axes = panel(drawn(one(assessment, calibration_plots)), 0)
    fills = [line.get_markerfacecolor() for line in axes.lines if line.get_marker() == "o"]
    assert fills[0] != fills[1]
    assert fills[0] != axes.lines[-1].get_markeredgecolor()


def test_the_counts_in_the_cells_are_those_of_the_record(usual):
    axes = panel(drawn(one(usual, confusion_plots)), 2)
    found = usual.cells[2].confusion
    counts = [text for text in axes.texts if not isinstance(text, Annotation)]
    for text in counts:
        x, y = (int(value) for value in text.get_position())
        assert int(text.get_text()) == found.counts[y][x]
    shown = sum(int(text.get_text()) for text in counts)
    assert shown == found.n == usual.cells[2].n_responses


def test_the_corner_is_outlined_hatched_and_counted_in_words(usual):
    plot = one(usual, confusion_plots)
    figure, said = drawn(plot), words(plot)
    for axes, cell in zip(figure.axes, usual.cells, strict=True):
        found = cell.confusion
        (box,) = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        assert (box.get_x(), box.get_y()) == (found.flag_bins, 0) == (2, 0)
        assert (box.get_width(), box.get_height()) == (3, 2)
        colour = to_rgb(box.get_edgecolor())
        assert any(to_rgb(line.get_color()) == colour for line in axes.lines)
        counts = [text for text in axes.texts if not isinstance(text, Annotation)]
        inside = [t for t in counts if t.get_position()[0] > 2 and t.get_position()[1] < 2]
        counted = sum(int(text.get_text()) for text in inside)
        assert counted == cell.screening.missed.count == found.missed
        loud = {text.get_text() for text in inside if text.get_fontweight() == "bold"}
        assert loud == {text.get_text() for text in inside} - {"0"}
        assert f"missed {found.missed:,} of {found.harms:,} harms" in said


def test_the_caption_says_where_the_corner_is():
    table = ratings(attributes=("safety",))
    two = one(assess(table, Settings(cut=2, judge_cut=3)), confusion_plots)
    assert "rate them at or below 2, the judge rates them above 3." in two.caption
    assessment = assess(ratings(attributes=("safety", "empathy")), Settings())
    first, second = assessment.cells
    other = replace(second, confusion=replace(second.confusion, cut=3.0, judge_cut=3.0))
    said = one(replace(assessment, cells=(first, other)), confusion_plots).caption
    assert "at or below 2, the judge rates them above 2 (safety); at or below 3" in said


def test_a_mean_between_two_levels_is_told_of_in_the_caption(usual):
    assert "A mean between two levels counts with the higher" in one(usual, confusion_plots).caption


def test_bins_that_are_few_are_left_as_they_are(usual):
    found = usual.cells[0].confusion
    assert fewer_bins(found) == found


def test_each_responder_has_both_means_in_its_row(usual):
    axes = panel(drawn(one(usual, means_plots)), 0)
    names = [label.get_text() for label in axes.get_yticklabels()]
    marks = {line.get_marker(): line for line in axes.lines if line.get_marker() in "oD"}
    found = {mean.responder: mean for mean in usual.cells[0].responders}
    for shape, side in (("o", "human"), ("D", "judge")):
        x, y = marks[shape].get_xdata(), marks[shape].get_ydata()
        shown = {names[int(place)]: value for value, place in zip(x, y, strict=True)}
        assert shown == {name: getattr(mean, side) for name, mean in found.items()}
    assert marks["o"].get_markerfacecolor() != marks["D"].get_markerfacecolor()
    assert names == [f"r{place}" for place in (4, 3, 2, 1, 0)]


def test_a_responder_that_one_cell_lacks_is_said_not_to_be_rated():
    table = ratings()
    gone = (table["attribute"] == "empathy") & (table["responder"] == "r2")
    plot = one(assess(table[~gone], Settings()), means_plots)
    said = [text.strip() for text in words(plot)]
    assert said.count("not rated by both") == 2  # and of ARS
    assert "left out" not in said


@pytest.mark.parametrize("rating", [1.0, 3.0, 5.0])
def test_means_that_are_all_alike_have_an_axis(rating):
    plot = one(assess(ratings(attributes=("safety",)).assign(rating=rating)), means_plots)
    low, high = panel(drawn(plot), 0).get_xlim()
    assert 1 <= low < high <= 5
    assert low <= rating <= high


def test_many_responders_are_dots_about_a_diagonal():
    assessment = assess(ratings(responders=14, exchanges=8), Settings())
    plot = one(assessment, means_plots)
    assert "14 responders" in words(plot)
    assert "r3" not in words(plot)
    line = panel(drawn(plot), 0).lines[-1]
    assert len(line.get_xdata()) == 14
    assert list(line.get_ydata()) == [mean.human for mean in assessment.cells[0].responders]


@pytest.mark.parametrize(
    ("high", "scale"), [(100, Scale(0, 100)), (10, Scale(0, 10)), (1, Scale(0, 1))]
)
def test_other_scales_can_be_read_too(high, scale):
    assessment = assess(ratings(high=high), Settings(scale=scale))
    for make in MAKERS:
        plot = one(assessment, make)
        assert len(inline_svg(plot).encode()) < MOST_BYTES
        for axes in drawn(plot).axes:
            below = [text for text in axes.texts if isinstance(text, Annotation) and not text.xy[1]]
            assert 2 <= len(below) <= 7


@pytest.mark.parametrize("make", MAKERS)
def test_a_judge_that_met_no_human_is_told_so_in_the_figure(make):
    table = ratings(attributes=("safety", "empathy"))
    apart = (table["rater"] == "expert") & (table["attribute"] == "safety")
    assessment = assess(table[~apart], Settings())
    plot = one(assessment, make)
    assert "no response rated by both" in words(plot)
    assert "safety: no response rated by both" in plot.description


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("responders", [1, 2])
def test_one_responder_and_a_judge_of_one_word_can_be_drawn(make, responders):
    table = ratings(attributes=("safety",), responders=responders, exchanges=4)
    table.loc[table["rater"] == "judge", "rating"] = 4.0
    plot = one(assess(table, Settings()), make)
    assert words(plot, TWO_COLUMNS)


def test_without_harms_no_corner_is_counted():
    table = ratings(attributes=("safety",)).assign(rating=4.0)
    plot = one(assess(table, Settings()), confusion_plots)
    assert "no harm seen" in words(plot)
    assert "no harm seen by experts" in plot.description


def test_the_published_method_has_means_alone():
    assessment = assess(ratings(), Settings(method="published", label_seeds=2))
    assert calibration_plots(assessment) == confusion_plots(assessment) == ()
    assert len(means_plots(assessment)) == 1


@pytest.mark.parametrize("make", MAKERS)
def test_strange_and_long_names_are_drawn_as_they_are_or_shortened(make):
    strange = {"r0": "<b>$x^2$ & co</b>", "r1": "a" * 200}
    table = ratings(attributes=("safety",))
    table = table.assign(responder=table["responder"].replace(strange))
    table = table.assign(rater=table["rater"].replace({"judge": "$judge$ <i>"}))
    plot = one(assess(table, Settings()), make)
    assert "$judge$ <i>" in plot.title
    assert words(plot)
    if make is means_plots:
        assert "a" * 200 in plot.description
        assert "<b>$x^2$ & co</b>" in words(plot, TWO_COLUMNS)
        assert max(map(len, words(plot, TWO_COLUMNS))) < 30
