"""A judge that leaves responses unrated, for what stands in them or for no reason."""

from __future__ import annotations

from dataclasses import astuple
from math import isnan

import numpy as np
import pandas as pd
import pytest
from scipy import special

from mentaleval.comparison import ALL_JUDGES, Settings, compare
from mentaleval.comparison.estimating import estimates
from mentaleval.comparison.grid import Grid
from mentaleval.errors import RatingsError
from mentaleval.trust.slices import Heading

N = np.nan
NAMES = ("a", "b")


def refusing(seed, *, exchanges=400, labelled=80, refuses=1.0):
    """The first responder is worse, for its bad responses; the judge refuses to rate bad ones."""
    rng = np.random.default_rng(seed)
    bad = rng.random((2, exchanges)) < [[0.35], [0.0]]
    truth = np.where(bad, 1.4, [[4.0], [3.5]]) + 0.5 * rng.standard_normal((2, exchanges))
    human = np.clip(np.rint(truth), 1, 5)
    judge = np.clip(np.rint(truth + 0.4 * rng.standard_normal(truth.shape)), 1, 5)
    judge[bad & (rng.random(bad.shape) < refuses)] = N
    labels = np.where(rng.permutation(exchanges) < labelled, human, N)
    return human, labels, judge


@pytest.fixture
def asked(make_rows):
    """A table in which refused ratings are rows without a rating."""

    def make(labels, judge, name="judge"):
        rows = make_rows(name, "judge", np.nan_to_num(judge, nan=-1.0), names=NAMES)
        rows["reason"] = np.where(rows["rating"] < 0, "refusal", None)
        rows.loc[rows["rating"] < 0, "rating"] = N
        return pd.concat([rows, make_rows("anna", "human", labels, names=NAMES)])

    return make


@pytest.mark.parametrize("told", [True, False])
def test_refused_responses_count_and_turn_nothing_round(told, asked, make_table, read):
    human, labels, judge = refusing(1)
    table = asked(labels, judge) if told else make_table(labels, {"judge": judge}, names=NAMES)
    found = read(compare(table))
    worse, better = found.mean("a"), found.mean("b")
    assert worse.judge_raw > better.judge_raw
    assert worse.corrected.estimate < better.corrected.estimate
    assert worse.corrected.low < human[0].mean() < worse.corrected.high
    assert (worse.n_human, better.n_human, better.n_met) == (80, 80, 80)
    assert worse.n_met == int((~np.isnan(labels[0]) & ~np.isnan(judge[0])).sum()) < 60
    assert worse.human_only.estimate == pytest.approx(np.nanmean(labels[0]))
    assert found.pair("a", "b").statement.startswith("With 80 expert-rated conversations, b is ")
    said = found.warning("label_without_judge")
    assert "they count as labels all the same" in said
    assert "lower than those that it rated" in said


@pytest.mark.parametrize("refuses", [1.0, 0.5])
def test_the_limits_hold_however_a_judge_refuses(refuses):
    truth = np.concatenate([refusing(seed, exchanges=4000)[0] for seed in range(9)], axis=1)
    truth = truth.mean(axis=1)
    held, together, wrong = [], [], 0
    for seed in range(120):
        _, labels, judge = refusing(1000 + seed, exchanges=200, labelled=50, refuses=refuses)
        exist = np.ones(labels.T.shape, dtype=bool)
        grid = Grid(Heading("x", "x"), NAMES, ("j",), labels.T, judge.T[..., None], exist)
        means = estimates(grid, Settings(seed=seed))[0].corrected
        held += [means.estimate(s).low <= truth[s] <= means.estimate(s).high for s in range(2)]
        found = means.difference(0, 1)
        together.append(found.simultaneous_low <= truth[0] - truth[1] <= found.simultaneous_high)
        wrong += found.simultaneous_low > 0
    assert np.mean(held) > 0.90
    assert np.mean(together) > 0.89
    assert wrong <= 1


def test_human_only_is_what_the_experts_alone_say(asked, make_rows):
    _, labels, judge = refusing(2)
    whole = compare(asked(labels, judge), Settings(correction="human-only"))
    alone = compare(make_rows("anna", "human", labels, names=NAMES))
    helped = compare(asked(labels, judge))
    for mine, theirs, beside in zip(
        whole.responders, alone.responders, helped.responders, strict=True
    ):
        assert mine.corrected == mine.human_only == theirs.human_only == beside.human_only
        assert mine.n_human == theirs.n_human == beside.n_human
    (mine,), (theirs,), (beside,) = (found.pairs for found in (whole, alone, helped))
    assert mine.corrected == mine.human_only == beside.human_only
    known = astuple(theirs.corrected)
    assert astuple(mine.corrected) == pytest.approx(known, abs=1e-12)
    assert (mine.a, mine.b) == (theirs.a, theirs.b) == (beside.a, beside.b)
    limits = mine.statement.partition(";")[0].rstrip(".")
    assert limits == theirs.statement.rstrip(".")


def test_experts_are_counted_by_themselves_and_the_judge_beside_them(asked, read):
    _, labels, judge = refusing(3)
    judge[:, np.flatnonzero(~np.isnan(labels[0]))[:5]] = N
    heading = read(compare(asked(labels, judge))).heading()
    assert (heading.n_labelled, heading.n_met, heading.n_exchanges) == (80, 75, 400)
    assert heading.statement.startswith(
        "Experts rated 80 of 400 conversations on empathy, judge 75 of these."
    )


