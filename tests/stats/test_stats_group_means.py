"""Weighted group means: exact and expanded resamples, and the held centring of correlations."""

import numpy as np
import pytest

from mentaleval import stats
from mentaleval.stats import ClusterDraws, group_means, within

WEIGHTS = {"mean": np.full(4, 0.25), "contrast": np.array([0.5, 0.5, -0.5, -0.5])}


def sample(*, exchanges=300, seed=1):
    rng = np.random.default_rng(seed)
    groups, clusters = np.meshgrid(np.arange(4), np.arange(exchanges))
    effect = rng.standard_normal((exchanges, 1))
    values = effect + rng.standard_normal(groups.shape) + groups * 0.5
    keep = rng.random(groups.shape) < 0.95
    return values[keep], groups[keep], clusters[keep]


def found(values, groups, clusters, weights):
    return group_means.group_means_interval(
        values, groups, weights, clusters, draws=ClusterDraws(3), confidence=0.95
    )


@pytest.mark.parametrize("kind", WEIGHTS)
def test_expanded_resamples_are_as_good_as_those_taken_anew(kind, monkeypatch):
    values, groups, clusters = sample()
    expanded = found(values, groups, clusters, WEIGHTS[kind])
    monkeypatch.setattr(group_means, "FEWEST_TO_EXPAND", 10**9)
    anew = found(values, groups, clusters, WEIGHTS[kind])
    assert expanded.estimate == pytest.approx(anew.estimate)
    width = anew.high - anew.low
    assert (expanded.low, expanded.high) == pytest.approx((anew.low, anew.high), abs=0.01 * width)
    assert (expanded.low, expanded.high) != (anew.low, anew.high)  # it was another way


def test_the_estimate_is_the_weighted_sum_of_group_means():
    values, groups, clusters = sample(exchanges=30)
    means = np.array([values[groups == g].mean() for g in range(4)])
    for weights in WEIGHTS.values():
        assert found(values, groups, clusters, weights).estimate == pytest.approx(weights @ means)


def test_a_group_left_out_of_a_resample_is_left_out_of_its_side():
    values = np.arange(40, dtype=float)
    groups = np.array([0] * 19 + [1] + [2] * 20)  # one cluster alone has group 1
    clusters = np.tile(np.arange(20), 2)
    contrast = found(values, groups, clusters, np.array([0.5, 0.5, -1.0]))
    assert np.isfinite([contrast.low, contrast.high]).all()
    only = found(values[:20], np.array([0] * 19 + [1]), clusters[:20], np.array([1.0, -1.0]))
    assert only.interval == "none"  # without the other side there is no contrast


def test_held_centring_is_as_good_as_centring_anew(monkeypatch):
    values, groups, clusters = sample()
    other = 0.5 * values + np.random.default_rng(2).standard_normal(values.size)
    draws = ClusterDraws(3)
    held = stats.within_group_correlation_interval(values, other, groups, clusters, draws=draws)
    monkeypatch.setattr(within, "FEWEST_TO_EXPAND", 10**9)
    anew = stats.within_group_correlation_interval(values, other, groups, clusters, draws=draws)
    width = anew.high - anew.low
    assert (held.low, held.high) == pytest.approx((anew.low, anew.high), abs=0.01 * width)
    assert (held.low, held.high) != (anew.low, anew.high)
