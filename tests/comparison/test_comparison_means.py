"""Corrected means and their differences: by hand, by properties, by simulation."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mentaleval.comparison import ALL_JUDGES, Settings, compare
from mentaleval.comparison.estimating import estimates
from mentaleval.comparison.grid import Grid
from mentaleval.comparison.parts import headline
from mentaleval.trust.slices import Heading

N = np.nan


@pytest.fixture
def hand(make_table):
    """Two responders, five labelled exchanges of nine; a judge that adds 1 for the first."""
    human = [[4, 3, 5, 4, 4, N, N, N, N], [2, 2, 3, 1, 3, N, N, N, N]]
    judge = [[5, 3, 5, 4, 5, 3, 4, 4, 5], [3, 2, 4, 1, 3, 2, 2, 1, 3]]
    return make_table(human, {"judge": judge}), np.array(human), np.array(judge, float)


def by_hand(human, judge):
    """The module docstring of `stats.power_tuned`, for one judge and the same labels for all."""
    labelled = ~np.isnan(human[0])
    n, rest = labelled.sum(), (~labelled).sum()
    h, known, more = human[:, labelled], judge[:, labelled], judge[:, ~labelled]
    shared = sum(np.cov(h[s], known[s])[0, 1] for s in range(len(human)))
    own = sum(judge[s].var(ddof=1) for s in range(len(human)))
    power = min(1, max(0, shared / ((1 + n / rest) * own)))
    means = h.mean(axis=1) + power * (more.mean(axis=1) - known.mean(axis=1))
    apart = h - power * known
    covariance = np.cov(apart) / n + power**2 * np.cov(more) / rest
    return power, means, covariance, n


def test_a_small_case_by_hand(hand, read):
    table, human, judge = hand
    power, means, covariance, n = by_hand(human, judge)
    found = read(compare(table))
    assert found.heading().power == {"judge": pytest.approx(power)}
    first, second = found.mean("r0"), found.mean("r1")
    assert [first.corrected.estimate, second.corrected.estimate] == pytest.approx(list(means))
    t = stats.t.ppf(0.975, n - 1)
    assert first.corrected.high - first.corrected.estimate == pytest.approx(
        t * sqrt(covariance[0, 0])
    )
    assert first.human_only.estimate == 4.0
    assert (first.judge_raw, first.n_human, first.n_judge) == (pytest.approx(judge[0].mean()), 5, 9)
    labelled = human[:, :5]
    pair = found.pair("r0", "r1")
    assert pair.corrected.estimate == pytest.approx(means[0] - means[1])
    spread = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    assert pair.corrected.high - pair.corrected.estimate == pytest.approx(t * sqrt(spread))
    test = stats.ttest_rel(labelled[0], labelled[1])
    limits = test.confidence_interval(0.95)
    assert (pair.human_only.low, pair.human_only.high) == pytest.approx((limits.low, limits.high))


def test_the_saving_is_the_share_of_the_variance_and_needs_thirty_labels(draw, make_table, read):
    for labelled in (29, 30):
        _, labels, judge = draw(3, labelled=labelled)
        found = read(compare(make_table(labels, {"judge": judge})))
        _, _, covariance, n = by_hand(labels, judge)
        alone = np.nanvar(labels, axis=1, ddof=1) / n
        mine = [found.mean(f"r{s}").label_saving for s in range(3)]
        if labelled == 30:
            assert mine == pytest.approx(list(1 - np.diag(covariance) / alone))
            whole = 1 - np.trace(covariance) / alone.sum()
            assert found.heading().label_saving == pytest.approx(whole)
            assert "judge saved" in found.heading().statement
        else:
            assert np.isnan([*mine, found.heading().label_saving]).all()
            assert "nothing says how many labels judge saved" in found.heading().statement


def test_one_pair_has_its_own_limits_as_those_for_all(draw, make_table, read):
    _, labels, judge = draw(1, levels=(2.5, 3.4))
    found = read(compare(make_table(labels, {"judge": judge}))).pair("r0", "r1").corrected
    assert (found.simultaneous_low, found.simultaneous_high) == (found.low, found.high)


def test_limits_for_all_pairs_are_wider_than_those_of_each(draw, make_table):
    _, labels, judge = draw(2)
    for pair in compare(make_table(labels, {"judge": judge})).pairs:
        assert pair.corrected.simultaneous_low < pair.corrected.low
        assert pair.corrected.simultaneous_high > pair.corrected.high


def test_a_judge_equal_to_the_humans_saves_nearly_every_label(draw, make_table, read):
    human, labels, _ = draw(3, exchanges=1000)
    found = read(compare(make_table(labels, {"judge": human})))
    assert found.heading().power["judge"] == pytest.approx(950 / 1000, abs=0.15)
    assert found.heading().label_saving > 0.85
    for s, values in enumerate(human):
        assert found.mean(f"r{s}").corrected.estimate == pytest.approx(values.mean(), abs=0.05)


def test_a_constant_judge_leaves_the_labels_alone(draw, make_table, read):
    _, labels, judge = draw(4)
    found = read(compare(make_table(labels, {"judge": np.full_like(judge, 5)})))
    for mean in found.found.responders:
        assert mean.corrected == mean.human_only
        assert mean.label_saving == 0
    assert "no_help" in found.codes
    assert "does not help" in found.heading().statement


def test_a_judge_with_an_offset_changes_nothing(draw, make_table, read):
    _, labels, judge = draw(5)
    plain = read(compare(make_table(labels, {"judge": judge / 2 + 1})))
    moved = read(compare(make_table(labels, {"judge": judge / 2 + 2})))
    for before, after in zip(plain.found.pairs, moved.found.pairs, strict=True):
        assert after.corrected.estimate == pytest.approx(before.corrected.estimate)
        assert after.corrected.simultaneous_high == pytest.approx(
            before.corrected.simultaneous_high
        )
        assert after.statement == before.statement
    assert moved.mean("r0").judge_raw == pytest.approx(plain.mean("r0").judge_raw + 1)


def test_a_judge_that_favours_one_responder_is_put_right(draw, make_table, read):
    human, labels, judge = draw(6, exchanges=1000, labelled=200)
    biased = judge / 2 + np.array([[2.0], [1.0], [0.0]])
    found = read(compare(make_table(labels, {"judge": biased})))
    assert [found.mean(f"r{s}").ranks.raw for s in range(3)] == [1, 2, 3]
    assert [found.mean(f"r{s}").ranks.corrected for s in range(3)] == [3, 2, 1]
    pair = found.pair("r0", "r2")
    assert (pair.a, pair.b) == ("r2", "r0")
    truth = human[2].mean() - human[0].mean()
    assert pair.corrected.simultaneous_low < truth < pair.corrected.simultaneous_high
    assert pair.judge_raw.high < 0
    assert "the other way" in pair.statement
    assert "wrong, 3 with an interval that leaves out 0" in found.found.statement


@pytest.mark.parametrize("seed", range(3))
def test_neither_the_order_of_rows_nor_names_matter(seed, draw, make_table):
    _, labels, judge = draw(seed, exchanges=60, labelled=30)
    table = make_table(labels, {"judge": judge})
    renamed = table.sample(frac=1, random_state=seed).replace(
        {"responder": {"r0": "z", "r1": "m", "r2": "a"}}
    )
    renamed = renamed.replace({"exchange_id": {f"e{e:04}": f"x{e * 7 % 60}" for e in range(60)}})
    first, second = compare(table), compare(renamed)
    named = {"r0": "z", "r1": "m", "r2": "a"}
    theirs = {m.responder: m for m in second.responders}
    for mean in first.responders:
        assert theirs[named[mean.responder]].corrected.low == pytest.approx(mean.corrected.low)
        assert theirs[named[mean.responder]].ranks.corrected == mean.ranks.corrected
    pairs = {(p.a, p.b): p for p in second.pairs}
    for pair in first.pairs:
        if pair.corrected.estimate:
            other = pairs[named[pair.a], named[pair.b]]
            assert other.corrected.p_holm == pytest.approx(pair.corrected.p_holm)
            assert other.judge_raw.low == pytest.approx(pair.judge_raw.low)


def test_the_same_seed_gives_the_same_limits(draw, make_table):
    _, labels, judge = draw(7)
    table = make_table(labels, {"judge": judge})
    first, second, other = (compare(table, Settings(seed=seed)) for seed in (1, 1, 2))
    assert first.pairs == second.pairs
    assert first.pairs != other.pairs


def test_the_limits_hold_as_often_as_they_say(draw):
    covered, together, wrong = [], [], 0
    truth = np.concatenate([draw(seed, exchanges=500)[0] for seed in range(200)], axis=1)
    means = truth.mean(axis=1)
    true = np.array([means[0] - means[1], means[0] - means[2], means[1] - means[2]])
    for seed in range(60):
        _, labels, judge = draw(seed, exchanges=150, labelled=50)
        names = ("r0", "r1", "r2")
        judged, exist = judge.T[..., None], np.ones(labels.T.shape, dtype=bool)
        grid = Grid(Heading("a", "a"), names, ("judge",), labels.T, judged, exist)
        pairs = estimates(grid, Settings(seed=seed))[0].corrected.pairs
        covered += list((pairs.low <= true) & (true <= pairs.high))
        inside = (pairs.simultaneous_low <= true) & (true <= pairs.simultaneous_high)
        together.append(inside.all())
        wrong += (pairs.simultaneous_low > 0).sum()  # every true one is below 0
    assert np.mean(covered) > 0.90  # 180 of them, in clusters of three
    assert np.mean(together) > 0.88
    assert wrong == 0


def test_several_judges_help_together_and_one_by_one(draw, make_table, read):
    human, labels, judge = draw(8, exchanges=1000, labelled=100)
    rng = np.random.default_rng(8)
    second = np.clip(human + rng.normal(0, 0.8, human.shape), 1, 5)
    found = read(compare(make_table(labels, {"one": judge, "two": second})))
    assert [h.judge for h in found.found.headings] == ["one", "two", ALL_JUDGES]
    together = found.heading(ALL_JUDGES)
    assert set(together.power) == {"one", "two"}
    assert together.verdict is None
    assert together.correlation > max(found.heading(j).correlation for j in ("one", "two"))
    assert together.label_saving > max(found.heading(j).label_saving for j in ("one", "two"))
    mean = found.mean("r0", ALL_JUDGES)
    assert mean.judge_raw == pytest.approx((judge[0].mean() + second[0].mean()) / 2)
    assert not mean.licensed


def test_composites_are_means_of_their_parts(make_rows, read):
    rng = np.random.default_rng(9)
    parts = []
    values = {a: rng.integers(1, 6, (2, 40)) for a in ("empathy", "helpfulness", "understanding")}
    for attribute, judged in values.items():
        human = np.where(np.arange(40) % 2, np.nan, judged)
        parts += [make_rows("judge", "judge", judged, attribute)]
        parts += [make_rows("anna", "human", human, attribute)]
    lost = (parts[1]["exchange_id"] == "e0004") & (parts[1]["responder"] == "r1")
    table = pd.concat([parts[0], parts[1][~lost], *parts[2:]])
    found = read(compare(table))
    heading = found.heading(attribute="ars")
    assert (heading.title, heading.composite, heading.n_labelled) == ("ARS", True, 20)
    whole = np.mean(list(values.values()), axis=0)
    assert found.mean("r0", attribute="ars").judge_raw == pytest.approx(whole[0].mean())
    assert found.mean("r1", attribute="ars").n_human == 19
    labelled = [e for e in range(0, 40, 2) if e != 4]
    expected = whole[1, labelled].mean()
    assert found.mean("r1", attribute="ars").human_only.estimate == pytest.approx(expected)


def test_several_responses_to_one_exchange_are_averaged(make_rows, read):
    human = [[4.0, 2, 3, 5], [2, 3, 3, 1]]
    judge = [[4.0, 2, 3, 5, 1, 2], [2, 3, 3, 1, 2, 2]]
    parts = [make_rows("judge", "judge", judge), make_rows("anna", "human", human)]
    more = [part.assign(rating=part["rating"].clip(upper=4) + 1, epoch=2) for part in parts]
    for which, pair in enumerate((parts, more)):
        for part in pair:
            part["response_id"] = [
                f"{e}-{r}-{which}"
                for e, r in zip(part["exchange_id"], part["responder"], strict=True)
            ]
    found = read(compare(pd.concat([*parts, *more])))
    assert found.heading().n_exchanges == 6
    assert (found.mean("r0").n_human, found.mean("r0").n_judge) == (4, 6)
    assert found.mean("r0").human_only.estimate == pytest.approx((3.5 + np.mean([5, 3, 4, 5])) / 2)


def test_human_only_lets_no_judge_help(draw, make_table, read):
    _, labels, judge = draw(10)
    found = read(compare(make_table(labels, {"judge": judge}), Settings(correction="human-only")))
    for mean in found.found.responders:
        assert mean.corrected == mean.human_only
    assert found.heading().power == {"judge": 0.0}
    assert "was not to help" in found.heading().statement
    assert "no_help" not in found.codes
    assert not isnan(found.mean("r0").judge_raw)


def test_with_every_response_labelled_the_judge_adds_nothing(draw, make_table, read):
    human, _, judge = draw(11)
    found = read(compare(make_table(human, {"judge": judge})))
    assert found.mean("r0").corrected == found.mean("r0").human_only
    assert "does not help: no responder has conversations enough" in found.heading().statement
    assert found.heading().label_saving == 0


@pytest.mark.parametrize("labelled", [True, False])
def test_who_has_no_label_comes_last_by_name_and_in_no_judges_order(labelled, make_table):
    human = [[4, 3, 5, 4, 4, 3] if labelled else [N] * 6, [N] * 6, [N] * 6]
    judge = [[1, 2, 1, 2, 1, 2], [3, 2, 3, 3, 2, 3], [5, 4, 5, 5, 5, 4]]
    (part,) = headline(compare(make_table(human, {"judge": judge}, names=("b", "a", "c"))))
    placed = ["b", "a", "c"] if labelled else ["a", "b", "c"]
    assert [mean.responder for mean in part.responders] == placed
