"""Halo against pingouin, its intervals against loops, and two raters of the same responses."""

import json
from itertools import combinations
from math import atanh, isnan, tanh
from pathlib import Path

import numpy as np
import pytest

from mentaleval.errors import StatisticsError
from mentaleval.stats.clusters import ClusterDraws
from mentaleval.stats.halo import halo, halo_difference

GOLD = json.loads((Path(__file__).parent / "gold" / "gold_raters.json").read_text("utf-8"))
VALUES, GROUPS = np.array(GOLD["columns"]["values"]), np.array(GOLD["columns"]["groups"])
OTHER = np.round(np.random.default_rng(5).normal(3, 1, VALUES.shape)) + VALUES // 2
DRAWS = ClusterDraws(3, draws=120)
T_7, T_11 = 2.3646242510102993, 2.2009851600916384  # t(.975)


def centred(values):
    means = {g: values[g == GROUPS].mean(axis=0) for g in set(GROUPS.tolist())}
    return values - np.array([means[g] for g in GROUPS.tolist()])


def mean_r(deviations):
    """Take the mean correlation of two columns about zero."""
    return np.mean([
        (u @ v) / np.sqrt((u @ u) * (v @ v)) for u, v in combinations(deviations.T, 2)
    ])  # fmt: skip


def test_the_correlation_is_the_mean_of_pingouins():
    found = halo(VALUES, GROUPS, np.arange(48), draws=DRAWS)
    assert found.n == 48
    assert found.correlation.estimate == pytest.approx(GOLD["columns"]["mean"], abs=1e-9)


def test_equal_is_the_share_of_responses_with_one_rating():
    values = [[1, 1, 1], [2, 2, 3], [4, 4, 4], [5, 4, 4]]
    assert halo(values, [1] * 4, [1] * 4, draws=DRAWS).equal == 0.5


def test_few_clusters_are_jackknifed_on_fishers_z():
    clusters, deviations = np.arange(48) % 8, centred(VALUES)
    left = np.array([atanh(mean_r(deviations[clusters != g])) for g in range(8)])
    half = T_7 * np.sqrt(7 / 8 * np.sum((left - left.mean()) ** 2))
    z = atanh(mean_r(deviations))
    found = halo(VALUES, GROUPS, clusters, draws=DRAWS).correlation
    assert found.interval == "cluster t"
    assert (found.low, found.high) == pytest.approx((tanh(z - half), tanh(z + half)))


def test_many_clusters_are_resampled_as_a_loop_does(monkeypatch):
    monkeypatch.setattr("mentaleval.stats.clusters.FEWEST_TO_RESAMPLE", 20)
    clusters, deviations = np.arange(48) // 2, centred(VALUES)
    values = []
    for drawn in np.random.default_rng([3, 24]).integers(24, size=(120, 24)):
        rows = np.concatenate([np.flatnonzero(clusters == g) for g in drawn])
        values.append(mean_r(deviations[rows]))
    found = halo(VALUES, GROUPS, clusters, draws=DRAWS).correlation
    assert found.interval == "cluster bootstrap"
    low, high = np.quantile(np.arctanh(values), [0.025, 0.975])
    assert (found.low, found.high) == pytest.approx((tanh(low), tanh(high)))


def test_a_difference_of_two_raters_is_paired():
    clusters, u, v = np.arange(48) % 12, centred(VALUES), centred(OTHER)
    left = np.array([
        mean_r(u[clusters != g]) - mean_r(v[clusters != g]) for g in range(12)
    ])  # fmt: skip
    half = T_11 * np.sqrt(11 / 12 * np.sum((left - left.mean()) ** 2))
    found = halo_difference(VALUES, OTHER, GROUPS, clusters, draws=DRAWS)
    assert found.estimate == pytest.approx(mean_r(u) - mean_r(v))
    assert (found.low, found.high) == pytest.approx((found.estimate - half, found.estimate + half))


