"""Consistency and agreement against pingouin, against the papers, and by their properties."""

import json
from math import inf, isnan, nan, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats as scipy_stats

from mentaleval import stats
from mentaleval.errors import StatisticsError
from mentaleval.stats.anova import batch_mean_squares
from mentaleval.stats.icc import consistency

GOLD = json.loads((Path(__file__).parent / "gold" / "gold.json").read_text(encoding="utf-8"))["icc"]
SHROUT_FLEISS = GOLD["shrout_fleiss"]["table"]
MEASURES = {
    "ICC(C,1)": stats.icc_c1,
    "ICC(C,k)": stats.icc_ck,
    "ICC(A,1)": stats.icc_a1_mcgraw_wong,
    "ICC(A,k)": stats.icc_ak,
}


TWO_TO_FOUR = st.integers(2, 4)


def tables(raters=TWO_TO_FOUR):
    eighths = st.integers(8, 40).map(lambda v: v / 8)
    shapes = st.tuples(st.integers(3, 12), raters)
    return shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=eighths))


@pytest.mark.parametrize("name", GOLD)
@pytest.mark.parametrize("kind", MEASURES)
def test_estimate_and_limits_are_those_of_pingouin(name, kind):
    gold = GOLD[name][kind]
    found = MEASURES[kind](GOLD[name]["table"])
    assert found.estimate == pytest.approx(gold["estimate"], abs=1e-9)
    assert round(found.low, 2) == gold["low"]
    assert round(found.high, 2) == gold["high"]


@pytest.mark.parametrize("name", GOLD)
def test_p_value_at_zero_is_that_of_pingouin(name):
    p = stats.icc_c1_p_value(GOLD[name]["table"], 0.0)
    assert p == pytest.approx(GOLD[name]["p_of_zero"], rel=1e-9)


def test_shrout_and_fleiss_printed_coefficients():
    printed = {"ICC(A,1)": 0.29, "ICC(C,1)": 0.71, "ICC(A,k)": 0.62, "ICC(C,k)": 0.91}
    found = {kind: round(measure(SHROUT_FLEISS).estimate, 2) for kind, measure in MEASURES.items()}
    assert found == printed


def test_mean_squares_are_those_of_shrout_and_fleiss():
    squares = stats.mean_squares(SHROUT_FLEISS)
    found = [round(v, 2) for v in (squares.msr, squares.msc, squares.mse)]
    assert found == [11.24, 32.49, 1.02]


def test_p_value_and_lower_limit_say_the_same():
    low = stats.icc_c1(SHROUT_FLEISS).low
    assert stats.icc_c1_p_value(SHROUT_FLEISS, low) == pytest.approx(0.025, abs=1e-12)


def test_p_value_is_the_tail_of_scaled_f():
    squares = stats.mean_squares(SHROUT_FLEISS)
    tail = scipy_stats.f.sf(squares.f * (1 - 0.5) / (1 + 3 * 0.5), 5, 15)
    assert stats.icc_c1_p_value(SHROUT_FLEISS, 0.5) == pytest.approx(tail, rel=1e-10)


@pytest.mark.parametrize("f", [0.2, 1.4, 2.2, 5.0, 7.0, 15.8, 200.0])
def test_targets_needed_is_the_first_that_settles(f):
    first = None
    for n in range(200, 2, -1):
        low = f / scipy_stats.f.ppf(0.975, n - 1, n - 1)
        high = f * scipy_stats.f.ppf(0.975, n - 1, n - 1)
        if (low - 1) / (low + 1) >= 0.5 or (high - 1) / (high + 1) < 0.5:
            first = n
    assert stats.targets_needed(f) == first


def test_targets_needed_at_the_ends():
    assert stats.targets_needed(inf) == 3
    assert stats.targets_needed(3.0) is None  # ICC(C,1) is .5 itself
    assert stats.targets_needed(nan) is None
    assert stats.targets_needed(7.0, most=10) is None
    assert stats.targets_needed(7.0, most=2) is None


