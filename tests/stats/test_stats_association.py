"""Correlation, its parts, and what is left of it within groups."""

import json
from math import isnan, nan, sqrt, tanh
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mentaleval import stats
from mentaleval.errors import StatisticsError
from mentaleval.stats import ClusterDraws

GOLD = json.loads((Path(__file__).parent / "gold" / "gold.json").read_text(encoding="utf-8"))
X, Y = np.array(GOLD["icc"]["peak_flow"]["table"], dtype=float).T
WITHIN = GOLD["within"]
WHOLE = arrays(np.float64, (8, 2), elements=st.integers(1, 5).map(float))


def test_correlations_are_those_of_scipy():
    assert stats.pearson(X, Y) == pytest.approx(GOLD["pearson"], abs=1e-12)
    assert stats.spearman(X, Y).estimate == pytest.approx(GOLD["spearman"], abs=1e-12)
    ties = GOLD["spearman_ties"]
    found = stats.spearman(*np.array(ties["table"]).T)
    assert found.estimate == pytest.approx(ties["estimate"], abs=1e-12)


def test_bonett_and_wright_by_hand():
    found = stats.spearman(X, Y)
    r = found.estimate
    half = 1.959963985 * sqrt((1 + r * r / 2) / (X.size - 3))
    limits = (tanh(np.arctanh(r) - half), tanh(np.arctanh(r) + half))
    assert (found.low, found.high) == pytest.approx(limits, abs=1e-9)


def test_concordance_goes_with_pingouins_agreement():
    agreement = GOLD["icc"]["peak_flow"]["ICC(A,1)"]["estimate"]
    excess = np.var(X - Y, ddof=1) / (2 * X.size * np.cov(X, Y)[0, 1])
    found = stats.concordance(X, Y)
    assert 1 / found == pytest.approx(1 / agreement + excess, abs=1e-12)
    parts = stats.pearson(X, Y) * stats.scale_factor(X, Y) * stats.location_factor(X, Y)
    assert found == pytest.approx(parts, abs=1e-12)


def test_constant_vectors():
    flat, rising = np.full(5, 0.1), np.arange(5.0)
    assert isnan(stats.pearson(flat, rising))
    assert isnan(stats.spearman(flat, rising).estimate)
    assert stats.scale_factor(flat, rising) == 0
    assert stats.concordance(flat, rising) == 0
    for measure in (stats.scale_factor, stats.location_factor, stats.concordance):
        assert isnan(measure(flat, flat + 1))


def test_few_pairs():
    for measure in (stats.pearson, stats.scale_factor, stats.location_factor, stats.concordance):
        assert isnan(measure([1, 2], [2, 1]))
        assert isnan(measure([], []))
    three = stats.spearman([1, 2, 3], [1, 3, 2])
    assert three.estimate == pytest.approx(0.5)
    assert isnan(three.low)
    assert three.interval == "none"


def test_perfect_order_has_its_limits_at_one():
    assert stats.spearman(range(6), range(6)) == stats.Estimate(1.0, 1.0, 1.0, "Bonett-Wright")
    down = stats.spearman(range(6), range(6, 0, -1))
    assert (down.estimate, down.low, down.high) == (-1, -1, -1)


@given(WHOLE)
def test_concordance_never_exceeds_correlation(table):
    r, ccc = stats.pearson(*table.T), stats.concordance(*table.T)
    assert isnan(r) or abs(ccc) <= abs(r) + 1e-12


def test_within_group_correlation_is_pingouins_rm_corr():
    found = stats.within_group_correlation(WITHIN["x"], WITHIN["y"], WITHIN["groups"])
    assert found == pytest.approx(WITHIN["estimate"], abs=1e-9)


@given(WHOLE, st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_within_group_correlation_is_blind_to_group_levels(table, groups):
    x, y = table.T
    lifted = y + 2.0 * np.array(groups)
    found = stats.within_group_correlation(x, y, groups)
    assert found == pytest.approx(
        stats.within_group_correlation(x, lifted, groups), abs=1e-9, nan_ok=True
    )


def test_within_group_correlation_where_nothing_varies_within():
    assert isnan(stats.within_group_correlation([1, 1, 2, 2], [3, 4, 5, 6], ["a", "a", "b", "b"]))
    assert isnan(stats.within_group_correlation([1, 2, 3], [3, 4, 5], ["a", "b", "c"]))
    assert isnan(stats.within_group_correlation([], [], []))


def sample(clusters, seed=5):
    rng = np.random.default_rng(seed)
    groups, units = np.meshgrid(np.arange(4), np.arange(clusters))
    x = rng.normal(0, 1, groups.shape) + groups
    y = 0.6 * x + rng.normal(0, 1, groups.shape) - 2 * groups
    keep = rng.random(groups.shape) < 0.9
    return x[keep], y[keep], groups[keep], units[keep]


def test_jackknife_within_groups_is_a_loop_over_clusters():
    x, y, groups, units = sample(12)
    left = [units != u for u in range(12)]
    z = [np.arctanh(stats.within_group_correlation(x[k], y[k], groups[k])) for k in left]
    centre = np.arctanh(stats.within_group_correlation(x, y, groups))
    half = 2.2009851600829 * sqrt(11 / 12 * sum((v - np.mean(z)) ** 2 for v in z))
    found = stats.within_group_correlation_interval(x, y, groups, units, draws=ClusterDraws(1))
    assert found.interval == "cluster t"
    assert (found.low, found.high) == pytest.approx(
        (tanh(centre - half), tanh(centre + half)), abs=1e-9
    )


def test_bootstrap_within_groups_is_a_loop_over_resamples(monkeypatch):
    monkeypatch.setattr("mentaleval.stats.clusters.FEWEST_TO_RESAMPLE", 20)
    x, y, groups, units = sample(25)
    found = stats.within_group_correlation_interval(
        x, y, groups, units, draws=ClusterDraws(1, draws=300)
    )
    values = []
    for drawn in np.random.default_rng([1, 25]).integers(25, size=(300, 25)):
        rows = np.concatenate([np.flatnonzero(units == u) for u in drawn])
        values.append(np.arctanh(stats.within_group_correlation(x[rows], y[rows], groups[rows])))
    assert found.interval == "cluster bootstrap"
    wanted = np.tanh(np.quantile(values, [0.025, 0.975]))
    assert (found.low, found.high) == pytest.approx(wanted, abs=1e-9)


def test_too_few_clusters_have_no_interval_within_groups():
    x, y, groups, units = sample(4)
    found = stats.within_group_correlation_interval(x, y, groups, units, draws=ClusterDraws(1))
    assert found.interval == "none"
    assert isnan(found.low)
    assert found.estimate == stats.within_group_correlation(x, y, groups)
    perfect = stats.within_group_correlation_interval(x, x, groups, units, draws=ClusterDraws(1))
    assert (perfect.estimate, perfect.interval) == (1.0, "none")


def test_labels_must_fit_the_pairs():
    with pytest.raises(StatisticsError, match="groups"):
        stats.within_group_correlation([1, 2, 3], [1, 2, 3], ["a", "b"])
    with pytest.raises(StatisticsError, match="NaN"):
        stats.within_group_correlation([1, 2, 3], [1, 2, 3], [1.0, nan, 2.0])
    with pytest.raises(StatisticsError, match="one length"):
        stats.pearson([1, 2, 3], [1, 2])
    with pytest.raises(StatisticsError, match="missing"):
        stats.spearman([1, 2, nan], [1, 2, 3])
