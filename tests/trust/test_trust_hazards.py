"""Ratings on which a careless rule would trust, crash or mix things up."""

from __future__ import annotations

from math import isnan

import numpy as np
import pandas as pd
import pytest

from mentaleval.errors import UsageError
from mentaleval.stats import Estimate
from mentaleval.trust import Settings, assess
from mentaleval.trust.rank import rule_rank
from mentaleval.trust.score import responses_needed
from mentaleval.vocabulary import Scale


def rows(rater, kind, values, attribute="safety", **extra):
    """Make rows of responders x exchanges, NaN where not rated."""
    return pd.DataFrame(
        [
            {
                "exchange_id": f"e{e:03}", "responder": f"r{r}", "rater": rater,
                "rater_kind": kind, "attribute": attribute, "rating": value, **extra,
            }
            for r, row in enumerate(np.asarray(values, dtype=float))
            for e, value in enumerate(row)
            if not np.isnan(value)
        ]
    )  # fmt: skip


def one(table, **chosen):
    (cell,) = assess(table, Settings(**chosen)).cells
    return cell


@pytest.mark.parametrize(("experts", "each"), [(25, 2), (40, 2), (25, 3), (12, 3)])
def test_many_experts_of_few_responses_cap_too(experts, each):
    """Each response is rated at random by a few of many experts; the judge is their mean."""
    for seed in range(2):
        rng = np.random.default_rng(seed)
        noise = rng.integers(1, 6, (8, 30)).astype(float)
        ratings = np.full((experts, 8, 30), np.nan)
        for r in range(8):
            for e in range(30):
                who = rng.choice(experts, each, replace=False)
                ratings[who, r, e] = rng.integers(1, 6, each)
        judge = np.nanmean(ratings, axis=0)
        humans = [rows(f"x{i:02}", "human", side) for i, side in enumerate(ratings)]
        found = assess(pd.concat([*humans, rows("judge", "judge", judge)]))
        (cell,), (entry,) = found.cells, found.reference
        for ruling in cell.rulings.values():
            assert ruling.verdict in {"undetermined", "unreliable"}
        assert entry.n_common_items == noise.size
        assert abs(entry.alpha_ordinal) < 0.25
        assert abs(entry.icc_c1.estimate) < 0.3


def test_experts_in_rotation_that_agree_cap_nothing():
    rng = np.random.default_rng(1)
    truth = np.clip(rng.normal(0, 1, (12, 1)) + rng.normal(3, 1, (12, 40)), 1, 5)
    ratings = np.full((20, 12, 40), np.nan)
    for r in range(12):
        for e in range(40):
            who = rng.choice(20, 2, replace=False)
            ratings[who, r, e] = np.clip(truth[r, e] + rng.normal(0, 0.3, 2), 1, 5)
    humans = [rows(f"x{i:02}", "human", side) for i, side in enumerate(ratings)]
    found = assess(pd.concat([*humans, rows("judge", "judge", truth)]))
    assert found.reference[0].icc_c1.low > 0.5
    assert found.cells[0].score.verdict == "trusted"


def test_experts_that_say_the_opposite_of_each_other_have_no_ceiling():
    values = np.tile([1.0, 2, 4, 5], (4, 10))
    table = pd.concat(
        [rows("x", "human", values), rows("y", "human", 6 - values), rows("j", "judge", values)]
    )
    (entry,) = assess(table).reference
    assert entry.icc_c1.estimate == pytest.approx(-1)
    assert isnan(entry.score_ceiling)


def test_experts_with_two_responders_in_common_cap_ranking():
    rng = np.random.default_rng(2)
    truth = np.linspace(1.2, 4.8, 8)[:, None] + rng.normal(0, 0.1, (8, 30))
    second = np.full((8, 30), np.nan)
    second[:2] = truth[:2]
    table = pd.concat(
        [rows("x", "human", truth), rows("y", "human", second), rows("judge", "judge", truth)]
    )
    cell = one(table)
    assert cell.rank.verdict == "undetermined"
    assert "none can be given" in cell.rank.capped_by


@pytest.mark.parametrize(("responders", "exchanges"), [(3, 1), (3, 2), (4, 1), (3, 4), (5, 1)])
def test_a_few_coarse_ratings_that_coincide_prove_nothing(responders, exchanges):
    said = []
    for seed in range(1000):
        sides = np.random.default_rng(seed).integers(4, 6, (2, responders, exchanges))
        means = sides.mean(axis=2).T
        ruling = rule_rank(means, Settings(), None, responses=responders * exchanges)
        said.append(ruling.verdict)
    wrong = [sum(v in some for v in said) for some in ({"trusted", "usable"}, {"unreliable"})]
    assert max(wrong) <= 40  # 2.5 % of 1,000 and three standard errors


