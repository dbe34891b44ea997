"""Figures in a page and in files: they stand alone, can be read by anyone, and do not change."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from itertools import combinations
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import mentaleval.plots
from mentaleval.legible import one_line
from mentaleval.plots import ONE_COLUMN, TWO_COLUMNS, Plot
from mentaleval.plots.files import write_figures
from mentaleval.plots.fonts import lacking
from mentaleval.plots.naming import file_names
from mentaleval.plots.reliability import reliability_plots
from mentaleval.plots.rows import shorter
from mentaleval.plots.style import (
    BAND,
    FAINT,
    FIRST,
    INK,
    MOST_OPACITY,
    PAPER,
    ROLES,
    SOFT,
    TEXT,
    css,
    new_figure,
    styled,
)
from mentaleval.plots.svg import inline_svg

WIDTHS = (ONE_COLUMN, TWO_COLUMNS)
MODES = ("light", "dark")
SECTIONS = ("icc", "split", "bias", "agreement", "ceiling")
MOST_BYTES = 25_000


def plots_of(assessment, sections=SECTIONS):
    return [plot for plot in reliability_plots(assessment) if plot.section in sections]


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314  written here


def drawn(plot, width=ONE_COLUMN):
    with styled():
        return plot.draw(width)


@pytest.fixture(scope="module")
def page(several):
    """Draw every figure of a report."""
    return {plot.name: inline_svg(plot) for plot in reliability_plots(several)}


def test_every_section_has_a_figure_of_every_judge_under_a_name_of_its_own(several):
    plots = reliability_plots(several)
    sections = [*SECTIONS, "calibration", "confusion", "means"]
    judges = {"judge", "gpt-4o[calls=joint]"}
    assert {(p.section, p.judge) for p in plots} == {(s, j) for s in sections for j in judges}
    assert len({plot.name for plot in plots}) == len(plots)
    assert all(re.fullmatch("[a-z0-9-]+", plot.name) for plot in plots)


def test_a_whole_report_has_no_id_twice_and_every_reference_is_met(page):
    roots = [parsed(svg) for svg in page.values()]
    ids = [e.get("id") for root in roots for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    for root, svg in zip(roots, page.values(), strict=True):
        own = {e.get("id") for e in root.iter()}
        pointed = {*re.findall(r'href="#([^"]+)"', svg), *re.findall(r"url\(#([^)]+)\)", svg)}
        assert pointed <= own
        assert {*root.get("aria-labelledby").split()} <= own


def test_a_figure_brings_nothing_from_outside_and_changes_nothing_around_it(page):
    for svg in page.values():
        root = parsed(svg)
        assert not {e.tag.rpartition("}")[2] for e in root.iter()} & {"script", "style", "metadata"}
        assert not re.findall(r"""(?:href="|url\()(?!#)""", svg)
        assert not any(name.startswith("on") for e in root.iter() for name in e.attrib)
        assert "<?xml" not in svg
        assert "<!" not in svg


def test_a_figure_is_told_in_words_too(several):
    for plot in plots_of(several):
        root = parsed(inline_svg(plot))
        assert root.get("role") == "img"
        assert root[0].text == plot.title
        assert root[1].text == plot.description
        assert plot.judge in plot.description
        for cell in several.cells:
            assert f"{cell.title}: " in plot.description


def test_every_colour_follows_the_page(page):
    declared = set(re.findall(r"--plot-[a-z]+", css(dark=True)))
    for svg in page.values():
        assert set(re.findall(r"--plot-(?!font)[a-z]+", svg)) <= declared
        fixed = re.sub(r"var\(--plot-[a-z]+,#[0-9a-f]{6}\)", "", svg)
        assert not re.findall(r"#[0-9a-f]{6}|rgb\(", fixed)


def test_a_figure_of_attributes_is_light(page):
    assert all(len(svg) < MOST_BYTES for name, svg in page.items() if name.startswith(SECTIONS))


def test_names_of_any_kind_are_text_and_no_markup(hostile):
    for plot in plots_of(hostile):
        root = parsed(inline_svg(plot))
        said = ["".join(e.itertext()) for e in root.iter() if e.tag.endswith("text")]
        with styled():
            labels = shorter([cell.title for cell in hostile.cells], 1.05)
        assert set(labels.values()) <= set(said)
        for cell in hostile.cells:
            assert one_line(cell.title) in root[1].text
        assert not [e for e in root.iter() if e.tag.endswith(("}script", "}b"))]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_leaves_the_figure_and_no_two_texts_meet(several, hostile, alone, width):
    for plot in (*plots_of(several), *plots_of(hostile, ("icc", "agreement")), *plots_of(alone)):
        figure = drawn(plot, width)
        assert figure.get_figwidth() == width
        with styled():
            figure.draw_without_rendering()
            texts = [t for t in figure.findobj(Text) if t.get_text() and t.get_visible()]
            boxes = [t.get_window_extent() for t in texts]
        for text, box in zip(texts, boxes, strict=True):
            assert box.x0 >= -1, (plot.name, text)
            assert box.x1 <= figure.bbox.width + 1, (plot.name, text)
            assert text.get_fontsize() >= TEXT
        for (first, one), (second, other) in combinations(zip(texts, boxes, strict=True), 2):
            apart = one.x1 <= other.x0 or other.x1 <= one.x0 or one.y0 >= other.y1 - 2
            assert apart or one.y1 <= other.y0 + 2, (plot.name, first, second)


