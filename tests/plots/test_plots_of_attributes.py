"""The figures whose rows are attributes: what they show is what was found, and what is not known.

The marks are read from the figures' artists by their shape.
"""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import same_color
from matplotlib.patches import Rectangle

from mentaleval.plots import ONE_COLUMN, TWO_COLUMNS
from mentaleval.plots.reliability import reliability_plots
from mentaleval.plots.style import INK, styled
from mentaleval.rubric import SEVEN
from mentaleval.trust import Settings, assess
from mentaleval.vocabulary import Attribute, Rubric, Scale

JUDGE = "judge"


def plot_of(assessment, section, judge=JUDGE):
    (plot,) = [p for p in reliability_plots(assessment) if (p.section, p.judge) == (section, judge)]
    return plot


def drawn(assessment, section, width=ONE_COLUMN, judge=JUDGE):
    with styled():
        return plot_of(assessment, section, judge).draw(width)


def cells_of(assessment, judge=JUDGE):
    return [cell for cell in assessment.cells if cell.judge == judge]


def marks(axes, shape):
    """Return where the marks of a shape stand, from top to bottom."""
    (line,) = [m for m in axes.lines if m.get_marker() == shape and m.get_linestyle() == "None"]
    return list(line.get_xdata())


def spans(axes, points):
    """Return whether lines go from the low to the high of every point."""
    wanted = [x for low, high in points for x in (low, high, np.nan)]
    return any(
        len(line.get_xdata()) == len(wanted)
        and np.allclose(np.asarray(line.get_xdata(), float), wanted, equal_nan=True)
        for line in axes.lines
    )


def uprights(axes):
    """Return where lines stand from top to bottom."""
    found = [line.get_xdata() for line in axes.lines if list(line.get_ydata()) == [0, 1]]
    return [float(x[0]) for x in found]


def words(figure):
    return " ".join(text.get_text() for text in figure.findobj(match=lambda a: hasattr(a, "_text")))


@pytest.mark.parametrize("width", [ONE_COLUMN, TWO_COLUMNS])
def test_the_forest_has_both_iccs_their_limits_and_the_thresholds(several, width):
    cells, axes = cells_of(several), drawn(several, "icc", width).axes
    first, last = axes[0], axes[-1]
    assert marks(first, "o") == [cell.icc_c1.estimate for cell in cells]
    assert marks(last, "D") == [cell.icc_a1.estimate for cell in cells]
    assert spans(first, [(cell.icc_c1.low, cell.icc_c1.high) for cell in cells])
    assert spans(first, [(cell.rank.low, cell.rank.high) for cell in cells])
    assert spans(last, [(cell.icc_a1.low, cell.icc_a1.high) for cell in cells])
    assert uprights(first) == [0.5, 0.75]


def test_other_thresholds_are_drawn_where_they_are(ratings):
    found = assess(ratings(exchanges=6), Settings(usable=0.4, trusted=0.8))
    figure = drawn(found, "icc")
    assert uprights(figure.axes[0]) == [0.4, 0.8]
    assert "usable 0.4" in words(figure)
    assert "reach 0.4 for usable and 0.8 for trusted" in plot_of(found, "icc").caption


def test_rows_are_attributes_in_order_and_the_composite_stands_off_in_italics(several):
    axes = drawn(several, "icc").axes[0]
    labels = axes.get_yticklabels()
    assert [label.get_text() for label in labels] == [cell.title for cell in cells_of(several)]
    assert [label.get_fontstyle() for label in labels] == ["normal"] * 3 + ["italic"]
    steps = np.diff(axes.get_yticks())
    assert steps[-1] > steps[0]
    assert axes.yaxis_inverted()


def test_the_split_shows_what_is_lost_from_one(several):
    cells, axes = cells_of(several), drawn(several, "split").axes
    shown = [marks(panel, shape) for panel, shape in zip(axes, "os^", strict=True)]
    found = [[c.pearson, c.scale_factor, c.location_factor] for c in cells]
    assert np.allclose(np.transpose(shown), found)
    for panel, values in zip(axes, shown, strict=True):
        assert spans(panel, [(value, 1) for value in values])
    r, s, _ = shown
    assert np.allclose(np.multiply(r, s), [cell.icc_c1.estimate for cell in cells])


