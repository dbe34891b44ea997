"""One target at a time: the one-pass formulas against plain loops."""

from math import isnan, log, nan, sqrt, tanh

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats as scipy_stats

from mentaleval import stats
from mentaleval.errors import StatisticsError


def random_table(n, k, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(4, 0.6, (n, 1)) + rng.normal(0, 0.3, (n, k))


@pytest.mark.parametrize(("n", "k"), [(4, 2), (9, 2), (6, 4), (40, 3)])
def test_leave_one_out_is_a_loop_over_shorter_tables(n, k):
    table = random_table(n, k, n)
    loop = [stats.icc_c1(np.delete(table, i, axis=0)).estimate for i in range(n)]
    assert stats.leave_one_out_icc(table) == pytest.approx(loop, abs=1e-10)


@pytest.mark.parametrize("n", [4, 9, 30])
def test_jackknife_interval_is_the_textbook_one(n):
    table = random_table(n, 2, n)
    logs = [log(stats.mean_squares(np.delete(table, i, axis=0)).f) for i in range(n)]
    se = sqrt((n - 1) / n * sum((v - sum(logs) / n) ** 2 for v in logs))
    centre, t = log(stats.mean_squares(table).f), scipy_stats.t.ppf(0.975, n - 1)
    found = stats.icc_c1_jackknife(table)
    assert found.estimate == pytest.approx(stats.icc_c1(table).estimate, abs=1e-12)
    assert found.low == pytest.approx(tanh((centre - t * se) / 2), abs=1e-9)
    assert found.high == pytest.approx(tanh((centre + t * se) / 2), abs=1e-9)


def test_jackknife_of_three_targets_has_limits_and_of_two_has_none():
    table = random_table(3, 2, 1)
    assert stats.icc_c1_jackknife(table).low < stats.icc_c1_jackknife(table).high
    assert isnan(stats.icc_c1_jackknife(table[:2]).estimate)
    assert np.isnan(stats.leave_one_out_icc(table)).all()


def test_a_perfect_judge_is_perfect_without_anyone():
    human = np.array([3.7, 3.6, 4.4, 4.5, 0.1])
    table = np.column_stack([human, human + 0.3])
    assert stats.leave_one_out_icc(table).tolist() == [1.0] * 5
    assert stats.icc_c1_jackknife(table).low == 1


def test_one_target_with_all_the_disagreement_leaves_nothing_known():
    human = np.array([3.7, 3.6, 4.4, 4.5, 2.4])
    judge = human + np.array([0, 0, 0, 0, 1.5])
    found = stats.icc_c1_jackknife(np.column_stack([human, judge]))
    assert -1 < found.estimate < 1
    assert (found.low, found.high) == (-1, 1)


def test_one_target_with_all_the_variation():
    table = np.array([[4, 4], [4, 4], [4, 4], [4, 4], [1, 2.0]])
    without = stats.leave_one_out_icc(table)
    assert isnan(without[-1])
    assert not np.isnan(without[:-1]).any()
    assert (stats.icc_c1_jackknife(table).low, stats.icc_c1_jackknife(table).high) == (-1, 1)


def test_nothing_varies_or_all_targets_are_level():
    assert isnan(stats.icc_c1_jackknife(np.full((5, 2), 0.1)).estimate)
    level = stats.icc_c1_jackknife([[1, 5], [2, 4], [4, 2], [5, 1]])
    assert (level.low, level.high) == (-1, -1)


def test_jackknife_takes_two_raters_without_gaps():
    with pytest.raises(StatisticsError, match="2 raters"):
        stats.icc_c1_jackknife(random_table(6, 3, 1))
    with pytest.raises(StatisticsError, match="missing"):
        stats.icc_c1_jackknife([[1, 2], [3, nan], [4, 4]])


@given(arrays(np.float64, (7, 2), elements=st.integers(1, 5).map(float)))
def test_whole_ratings_never_crash_and_limits_hold_the_estimate(table):
    found = stats.icc_c1_jackknife(table)
    assert isnan(found.estimate) or found.low <= found.estimate + 1e-12 <= found.high + 2e-12
    without = stats.leave_one_out_icc(table)
    loop = [stats.icc_c1(np.delete(table, i, axis=0)).estimate for i in range(7)]
    assert without == pytest.approx(loop, abs=1e-9, nan_ok=True)
