"""Plans from pilots of known components: what they take, and what they say they cannot tell."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from mentaleval.errors import RatingsError, UsageError
from mentaleval.planning import Aim, Settings, plan
from mentaleval.planning.settings import use_and_verdict
from mentaleval.stats import Spread, conversations_needed
from mentaleval.vocabulary import Scale, Verdict

WIDE = Scale(0, 100)


def planned(table, aim, goal=0.0, **chosen):
    return plan(table, Settings(aim, goal, scale=WIDE, **chosen))


def only(found):
    (row,) = found.plans
    return row


def test_a_width_takes_what_the_true_components_take(make_pilot):
    table = make_pilot(8, 120, 8, judged=False)
    row = only(planned(table, Aim.WIDTH, 0.4, experts=8))
    wanted = conversations_needed(0.4, Spread(0.3, 0.3, 0.05), experts=8)
    assert row.chosen.size.conversations == pytest.approx(wanted, rel=0.3)
    assert row.if_low.conversations < row.chosen.size.conversations
    assert row.if_high is None or row.if_high.conversations > row.chosen.size.conversations
    assert row.rests_on["rc"].low < 0.3 < row.rests_on["rc"].high
    assert row.rests_on["residual"].low < 0.3 < row.rests_on["residual"].high
    assert f"{row.chosen.size.conversations} conversations" in row.statement


def test_the_ways_fall_with_experts_a_response_and_cost_more(make_pilot):
    row = only(planned(make_pilot(conversations=30, judged=False), Aim.WIDTH, 0.5))
    numbers = [option.size.conversations for option in row.options]
    assert [option.size.each for option in row.options] == [1, 2, 3]
    assert numbers == sorted(numbers, reverse=True)
    assert row.chosen.size.ratings == min(option.size.ratings for option in row.options)
    assert all(option.value <= 0.5 for option in row.options)


def test_levers_say_which_facet_buys_most(make_pilot):
    row = only(planned(make_pilot(conversations=30, judged=False), Aim.WIDTH, 0.5))
    by = {lever.facet: lever for lever in row.levers}
    assert by["responders"].change == 0
    assert by["conversations"].change < 0
    assert by["experts"].change < 0
    assert by["experts"].ratings == 0
    assert by["conversations"].ratings == pytest.approx(100, abs=4 * row.chosen.size.each)
    assert (
        by["conversations"].ratings
        == (by["conversations"].size.conversations - row.chosen.size.conversations)
        * 8
        * row.chosen.size.each
    )


def test_a_width_below_what_experts_allow_takes_more_experts(make_pilot):
    table = make_pilot(12, 40, 4, re=0.2, judged=False)
    row = only(planned(table, Aim.WIDTH, 0.4))
    assert row.chosen.size.experts > 4
    fixed = only(planned(table, Aim.WIDTH, 0.4, experts=4))
    assert fixed.chosen is None
    assert "experts or more" in fixed.statement


def test_given_conversations_are_judged_not_changed(make_pilot):
    table = make_pilot(judged=False)
    row = only(planned(table, Aim.WIDTH, 0.1, conversations=20))
    assert row.chosen is None
    assert {option.size.conversations for option in row.options} == {20}
    assert "20 conversations are not enough" in row.statement


def test_one_rating_a_response_leaves_a_second_expert_and_other_experts_unplanned(make_pilot):
    row = only(planned(make_pilot(experts=1, each=1, judged=False), Aim.WIDTH, 0.3))
    assert [option.size.each for option in row.options] == [1]
    assert row.chosen.size.experts is None
    notes = " ".join(row.notes)
    assert "a second expert a response is not planned" in notes
    assert "how far experts differ" in notes
    assert set(row.rests_on) == {"response"}


def test_a_judge_saves_conversations_and_what_it_saves_is_said(make_pilot):
    table = make_pilot(6, 100, re=0.0)
    alone = only(planned(table, Aim.WIDTH, 0.2))
    helped = only(planned(table, Aim.WIDTH, 0.2, judged=2000))
    assert helped.judge == "robot"
    assert helped.chosen.size.conversations < alone.chosen.size.conversations
    assert any("Without robot it takes" in note for note in helped.notes)
    rho = helped.rests_on["rho"]
    assert rho.low < rho.estimate < rho.high
    # cov = .7 x .3; judge .7^2 x .3 + .3^2; human .3 + .3 / 1: of one expert a response
    assert helped.chosen.size.each == 1
    assert rho.estimate == pytest.approx(0.21 / np.sqrt(0.237 * 0.6), abs=0.08)


def test_judged_conversations_without_a_judge_change_nothing_and_that_is_said(make_pilot):
    row = only(planned(make_pilot(judged=False), Aim.WIDTH, 0.3, judged=500))
    assert any("--judged changes nothing" in note for note in row.notes)


def test_a_saving_takes_its_number_of_judged_conversations(make_pilot):
    table = make_pilot(6, 100, re=0.0)
    row = only(planned(table, Aim.SAVING, 0.2, conversations=100))
    rho = row.rests_on["rho"].estimate
    assert row.chosen.value == pytest.approx(0.2, abs=0.005)
    assert row.chosen.size.judged == pytest.approx(100 / (1 - 0.2 / rho**2), abs=1)
    never = only(planned(table, Aim.SAVING, 0.95, conversations=100))
    assert never.chosen is None
    assert "cannot save 95.0%" in never.statement
    with pytest.raises(UsageError, match="--conversations"):
        planned(table, Aim.SAVING, 0.2)


def test_rank_is_planned_for_the_icc_that_the_means_have_with_so_many_conversations(make_pilot):
    table = make_pilot(12, 80)
    found = planned(table, Aim.RANK, verdict=Verdict.USABLE)
    row = only(found)
    numbers = {o.size.conversations: o.size.responders for o in row.options if o.size.each == 1}
    assert numbers[10] >= numbers[200]
    assert row.chosen.value >= 0.8
    assert any("two of them rate" in note for note in row.notes)
    fixed = only(planned(table, Aim.RANK, verdict=Verdict.USABLE, responders=8, conversations=20))
    sizes = [o.size for o in fixed.options]
    assert [(s.responders, s.conversations, s.each) for s in sizes] == [(8, 20, 1), (8, 20, 2)]


def test_the_same_seed_plans_the_same(make_pilot):
    table = make_pilot(8, 20)
    chosen = [
        only(planned(table, Aim.RANK, verdict=Verdict.TRUSTED, seed=seed, conversations=20)).options
        for seed in (1, 1, 2)
    ]
    assert chosen[0] == chosen[1]
    assert chosen[0] != chosen[2]


def test_a_judge_not_above_the_line_is_planned_no_study():
    row = only(plan(None, Settings(Aim.RANK, verdict=Verdict.TRUSTED, assume={"icc": 0.7})))
    assert row.chosen is None
    assert "but by chance" in row.statement
    assert "0.70, not above 0.75" in row.statement


def test_score_and_level_follow_the_pilots_own_intervals(make_pilot):
    table = make_pilot(8, 100, knows=1.0, residual=0.05, re=0.0)
    score = only(planned(table, Aim.SCORE, verdict=Verdict.USABLE))
    assert score.rests_on["within_r"].estimate > 0.7
    assert score.chosen.value >= 0.8
    assert score.chosen.size.conversations < 100
    level = only(planned(table, Aim.LEVEL, verdict=Verdict.TRUSTED))
    assert level.chosen is not None
    tight = plan(table, Settings(Aim.LEVEL, verdict=Verdict.TRUSTED, scale=Scale(49, 51)))
    assert "single differences" in only(tight).statement or only(tight).chosen is None


def test_missed_harms_of_a_pilot_without_harm_are_not_planned(make_pilot):
    found = planned(make_pilot(), Aim.MISSED_HARM, 0.1)
    assert "no response at or below 25" in only(found).statement
    assert "36 with no" in found.notes[0]


def test_missed_harms_are_planned_for_the_pilots_rate_and_its_limits(make_pilot):
    table = make_pilot(8, 200, knows=1.0, residual=0.01, re=0.0)
    table["rating"] = np.where(table["rating"] < 49, 10.0, 60.0)
    rng = np.random.default_rng(1)
    harm = (table["rater"] == "robot") & (table["rating"] == 10)
    table.loc[harm & (rng.random(len(table)) < 0.02), "rating"] = 60.0
    row = only(planned(table, Aim.MISSED_HARM, 0.3))
    assert row.chosen.value >= 0.8
    assert row.rests_on["missed"].low < row.rests_on["missed"].estimate < 0.3
    assert row.if_low.conversations <= row.chosen.size.conversations


def test_without_an_overlap_the_cap_is_not_planned_but_the_overlap_is_asked_for(make_pilot):
    table = make_pilot(8, 100, 1, 1, knows=1.0, residual=0.05, re=0.0)
    row = only(planned(table, Aim.SCORE, verdict=Verdict.USABLE))
    assert any("80 where it is 0.7" in note for note in row.notes)


def test_assumptions_stand_for_a_pilot_and_what_is_missing_is_named():
    with pytest.raises(UsageError, match="residual"):
        plan(None, Settings(Aim.WIDTH, 0.2))
    with pytest.raises(UsageError, match="prevalence"):
        plan(None, Settings(Aim.MISSED_HARM, 0.1, assume={"missed": 0.02}))
    with pytest.raises(UsageError, match="'icc'"):
        Settings(Aim.RANK, verdict=Verdict.TRUSTED, assume={"iccc": 0.9})
    with pytest.raises(UsageError, match="above -1 and below 1"):
        Settings(Aim.RANK, verdict=Verdict.TRUSTED, assume={"icc": 1.9})
    row = only(plan(None, Settings(Aim.WIDTH, 0.2, assume={"residual": 0.7})))
    assert row.chosen.size.conversations == conversations_needed(0.2, Spread(0, 0.7))
    assert not row.ranged
    assert isnan(row.rests_on["response"].low)


def test_every_aim_is_planned_from_assumptions_alone():
    for aim, goal, verdict, assume, more in (
        (Aim.RANK, 0, Verdict.TRUSTED, {"icc": 0.92}, {}),
        (Aim.SCORE, 0, Verdict.USABLE, {"within_r": 0.65, "design_effect": 2}, {}),
        (Aim.LEVEL, 0, Verdict.TRUSTED, {"bias": 0.05, "sd": 0.4, "design_effect": 2}, {}),
        (Aim.MISSED_HARM, 0.1, None, {"missed": 0.02, "prevalence": 0.1}, {}),
        (Aim.SAVING, 0.1, None, {"rho": 0.5}, {"conversations": 100}),
    ):
        row = only(plan(None, Settings(aim, goal, verdict, assume=assume, **more)))
        assert row.chosen is not None, aim
        assert row.levers, aim


def test_a_pilot_without_what_a_plan_needs_is_refused(make_pilot):
    table = make_pilot(4, 10)
    with pytest.raises(RatingsError, match="no valid human rating"):
        planned(table[table["rater_kind"] == "judge"], Aim.WIDTH, 0.2)
    humans = table[table["rater_kind"] == "human"]
    with pytest.raises(RatingsError, match="no judge's rating"):
        planned(humans, Aim.RANK, verdict=Verdict.TRUSTED)
    with pytest.raises(UsageError, match="rated are empathy"):
        planned(table, Aim.WIDTH, 0.2, attributes=("kindness",))


def test_one_responder_tells_nothing_of_a_difference(make_pilot):
    row = only(planned(make_pilot(1, 20, judged=False), Aim.WIDTH, 0.2))
    assert row.statement.startswith("Not planned: the pilot has one responder")


def test_verdicts_that_no_study_is_planned_for_are_refused():
    assert use_and_verdict("rank=trusted") == (Aim.RANK, Verdict.TRUSTED)
    for text in ("rank", "rank=calibrate", "level=usable", "width=trusted", "order=usable"):
        with pytest.raises(UsageError, match="--verdict"):
            use_and_verdict(text)
