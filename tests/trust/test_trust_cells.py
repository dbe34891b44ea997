"""Which cells there are, and what the awkward ones say."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest

from mentaleval.rubric import SEVEN
from mentaleval.stats import holm
from mentaleval.trust import Settings, assess

ALL = SEVEN.names


@pytest.fixture(scope="module")
def full(make_table, random_ratings):
    """Two judges on all seven attributes, given in an order of their own."""
    ratings = {}
    for place, attribute in enumerate(reversed(ALL)):
        ratings["human", attribute] = random_ratings(place)
        ratings["judge-b", attribute] = random_ratings(100 + place)
        ratings["judge-a", attribute] = random_ratings(200 + place)
    return make_table(ratings)


def test_cells_are_in_the_order_of_the_rubric_composites_last(full):
    cells = assess(full).cells
    expected = [*ALL, "css", "ars"]
    assert [(c.judge, c.attribute) for c in cells] == [
        *(("judge-a", name) for name in expected),
        *(("judge-b", name) for name in expected),
    ]
    assert [c.title for c in cells if c.composite] == ["CSS", "ARS"] * 2


def test_composites_are_means_of_single_responses(full):
    css = next(c for c in assess(full).cells if c.attribute == "css")
    parts = SEVEN.composites["CSS"]
    mine = full[full["attribute"].isin(parts)]
    for kind, field in (("human", "human"), ("judge", "judge")):
        rows = mine[(mine["rater_kind"] == kind) & mine["rater"].isin(["human", "judge-a"])]
        means = rows.groupby("responder")["rating"].mean()
        assert [getattr(r, field) for r in css.responders] == pytest.approx(list(means))
    assert css.components == parts


def test_a_composite_takes_only_responses_that_have_all_its_parts(full):
    gone = (full["rater"] == "judge-a") & (full["attribute"] == "safety")
    partly = full[~(gone & (full["exchange_id"] == "e0"))]
    css = next(c for c in assess(partly).cells if c.attribute == "css")
    relevance = next(c for c in assess(partly).cells if c.attribute == "relevance")
    assert relevance.n_responses == 180
    assert css.n_responses == 171


def test_there_is_no_composite_where_a_part_is_missing(full):
    partial = assess(full[full["attribute"] != "empathy"])
    assert {c.attribute for c in partial.cells if c.composite} == {"css"}


def test_holm_is_over_the_attributes_and_not_the_composites(full):
    found = assess(full)
    singles = [c for c in found.cells if not c.composite]
    assert found.n_cells == len(singles) == 14
    assert [c.p_holm for c in singles] == list(holm([c.p for c in singles]))
    assert all(isnan(c.p_holm) and not isnan(c.p) for c in found.cells if c.composite)
    assert "14 cells" in found.statement


def test_bias_and_mse(make_table):
    human = {"a": [1, 2], "b": [3, 3], "c": [4, 5, 5, 4]}
    judge = {"a": [2, 2], "b": [3, 5], "c": [4, 5, 5, 5]}
    (cell,) = assess(make_table({("human", "safety"): human, ("judge", "safety"): judge})).cells
    assert cell.human_mean == pytest.approx((1.5 + 3 + 4.5) / 3)
    assert cell.bias == pytest.approx((0.5 + 1 + 0.25) / 3)
    assert cell.mse == pytest.approx((1 + 4 + 1) / 8)


def test_within_r_is_blind_to_who_responded(make_table):
    human = {"a": [1, 2, 3, 2], "b": [3, 4, 5, 4], "c": [2, 3, 4, 3]}
    judge = {"a": [5, 4, 3, 4], "b": [3, 2, 1, 2], "c": [4, 3, 2, 3]}
    (cell,) = assess(make_table({("human", "safety"): human, ("judge", "safety"): judge})).cells
    assert cell.within_r.estimate == pytest.approx(-1)
    assert isnan(cell.within_r.low)


@pytest.mark.parametrize("responders", [1, 2])
def test_few_responders_are_no_error(make_table, random_ratings, responders):
    ratings = random_ratings(1, responders=responders)
    (cell,) = assess(make_table({("human", "safety"): ratings, ("judge", "safety"): ratings})).cells
    assert cell.rank.verdict == "undetermined"
    assert isnan(cell.icc_c1.estimate)
    assert isnan(cell.spearman.low)
    assert cell.influence is None


def test_a_constant_judge_is_undetermined_and_warned_of(make_table, random_ratings):
    human = random_ratings(1)
    flat = {name: [5.0] * len(values) for name, values in human.items()}
    found = assess(make_table({("human", "safety"): human, ("judge", "safety"): flat}))
    (cell,) = found.cells
    assert cell.rank.verdict == "undetermined"
    assert "same mean" in cell.rank.why
    assert isnan(cell.pearson)
    (warning,) = [f for f in found.preflight.warnings if f.code == "constant_judge"]
    assert (warning.count, warning.judge, warning.attribute) == (180, "judge", "safety")


def test_an_attribute_without_a_pair_keeps_its_cell(make_table, random_ratings):
    ratings = random_ratings(1)
    found = assess(
        make_table(
            {
                ("human", "safety"): ratings,
                ("judge", "safety"): random_ratings(2),
                ("judge", "empathy"): ratings,
            }
        )
    )
    cell = next(c for c in found.cells if c.attribute == "empathy")
    assert (cell.n_responders, cell.n_responses) == (0, 0)
    assert cell.rank.short == "no pairs"
    assert isnan(cell.human_mean)


def test_inferred_blanks_stay_in_the_headline_with_a_second_line(make_table, random_ratings):
    ratings = {}
    for place, attribute in enumerate(("relevance", "guidance", "safety")):
        for rater in ("human", "judge-a", "judge-b"):
            drawn = random_ratings(10 * place + len(ratings))
            drawn["r0"] = [2.0, *drawn["r0"][1:]] if attribute == "safety" else [3.0] * 20
            if rater != "human" and attribute != "safety":
                drawn["r0"][0] = 1.0
            for name in list(drawn)[1:]:  # nothing else may look blank
                if attribute == "relevance":
                    drawn[name] = [max(v, 2.0) for v in drawn[name]]
            ratings[rater, attribute] = drawn
    cell = next(c for c in assess(make_table(ratings)).cells if c.attribute == "safety")
    assert cell.n_responses == 180
    assert cell.without_inferred_blanks.left_out == 1
    assert cell.without_inferred_blanks.n_responses == 179
    assert cell.without_inferred_blanks.icc_c1.estimate != cell.icc_c1.estimate


def test_one_responder_that_decides_is_warned_of(make_table):
    human = {f"r{i}": [3.0 + (i % 2), 3.0] for i in range(8)} | {"odd": [1.0, 1.0]}
    judge = {f"r{i}": [4.0 - (i % 2), 3.0] for i in range(8)} | {"odd": [1.0, 1.0]}
    found = assess(make_table({("human", "safety"): human, ("judge", "safety"): judge}))
    (cell,) = found.cells
    assert cell.influence.responder == "odd"
    assert cell.influence.low == pytest.approx(cell.icc_c1.estimate + cell.influence.change)
    (warning,) = [f for f in found.preflight.warnings if f.code == "one_responder_decides"]
    assert "without odd" in warning.message


def test_simulated_humans_mark_the_whole_assessment(make_table, random_ratings):
    judge, human = random_ratings(1), random_ratings(2)
    named = make_table({("simulated-1", "safety"): human, ("judge", "safety"): judge})
    assert assess(named).simulated
    assert not assess(named.replace("simulated-1", "human-1")).simulated


def test_confidence_widens_every_interval(make_table, random_ratings):
    table = make_table({("h", "safety"): random_ratings(1), ("judge", "safety"): random_ratings(2)})
    (usual,), (wide,) = (assess(table, Settings(confidence=c)).cells for c in (0.95, 0.99))
    for name in ("icc_c1", "icc_a1", "icc_c1_jackknife", "spearman"):
        assert getattr(wide, name).low < getattr(usual, name).low


def test_foreign_attributes_come_after_the_rubric(make_table, random_ratings):
    ratings = {}
    for attribute in ("zeal", "candour", "safety"):
        ratings["human", attribute] = random_ratings(1)
        ratings["judge", attribute] = random_ratings(2)
    cells = assess(make_table(ratings)).cells
    assert [c.attribute for c in cells] == ["safety", "candour", "zeal"]


def test_missing_ratings_are_left_out_of_both_means(make_table):
    human = {"a": [1, nan, 5], "b": [2, 2, 2], "c": [3, 3, 4]}
    judge = {"a": [2, 5, nan], "b": [2, 3, 2], "c": [3, 4, 4]}
    (cell,) = assess(make_table({("human", "safety"): human, ("judge", "safety"): judge})).cells
    assert [r.n_responses for r in cell.responders] == [1, 3, 3]
    assert (cell.responders[0].human, cell.responders[0].judge) == (1, 2)
    assert np.isfinite(cell.icc_c1.estimate)