def test_the_bias_stands_in_the_band_of_its_margin(several):
    axes = drawn(several, "bias").axes[0]
    cells = cells_of(several)
    assert marks(axes, "o") == pytest.approx([cell.bias for cell in cells])
    assert spans(axes, [(c.bias_interval.low, c.bias_interval.high) for c in cells])
    bands = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert [(b.get_x(), b.get_x() + b.get_width()) for b in bands] == [(-0.25, 0.25)] * len(cells)
    assert axes.get_xlim()[0] == -axes.get_xlim()[1]


def test_limits_of_agreement_stand_beside_those_of_the_experts(several):
    axes = drawn(several, "agreement").axes[0]
    cells = cells_of(several)
    own = {(entry.attribute, entry.composite): entry.limits for entry in several.reference}
    experts = [own[cell.attribute, cell.composite] for cell in cells]
    assert marks(axes, "o") == [cell.limits.bias for cell in cells]
    assert spans(axes, [(cell.limits.low, cell.limits.high) for cell in cells])
    assert marks(axes, "s") == [0] * len(cells)
    assert spans(axes, [(limits.low, limits.high) for limits in experts])
    bands = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert {(b.get_x(), b.get_width()) for b in bands} == {(-1, 2)}


def test_the_ceilings_are_those_of_the_experts(several):
    means, single = drawn(several, "ceiling").axes
    cells = cells_of(several)
    entry = {(e.attribute, e.composite): e for e in several.reference}
    own = [entry[cell.attribute, cell.composite] for cell in cells]
    assert marks(means, "o") == [cell.pearson for cell in cells]
    assert marks(single, "o") == [cell.within_r.estimate for cell in cells]
    assert marks(single, "D") == [e.icc_c1.estimate for e in own]
    for axes, heights in ((means, "ceiling"), (single, "score_ceiling")):
        (line,) = [m for m in axes.lines if same_color(m.get_color(), INK.light)]
        assert list(line.get_xdata()[::3]) == [getattr(e, heights) for e in own]


@pytest.mark.parametrize("section", ["icc", "split", "bias", "agreement", "ceiling"])
def test_the_figures_of_several_judges_share_their_axes(several, section):
    both = [drawn(several, section, judge=j).axes for j in (JUDGE, "gpt-4o[calls=joint]")]
    for one, other in zip(*both, strict=True):
        assert one.get_xlim() == other.get_xlim()


def test_axes_hold_all_limits_however_low(hostile):
    judge = hostile.cells[0].judge
    lows = [cell.rank.low for cell in hostile.cells]
    assert min(lows) < -0.1
    for section in ("icc", "split", "bias", "agreement", "ceiling"):
        for axes in drawn(hostile, section, judge=judge).axes:
            low, high = axes.get_xlim()
            lines = [line for line in axes.lines if list(line.get_ydata()) != [0, 1]]
            shown = np.concatenate([np.asarray(line.get_xdata(), float) for line in lines])
            assert low <= np.nanmin(shown)
            assert np.nanmax(shown) <= high


def test_two_columns_have_the_numbers_too(several):
    cell, said = cells_of(several)[0], words(drawn(several, "icc", TWO_COLUMNS))
    # one number is printed, and it is what the verdict rests on, not the exact F limits alone
    numbers = f"{cell.icc_c1.estimate:.2f} ({cell.rank.low:.2f}, {cell.rank.high:.2f})"
    assert numbers.replace("-", "\N{MINUS SIGN}") in said
    assert numbers not in words(drawn(several, "icc"))


def test_where_there_is_no_figure_it_says_so(alone):
    n = len(cells_of(alone))
    assert words(drawn(alone, "icc")).count("not known") == n
    assert words(drawn(alone, "split")).count("not known") == 3 * n
    assert np.isnan(marks(drawn(alone, "icc").axes[0], "o")).all()
    assert "ICC(C,1) none" in plot_of(alone, "icc").description


