"""Figures as files for a paper: they say what they are of where no page stands around them."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from mentaleval.comparison import compare
from mentaleval.plots import ONE_COLUMN, Plot
from mentaleval.plots.captions import captions, origin_of
from mentaleval.plots.comparison import comparison_plots
from mentaleval.plots.files import write_figures
from mentaleval.plots.fonts import text_width
from mentaleval.plots.plot import of_simulated
from mentaleval.plots.reliability import reliability_plots
from mentaleval.plots.style import TEXT, new_figure, styled
from mentaleval.plots.svg import inline_svg
from mentaleval.ratings import Input
from mentaleval.trust import assess

MADE_UP = "Simulated ratings, of no real judge or responder"


def empty(width):
    return new_figure(width, 1)


ODD = Plot("odd", "bias", "", "Bias of *me* <b>", "A | caption of [x](y).", "Shows it.", empty)


def parsed(file):
    return ET.fromstring(file.read_text("utf-8"))  # noqa: S314  written here


def height(file):
    return float(parsed(file).get("height").removesuffix("pt"))


def test_a_file_of_simulated_ratings_says_so_in_title_description_and_drawing(tmp_path):
    plain = write_figures([ODD], tmp_path / "real")
    marked = write_figures(of_simulated([ODD]), tmp_path / "made up")
    real, made_up = plain[0], marked[0]
    assert "imulated" not in real.read_text("utf-8")
    said = made_up.read_text("utf-8")
    assert "(simulated ratings)</dc:title>" in said
    assert "<dc:description>Simulated ratings. Shows it." in said
    assert f"<!-- {MADE_UP} -->" in said  # letters are outlines, below their text
    assert height(made_up) > height(real) == 72
    assert b"(simulated ratings" not in plain[1].read_bytes()
    assert b"\\(simulated ratings\\)" in marked[1].read_bytes()


def test_the_line_of_simulated_ratings_fits_into_the_narrowest_figure(tmp_path):
    file, *_ = write_figures(of_simulated([ODD]), tmp_path)
    (line,) = re.findall(r"-->\n *<g [^>]*translate\(([\d.]+) ([\d.]+)\)", file.read_text("utf-8"))
    x, y = map(float, line)
    with styled():
        assert x + 72 * text_width(MADE_UP, TEXT) < 72 * ONE_COLUMN
    assert 0 < y < height(file) - 72


def test_results_of_simulated_ratings_mark_every_figure(ratings):
    table = ratings(attributes=("safety",), experts=("simulated-a",), exchanges=20, responders=3)
    for plots in (reliability_plots(assess(table)), comparison_plots(compare(table))):
        assert len(plots) > 1
        assert all(plot.simulated for plot in plots)
        assert all(plot.description.startswith("Simulated ratings. ") for plot in plots)
    assert MADE_UP not in inline_svg(plots[0])  # a page says it once, above all figures


def test_ratings_that_somebody_gave_are_not_marked(several):
    assert not any(plot.simulated for plot in reliability_plots(several))
    assert "imulated" not in "".join(origin_of(several))


def test_captions_stand_beside_the_figures_with_what_they_come_from(several, tmp_path):
    found = replace(several, inputs=(Input("my_*ratings*.csv", "f" * 64),), simulated=True)
    plots = reliability_plots(found)
    text = captions(plots, origin_of(found))
    assert f"- {MADE_UP}." in text
    assert f"seed {found.seed}, limits at 95%." in text
    assert rf"- Input: my\_\*ratings\*.csv, sha256 {'f' * 64}." in text
    for plot in plots:
        assert f"`{plot.name}-*`" in text
    file = write_figures(plots[:1], tmp_path, origin_of(found))[-1]
    assert file.name == "captions.md"
    assert file.read_bytes().decode() == captions(plots[:1], origin_of(found))


def test_names_in_captions_are_no_markup():
    text = captions([ODD], ())
    assert r"## Bias of \*me\* \<b\>" in text
    assert r"A \| caption of \[x\](y)." in text


def test_without_figures_there_are_no_captions(tmp_path):
    assert write_figures([], tmp_path) == []
    assert not list(tmp_path.iterdir())


AXES = {
    "icc": ["ICC of responder means"],
    "split": ["r", "S", "L"],
    "bias": ["points of the scale"],
    "agreement": ["points of the scale"],
    "ceiling": ["r", "r"],
    "calibration": ["the judge's rating", "mean of the experts"],
    "confusion": ["the judge's rating", "mean of the experts"],
    "means": ["mean rating"],
}


def test_every_figure_says_what_its_axes_are(several):
    for plot in reliability_plots(several):
        with styled():
            figure = plot.draw(ONE_COLUMN)
        labels = [axes.get_xlabel() for axes in figure.axes if axes.get_xlabel()]
        beside = {text.get_text() for text in figure.texts}
        assert labels == AXES[plot.section] or {*AXES[plot.section]} <= beside


def test_words_of_panels_stand_below_the_last_of_each_column_and_beside_each_row(several):
    (plot, *_) = [plot for plot in reliability_plots(several) if plot.section == "confusion"]
    with styled():
        figure = plot.draw(ONE_COLUMN)
    boxes = [axes.get_position() for axes in figure.axes]
    below = [t.get_position() for t in figure.texts if t.get_text() == "the judge's rating"]
    assert len(boxes) == 4
    assert [x for x, _ in below] == pytest.approx([(b.x0 + b.x1) / 2 for b in boxes[2:]])
    assert all(0 < y < boxes[2].y0 for _, y in below)
    beside = [t.get_position() for t in figure.texts if t.get_text() == "mean of the experts"]
    assert [y for _, y in beside] == pytest.approx([(b.y0 + b.y1) / 2 for b in boxes[::2]])