def test_what_differs_in_colour_differs_in_shape_too(several):
    for plot in plots_of(several):
        marks = {}
        for axes in drawn(plot).axes:
            for line in axes.lines:
                if (shape := line.get_marker()) not in ("None", "|"):
                    hollow = line.get_markerfacecolor() == PAPER.light
                    marks.setdefault((shape, hollow), set()).add(line.get_markeredgecolor())
        assert all(len(colours) == 1 for colours in marks.values())
        assert len(marks) == len(set.union(*marks.values()))


def luminance(colour):
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_colours_stand_out_from_their_ground(mode):
    ground = getattr(PAPER, mode)
    for role in ROLES:
        least = {INK: 4.5, SOFT: 4.5, PAPER: 1, FAINT: 1, BAND: 1}.get(role, 3)
        assert contrast(getattr(role, mode), ground) >= least, role
    fullest = [
        MOST_OPACITY * c + (1 - MOST_OPACITY) * g
        for c, g in zip(to_rgb(getattr(FIRST, mode)), to_rgb(ground), strict=True)
    ]
    assert contrast(getattr(INK, mode), fullest) >= 4.5


def test_every_role_has_a_colour_of_its_own():
    assert len({role.light for role in ROLES}) == len(ROLES)


def test_the_settings_of_the_reader_change_nothing_and_stay(several, page):
    plot = plots_of(several)[0]
    own = {"font.size": 30, "axes.facecolor": "red", "svg.hashsalt": None, "xtick.top": True}
    with mpl.rc_context(own):
        assert inline_svg(plot) == page[plot.name]
        assert mpl.rcParams["font.size"] == 30


@pytest.fixture(scope="module")
def written(several, tmp_path_factory):
    plots = plots_of(several)[:1]
    folder = tmp_path_factory.mktemp("figures")
    return plots, write_figures(plots, folder / "one"), write_figures(plots, folder / "two")


def test_files_are_the_same_every_time(written):
    plots, once, again = written
    endings = ("1col.svg", "1col.pdf", "2col.svg", "2col.pdf")
    drawings = [f"{p.name}-{end}" for p in plots for end in endings]
    assert [f.name for f in once] == [*drawings, "captions.md"]
    for one, other in zip(once, again, strict=True):
        assert one.read_bytes() == other.read_bytes()
        assert not re.search(rb"CreationDate|ModDate|dc:date", one.read_bytes())


def test_a_pdf_is_one_page_as_wide_as_asked_with_its_letters_in_it(written):
    for file in (f for f in written[1] if f.suffix == ".pdf"):
        data = file.read_bytes()
        inches = ONE_COLUMN if "1col" in file.name else TWO_COLUMNS
        ((width,),) = [re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+)", data)]
        assert float(width) == pytest.approx(72 * inches, abs=0.01)
        assert len(re.findall(rb"/Type /Page\b", data)) == 1
        assert b"/FontFile2" in data  # TrueType; Type 3 would be refused by journals
        assert b"/Type3" not in data


def test_an_svg_file_is_as_wide_as_asked_needs_no_font_and_lies_on_white(written):
    for file in (f for f in written[1] if f.suffix == ".svg"):
        root = parsed(file.read_text("utf-8"))
        inches = ONE_COLUMN if "1col" in file.name else TWO_COLUMNS
        assert float(root.get("width").removesuffix("pt")) == pytest.approx(72 * inches)
        assert not [e for e in root.iter() if e.tag.endswith("}text")]
        ground = next(e for e in root.iter() if e.tag.endswith("}path"))
        assert f"fill: {PAPER.light}" in ground.get("style")
        assert "var(" not in file.read_text("utf-8")


def test_letters_that_no_font_has_stay_text_in_svg_and_no_pdf_fails(tmp_path):
    tangut = "\U00017000\U00017001"
    assert lacking([f"Safety {tangut}"]) == tangut

    def draw(width):
        figure = new_figure(width, 1)
        figure.text(0.1, 0.5, tangut)
        return figure

    plot = Plot("odd", "icc", "", "Odd", "", f"Shows {tangut}.", draw)
    svg, pdf, *_ = write_figures([plot], tmp_path)
    texts = [e.text for e in parsed(svg.read_text("utf-8")).iter() if e.tag.endswith("}text")]
    assert texts == [tangut]
    assert pdf.read_bytes().startswith(b"%PDF")


def test_names_of_files_are_plain_and_never_the_same():
    names = file_names(["法官", "Judge", "judge", "a/../b", "é" * 99, "法官们"], "judge").values()
    assert [*names] == ["judge", "judge-2", "judge-3", "a-b", "e" * 40, "judge-4"]


def test_doctests():
    for module in pkgutil.iter_modules(mentaleval.plots.__path__, "mentaleval.plots."):
        assert doctest.testmod(importlib.import_module(module.name)).failed == 0
