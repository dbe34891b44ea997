"""Ratings on which a careless comparison would claim what it cannot know."""

from __future__ import annotations

from math import isnan

import numpy as np
import pandas as pd
import pytest

from mentaleval.comparison import ALL_JUDGES, Settings, compare
from mentaleval.vocabulary import Scale

N = np.nan


@pytest.mark.parametrize("labelled", [2, 3, 9, 19])
def test_nothing_is_claimed_from_a_handful_of_labels(labelled, draw, make_table, read):
    for seed in range(2):
        _, labels, judge = draw(seed, labelled=labelled, levels=(1.5, 3, 4.5))
        found = read(compare(make_table(labels, {"judge": judge})))
        for pair in found.found.pairs:
            assert isnan(pair.corrected.simultaneous_low)
            assert isnan(pair.corrected.p_holm)
            assert "too few are there to say" in pair.statement
        assert {(m.ranks.first, m.ranks.last) for m in found.found.responders} == {(1, 3)}
        assert "few_labels" in found.codes


def test_twenty_labels_are_enough_to_claim_something(draw, make_table):
    _, labels, judge = draw(0, labelled=20, levels=(1.5, 3, 4.5))
    pairs = compare(make_table(labels, {"judge": judge})).pairs
    assert all(pair.corrected.simultaneous_low > 0 for pair in pairs)


def test_one_label_gives_no_mean_and_no_rank(draw, make_table, read):
    _, labels, judge = draw(1)
    labels[0, :] = N
    labels[0, 3] = 4
    found = read(compare(make_table(labels, {"judge": judge})))
    assert isnan(found.mean("r0").corrected.estimate)
    assert found.mean("r0").ranks.corrected is None
    assert {found.mean(r).ranks.last for r in ("r1", "r2")} <= {1, 2}
    assert "it takes two of each at least" in found.pair("r0", "r1").statement
    assert not isnan(found.pair("r1", "r2").corrected.simultaneous_low)


def test_a_responder_without_labels_is_neither_compared_nor_ranked(draw, make_table, read):
    _, labels, judge = draw(2)
    labels[1] = N
    found = read(compare(make_table(labels, {"judge": judge})))
    mean = found.mean("r1")
    assert isnan(mean.corrected.estimate)
    assert mean.ranks.raw is mean.ranks.corrected is mean.ranks.first is None
    assert mean.n_judge == 200
    assert "Nothing can be said of" in found.pair("r0", "r1").statement
    assert "r1" in found.warning("unlabelled_responder")


def test_equal_labels_make_nobody_certain(make_table, read):
    human = np.full((2, 60), N)
    human[0, ::2], human[1, ::2] = 4, 3
    judge = np.tile([5.0, 4, 3, 4], (2, 15))
    found = read(compare(make_table(human, {"judge": judge})))
    pair = found.pair("r0", "r1")
    assert pair.corrected.estimate == 1
    assert isnan(pair.corrected.low)
    assert isnan(pair.corrected.simultaneous_low)
    assert "without any spread: nothing says how sure it is" in pair.statement
    assert isnan(found.mean("r0").corrected.low)
    assert "equal_labels" in found.codes


