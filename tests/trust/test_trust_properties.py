"""What must hold of any ratings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval.trust import Settings, assess
from mentaleval.vocabulary import Scale

SEEDS = st.integers(0, 10_000)
ONE = ("judge", "safety")


def only(assessment):
    (cell,) = assessment.cells
    return cell


def figures(cell):
    estimates = (cell.icc_c1, cell.icc_c1_jackknife, cell.icc_a1, cell.spearman, cell.within_r)
    numbers = [x for e in estimates for x in (e.estimate, e.low, e.high)]
    return [*numbers, cell.bias, cell.mse, cell.pearson, cell.scale_factor, cell.p]


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, offset=st.sampled_from([0.5, 1.0, 3.0]))
def test_a_constant_on_top_leaves_consistency_and_lowers_agreement(
    make_table, random_ratings, seed, offset
):
    human, judge = random_ratings(seed), random_ratings(seed + 1)
    raised = {name: [v + offset for v in values] for name, values in judge.items()}
    wide = Settings(scale=Scale(1, 10))
    before = only(assess(make_table({("human", "safety"): human, ONE: judge}), wide))
    after = only(assess(make_table({("human", "safety"): human, ONE: raised}), wide))
    assert after.icc_c1.estimate == pytest.approx(before.icc_c1.estimate, abs=1e-9)
    assert after.icc_c1_jackknife.low == pytest.approx(before.icc_c1_jackknife.low, abs=1e-7)
    assert after.within_r.estimate == pytest.approx(before.within_r.estimate, abs=1e-9)
    assert after.bias == pytest.approx(before.bias + offset)
    if before.bias > 0:
        assert after.icc_a1.estimate < before.icc_a1.estimate


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_the_order_of_the_rows_changes_nothing(make_table, random_ratings, seed):
    table = make_table(
        {
            ("human", "safety"): random_ratings(seed),
            ONE: random_ratings(seed + 1),
            ("judge-2", "safety"): random_ratings(seed + 2),
        }
    )
    before = assess(table)
    after = assess(table.sample(frac=1.0, random_state=seed))
    assert [c.judge for c in after.cells] == [c.judge for c in before.cells]
    for one, other in zip(before.cells, after.cells, strict=True):
        assert figures(other) == pytest.approx(figures(one), abs=1e-9, nan_ok=True)
        assert other.rank.verdict == one.rank.verdict


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_another_judge_changes_no_number_but_holm(make_table, random_ratings, seed):
    human, judge = random_ratings(seed), random_ratings(seed + 1)
    alone = only(assess(make_table({("human", "safety"): human, ONE: judge})))
    other = {("human", "safety"): human, ("judge-0", "safety"): random_ratings(seed + 2)}
    beside = assess(make_table({**other, ONE: judge})).cells
    again = next(cell for cell in beside if cell.judge == "judge")
    np.testing.assert_array_equal(figures(again), figures(alone))


def test_a_perfect_judge_has_icc_1(make_table, random_ratings):
    human = random_ratings(3)
    cell = only(assess(make_table({("human", "safety"): human, ONE: human})))
    assert cell.icc_c1.estimate == cell.icc_a1.estimate == pytest.approx(1)
    assert cell.rank.verdict == "trusted"
    assert cell.bias == cell.mse == 0


def test_the_seed_moves_only_what_is_drawn(make_table, random_ratings):
    table = make_table({("human", "safety"): random_ratings(1), ONE: random_ratings(2)})
    one, same, other = (only(assess(table, Settings(seed=seed))) for seed in (1, 1, 2))
    assert one.icc_a1 == same.icc_a1
    assert one.icc_a1.low != other.icc_a1.low
    assert one.icc_c1 == other.icc_c1