@pytest.mark.parametrize(("exchanges", "responders"), [(5, 1), (10, 1), (5, 3), (20, 1)])
def test_a_judge_that_always_says_five_has_no_level_from_a_few_fives(exchanges, responders):
    trusted = 0
    for seed in range(25):
        draw = np.random.default_rng(seed).random((responders, exchanges))
        human, judge = np.where(draw < 0.85, 5.0, 2.0), np.full((responders, exchanges), 5.0)
        table = pd.concat([rows("x", "human", human), rows("j", "judge", judge)])
        trusted += one(table).level.verdict == "trusted"
    assert trusted == 0


def test_the_batches_of_several_experts_do_not_hang_on_the_order_of_rows():
    rng = np.random.default_rng(3)
    first, second, judge = (np.clip(rng.normal(3, 1, (4, 30)), 1, 5) for _ in range(3))
    whole = pd.concat(
        [
            rows("x", "human", first, batch="one"),
            rows("y", "human", second, batch="two"),
            rows("j", "judge", judge),
        ]
    )
    one_way, other_way = (one(t) for t in (whole, whole.iloc[::-1]))
    assert one_way.n_clusters == other_way.n_clusters == 1
    assert one_way.score.verdict == other_way.score.verdict


def test_ratings_without_a_batch_are_one_batch_more_and_are_named():
    rng = np.random.default_rng(4)
    human, judge = (np.clip(rng.normal(3, 1, (4, 60)), 1, 5) for _ in range(2))
    experts = rows("x", "human", human)
    number = experts["exchange_id"].str[1:].astype(int)
    experts["batch"] = (number // 10).astype(str).where(number != 7)
    found = assess(pd.concat([experts, rows("j", "judge", judge)]))
    assert found.cells[0].n_clusters == 7
    assert "partial_batches" in {w.code for w in found.preflight.warnings}


def test_own_kin_that_no_human_rated_does_no_harm():
    rng = np.random.default_rng(5)
    values = np.clip(rng.normal(3, 1, (4, 20)), 1, 5)
    names = {"r0": "gpt-4o", "r1": "gpt-4o-2024-08-06"}
    judge = rows("gpt-4o", "judge", values).replace({"responder": names})
    human = rows("x", "human", values).replace({"responder": names})
    human = human[human["responder"] != "gpt-4o-2024-08-06"]
    found = assess(pd.concat([human, judge]))
    assert found.self_preference[0].n_own == 20


def test_an_interval_as_wide_as_can_be_is_settled_by_no_number():
    wide = Estimate(0.9, -1.0, 1.0, "cluster t")
    assert responses_needed(wide, 20, 5, Settings()) is None


def two_responses(values, rater, kind, attribute="safety"):
    """Make two responses of each responder to each exchange, told apart by their id."""
    parts = [rows(rater, kind, values[i], attribute, epoch=i + 1) for i in range(2)]
    for i, part in enumerate(parts):
        part["response_id"] = part["exchange_id"] + part["responder"] + f"-{i}"
    return pd.concat(parts)


def test_two_responses_to_one_exchange_are_two_everywhere():
    rng = np.random.default_rng(6)
    truth = rng.normal(3, 0.8, (2, 8, 25))
    attributes = ("guidance", "informativeness", "relevance", "safety")

    def seen(noise):
        return np.clip(truth + noise * rng.standard_normal(truth.shape), 1, 5)

    parts = [two_responses(seen(0.2), f"x{i}", "human", a) for i in range(3) for a in attributes]
    parts += [two_responses(seen(0.6), f"j{i}", "judge", a) for i in range(2) for a in attributes]
    table = pd.concat(parts)
    settings = Settings(panel=("mean",), epsilon=0.1)
    found = assess(table, settings)
    cells = {(c.judge, c.attribute): c for c in found.cells}
    assert cells["j0", "safety"].n_responses == cells["j0", "css"].n_responses == 400
    panel = cells["panel (mean)", "safety"]
    assert panel.n_responses == 400
    assert panel.within_r.estimate > cells["j0", "safety"].within_r.estimate
    assert {entry.n_items for entry in found.reference} == {400}
    assert found.panel[0].panel.n == 400
    turned = assess(table.sample(frac=1, random_state=1), settings)
    for before, after in zip(found.cells, turned.cells, strict=True):
        assert after.within_r.estimate == pytest.approx(before.within_r.estimate)
        assert after.alternative == before.alternative


def test_calibration_rows_follow_the_scale():
    rng = np.random.default_rng(7)
    values = rng.uniform(0, 1, (4, 60))
    table = pd.concat([rows("x", "human", values), rows("j", "judge", values)])
    fine = one(table, scale=Scale(0, 1)).calibration
    assert [row.judge for row in fine.rows] == [0, 0.25, 0.5, 0.75, 1]
    wide = table.assign(rating=table["rating"] * 100)
    coarse = one(wide, scale=Scale(0, 100)).calibration
    assert [row.judge for row in coarse.rows] == list(range(0, 101, 10))


@pytest.mark.parametrize(
    ("low", "high", "step"), [(0, 3, 1), (1, 4, 1), (1, 3, 1), (1, 5, 1), (0.5, 5, 0.5)]
)
def test_calibration_rows_stand_at_the_ratings_that_a_judge_gave(low, high, step):
    given = np.resize(np.arange(low, high + step, step), (4, 60))
    table = pd.concat([rows("x", "human", given[:, ::-1]), rows("j", "judge", given)])
    found = one(table, scale=Scale(low, high)).calibration.rows
    assert [row.judge for row in found] == list(np.unique(given))
    assert [row.judge_mean for row in found] == list(np.unique(given))


def test_no_calibration_row_lies_outside_the_scale():
    values = np.random.default_rng(9).integers(1, 101, (4, 60))
    table = pd.concat([rows("x", "human", values), rows("j", "judge", values)])
    for row in (found := one(table, scale=Scale(1, 100)).calibration.rows):
        assert 1 <= row.judge <= 100
        assert abs(row.judge_mean - row.judge) <= 9.9 / 2
        assert row.judge_mean == pytest.approx(row.human.estimate)  # the judge copies the human
    assert found[0].judge == 1


def test_the_best_constant_is_found_between_whole_numbers_where_ratings_are():
    rng = np.random.default_rng(8)
    human = np.clip(rng.normal(0.45, 0.1, (4, 2, 60)), 0, 1)
    experts = [rows(f"x{i}", "human", side) for i, side in enumerate(human)]
    table = pd.concat([*experts, rows("j", "judge", human[0])])
    best = one(table, scale=Scale(0, 1), epsilon=0.1).alternative.constant
    assert best.value == pytest.approx(0.45, abs=0.06)


def test_a_judge_with_the_name_of_the_panel_is_refused():
    values = np.ones((3, 5))
    judges = [rows(name, "judge", values) for name in ("a", "panel (mean)")]
    table = pd.concat([rows("x", "human", values), *judges])
    with pytest.raises(UsageError, match="another name"):
        assess(table, Settings(panel=("mean",)))
    assert len(assess(table).cells) == 2


def test_a_judge_of_few_responses_or_other_attributes_is_no_peer():
    rng = np.random.default_rng(9)
    truth = rng.normal(3, 0.5, (6, 40))
    sides = {name: np.clip(truth + rng.normal(0, 0.3, truth.shape), 1, 5) for name in "abx"}
    table = pd.concat(
        [
            rows("x", "human", sides["x"]),
            rows("r2", "judge", sides["a"]),
            rows("peer", "judge", sides["b"]),
        ]
    )
    few = np.full((6, 40), np.nan)
    few[:, :5] = 1.0
    alone = assess(table).self_preference[0]
    for other in (rows("few", "judge", few), rows("else", "judge", sides["b"], "empathy")):
        beside = assess(pd.concat([table, other])).self_preference[0]
        assert beside.against_peers == alone.against_peers
        assert beside.n_own_beside_peers == 40


def test_repeats_in_different_epochs_are_still_repeats():
    rng = np.random.default_rng(10)
    values = np.clip(np.rint(rng.normal(3, 1, (3, 4, 30))), 1, 5)
    second, third = values[1].copy(), values[2].copy()
    second[:, 15:], third[:, :15] = np.nan, np.nan
    judged = [rows("j", "judge", v, epoch=i + 1) for i, v in enumerate([values[0], second, third])]
    found = assess(pd.concat([rows("x", "human", values[0]), *judged]))
    (entry,) = found.repeats
    assert (entry.repeats.n_items, entry.repeats.n_repeats) == (120, 2)
    assert not isnan(entry.repeats.exact)