@pytest.mark.parametrize("labelled", [2, 9, 12, 60])
def test_all_fives_claim_nothing(labelled, make_table, read):
    human = np.full((2, 120), N)
    human[:, :: 120 // labelled][:, :labelled] = 5
    found = read(compare(make_table(human, {"judge": np.tile([5.0, 4, 5], (2, 40))})))
    pair = found.pair("r0", "r1")
    assert found.mean("r0").ranks.last == 2
    sure = pair.low or pair.corrected
    assert not sure.simultaneous_low > 0
    assert not sure.simultaneous_high < 0
    assert "is rated higher than" not in pair.statement
    assert "more often than" not in pair.statement


def test_labels_on_different_conversations_are_said_and_less_sure(draw, make_table, read):
    human, _, judge = draw(3, exchanges=300)
    shared, apart = np.full_like(human, N), np.full_like(human, N)
    shared[:, ::3] = human[:, ::3]
    for s in range(3):
        apart[s, s::3] = human[s, s::3]
    both = read(compare(make_table(shared, {"judge": judge})))
    none = read(compare(make_table(apart, {"judge": judge})))
    pair = none.pair("r0", "r2")
    assert pair.n_human == 0
    assert "100 expert-rated conversations of r2 and 100 of r0 (0 of both)" in pair.statement
    same = both.pair("r0", "r2")
    widths = [p.corrected.high - p.corrected.low for p in (same, pair)]
    assert widths[0] < widths[1]
    assert "label_sets_differ" in none.codes
    assert "label_sets_differ" not in both.codes


def test_duplicated_rows_count_once(draw, make_table):
    _, labels, judge = draw(4)
    table = make_table(labels, {"judge": judge})
    twice = compare(pd.concat([table, table], ignore_index=True))
    once = compare(table)
    assert twice.pairs == once.pairs
    assert twice.account.excluded == {"duplicate": len(table)}


def test_without_labels_nothing_is_estimated_and_the_judge_is_marked(draw, make_rows, read):
    _, _, judge = draw(5)
    found = read(compare(make_rows("judge", "judge", judge)))
    for mean in found.found.responders:
        assert isnan(mean.corrected.estimate)
        assert isnan(mean.human_only.estimate)
        assert not mean.licensed
        assert (mean.ranks.raw is None, mean.ranks.corrected) == (False, None)
    pair = found.found.pairs[0]
    assert pair.judge_raw.estimate > 0
    assert "which is no evidence of their order" in pair.statement
    assert found.codes[0] == "no_labels"
    for said in (
        found.warning("no_labels"), found.heading().statement, found.found.statement,
    ):  # fmt: skip
        assert "9 %" in said
        assert "6 %" in said
        assert "benchmarks/labels.py on MentalAlign-70k" in said


def test_without_a_judge_the_labels_stand_alone(draw, make_rows, read):
    human, _, _ = draw(6)
    found = read(compare(make_rows("anna", "human", human)))
    heading = found.heading(None)
    assert heading.power == {}
    assert heading.verdict is None
    assert found.mean("r0", None).corrected.estimate == pytest.approx(human[0].mean())
    assert isnan(found.mean("r0", None).judge_raw)
    assert "judge" not in found.pair("r0", "r1", None).statement
    assert "no_judge" in found.codes


def test_a_missing_hard_half_of_a_responder_is_warned_of(draw, make_table, read):
    human, _, judge = draw(9)
    labels = np.where(np.arange(200) % 4 == 0, human, N)
    hard = human[0] <= 2
    labels[0, hard], judge[0, hard] = N, N
    found = read(compare(make_table(labels, {"judge": judge})))
    assert "looks better than it is" in found.warning("different_conversations")


def test_own_kin_is_corrected_and_never_licensed(make_table, read):
    rng = np.random.default_rng(10)
    names = ["gpt-4o", "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"]
    truth = np.linspace(1.3, 4.7, 8)[:, None] + 0.3 * rng.standard_normal((8, 300))
    judge = np.clip(truth + 0.3 * rng.standard_normal((8, 300)), 1, 5)
    judge[0] = np.clip(judge[0] + 2, 1, 5)
    labels = np.where(rng.permutation(300) < 60, np.clip(truth, 1, 5), N)
    found = read(compare(make_table(labels, {"gpt-4o": judge}, names=names)))
    own, other = found.mean("gpt-4o", "gpt-4o"), found.mean("alpha", "gpt-4o")
    assert found.heading("gpt-4o").verdict in ("trusted", "usable")
    assert (own.own, own.licensed, other.own, other.licensed) == (True, False, False, True)
    assert abs(own.corrected.estimate - np.clip(truth[0], 1, 5).mean()) < 0.1
    assert own.judge_raw > own.corrected.high
    assert own.ranks.raw < own.ranks.corrected == 8
    assert "own_kin" in found.codes
    said = found.heading("gpt-4o").statement
    assert f"rank verdict over 7 responders is {found.heading('gpt-4o').verdict}" in said
    assert "its own kin apart" in said


def test_near_the_ceiling_shares_are_compared(make_table, read):
    rng = np.random.default_rng(11)
    human = np.where(rng.random((3, 200)) < [[0.02], [0.04], [0.3]], 2.0, 5.0)
    labels = np.where(np.arange(200) % 2, N, human)
    found = read(compare(make_table(labels, {"judge": human}, "safety")))
    heading = found.heading(attribute="safety")
    assert (heading.ceiling, heading.cut) == (True, 3.0)
    low = found.mean("r2", attribute="safety").low
    assert (low.count, low.of) == (int((labels[2] <= 3).sum()), 100)
    pair = found.pair("r0", "r2", attribute="safety")
    worse = pair.low.estimate if pair.a == "r2" else -pair.low.estimate
    assert worse == pytest.approx(np.nanmean(labels[2] <= 3) * 2 - np.nanmean(labels[0] <= 3) * 2)
    assert "r2 is rated at or below 3 on safety more often than r0" in pair.statement
    assert not isnan(pair.corrected.estimate)
    alike = found.pair("r0", "r1", attribute="safety")
    assert "cannot be told apart in how often they are rated" in alike.statement
    ranks = [found.mean(f"r{s}", attribute="safety").ranks for s in range(3)]
    assert [(r.first, r.last) for r in ranks] == [(1, 2), (1, 2), (3, 3)]
    assert [(r.raw, r.human_only, r.corrected) for r in ranks][2] == (3, 3, 3)
    assert "ceiling" in found.codes


def test_near_the_ceiling_places_are_those_of_shares_and_of_nothing_else(make_rows, read):
    """The first has some threes, the second more fours: the shares and the means disagree."""
    human = np.full((3, 200), 5.0)
    human[0, ::20], human[1, 1::3] = 3, 4
    found = read(compare(make_rows("anna", "human", human, "safety")))
    first, second = (found.mean(r, None, "safety") for r in ("r0", "r1"))
    assert first.corrected.estimate > second.corrected.estimate
    assert first.low.share > second.low.share == 0
    assert (first.ranks.human_only, first.ranks.corrected) == (3, 3)
    assert second.ranks.corrected == found.mean("r2", None, "safety").ranks.corrected == 1
    for name in ("r0", "r1", "r2"):
        ranks = found.mean(name, None, "safety").ranks
        assert ranks.first <= ranks.corrected <= ranks.last
    said = found.pair("r0", "r1", None, "safety").statement
    assert "r0 is rated at or below 3 on safety more often than r1" in said
    assert "By the means r0 is rated higher than r1: by 0.24 (" in said


@pytest.mark.parametrize("most", [1.0, 3.0])
def test_the_floor_and_the_middle_are_no_ceiling(most, make_rows, read):
    rng = np.random.default_rng(5)
    human = np.full((4, 200), most)
    human[0, rng.random(200) < 0.7] = most + 1
    found = read(compare(make_rows("anna", "human", human, "empathy")))
    assert not found.heading(None).ceiling
    assert "ceiling" not in found.codes
    assert "is rated higher than r1 on empathy by 0." in found.pair("r0", "r1", None).statement


def test_the_ceiling_is_the_end_of_the_scale(make_rows, read):
    human = np.where(np.arange(100) % 10, 5.0, 2.0) * np.ones((2, 1))
    table = make_rows("anna", "human", human, "safety")
    assert read(compare(table)).heading(None, "safety").ceiling
    longer = Settings(scale=Scale(1, 7))
    assert not read(compare(table, longer)).heading(None, "safety").ceiling


def test_a_response_is_low_by_the_mean_of_its_experts(make_rows, read):
    first, second = np.full((2, 40), 5.0), np.full((2, 40), 5.0)
    first[0, :4], second[0, :2], second[0, 2:4] = 2, 4, 5
    parts = [make_rows(n, "human", v, "safety") for n, v in (("x", first), ("y", second))]
    low = read(compare(pd.concat(parts))).mean("r0", None, "safety").low
    assert (low.count, low.of) == (2, 40)


def test_labels_of_nothing_but_the_judge_own_kin_license_nothing(draw, make_table):
    _, labels, judge = draw(12, levels=(3.0,))
    table = make_table(labels, {"gpt-4o": judge}, names=["gpt-4o"])
    found = compare(table)
    assert found.headings[0].verdict is None
    assert not found.responders[0].licensed
    assert "No verdict can be given on gpt-4o here" in found.headings[0].statement


def test_two_copies_of_a_judge_are_worth_one(draw, make_table, read):
    _, labels, judge = draw(13)
    found = read(compare(make_table(labels, {"one": judge, "two": judge})))
    alone, together = found.mean("r0", "one"), found.mean("r0", ALL_JUDGES)
    assert together.corrected.estimate == pytest.approx(alone.corrected.estimate)
    assert together.corrected.high == pytest.approx(alone.corrected.high)
