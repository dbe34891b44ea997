"""Order agreement: a loop over pairs with scipy's t test, and degenerate data."""

from itertools import combinations
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mentaleval.errors import StatisticsError
from mentaleval.stats.order import OrderAgreement, order_agreement


def by_loops(human, judge, groups, clusters, confidence):
    pairs = separated = agreed = turned = 0
    for a, b in combinations(np.unique(groups), 2):
        pairs += 1
        seen, own = [], []
        for c in np.unique(clusters):
            first, second = ((groups == g) & (clusters == c) for g in (a, b))
            if first.any() and second.any():
                seen.append(human[first].mean() - human[second].mean())
                own.append(judge[first].mean() - judge[second].mean())
        if len(seen) < 5 or not np.any(seen):
            continue
        limits = np.array([np.mean(seen)] * 2)
        if np.ptp(seen):
            limits[:] = stats.ttest_1samp(seen, 0).confidence_interval(confidence)
        if limits[0] > 0 or limits[1] < 0:
            separated += 1
            sign = np.sign(np.mean(seen)) * np.sign(np.round(np.mean(own), 12))
            agreed += sign > 0
            turned += sign < 0
    return OrderAgreement(pairs, separated, int(agreed), int(turned))


@pytest.mark.parametrize("seed", range(12))
def test_counts_are_those_of_a_loop_over_pairs(seed):
    rng = np.random.default_rng(seed)
    groups, clusters = rng.integers(6, size=150), rng.integers(16, size=150)
    human = np.clip(np.round(rng.normal(3 + 0.3 * groups, 1)), 1, 5)
    judge = np.clip(np.round(rng.normal(3 + 0.2 * np.abs(groups - 2), 1)), 1, 5)
    confidence = 0.95 if seed % 2 else 0.8
    found = order_agreement(human, judge, groups, clusters, confidence=confidence)
    assert found == by_loops(human, judge, groups, clusters, confidence)
    assert found.pairs == 15
    assert 0 < found.separated < 15


@settings(max_examples=50)
@given(st.lists(st.tuples(*[st.integers(1, 3)] * 4), min_size=12, max_size=40))
def test_coarse_ratings_with_ties_are_counted_alike(rows):
    human, judge, groups, clusters = np.array(rows).T
    clusters = np.arange(len(rows)) % 6 + clusters  # some seven or eight of them
    found = order_agreement(human, judge, groups, clusters)
    assert found == by_loops(human, judge, groups, clusters, 0.95)


def test_a_judge_agrees_with_itself_and_reverses_its_opposite():
    rng = np.random.default_rng(1)
    groups, clusters = np.tile(np.arange(5), 30), np.repeat(np.arange(30), 5)
    human = rng.normal(groups, 1)
    alike, turned = (order_agreement(human, s * human, groups, clusters) for s in (1, -1))
    assert alike.separated == alike.agreed == 10
    assert alike.share == 1
    assert turned.reversed == 10
    assert turned.share == 0


def test_a_constant_judge_ties_and_rounding_is_no_order():
    groups, clusters = np.tile([0, 1], 9), np.repeat(np.arange(9), 2)
    human = np.where(groups, 4.0, 2.0)
    assert order_agreement(human, np.full(18, 0.1), groups, clusters) == OrderAgreement(1, 1, 0, 0)
    judge = np.zeros(18)
    judge[groups == 1] = np.tile([0.1, 0.2, -0.3], 3)  # sums to 5.6e-17, not to zero
    assert judge.sum() != 0
    assert order_agreement(human, judge, groups, clusters) == OrderAgreement(1, 1, 0, 0)


def test_humans_that_do_not_differ_separate_nothing():
    groups, clusters = np.tile([0, 1], 9), np.repeat(np.arange(9), 2)
    human = np.zeros(18)
    human[groups == 1] = np.tile([0.1, 0.2, -0.3], 3)
    for same in (human, np.full(18, 4.1)):
        found = order_agreement(same, groups, groups, clusters)
        assert (found.pairs, found.separated) == (1, 0)
        assert isnan(found.share)


def test_four_common_clusters_are_too_few():
    groups, human = np.tile([0, 1], 5), np.tile([2.0, 4.0], 5)
    clusters = np.repeat(np.arange(5), 2)
    assert order_agreement(human, human, groups, clusters).separated == 1
    clusters[-1] = 9  # the last two no longer share a cluster
    assert order_agreement(human, human, groups, clusters).separated == 0


def test_the_t_quantile_is_that_of_one_less_than_the_clusters():
    human = np.ravel([[0, d] for d in (0, 1, 1, 3, 3)])  # t = 2.67; t(4) asks 2.78, t(5) 2.57
    groups, clusters = np.tile([0, 1], 5), np.repeat(np.arange(5), 2)
    assert order_agreement(human, human, groups, clusters).separated == 0
    assert order_agreement(human, human, groups, clusters, confidence=0.94).separated == 1


@pytest.mark.parametrize("groups", [[], [1, 1, 1]])
def test_fewer_than_two_groups_make_no_pair(groups):
    found = order_agreement(groups, groups, groups, groups)
    assert found == OrderAgreement(0, 0, 0, 0)
    assert isnan(found.share)


def test_bad_input_is_refused():
    with pytest.raises(StatisticsError, match="groups"):
        order_agreement([1, 2], [1, 2], [1], [1, 2])
    with pytest.raises(StatisticsError, match="clusters"):
        order_agreement([1, 2], [1, 2], [1, 2], [1])
    with pytest.raises(StatisticsError, match="confidence"):
        order_agreement([1, 2], [1, 2], [1, 2], [1, 2], confidence=0)