def test_a_responder_that_a_judge_never_rated_keeps_its_labels(draw, make_table, read):
    _, labels, judge = draw(8)
    gaps = judge.copy()
    gaps[0] = N
    found = read(compare(make_table(labels, {"gaps": gaps, "whole": judge})))
    mean = found.mean("r0", "gaps")
    assert (mean.n_human, mean.n_judge, mean.n_met) == (50, 0, 0)
    assert mean.corrected == mean.human_only
    assert isnan(mean.judge_raw)
    assert "the judge alone did not rate both" in found.pair("r0", "r1", "gaps").statement
    assert "unlabelled_responder" not in found.codes
    assert found.mean("r0", "whole").n_met == 50
    together = found.mean("r0", ALL_JUDGES)
    assert together.corrected.estimate != together.human_only.estimate


def test_a_judge_that_rated_little_spoils_nothing(draw, make_table, read):
    _, labels, judge = draw(9)
    sparse = judge.copy()
    sparse[:, 10:] = N
    found = read(compare(make_table(labels, {"one": judge, "sparse": sparse})))
    whole, together = found.heading("one"), found.heading(ALL_JUDGES)
    assert together.n_labelled == whole.n_labelled == 50
    assert together.label_saving > whole.label_saving - 0.01
    for s in range(3):
        mine, all_of = found.mean(f"r{s}", "one"), found.mean(f"r{s}", ALL_JUDGES)
        assert all_of.n_human == 50
        assert all_of.corrected.estimate == pytest.approx(mine.corrected.estimate, abs=0.05)


def test_a_judge_that_meets_no_label_helps_nothing_beside_one_that_does(draw, make_table, read):
    _, labels, judge = draw(7)
    unmet = np.where(np.isnan(labels), judge, N)
    found = read(compare(make_table(labels, {"one": judge, "unmet": unmet})))
    assert found.heading("unmet").power == {"unmet": 0.0}
    assert found.heading("unmet").n_labelled == 50
    assert ", unmet none of these." in found.heading("unmet").statement
    assert "does not help: no labelled response was rated" in found.heading("unmet").statement
    assert "no_help" not in found.codes
    assert found.mean("r0", "unmet").corrected == found.mean("r0", "unmet").human_only
    assert "does not help at all" in found.warning("label_without_judge")
    assert found.heading(ALL_JUDGES).power["unmet"] == 0


def test_human_and_judge_ratings_that_meet_nowhere_are_refused(draw, make_rows):
    _, labels, judge = draw(1)
    human = make_rows("anna", "human", labels)
    human["exchange_id"] = human["exchange_id"].str.upper()
    with pytest.raises(RatingsError, match="none of the 150 human ratings meets one") as caught:
        compare(pd.concat([human, make_rows("judge", "judge", judge)]))
    assert "spelt alike" in caught.value.hint


def test_a_blank_response_does_not_exist(draw, make_table, read):
    _, labels, judge = draw(2)
    table = make_table(labels, {"judge": judge})
    blank = (table["exchange_id"] == "e0000") & (table["responder"] == "r0")
    table["reason"] = None
    table.loc[blank, ["rating", "reason"]] = [N, "no_response"]
    assert read(compare(table)).mean("r0").n_judge == 199
    everywhere = table["exchange_id"] == "e0000"
    table.loc[everywhere, ["rating", "reason"]] = [N, "no_response"]
    assert read(compare(table)).heading().n_exchanges == 199


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            lambda h, j: (np.where(np.arange(200) < 20, h, N), 6 - j),
            "there are too few labels to tell",
        ),
        (lambda h, j: (0 * h + 4.0, j), "the experts' ratings do not vary within responders"),
        (lambda h, j: (h, 0 * j + 4.0), "its own ratings do not vary within responders"),
        (lambda h, j: (h, 6 - j), "within responders its ratings follow the experts' no better"),
    ],
)
def test_why_a_judge_does_not_help_is_said_as_it_is(change, why, draw, make_table, read):
    human, _, judge = draw(4)
    human, judge = change(human, judge)
    human = np.where(np.arange(200) % 4 == 0, human, N)
    found = read(compare(make_table(human, {"judge": judge})))
    assert f"judge does not help: {why}" in found.heading().statement
    assert why in found.warning("no_help")


def test_all_judges_are_several(draw, make_table, read):
    _, labels, judge = draw(4)
    found = read(compare(make_table(labels, {"one": 6 - judge, "two": 6 - judge})))
    said = found.heading(ALL_JUDGES).statement
    assert "All judges together do not help: within responders their ratings" in said


def test_labels_of_an_escalation_are_no_labels(draw, make_table, make_rows, read):
    human, labels, judge = draw(5)
    doubtful = np.where(np.isnan(labels) & (judge <= 2), human, N)
    asked = make_rows("anna", "human", doubtful).assign(declared="escalated")
    table = make_table(labels, {"judge": judge})
    with_them = read(compare(pd.concat([table, asked])))
    without = compare(table)
    assert with_them.found.pairs == without.pairs
    assert with_them.found.responders == without.responders
    assert with_them.found.account.excluded == {"escalated": len(asked)}
    assert f"{len(asked)} human ratings were asked for in" in with_them.warning("escalated")
    with pytest.raises(RatingsError, match=f"{len(asked)} escalated"):
        compare(asked)


def test_degrees_of_freedom_are_those_of_all_labels(asked, read):
    _, labels, judge = refusing(6)
    mean = read(compare(asked(labels, judge), Settings(correction="human-only"))).mean("a")
    half = special.stdtrit(79, 0.975) * np.nanstd(labels[0], ddof=1) / np.sqrt(80)
    assert mean.corrected.high - mean.corrected.estimate == pytest.approx(half)
