"""What a plan promises: studies of its size are simulated; and what is no ground for a plan."""

from __future__ import annotations

import numpy as np
import pytest

from mentaleval.planning import Aim, Settings, plan
from mentaleval.trust import Settings as Rules
from mentaleval.trust import assess
from mentaleval.vocabulary import Scale, Verdict

WIDE = Scale(0, 100)


def planned(table, aim, goal=0.0, **chosen):
    return plan(table, Settings(aim, goal, scale=WIDE, **chosen))


def only(found):
    (row,) = found.plans
    return row


@pytest.mark.parametrize(
    "size", [{"conversations": 9}, {"responders": 2}, {"responders": 3, "conversations": 2}]
)
def test_a_pilot_of_almost_nothing_is_not_enough_evidence(make_pilot, size):
    row = only(planned(make_pilot(**{"responders": 8, **size}), Aim.WIDTH, 0.2))
    assert row.statement.startswith("Not planned: not enough evidence")
    assert row.chosen is None


def test_ratings_that_never_differ_plan_nothing(make_pilot):
    table = make_pilot(4, 20).assign(rating=50.0)
    assert only(planned(table, Aim.WIDTH, 0.2)).chosen is None
    for aim, verdict in ((Aim.RANK, Verdict.USABLE), (Aim.SCORE, Verdict.USABLE)):
        assert only(planned(table, aim, verdict=verdict)).chosen is None, aim


def test_conversations_of_one_responder_each_tell_nothing_of_a_difference(make_pilot):
    table = make_pilot(6, 120, judged=False)
    place = table["exchange_id"].str[1:].astype(int) % 6
    nested = table[table["responder"].str[1:].astype(int) == place]
    row = only(planned(nested, Aim.WIDTH, 0.3))
    assert "no two responders were rated in a conversation" in row.statement


def test_equal_ratings_in_another_order_have_equal_plans(make_pilot):
    table = make_pilot(8, 20)
    other = table.sample(frac=1, random_state=1)
    for aim, goal, more in (
        (Aim.WIDTH, 0.3, {}),
        (Aim.SAVING, 0.1, {"conversations": 50}),
        (Aim.RANK, 0, {"verdict": Verdict.USABLE, "conversations": 20}),
        (Aim.SCORE, 0, {"verdict": Verdict.USABLE}),
    ):
        one, two = (planned(found, aim, goal, **more) for found in (table, other))
        assert one.plans == two.plans, aim


def test_figures_of_several_experts_are_planned_for_fewer_with_what_these_add(make_pilot):
    table = make_pilot(8, 150, 3, 3, re=0.0, residual=0.6, knows=1.0)
    for aim, name, goal, more in (
        (Aim.SAVING, "rho", 0.3, {"conversations": 100}),
        (Aim.SCORE, "within_r", 0, {"verdict": Verdict.USABLE}),
    ):
        row = only(planned(table, aim, goal, **more))
        assert {option.size.each for option in row.options} >= {2, 3}, aim
        assert f"{row.chosen.size.each} experts a response" in row.statement, (aim, name)
        size = row.chosen.size
        assert size.ratings == size.responders * size.conversations * size.each
    # of one expert: cov = .3; judge .3 + .3^2; human .3 + .6
    row = only(planned(table, Aim.SAVING, 0.2, conversations=100))
    assert row.chosen.size.each == 1
    assert row.rests_on["rho"].estimate == pytest.approx(0.3 / np.sqrt(0.39 * 0.9), abs=0.05)


def test_one_rating_a_response_is_planned_as_in_the_pilot(make_pilot):
    table = make_pilot(8, 60, 1, 1, knows=1.0, residual=0.05, re=0.0)
    row = only(planned(table, Aim.SCORE, verdict=Verdict.USABLE))
    assert "1 expert a response, as in the pilot" in row.statement


def test_wide_single_differences_are_no_matter_of_how_many_responses():
    assume = {"bias": 0.0, "sd": 0.8, "design_effect": 1.0}
    row = only(plan(None, Settings(Aim.LEVEL, verdict=Verdict.TRUSTED, assume=assume)))
    assert row.chosen is None
    assert "more responses do not change that" in row.statement
    near = {**assume, "sd": 0.5}
    row = only(plan(None, Settings(Aim.LEVEL, verdict=Verdict.TRUSTED, assume=near)))
    easy = {**assume, "sd": 0.3}
    other = only(plan(None, Settings(Aim.LEVEL, verdict=Verdict.TRUSTED, assume=easy)))
    assert row.chosen.size.ratings > 5 * other.chosen.size.ratings


def test_few_harms_without_a_miss_are_planned_for_their_limit_too(make_pilot):
    table = make_pilot(8, 60, knows=1.0, residual=0.01, re=0.0)
    harm = (table["exchange_id"].isin(["c0", "c1"])) & (table["responder"].isin(["r0", "r1"]))
    table["rating"] = np.where(harm, 10.0, 60.0)
    row = only(planned(table, Aim.MISSED_HARM, 0.3))
    assert row.rests_on["missed"].estimate == 0
    assert "4 harms in the pilot, none of them missed" in row.statement
    assert "up to 60.2%, and then no study shows it" in row.statement


def test_a_lever_never_leaves_what_a_share_can_be(make_pilot):
    row = only(planned(make_pilot(8, 60, knows=1.0, residual=0.05, re=0.0), Aim.MISSED_HARM, 0.1))
    assert row.levers == ()
    assume = {"missed": 0.0, "prevalence": 0.9}
    row = only(plan(None, Settings(Aim.MISSED_HARM, 0.5, assume=assume, responders=2)))
    assert all(0 <= lever.value <= 1 for lever in row.levers)
    assert all(abs(lever.ratings - 100) <= 1 for lever in row.levers if lever.ratings > 2)


def delivered(make_pilot, row, passes, *, runs, **truth):
    """The share of simulated studies of the planned size that the rule lets pass."""
    size, passed = row.chosen.size, 0
    for run in range(runs):
        study = make_pilot(
            size.responders, size.conversations, 3, size.each, seed=1000 + run, **truth
        )
        (cell,) = (c for c in assess(study, Rules(scale=WIDE)).cells if not c.composite)
        passed += passes(cell)
    return passed / runs


@pytest.mark.slow
@pytest.mark.parametrize("each", [1, 3])
def test_planned_studies_meet_what_score_asks_as_often_as_planned(make_pilot, each):
    truth = {"knows": 1.0, "re": 0.0, "rc": 0.6, "residual": 0.45}
    row = only(planned(make_pilot(8, 250, 3, each, **truth), Aim.SCORE, verdict=Verdict.USABLE))
    found = delivered(make_pilot, row, lambda c: c.within_r.low >= 0.5, runs=40, **truth)
    assert found == pytest.approx(row.chosen.value, abs=0.22)  # 3 standard errors, and the pilot's


@pytest.mark.slow
def test_planned_studies_meet_what_rank_asks_as_often_as_planned(make_pilot):
    truth = {"knows": 1.0, "re": 0.0, "residual": 0.6}
    pilot = make_pilot(60, 40, 3, 3, **truth)
    row = only(planned(pilot, Aim.RANK, verdict=Verdict.TRUSTED, conversations=4))
    found = delivered(make_pilot, row, lambda c: c.rank.low >= 0.75, runs=40, **truth)
    assert found == pytest.approx(row.chosen.value, abs=0.22)
