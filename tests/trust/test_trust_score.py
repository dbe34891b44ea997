"""The verdict of the score use: single responses, within responders."""

from __future__ import annotations

from dataclasses import replace
from math import atanh, nan

import numpy as np
import pytest

from mentaleval.ratings import settle
from mentaleval.rubric import SEVEN
from mentaleval.stats import Estimate, icc_c1
from mentaleval.trust import Settings, assess
from mentaleval.trust.paired import paired
from mentaleval.trust.score import responses_needed, rule_score
from mentaleval.trust.slices import asked, slices

ONE = ("judge", "safety")


def latent(seed, *, noise, responders=9, exchanges=60, scale=(1, 5)):
    """Draw what is good about each response, and a judge that sees it through noise."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(3, 1, (responders, exchanges))
    seen = truth + noise * rng.standard_normal(truth.shape)
    return tuple(
        {f"r{i}": np.clip(v, *scale) for i, v in enumerate(side)} for side in (truth, seen)
    )


def ruled(make_table, human, judge, **chosen):
    wide = Settings(**chosen)
    (cell,) = assess(make_table({("human", "safety"): human, ONE: judge}), wide).cells
    return cell


@pytest.mark.parametrize(
    ("noise", "verdict", "short"),
    [(0.2, "trusted", "lower limit"), (1.0, "usable", "lower limit"), (3, "unreliable", "upper")],
)
def test_verdicts_of_single_responses(make_table, noise, verdict, short):
    cell = ruled(make_table, *latent(1, noise=noise))
    assert cell.score.verdict == verdict
    assert cell.score.short.startswith(short)
    assert (cell.score.low, cell.score.high) == (cell.within_r.low, cell.within_r.high)


def test_a_judge_that_only_knows_who_responded_is_of_no_use_for_scores(make_table):
    rng = np.random.default_rng(4)
    levels = np.linspace(1.5, 4.5, 9)[:, None]
    human, judge = levels + rng.normal(0, 0.4, (2, 9, 60))
    sides = [{f"r{i}": row for i, row in enumerate(side)} for side in (human, judge)]
    cell = ruled(make_table, *sides)
    assert cell.rank.verdict == "trusted"
    assert cell.score.verdict == "unreliable"
    assert cell.pooled.judge.pearson > 0.75  # what is pooled would have passed it
    assert cell.pooled.null.pearson > cell.pooled.judge.pearson  # and the null is better still


def test_thresholds_move_the_verdict(make_table):
    sides = latent(1, noise=1.0)
    assert ruled(make_table, *sides, usable=0.3, trusted=0.4).score.verdict == "trusted"
    assert ruled(make_table, *sides, usable=0.95, trusted=0.97).score.verdict == "unreliable"


def test_few_exchanges_are_undetermined_with_that_reason(make_table):
    human, judge = ({k: v[:4] for k, v in side.items()} for side in latent(1, noise=0.1))
    cell = ruled(make_table, human, judge)
    assert cell.score.verdict == "undetermined"
    assert cell.score.short == "only 4 exchanges"
    assert cell.level.verdict == "undetermined"


def test_a_judge_that_never_varies_is_undetermined(make_table):
    human, _ = latent(1, noise=1)
    cell = ruled(make_table, human, {k: np.full(60, 4.0) for k in human})
    assert (cell.score.verdict, cell.score.short) == ("undetermined", "nothing varies")


def test_batches_are_the_clusters_and_what_ratings_are_centred_by(make_table):
    human, judge = latent(2, noise=0.3, exchanges=40)
    lenient = {k: v + np.repeat([0, 1], 20) for k, v in human.items()}  # the second batch, kinder
    wide = Settings(scale=None)
    table = make_table({("human", "safety"): lenient, ONE: judge})
    table["rating"] = table["rating"].clip(1, 5)
    number = table["exchange_id"].str[1:].astype(int)
    batches = table.assign(batch=np.where(number < 20, "first", "second"))
    plain, by_batch = (assess(t, wide).cells[0] for t in (table, batches))
    assert by_batch.within_r.estimate > plain.within_r.estimate
    assert (by_batch.by_batch, by_batch.n_clusters) == (True, 2)
    assert by_batch.score.short == "only 2 batches"
    six = assess(table.assign(batch=(number // 7).astype(str)), wide).cells[0]
    assert six.within_r.interval == "cluster t"
    assert six.score.verdict in {"trusted", "usable"}


@pytest.fixture
def part(make_table):
    human, judge = latent(1, noise=1.0)
    table = make_table({("human", "safety"): human, ONE: judge})
    (found,) = slices(asked(table), paired([settle(table).pairs]), SEVEN)
    return found


def test_responses_needed_is_the_smallest_number_that_settles_it(part):
    settings = Settings()
    for r, low, high in ((0.55, 0.45, 0.64), (0.52, 0.3, 0.7), (0.4, 0.2, 0.57)):
        needed = responses_needed(Estimate(r, low, high, "cluster bootstrap"), 540, 300, settings)
        side = low if r >= 0.5 else high
        spread, gap = abs(atanh(side) - atanh(r)), abs(atanh(r) - atanh(0.5))
        assert spread * (540 / needed) ** 0.5 <= gap + 1e-12
        assert spread * (540 / (needed - 1)) ** 0.5 > gap - 1e-12
    near = Estimate(0.5001, 0.3, 0.66, "cluster bootstrap")
    assert responses_needed(near, 540, 60, settings) is None
    ruling = rule_score(part, near, settings, None)
    assert ruling.more_than == 100_000
    assert ruling.short == "needs >100,000 responses"


def test_few_clusters_need_fewer_more_than_the_normal_quantile_says():
    wide = Estimate(0.6, 0.3, 0.8, "cluster t")
    few, many = (responses_needed(wide, 500, clusters, Settings()) for clusters in (5, 400))
    assert few < many  # Student's quantile shrinks too, as clusters are added


@pytest.mark.parametrize(
    ("low", "short"),
    [(0.49, "experts disagree"), (-0.2, "experts disagree"), (nan, "no expert limit")],
)
def test_experts_that_disagree_on_single_responses_cap_the_verdict(part, low, short, reference):
    within = Estimate(0.9, 0.85, 0.95, "cluster bootstrap")
    unsure = reference(icc_c1=Estimate(0.6, low, 0.9, "exact F"))
    ruling = rule_score(part, within, Settings(), unsure)
    assert (ruling.verdict, ruling.short) == ("undetermined", short)
    assert ruling.capped_by == ruling.why
    sure = reference(icc_c1=Estimate(0.7, 0.6, 0.9, "exact F"))
    for free in (sure, None, replace(unsure, n_common_experts=0)):
        assert rule_score(part, within, Settings(), free).verdict == "trusted"


def test_an_unreliable_score_says_when_the_humans_may_be_why(part, reference):
    within = Estimate(0.2, 0.1, 0.3, "cluster bootstrap")
    assert "humans' own disagreement" in rule_score(part, within, Settings(), None).why
    known = reference(icc_c1=Estimate(0.2, -0.5, 0.9, "exact F"))
    ruling = rule_score(part, within, Settings(), known)
    assert ruling.verdict == "unreliable"  # a cap hides no bad judge
    assert "disagreement" not in ruling.why


def test_experts_that_answer_at_random_never_let_a_judge_be_trusted(make_table):
    """The judge is one of the experts' own mean: no agreement of theirs can license it."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        experts = rng.integers(1, 6, (3, 9, 40)).astype(float)
        names = [{f"r{i}": row for i, row in enumerate(side)} for side in experts]
        mean = {f"r{i}": row for i, row in enumerate(experts.mean(axis=0))}
        rated = {(f"expert-{i}", "safety"): side for i, side in enumerate(names)}
        (cell,) = assess(make_table({**rated, ONE: mean})).cells
        assert cell.within_r.estimate == pytest.approx(1)
        for ruling in cell.rulings.values():
            assert ruling.verdict == "undetermined"
            assert ruling.capped_by


def test_the_ceiling_is_that_of_the_mean_of_experts(make_table, random_ratings):
    one, two = random_ratings(1), random_ratings(2)
    table = make_table({("x", "safety"): one, ("y", "safety"): two, ONE: random_ratings(3)})
    (entry,) = assess(table).reference
    singles = [[a, b] for name in one for a, b in zip(one[name], two[name], strict=True)]
    single = icc_c1(singles).estimate
    assert entry.score_ceiling == pytest.approx((2 * single / (1 + single)) ** 0.5)
