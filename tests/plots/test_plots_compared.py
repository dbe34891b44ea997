"""The figures of a comparison: what the correction moved, which pairs are told apart, odd data."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from mentaleval.comparison import Settings, compare
from mentaleval.comparison.parts import headline
from mentaleval.plots import ONE_COLUMN, TWO_COLUMNS
from mentaleval.plots.comparison import comparison_plots
from mentaleval.plots.style import FIRST, SECOND, THIRD, styled
from mentaleval.plots.svg import inline_svg

WIDTHS = (ONE_COLUMN, TWO_COLUMNS)
ATTRIBUTES = ("empathy", "helpfulness", "understanding")
MOST_BYTES = 60_000


def ratings(*, responders=4, labelled=40, judges=("judge",), level=4.0, names=None):
    """Draw ratings of 60 conversations, some of them labelled, the highest responder first."""
    rng = np.random.default_rng(3)
    names = names or [f"r{place}" for place in range(responders)]
    chosen = set(rng.permutation(60)[:labelled].tolist())
    rows = []
    for attribute in ATTRIBUTES:
        for place, mean in enumerate(np.linspace(level, level - 1.5, responders)):
            true = rng.normal(mean, 0.6, 60)
            for rater in ("expert", *judges):
                kind = "human" if rater == "expert" else "judge"
                shift = 0.8 * (place % 2) if kind == "judge" else 0
                values = np.clip(np.rint(true + shift + rng.normal(0, 0.4, 60)), 1, 5)
                rows += [
                    (f"e{i}", names[place], rater, kind, attribute, value)
                    for i, value in enumerate(values)
                    if kind == "judge" or i in chosen
                ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    return pd.DataFrame(rows, columns=columns)


def compared(table):
    return compare(table, Settings())


@pytest.fixture(scope="module")
def usual():
    return compared(ratings())


@pytest.fixture(scope="module")
def high():
    """Compare responders nearly all of whose ratings are the highest."""
    table = ratings(level=6.5)
    return compared(table[table["responder"] != "r3"])


def named(comparison, name):
    (plot,) = [plot for plot in comparison_plots(comparison) if plot.name == name]
    return plot


def drawn(plot, width=ONE_COLUMN):
    with styled():
        return plot.draw(width)


def words(plot, width=ONE_COLUMN):
    return [unescape(said) for said in re.findall(r"<text[^>]*>([^<]*)", inline_svg(plot, width))]


def marks(axes, role, shape):
    """Return the values of the marks of one kind, down the rows."""
    (line,) = [
        line
        for line in axes.lines
        if line.get_marker() == shape and to_rgb(line.get_markeredgecolor()) == to_rgb(role.light)
    ]
    return list(line.get_xdata())


def test_composites_come_first_and_each_attribute_has_its_means_and_its_differences(usual):
    names = [plot.name for plot in comparison_plots(usual)]
    parts = ("ars", *ATTRIBUTES)
    assert names == [f"{section}-{part}" for part in parts for section in ("means", "differences")]
    assert {plot.section for plot in comparison_plots(usual)} == {"means", "differences"}


def test_responders_are_rows_in_the_order_of_their_places(usual):
    (axes,) = drawn(named(usual, "means-empathy")).axes
    shown = [label.get_text() for label in axes.get_yticklabels()]
    part = next(part for part in headline(usual) if part.title == "empathy")
    assert shown == [mean.responder for mean in part.responders]
    assert [mean.ranks.corrected for mean in part.responders] == [1, 2, 3, 4]


def test_what_the_judge_says_and_what_the_correction_makes_of_it_are_marked_apart(usual):
    plot = named(usual, "means-empathy")
    (axes,) = drawn(plot).axes
    means = next(part for part in headline(usual) if part.title == "empathy").responders
    assert marks(axes, FIRST, "o") == [mean.corrected.estimate for mean in means]
    assert marks(axes, SECOND, "D") == [mean.judge_raw for mean in means]
    moves = [(m.judge_raw, m.corrected.estimate) for m in means]
    paths = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 3 * len(means)]
    assert any(np.allclose(x.reshape(-1, 3)[:, :2], moves) for x in map(np.asarray, paths))
    assert {"corrected", "labels alone"} <= set(words(plot))


def test_a_judge_that_may_not_rank_is_marked_in_words(usual):
    plot = named(usual, "means-empathy")
    part = next(part for part in headline(usual) if part.title == "empathy")
    assert all(judge.ranks_nobody for judge in part.judges)
    assert "judge NOT LICENSED TO RANK" in words(plot)
    assert "NOT LICENSED TO RANK" in plot.caption
    assert "NOT LICENSED TO RANK" in plot.description


def test_where_there_is_no_human_label_it_is_loud_and_no_difference_is_drawn():
    table = ratings()
    comparison = compared(table[table["rater_kind"] == "judge"])
    assert {plot.section for plot in comparison_plots(comparison)} == {"means"}
    for plot in comparison_plots(comparison):
        assert "NO HUMAN LABEL: no ranking" in words(plot)
        assert plot.caption.startswith("NO HUMAN LABEL")
        assert "corrected" not in words(plot)


def test_too_few_labels_are_loud_too():
    comparison = compared(ratings(labelled=10))
    assert {plot.section for plot in comparison_plots(comparison)} == {"means"}
    assert "TOO FEW HUMAN LABELS: no ranking" in words(comparison_plots(comparison)[0])


def test_a_responder_without_labels_says_so_in_its_row_and_has_no_difference():
    table = ratings()
    human = table["rater_kind"] == "human"
    few = table["exchange_id"].isin([f"e{i}" for i in range(15)])
    gone = human & ((table["responder"] == "r2") | ((table["responder"] == "r1") & ~few))
    comparison = compared(table[~gone])
    n = int((human & few & (table["responder"] == "r1") & (table["attribute"] == "empathy")).sum())
    assert 0 < n < 20
    said = words(named(comparison, "means-empathy"))
    assert {"no human label", f"only {n} labels"} <= {text.strip() for text in said}
    plot = named(comparison, "differences-empathy")
    assert {text for text in words(plot) if "\N{MINUS SIGN} r" in text} == {"r0 \N{MINUS SIGN} r3"}
    assert "Not compared, with fewer than 20 human labels: r1, r2." in plot.caption


def test_a_pair_is_full_where_it_is_told_apart_and_hollow_where_it_is_left_open(usual):
    plot = named(usual, "differences-empathy")
    (axes,) = drawn(plot).axes
    pairs = next(part for part in headline(usual) if part.title == "empathy").pairs
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [line.get_xdata()[0] for line in dots] == [pair.corrected.estimate for pair in pairs]
    full = [line.get_markerfacecolor() == line.get_markeredgecolor() for line in dots]
    apart = [
        pair.corrected.simultaneous_low > 0 or pair.corrected.simultaneous_high < 0
        for pair in pairs
    ]
    assert full == apart
    assert True in apart
    ends = {
        tuple(line.get_xdata()[:2]): line.get_linewidth()
        for line in axes.lines
        if line.get_marker() == "None" and len(line.get_xdata()) == 3
    }
    for pair in pairs:
        own, every = pair.corrected, pair.corrected
        thick = ends[own.low, own.high]
        assert thick > ends[every.simultaneous_low, every.simultaneous_high]


def test_the_line_at_zero_is_in_sight(usual):
    for plot in comparison_plots(usual):
        if plot.section == "differences":
            low, high = drawn(plot).axes[0].get_xlim()
            assert low < 0 < high


def test_near_the_ceiling_shares_come_first(high):
    part = next(part for part in headline(high) if part.title == "empathy")
    assert part.heading.ceiling
    plot = named(high, "means-empathy")
    shares, means = drawn(plot).axes
    assert marks(shares, THIRD, "o") == [mean.low.share for mean in part.responders]
    assert marks(means, FIRST, "o") == [mean.corrected.estimate for mean in part.responders]
    assert f"rated {part.heading.cut:g} or lower" in words(plot)
    (axes,) = drawn(named(high, "differences-empathy")).axes
    assert axes.get_xlabel() == "difference in percentage points"
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert dots == [100 * pair.low.estimate for pair in part.pairs]


def test_many_responders_are_shown_and_only_neighbours_are_paired():
    comparison = compared(ratings(responders=12))
    assert len(drawn(named(comparison, "means-empathy")).axes[0].get_yticklabels()) == 12
    plot = named(comparison, "differences-empathy")
    assert sum("\N{MINUS SIGN} r" in text for text in words(plot)) == 11
    assert "Of 66 pairs those are shown that stand beside each other" in plot.caption
    for plot in comparison_plots(comparison):
        assert len(inline_svg(plot).encode()) < MOST_BYTES


def test_without_a_judge_the_labels_alone_are_shown():
    table = ratings()
    plot = named(compared(table[table["rater_kind"] == "human"]), "means-empathy")
    assert "labels" in words(plot)
    assert not {"corrected", "labels alone", "judge"} & set(words(plot))


def test_one_responder_has_means_and_no_differences():
    (first, *rest) = comparison_plots(compared(ratings(responders=1)))
    assert {plot.section for plot in (first, *rest)} == {"means"}
    assert words(first)


def test_names_of_any_kind_are_kept_inside_the_figure():
    names = ["<b>$x^2$ & co</b>", "a" * 200, "openrouter/meta-llama/llama-3.1-70b-instruct", "r"]
    comparison = compared(ratings(names=names))
    for name in ("means-empathy", "differences-empathy"):
        plot = named(comparison, name)
        assert all(name in plot.description for name in names)
        for width in WIDTHS:
            assert max(map(len, words(plot, width))) < 60
            figure = drawn(plot, width)
            renderer = FigureCanvasAgg(figure).get_renderer()
            box = figure.get_tightbbox(renderer)
            assert box.x0 > -0.05
            assert box.x1 < width + 0.05
    assert any("<b>$x^2$ & co</b>" in text for text in words(plot, TWO_COLUMNS))


def test_limits_beyond_the_scale_are_said_to_be():
    few = compared(ratings(responders=2, level=5, labelled=21))
    beyond = {
        f"means-{part.heading.attribute.lower()}"
        for part in headline(few)
        if max(mean.corrected.high for mean in part.responders) > 5
    }
    means = [plot for plot in comparison_plots(few) if plot.section == "means"]
    assert 0 < len(beyond) < len(means)
    assert {p.name for p in means if "beyond the scale are drawn whole" in p.caption} == beyond