def test_an_unknown_ceiling_is_said_in_the_figure_its_title_and_its_description(alone):
    plot = plot_of(alone, "ceiling")
    assert "no two experts" in words(drawn(alone, "ceiling"))
    assert plot.title.startswith("Correlations; no ceiling is known")
    assert "of a ceiling of unknown height" in plot.description
    assert "single expert" not in words(drawn(alone, "ceiling"))


def test_experts_whose_agreement_cannot_be_computed_did_rate_the_same(ratings):
    found = assess(ratings(experts=("a", "b")).assign(rating=3.0), Settings())
    said = " ".join(words(drawn(found, "ceiling"))) + plot_of(found, "ceiling").caption
    assert "no two experts" not in said
    assert "experts rated the same responses" in said
    assert "are needed for that" not in said


def test_a_row_without_limits_of_the_judge_begins_with_the_experts(ratings):
    table = ratings(judges=(JUDGE, "lost"), exchanges=6)
    table.loc[table["rater"] == "lost", "exchange_id"] += "x"
    found = assess(table, Settings())
    (axes,) = drawn(found, "agreement", TWO_COLUMNS, judge="lost").axes
    said = [text.get_text() for text in axes.texts]
    known = [text for text in said if text.startswith("experts \N{PLUS-MINUS SIGN}")]
    assert len(known) == len(cells_of(found, "lost")) > 0
    assert not any(text.startswith(";") for text in said)


def test_a_judge_that_met_no_human_has_rows_without_marks(ratings):
    table = ratings(judges=(JUDGE, "lost"), exchanges=6)
    table.loc[table["rater"] == "lost", "exchange_id"] += "x"
    found = assess(table, Settings())
    for section in ("icc", "split", "bias", "agreement", "ceiling"):
        assert "not known" in words(drawn(found, section, TWO_COLUMNS, judge="lost"))


def test_the_published_method_has_its_own_limits_and_neither_band_nor_threshold(ratings):
    found = assess(ratings(exchanges=6), Settings(method="published", label_seeds=1))
    assert {p.section for p in reliability_plots(found)} <= {"icc", "agreement", "means"}
    axes = drawn(found, "icc").axes[0]
    assert marks(axes, "o") == [cell.icc_c1.estimate for cell in cells_of(found)]
    assert uprights(axes) == []
    assert "no reliability rule" in plot_of(found, "icc").caption
    assert not drawn(found, "agreement").axes[0].patches
    assert "band" not in plot_of(found, "agreement").caption


def test_attributes_on_several_scales_are_drawn_in_percent_of_each(ratings):
    scales = {"empathy": Scale(1, 5), "risk": Scale(0, 100)}
    rubric = Rubric("r", tuple(Attribute(n, scale=scale) for n, scale in scales.items()))
    found = assess(ratings(attributes=("empathy", "risk"), exchanges=6), Settings(rubric=rubric))
    shown = marks(drawn(found, "bias").axes[0], "o")
    ranges = [4, 100]
    wanted = [100 * c.bias / r for c, r in zip(cells_of(found), ranges, strict=True)]
    assert shown == pytest.approx(wanted)
    assert "percent of each scale's range" in plot_of(found, "bias").caption
    assert "within 6.25 of 0" in words(drawn(found, "bias"))


def test_one_attribute_and_a_dozen_can_be_drawn(ratings):
    for names in (SEVEN.names[:1], [f"attribute {i}" for i in range(12)]):
        found = assess(ratings(attributes=names, exchanges=4), Settings())
        figure = drawn(found, "icc")
        assert len(marks(figure.axes[0], "o")) == len(names)
        assert figure.get_figheight() < 5


def test_captions_and_descriptions_are_whole_sentences(several):
    for plot in reliability_plots(several):
        assert plot.caption.endswith(".")
        assert plot.description.endswith(".")
        assert not re.search(r"  |\bnan\b|None|\.\.", plot.caption + plot.description)
