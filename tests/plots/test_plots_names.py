"""Names in figures: as whole as there is room for, and no two of which look alike."""

from __future__ import annotations

import doctest
from itertools import pairwise

import pytest
from matplotlib.text import Text

from mentaleval import legible
from mentaleval.comparison import compare
from mentaleval.legible import letters, one_line, shortened
from mentaleval.plots import ONE_COLUMN, TWO_COLUMNS
from mentaleval.plots.comparison import comparison_plots
from mentaleval.plots.fonts import text_width
from mentaleval.plots.reliability import reliability_plots
from mentaleval.plots.rows import shorter
from mentaleval.plots.style import TEXT, styled
from mentaleval.trust import assess

MODELS = [f"openrouter/meta-llama/llama-3.1-{size}b-instruct-turbo" for size in (405, 70, 8)]
ATTRIBUTES = [f"Appropriateness of the response to the {who}" for who in ("person", "carer")]
CYRILLIC = ["Эмпатичность и сочувствие", "Эмпатичность и содействие"]
WIDTHS = (ONE_COLUMN, TWO_COLUMNS)


def test_the_examples_are_true():
    assert doctest.testmod(legible).failed == 0


@pytest.mark.parametrize(
    "unseen", ["\u00ad", "\u200b", "\u2060", "\u2064", "\ufeff", "\U000e0041", "\u200e", "\n"]
)
def test_names_that_differ_in_what_nobody_sees_are_told_apart(unseen):
    name = f"gpt{unseen}-4"
    assert unseen not in one_line(name)
    assert ascii(unseen)[1:-1] in one_line(name)
    assert one_line(one_line(name)) == one_line(name)
    assert len(set(shortened(["gpt-4", name], 30).values())) == 2


@pytest.mark.parametrize("name", ["\U0001f469\u200d\u2695\ufe0f", "\u0646\u200c\u0627", r"C:\new"])
def test_names_that_need_joiners_and_backslashes_stay_as_they_are(name):
    assert one_line(name) == name


def test_a_text_keeps_what_does_no_harm_and_shows_what_is_hidden_in_it():
    assert legible.legible("so\u00adft\u200b\n") == "so\u00adft\u200b\n"
    assert legible.legible("hi\U000e0041") == "hi\\U000e0041"


@pytest.mark.parametrize("most", [8, 12, 20])
@pytest.mark.parametrize(
    "names",
    [
        MODELS,
        ATTRIBUTES,
        ["x" * 50 + "a", "x" * 50 + "b", "x" * 51],
        [f"{'x' * 40}{n}{'y' * 40}" for n in range(12)],
        ["共情能力与安全性评价一", "共情能力与安全性评价二"],
        ["short", "s" * 30, "s\u2026s", "e\u0301" * 30],
    ],
)
def test_names_are_short_enough_and_no_two_alike(names, most):
    found = shortened(names, most)
    assert list(found) == names
    assert len(set(found.values())) == len(names)
    assert max(map(letters, found.values())) <= most


def test_a_short_name_is_whole_beside_long_ones():
    assert shortened(["gpt-4o", *MODELS], 20)["gpt-4o"] == "gpt-4o"


def test_names_that_differ_keep_the_part_in_which_they_do():
    assert [
        name[-6:] for name in shortened(["v" * 30 + "/large", "v" * 30 + "/small"], 16).values()
    ] == [
        "/large",
        "/small",
    ]


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_names_take_no_more_room_than_they_have(weight):
    with styled():
        for name in shorter([*CYRILLIC, "W" * 90], 1.0, weight=weight).values():
            assert text_width(name, TEXT, weight=weight) <= 1.0


@pytest.fixture(scope="module")
def plots(ratings):
    """Draw an assessment and a comparison whose names differ in their ends alone."""
    table = ratings(attributes=ATTRIBUTES, responders=3, exchanges=25, experts=("a",))
    named = {f"r{place}": name for place, name in enumerate(MODELS)}
    table = table.assign(responder=table["responder"].replace(named))
    return (*reliability_plots(assess(table)), *comparison_plots(compare(table)))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_two_names_of_a_figure_look_alike(plots, width):
    for plot in plots:
        with styled():
            figure = plot.draw(width)
        labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
        titles = [text.get_text() for text in figure.texts if text.get_fontweight() == "bold"]
        for named in (labels, titles):
            assert len(set(named)) == len(named), plot.name


@pytest.mark.parametrize("width", WIDTHS)
def test_pairs_of_long_names_are_told_apart(plots, width):
    pairs = [plot for plot in plots if plot.section == "differences"]
    assert pairs
    for plot in pairs:
        with styled():
            said = [text.get_text() for text in plot.draw(width).findobj(Text)]
        shown = [text for text in said if " \N{MINUS SIGN} " in text]
        assert len(set(shown)) == len(shown) == 3


@pytest.mark.parametrize("width", WIDTHS)
def test_titles_of_panels_do_not_meet(ratings, width):
    table = ratings(attributes=CYRILLIC, responders=3, exchanges=4)
    for plot in reliability_plots(assess(table)):
        with styled():
            figure = plot.draw(width)
            figure.draw_without_rendering()
            titles = [text for text in figure.texts if text.get_fontweight() == "bold"]
            boxes = [text.get_window_extent() for text in titles]
        for one, other in pairwise(boxes):
            assert one.x1 < other.x0 or other.y1 < one.y0


def test_responders_have_room_for_their_names(plots):
    (plot,) = [plot for plot in plots if plot.section == "means" and plot.judge]
    with styled():
        labels = plot.draw(ONE_COLUMN).axes[0].get_yticklabels()
    assert min(letters(label.get_text()) for label in labels) >= 18
