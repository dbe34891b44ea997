"""The verdict of the rank use: what it rests on, and what it says."""

from __future__ import annotations

from dataclasses import replace
from math import atanh, exp, log, nan, tanh

import numpy as np
import pytest
from scipy import stats as scipy_stats

from mentaleval.stats import Estimate, icc_c1, icc_c1_jackknife, mean_squares
from mentaleval.trust import ReferenceEntry, Settings
from mentaleval.trust.rank import responders_needed, rule_rank

DEFAULT = Settings()
NONE = Estimate.point(nan)
SURE = ReferenceEntry(
    "safety", "safety", False, 3, 90, 3, 90, 9, NONE, NONE, Estimate(0.9, 0.7, 0.97, "exact F"),
    icc_ak=NONE, alpha_ordinal=nan, score_ceiling=nan, limits=None, pairs=(),
    computable=True, note="",
)  # fmt: skip


def drawn(n, *, noise, seed=1):
    rng = np.random.default_rng(seed)
    human = rng.normal(3, 1, n)
    return np.column_stack([human, human + noise * rng.standard_normal(n)])


@pytest.mark.parametrize(
    ("noise", "verdict", "short"),
    [(0.1, "trusted", "lower limit"), (0.7, "usable", "lower limit"), (6, "unreliable", "upper")],
)
def test_verdicts_with_many_responders(noise, verdict, short):
    ruling = rule_rank(drawn(60, noise=noise), DEFAULT, None)
    assert ruling.verdict == verdict
    assert ruling.short.startswith(short)
    assert ruling.needed is None
    assert ruling.capped_by is None


def test_the_limits_are_the_widest_of_both_intervals():
    for seed in range(20):
        table = drawn(9, noise=0.5, seed=seed)
        exact, jackknife = icc_c1(table), icc_c1_jackknife(table)
        ruling = rule_rank(table, DEFAULT, None)
        assert ruling.low == min(exact.low, jackknife.low)
        assert ruling.high == max(exact.high, jackknife.high)


def test_thresholds_move_verdicts():
    table = drawn(60, noise=0.7)
    assert rule_rank(table, Settings(usable=0.3, trusted=0.4), None).verdict == "trusted"
    assert rule_rank(table, Settings(usable=0.95, trusted=0.97), None).verdict == "unreliable"


def settled_by_hand(table, n, *, usable=0.5):
    """Say whether n responders settle it, F and the jackknife's spread held as observed."""
    f, now = mean_squares(table).f, len(table)
    high = icc_c1_jackknife(table).high
    se = (2 * atanh(high) - log(f)) / scipy_stats.t.ppf(0.975, now - 1) * np.sqrt(now)
    half = scipy_stats.t.ppf(0.975, n - 1) * se / np.sqrt(n)
    quantile = scipy_stats.f.ppf(0.975, n - 1, n - 1)
    lows, highs = (f / quantile, f * exp(-half)), (f * quantile, f * exp(half))
    low, high = tanh(log(min(lows)) / 2), tanh(log(max(highs)) / 2)
    return low >= usable or high < usable


def test_responders_needed_is_the_smallest_number_that_settles_it():
    checked = 0
    for seed in range(30):
        table = drawn(9, noise=0.6, seed=seed)
        if rule_rank(table, DEFAULT, None).verdict != "undetermined":
            continue
        needed = responders_needed(table, DEFAULT)
        if needed is None:
            assert not any(settled_by_hand(table, n) for n in range(9, 201))
            continue
        assert needed > 9
        assert settled_by_hand(table, needed)
        assert not settled_by_hand(table, needed - 1)
        checked += 1
    assert checked >= 5


def test_why_names_the_number_or_that_it_is_out_of_sight():
    near_the_line = np.array([[1, 2.0], [2, 1.2], [3, 4.4], [4, 2.4], [5, 3.6], [2.5, 4.4]])
    ruling = rule_rank(near_the_line, DEFAULT, None)
    assert ruling.verdict == "undetermined"
    number = ruling.needed
    said = "more than 200" if number is None else str(number)
    assert f": {said} responders would settle it." in ruling.why
    assert (number is None) == (ruling.more_than == 200)


@pytest.mark.parametrize("low", [0.49, -0.3])
def test_experts_that_disagree_cap_the_verdict(low):
    unsure = replace(SURE, icc_ck=Estimate(0.6, low, 0.9, "exact F"))
    ruling = rule_rank(drawn(60, noise=0.1), DEFAULT, unsure)
    assert ruling.verdict == "undetermined"
    assert ruling.capped_by == ruling.why
    assert ruling.short == "experts disagree"


def test_sure_experts_and_unknown_experts_cap_nothing():
    table = drawn(60, noise=0.1)
    unknown = replace(SURE, icc_ck=NONE, computable=False, n_common_experts=0)
    for reference in (SURE, unknown, None):
        assert rule_rank(table, DEFAULT, reference).verdict == "trusted"


def test_experts_whose_agreement_cannot_be_given_cap_the_verdict():
    lacking = replace(SURE, icc_ck=NONE, computable=False)
    ruling = rule_rank(drawn(60, noise=0.1), DEFAULT, lacking)
    assert ruling.verdict == "undetermined"
    assert "none can be given" in ruling.capped_by
    assert ruling.short == "no expert limit"  # that they disagree is not known


def test_a_perfect_order_of_few_responses_may_be_chance():
    three, six, ten = (np.arange(n)[:, None] + np.zeros((n, 2)) for n in (3, 6, 10))
    assert rule_rank(three, DEFAULT, None, responses=900).short == "may be chance"
    assert rule_rank(six, DEFAULT, None, responses=30).short == "may be chance"
    assert rule_rank(six, DEFAULT, None, responses=60).verdict == "trusted"
    assert rule_rank(ten, DEFAULT, None, responses=10).verdict == "trusted"


def test_a_cap_does_not_hide_an_unreliable_judge():
    unsure = replace(SURE, icc_ck=Estimate(0.2, -0.5, 0.9, "exact F"))
    assert rule_rank(drawn(60, noise=6), DEFAULT, unsure).verdict == "unreliable"


@pytest.mark.parametrize(
    ("rows", "short"),
    [
        ([], "no pairs"),
        ([[3, 4]], "only 1 responder"),
        ([[3, 4], [4, 5]], "only 2 responders"),
        ([[1, 4], [2, 4], [3, 4], [4, 4]], "judge does not vary"),
        ([[4, 1], [4, 2], [4, 3], [4, 5]], "humans do not vary"),
        ([[4, 4], [4, 4], [4, 4]], "humans do not vary"),
    ],
)
def test_nothing_to_go_by_is_undetermined_with_a_reason(rows, short):
    ruling = rule_rank(np.array(rows, dtype=float).reshape(-1, 2), DEFAULT, None)
    assert (ruling.verdict, ruling.short) == ("undetermined", short)
    assert ruling.why.endswith(".")


@pytest.mark.parametrize("n", [3, 5, 9, 40])
def test_reasons_fit_a_narrow_terminal(n):
    for seed in range(10):
        ruling = rule_rank(drawn(n, noise=0.1 + seed / 3, seed=seed), DEFAULT, SURE)
        assert len(ruling.why) <= 78
        assert len(ruling.short) <= 21