def test_a_perfect_judge_has_icc_one_in_spite_of_rounding():
    human = np.array([3.7, 3.6, 4.4, 4.5, 0.1])
    table = np.column_stack([human, human + 0.3])
    assert stats.icc_c1(table) == stats.Estimate(1.0, 1.0, 1.0, "exact F")
    assert stats.icc_ck(table) == stats.Estimate(1.0, 1.0, 1.0, "exact F")
    assert stats.icc_c1_p_value(table, 0.75) == 0
    same = np.column_stack([human, human])
    assert stats.icc_a1_mcgraw_wong(same) == stats.Estimate(1.0, 1.0, 1.0, "McGraw-Wong F")
    assert stats.icc_a1(same).low == 1
    assert stats.icc_a1(table).estimate < 1


@pytest.mark.parametrize(
    "table", [np.ones((2, 2)), np.zeros((0, 2)), np.full((5, 2), 0.1), [[1, 3], [1, 3], [1, 3]]]
)
def test_nothing_to_compute_is_nan_and_not_an_error(table):
    measures = [*MEASURES.values(), stats.icc_a1]
    for measure in measures:
        found = measure(table)
        assert isnan(found.estimate)
        assert isnan(found.low)
        assert found.interval == "none"
    assert isnan(stats.icc_c1_p_value(table, 0.5))


def test_a_constant_judge_has_no_consistency():
    table = np.column_stack([[3.7, 3.6, 4.4, 4.5, 2.4], np.full(5, 4.9)])
    found = stats.icc_c1(table)
    assert found.estimate == pytest.approx(0, abs=1e-12)
    assert found.low < 0 < found.high


def test_equal_target_means_give_the_least_value():
    table = [[1, 5], [2, 4], [4, 2], [5, 1]]
    assert stats.icc_c1(table) == stats.Estimate(-1.0, -1.0, -1.0, "exact F")
    assert isnan(stats.icc_ck(table).estimate)


@pytest.mark.parametrize(
    "bad",
    [[[1, 2], [3, nan], [4, 5]], [1, 2, 3], [[1], [2]], [[1, 2], [3]], [["a", "b"]], [[inf, 1]]],
)
def test_what_is_no_complete_table_is_refused(bad):
    with pytest.raises(StatisticsError):
        stats.icc_c1(bad)


def test_options_out_of_range_are_refused():
    with pytest.raises(StatisticsError, match="confidence"):
        stats.icc_c1(SHROUT_FLEISS, confidence=95)
    with pytest.raises(StatisticsError, match="rho0"):
        stats.icc_c1_p_value(SHROUT_FLEISS, 1.0)
    with pytest.raises(StatisticsError, match="f:"):
        stats.targets_needed(-1.0)


@given(tables(), st.randoms(use_true_random=False))
def test_order_of_targets_does_not_matter(table, random):
    order = list(range(len(table)))
    random.shuffle(order)
    for measure in MEASURES.values():
        one, other = measure(table), measure(table[order])
        assert one.estimate == pytest.approx(other.estimate, abs=1e-9, rel=1e-6, nan_ok=True)
        assert one.low == pytest.approx(other.low, abs=1e-6, rel=1e-6, nan_ok=True)


@given(tables(st.just(2)), st.sampled_from([0.25, 0.3, 2.0]))
def test_leniency_leaves_consistency_and_moves_agreement(table, extra):
    human, judge = table.T
    shift = extra if judge.mean() >= human.mean() else -extra
    moved = np.column_stack([human, judge + shift])
    one, other = stats.icc_c1(table), stats.icc_c1(moved)
    assert one.estimate == pytest.approx(other.estimate, abs=1e-9, nan_ok=True)
    before, after = (stats.icc_a1_mcgraw_wong(t).estimate for t in (table, moved))
    assume(abs(before) > 1e-6)  # NaN is assumed away too
    assert abs(after) < abs(before)


@given(tables(st.just(2)))
def test_consistency_is_correlation_times_scale(table):
    r, s = stats.pearson(*table.T), stats.scale_factor(*table.T)
    assume(not isnan(r))
    assert stats.icc_c1(table).estimate == pytest.approx(r * s, abs=1e-9)


@given(tables(st.just(2)), st.sampled_from([0.0, 0.1, 1 / 3, 1e3]))
def test_a_judge_that_repeats_the_human_up_to_a_constant_is_perfect(table, constant):
    human = table[:, 0]
    assume(np.ptp(human) > 0)
    assert stats.icc_c1(np.column_stack([human, human + constant])).estimate == 1