def test_a_difference_is_that_of_the_two_estimates_and_turns_with_the_raters():
    one, other = (halo(v, GROUPS, range(48), draws=DRAWS).correlation for v in (VALUES, OTHER))
    found = halo_difference(VALUES, OTHER, GROUPS, range(48), draws=DRAWS)
    turned = halo_difference(OTHER, VALUES, GROUPS, range(48), draws=DRAWS)
    assert found.estimate == pytest.approx(one.estimate - other.estimate)
    assert (found.low, found.high) == pytest.approx((-turned.high, -turned.low))


def test_the_same_rater_twice_differs_by_nothing():
    found = halo_difference(VALUES, VALUES, GROUPS, range(48), draws=DRAWS)
    assert (found.estimate, found.low, found.high) == pytest.approx((0, 0, 0), abs=1e-12)


def test_how_good_a_responder_is_makes_no_halo():
    good = np.where(GROUPS == "c", 10.0, 0.0)[:, None]
    plain, lifted = (halo(v, GROUPS, range(48), draws=DRAWS) for v in (VALUES, VALUES + good))
    assert lifted.correlation.estimate == pytest.approx(plain.correlation.estimate, abs=1e-9)
    assert lifted.correlation.low == pytest.approx(plain.correlation.low, abs=1e-9)


def test_an_attribute_that_does_not_vary_is_left_out():
    constant = np.where(GROUPS == "a", 5.0, 4.0)
    with_it = np.column_stack([VALUES, constant])
    plain, found = (halo(v, GROUPS, range(48), draws=DRAWS) for v in (VALUES, with_it))
    assert found.correlation == plain.correlation


@pytest.mark.parametrize("turned", [False, True])
def test_a_difference_leaves_out_what_varies_for_one_rater_only(turned):
    constant, varying = np.where(GROUPS == "a", 5.0, 4.0), OTHER[:, 0]
    both = np.column_stack([VALUES, constant]), np.column_stack([OTHER, varying])
    plain = VALUES, OTHER
    if turned:
        both, plain = both[::-1], plain[::-1]
    found, expected = (
        halo_difference(*raters, GROUPS, range(48), draws=DRAWS) for raters in (both, plain)
    )
    assert found.estimate == pytest.approx(expected.estimate, abs=1e-12)


@pytest.mark.parametrize(("clusters", "low"), [(48, 1.0), (24, None), (8, None)])
def test_a_rater_of_one_number_has_a_full_halo(clusters, low):
    copies = np.repeat(VALUES[:, :1], 3, axis=1)
    found = halo(copies, GROUPS, np.arange(48) % clusters, draws=DRAWS)
    assert (found.equal, found.correlation.estimate) == (1, 1)
    assert isnan(found.correlation.low) if low is None else found.correlation.low == low


def test_where_nothing_can_be_said_nothing_is():
    for values in (VALUES[:2], np.ones((9, 3)), np.empty((0, 2)), np.eye(9)[:, :1] * [1, 0]):
        n = len(values)
        found = halo(values, [1] * n, range(n), draws=DRAWS)
        assert isnan(found.correlation.estimate)
        assert isnan(halo_difference(values, values, [1] * n, range(n), draws=DRAWS).estimate)
        assert isnan(found.equal) == (n == 0)


def test_few_clusters_have_no_interval():
    assert halo(VALUES, GROUPS, GROUPS, draws=DRAWS).correlation.interval == "none"


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(StatisticsError, match="2 attributes"):
        halo(VALUES[:, :1], GROUPS, GROUPS, draws=DRAWS)
    with pytest.raises(StatisticsError, match="finite"):
        halo([[1, np.nan]], [1], [1], draws=DRAWS)
    with pytest.raises(StatisticsError, match="one shape"):
        halo_difference(VALUES, VALUES[:, :3], GROUPS, GROUPS, draws=DRAWS)
    for groups, clusters, word in (
        (GROUPS[1:], GROUPS, "groups"),
        (GROUPS, GROUPS[1:], "clusters"),
    ):
        with pytest.raises(StatisticsError, match=word):
            halo(VALUES, groups, clusters, draws=DRAWS)
    with pytest.raises(StatisticsError, match="confidence"):
        halo(VALUES[:2], GROUPS[:2], GROUPS[:2], draws=DRAWS, confidence=95)
