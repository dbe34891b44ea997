"""How a page is laid out: figures for who hears them, tables for who has little room."""

from __future__ import annotations

from dataclasses import replace

import pytest

LONGEST = 120
"""So many letters of a name or description are heard before anybody can skip them."""


@pytest.fixture(params=["reliability", "compare", "without labels"])
def found(request, assessed, compared):
    kinds = {
        "reliability": assessed,
        "compare": compared,
        "without labels": lambda: compared(labelled=0),
    }
    return kinds[request.param]()


def drawings(page):
    return [svg for svg in page.all("svg") if svg.get("role") == "img"]


def texts_of(text, tag):
    return [part.partition(">")[2].partition("<")[0] for part in text.split(f"<{tag} id=")[1:]]


def test_a_figure_is_named_by_its_title_and_described_in_a_sentence(found, text_of, page_of):
    page, text = page_of(found), text_of(found)
    ids = {element.get("id"): tag for tag, element in page.elements}
    assert drawings(page)
    for svg in drawings(page):
        assert ids[svg["aria-labelledby"]] == "title"
        assert ids[svg["aria-describedby"]] == "desc"
    said = texts_of(text, "title") + texts_of(text, "desc")
    assert len(said) == 2 * len(drawings(page))
    assert all(0 < len(one) <= LONGEST for one in said)


def test_what_a_figure_shows_follows_in_numbers_or_words(found, page_of):
    page = page_of(found)
    told = [svg["aria-details"] for svg in drawings(page)]
    assert len(told) == len(set(told))
    assert set(told) <= {details.get("id") for details in page.all("details")}


def test_a_figure_of_simulated_ratings_says_so_where_it_is_heard(assessed, text_of):
    simulated = replace(assessed(), simulated=True)
    assert {
        one.startswith("Simulated ratings.") for one in texts_of(text_of(simulated), "desc")
    } == {True}


@pytest.mark.parametrize(("attributes", "responders", "turned"), [(10, 3, True), (9, 3, False)])
def test_a_matrix_with_more_columns_than_fit_is_drawn_line_by_line(
    compared, page_of, attributes, responders, turned
):
    found = compared(
        attributes=tuple(f"a{n}" for n in range(attributes)),
        responders=tuple(f"r{n}" for n in range(responders)),
        labelled=6,
    )
    (matrix,) = [t for t in page_of(found).all("table") if "matrix" in t.get("class", "")]
    assert ("turned" in matrix["class"].split()) is turned
    assert f"--lines: {attributes + 1}" in matrix["style"]