@given(tables())
def test_estimate_lies_within_its_exact_limits(table):
    found = stats.icc_c1(table)
    assert isnan(found.estimate) or found.low <= found.estimate <= found.high


def test_generalized_interval_of_the_reference_cell():
    # responder means of the cleaned MentalAlign-70k, human and Claude, Guidance: C .88 (.56, .97),
    # A .84; the limits of A from 4,000,000 draws of an independent computation
    table = [
        [2.415133, 3.429448], [3.716327, 4.134694], [3.605102, 3.622449], [4.418367, 4.645918],
        [4.512742, 4.525994], [4.298675, 4.356779], [4.069317, 4.289501], [3.973941, 4.294245],
        [2.790356, 2.70021],
    ]  # fmt: skip
    c1, a1 = stats.icc_c1(table), stats.icc_a1(table)
    assert (round(c1.estimate, 2), round(c1.low, 2), round(c1.high, 2)) == (0.88, 0.56, 0.97)
    assert a1.estimate == pytest.approx(0.837, abs=5e-4)
    assert a1.low == pytest.approx(0.4787, abs=0.001)
    assert a1.high == pytest.approx(0.9541, abs=0.001)
    assert a1.interval == "generalized"


def test_more_than_two_raters_get_mcgraw_and_wongs_interval():
    assert stats.icc_a1(SHROUT_FLEISS) == stats.icc_a1_mcgraw_wong(SHROUT_FLEISS)


@pytest.mark.parametrize("n", [3, 5, 9, 50, 400])
@pytest.mark.parametrize("offset", [0.0, 0.7])
def test_generalized_limits_are_the_quantiles_of_draws(n, offset):
    rng = np.random.default_rng(n)
    table = rng.normal(0, 1, (n, 1)) + rng.normal(0, 0.6, (n, 2)) + np.array([0, offset])
    squares, draws = stats.mean_squares(table), 1_000_000
    noise = (n - 1) * squares.mse / rng.chisquare(n - 1, draws)
    total = (n - 1) * squares.msr / rng.chisquare(n - 1, draws)
    moved = sqrt(2 * squares.msc / n) - rng.standard_normal(draws) * np.sqrt(2 * noise / n)
    wanted = np.quantile((total - noise) / (total + noise + moved**2), [0.05, 0.95])
    found = stats.icc_a1(table, confidence=0.9)
    assert (found.low, found.high) == pytest.approx(tuple(wanted), abs=0.003)


def test_a_judge_with_nothing_but_an_offset_has_a_generalized_interval():
    human = np.array([1.0, 2, 3, 4, 5])
    found = stats.icc_a1(np.column_stack([human, human + 0.5]))
    assert 0 < found.low < found.estimate < found.high < 1
    flipped = stats.icc_a1(np.column_stack([human, -human]))
    assert flipped.high < 0


@pytest.mark.parametrize(("rho", "k"), [(0.75, 2), (0.3, 2), (0.5, 3)])
def test_exact_interval_covers_its_nominal_share_of_normal_tables(rho, k):
    runs, n = 20_000, 9
    rng = np.random.default_rng(20)
    targets = sqrt(rho) * rng.standard_normal((runs, n, 1))
    msr, _, mse = batch_mean_squares(targets + sqrt(1 - rho) * rng.standard_normal((runs, n, k)))
    low, high = (consistency(limit, k) for limit in stats.exact_f_limits(msr / mse, n=n, k=k))
    error = sqrt(0.95 * 0.05 / runs)
    assert np.mean((low <= rho) & (rho <= high)) == pytest.approx(0.95, abs=4.5 * error)
    assert np.mean(low > rho) == pytest.approx(0.025, abs=4.5 * sqrt(0.025 * 0.975 / runs))


def test_generalized_interval_covers_at_least_its_nominal_share_of_normal_tables():
    runs, n, rho, offset = 1000, 9, 0.75, 0.6
    truth = rho / (1 + offset**2 / 2)
    rng = np.random.default_rng(21)
    covered = 0
    for _ in range(runs):
        table = sqrt(rho) * rng.standard_normal((n, 1)) + sqrt(1 - rho) * rng.standard_normal(
            (n, 2)
        )
        found = stats.icc_a1(table + np.array([0, offset]))
        covered += found.low <= truth <= found.high
    assert covered / runs >= 0.95 - 4.5 * sqrt(0.95 * 0.05 / runs)
