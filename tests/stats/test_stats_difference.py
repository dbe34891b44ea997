"""Bias with and without clusters, squared error, limits of agreement."""

import json
from math import isnan, sqrt
from pathlib import Path

import numpy as np
import pytest

from mentaleval import stats
from mentaleval.errors import StatisticsError
from mentaleval.stats import ClusterDraws

GOLD = json.loads((Path(__file__).parent / "gold" / "gold.json").read_text(encoding="utf-8"))
X, Y = np.array(GOLD["icc"]["peak_flow"]["table"], dtype=float).T


def test_limits_of_agreement_are_those_of_bland_and_altman():
    found = stats.limits_of_agreement(Y, X)  # they subtract the mini meter from Wright's
    assert round(found.bias, 1) == -2.1
    assert round(found.sd, 1) == 38.8
    assert (found.low, found.high) == pytest.approx(
        (found.bias - 1.96 * found.sd, found.bias + 1.96 * found.sd)
    )


def test_bias_over_pairs_is_the_paired_t_interval_of_scipy():
    found = stats.bias(X, Y)
    assert found.interval == "t"
    assert found.estimate == pytest.approx(np.mean(Y - X), abs=1e-12)
    assert (found.low, found.high) == pytest.approx(
        (GOLD["paired_t"]["low"], GOLD["paired_t"]["high"]), abs=1e-9
    )


def test_clusters_of_one_pair_give_the_same_t_interval():
    alone, plain = stats.bias(X, Y, np.arange(X.size), draws=ClusterDraws(1)), stats.bias(X, Y)
    assert alone.interval == "cluster t"
    assert (alone.low, alone.high) == pytest.approx((plain.low, plain.high), abs=1e-9)


def test_unequal_clusters_are_jackknifed_as_a_loop_does():
    clusters = np.arange(X.size) % 7
    d = Y - X
    left = np.array([d[clusters != g].mean() for g in range(7)])
    half = 2.4469118511449692 * sqrt(6 / 7 * np.sum((left - left.mean()) ** 2))
    found = stats.bias(X, Y, clusters, draws=ClusterDraws(1))
    assert (found.low, found.high) == pytest.approx((d.mean() - half, d.mean() + half), abs=1e-9)


def test_many_clusters_are_resampled_as_a_loop_does(monkeypatch):
    monkeypatch.setattr("mentaleval.stats.clusters.FEWEST_TO_RESAMPLE", 20)
    x = np.random.default_rng(1).normal(4, 1, 90)
    y = x + np.random.default_rng(2).normal(0.3, 1, 90)
    clusters = np.arange(90) % 23
    found = stats.bias(x, y, clusters, draws=ClusterDraws(1, draws=200))
    values = []
    for drawn in np.random.default_rng([1, 23]).integers(23, size=(200, 23)):
        rows = np.concatenate([np.flatnonzero(clusters == g) for g in drawn])
        values.append(np.mean(y[rows] - x[rows]))
    assert found.interval == "cluster bootstrap"
    assert (found.low, found.high) == pytest.approx(np.quantile(values, [0.025, 0.975]), abs=1e-12)


def test_resamples_do_not_depend_on_how_memory_is_cut(monkeypatch):
    x, clusters = np.random.default_rng(1).normal(4, 1, 60), np.arange(60) % 30
    whole = stats.bias(x, x**2, clusters, draws=ClusterDraws(1, draws=100))
    monkeypatch.setattr("mentaleval.stats.clusters._CELLS_AT_ONCE", 70)
    cut = stats.bias(x, x**2, clusters, draws=ClusterDraws(1, draws=100))
    assert (cut.low, cut.high) == pytest.approx((whole.low, whole.high), abs=1e-12)


@pytest.mark.parametrize(
    ("count", "interval"),
    [(1, "none"), (4, "none"), (5, "cluster t"), (199, "cluster t"), (200, "cluster bootstrap")],
)
def test_number_of_clusters_decides_the_interval(count, interval):
    x = np.random.default_rng(1).normal(4, 1, 600)
    found = stats.bias(
        x, x**2, [f"batch {i % count}" for i in range(600)], draws=ClusterDraws(1, draws=50)
    )
    assert found.interval == interval
    assert isnan(found.low) == (interval == "none")
    assert found.estimate == pytest.approx(np.mean(x**2 - x))


def test_few_pairs_have_a_mean_but_no_interval():
    assert stats.bias([1, 2], [2, 3]).estimate == 1
    assert stats.bias([1, 2], [2, 3]).interval == "none"
    assert isnan(stats.bias([], []).estimate)
    assert isnan(stats.bias([], [], [], draws=ClusterDraws(1)).estimate)
    assert isnan(stats.mean_squared_error([], []))
    assert isnan(stats.limits_of_agreement([1, 2], [2, 3]).sd)
    assert stats.limits_of_agreement([1, 2], [2, 3]).bias == 1
    assert isnan(stats.limits_of_agreement([], []).bias)


def test_each_group_weighs_the_same_however_many_pairs_it_has():
    x, group = np.zeros(60), np.where(np.arange(60) < 45, "many", "few")
    y = np.where(group == "many", 1.0, 3.0) + np.tile([-0.1, 0.1], 30)
    clusters = np.arange(60) % 30
    found = stats.bias(x, y, clusters, group, draws=ClusterDraws(1))
    assert found.estimate == pytest.approx((y[:45].mean() + y[45:].mean()) / 2)
    assert found.low < found.estimate < found.high
    assert stats.bias(x, y, clusters, draws=ClusterDraws(1)).estimate == pytest.approx(y.mean())


def test_resampled_groups_are_a_loop_over_resamples(monkeypatch):
    monkeypatch.setattr("mentaleval.stats.clusters.FEWEST_TO_RESAMPLE", 20)
    rng = np.random.default_rng(3)
    d, group, clusters = rng.normal(0.3, 1, 90), np.arange(90) % 4, np.arange(90) // 4
    found = stats.bias(np.zeros(90), d, clusters, group, draws=ClusterDraws(5, draws=150))
    values = []
    for drawn in np.random.default_rng([5, 23]).integers(23, size=(150, 23)):
        rows = np.concatenate([np.flatnonzero(clusters == g) for g in drawn])
        values.append(np.mean([d[rows][group[rows] == g].mean() for g in range(4)]))
    assert (found.low, found.high) == pytest.approx(np.quantile(values, [0.025, 0.975]), abs=1e-12)


def test_a_constant_difference_has_no_width():
    x = np.array([0.1, 0.2, 0.3, 4.7])
    found = stats.bias(x, x)
    assert (found.estimate, found.low, found.high) == (0, 0, 0)
    assert stats.limits_of_agreement(x, x + 1).sd == 0


def test_mean_squared_error():
    assert stats.mean_squared_error(X, Y) == pytest.approx(np.mean((X - Y) ** 2))


def test_clusters_need_draws_and_labels_for_all():
    with pytest.raises(StatisticsError, match="ClusterDraws"):
        stats.bias(X, Y, np.arange(X.size))
    with pytest.raises(StatisticsError, match="clusters"):
        stats.bias(X, Y, [1, 2], draws=ClusterDraws(1))
    with pytest.raises(StatisticsError, match="draws"):
        stats.bias(X, Y, np.arange(X.size), draws=ClusterDraws(1, draws=0))
