"""Pairs of estimates: one by one Student's t, all together Tukey's where his is exact."""

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from mentaleval.errors import StatisticsError
from mentaleval.stats import holm, pairwise_differences

SEEDS = st.integers(0, 10**6)


def compared(estimates, covariance, degrees, *, seed=1, confidence=0.95):
    rng = np.random.default_rng(seed)
    return pairwise_differences(estimates, covariance, degrees, rng=rng, confidence=confidence)


def critical(found):
    """Return the half widths of the simultaneous limits, in those of each pair alone."""
    return (found.simultaneous_high - found.estimate) / (found.high - found.estimate)


def random_covariance(rng, size):
    root = rng.normal(size=(size, size + 1))
    return root @ root.T / 50


@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_one_pair_is_the_paired_t_test(confidence):
    rng = np.random.default_rng(4)
    ratings = rng.normal(size=(17, 2)) + rng.normal(size=(17, 1))
    covariance = np.cov(ratings.T) / 17
    found = compared(ratings.mean(axis=0), covariance, [16, 16], confidence=confidence)
    wanted = scipy_stats.ttest_rel(*ratings.T)
    limits = wanted.confidence_interval(confidence)
    assert [found.low[0], found.high[0]] == pytest.approx(limits)
    assert [found.simultaneous_low[0], found.simultaneous_high[0]] == pytest.approx(limits)
    assert found.p.tolist() == pytest.approx([wanted.pvalue])
    assert found.p_holm.tolist() == found.p.tolist()


@pytest.mark.parametrize("size", [3, 6, 10])
@pytest.mark.parametrize("degrees", [5, 19, 99])
@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_independent_estimates_of_one_variance_have_tukeys_limits(size, degrees, confidence):
    found = compared(
        np.arange(size), 0.09 * np.eye(size), np.full(size, degrees), confidence=confidence
    )
    tukey = scipy_stats.studentized_range.ppf(confidence, size, degrees) / sqrt(2)
    student = scipy_stats.t.ppf((1 + confidence) / 2, degrees)
    assert np.ptp(critical(found)) < 1e-12
    assert critical(found)[0] == pytest.approx(tukey / student, rel=0.03)


def test_estimates_that_move_together_need_less():
    apart = compared([1, 2, 3, 4], np.eye(4), [30] * 4)
    kin = np.full((4, 4), 0.0)
    kin[:2, :2] = kin[2:, 2:] = 0.999
    together = compared([1, 2, 3, 4], kin + 0.001 * np.eye(4), [30] * 4)
    assert critical(together)[0] < critical(apart)[0] - 0.05


@settings(max_examples=25)
@given(SEEDS, st.integers(2, 7))
def test_simultaneous_limits_are_never_narrower(seed, size):
    rng = np.random.default_rng(seed)
    degrees = rng.integers(1, 40, size)
    found = compared(rng.normal(size=size), random_covariance(rng, size), degrees)
    assert (found.simultaneous_low <= found.low + 1e-12).all()
    assert (found.simultaneous_high >= found.high - 1e-12).all()
    assert (found.low < found.estimate).all()
    assert (found.p_holm >= found.p).all()
    assert found.p_holm == pytest.approx(holm(found.p))
    outside = (found.low > 0) | (found.high < 0)
    assert outside.tolist() == (found.p < 0.05).tolist()


@settings(max_examples=25)
@given(SEEDS, st.integers(2, 6))
def test_pairs_come_in_order_and_turn_round_with_their_responders(seed, size):
    rng = np.random.default_rng(seed)
    estimates, covariance = rng.normal(size=size), random_covariance(rng, size)
    degrees = rng.integers(2, 40, size)
    one = compared(estimates, covariance, degrees)
    pairs = [(a, b) for a in range(size) for b in range(a + 1, size)]
    assert list(zip(one.first.tolist(), one.second.tolist(), strict=True)) == pairs
    assert one.estimate == pytest.approx([estimates[a] - estimates[b] for a, b in pairs])
    other = compared(estimates[::-1], covariance[::-1, ::-1], degrees[::-1])
    places = [pairs.index((size - 1 - b, size - 1 - a)) for a, b in pairs]
    assert other.low[places] == pytest.approx(-one.high)
    assert other.p[places] == pytest.approx(one.p)


def test_a_pair_has_the_fewer_degrees_of_the_two():
    found = compared([1, 2, 3], 0.01 * np.eye(3), [4, 50, 60])
    half = scipy_stats.t.ppf(0.975, [4, 4, 50]) * sqrt(0.02)
    assert found.high - found.estimate == pytest.approx(half)


def test_responders_without_estimate_give_pairs_of_nan_that_do_not_count():
    covariance = np.diag([0.02, np.nan, 0.03, 0.04])
    covariance[1] = covariance[:, 1] = np.nan
    found = compared([4, np.nan, 3, 3.9], covariance, [20, 0, 20, 20])
    real = [1, 2, 5]  # (0, 2), (0, 3), (2, 3)
    others = compared([4, 3, 3.9], np.diag([0.02, 0.03, 0.04]), [20] * 3)
    for part in ("estimate", "low", "high", "simultaneous_low", "simultaneous_high", "p", "p_holm"):
        values = getattr(found, part)
        assert values[real] == pytest.approx(getattr(others, part))
        assert np.isnan(np.delete(values, real)).all()


def test_pairs_of_responders_that_nothing_is_claimed_of_do_not_count():
    rng = np.random.default_rng(5)
    covariance = random_covariance(rng, 4)
    estimates, degrees = rng.normal(size=4), [20, 3, 20, 20]
    found = pairwise_differences(
        estimates,
        covariance,
        degrees,
        rng=np.random.default_rng(1),
        claimed=[True, False, True, True],
    )
    every = compared(estimates, covariance, degrees)
    assert found.low == pytest.approx(every.low)
    assert found.p == pytest.approx(every.p)
    real = [1, 2, 5]  # (0, 2), (0, 3), (2, 3)
    kept = np.ix_([0, 2, 3], [0, 2, 3])
    others = compared(estimates[[0, 2, 3]], covariance[kept], [20] * 3)
    for part in ("simultaneous_low", "simultaneous_high", "p_holm"):
        values = getattr(found, part)
        assert values[real] == pytest.approx(getattr(others, part))
        assert np.isnan(np.delete(values, real)).all()


def test_a_hair_of_difference_in_the_covariance_moves_the_limits_by_no_more():
    """A root by eigenvectors alone would turn about where eigenvalues are equal."""
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(5, 5)) * 1e-12
    for covariance in (0.04 * np.eye(5), random_covariance(rng, 5)):
        one = compared(np.arange(5), covariance, [30] * 5)
        other = compared(np.arange(5), covariance + noise @ noise.T + noise + noise.T, [30] * 5)
        assert other.simultaneous_low == pytest.approx(one.simultaneous_low, abs=1e-8)


def test_responders_rated_alike_say_nothing_of_how_sure_they_are():
    rng = np.random.default_rng(1)
    ratings = rng.integers(1, 6, (30, 3)).astype(float)
    ratings[:, 1] = ratings[:, 0]
    found = compared(ratings.mean(axis=0), np.cov(ratings.T) / 30, [29] * 3)
    assert found.estimate[0] == 0
    assert isnan(found.low[0])
    assert isnan(found.simultaneous_high[0])
    assert isnan(found.p[0])
    assert not np.isnan(found.p[1:]).any()
    assert not np.isnan(found.p_holm[1:]).any()


def test_one_degree_less_than_one_gives_no_limits():
    found = compared([1, 2], np.eye(2), [0, 5])
    assert found.estimate.tolist() == [-1]
    assert isnan(found.low[0])


@pytest.mark.parametrize("size", [0, 1])
def test_fewer_than_two_responders_give_no_pair(size):
    found = compared(np.ones(size), np.eye(size), np.ones(size))
    assert found.estimate.size == found.p_holm.size == found.first.size == 0


def test_the_same_stream_gives_the_same_limits():
    rng = np.random.default_rng(3)
    given_ = rng.normal(size=5), random_covariance(rng, 5), np.full(5, 9)
    one, same, other = compared(*given_), compared(*given_), compared(*given_, seed=2)
    assert one.simultaneous_low.tolist() == same.simultaneous_low.tolist()
    assert one.simultaneous_low.tolist() != other.simultaneous_low.tolist()
    assert one.low.tolist() == other.low.tolist()


def test_all_pairs_hold_together_as_often_as_said():
    rng = np.random.default_rng(11)
    responders, exchanges, runs = 4, 12, 250
    root = rng.normal(size=(responders, responders))
    held = alone = 0
    for _ in range(runs):
        ratings = rng.normal(size=(exchanges, responders)) @ root.T
        covariance = np.cov(ratings.T) / exchanges
        found = pairwise_differences(
            ratings.mean(axis=0), covariance, [exchanges - 1] * responders, rng=rng
        )
        held += bool(((found.simultaneous_low <= 0) & (found.simultaneous_high >= 0)).all())
        alone += bool(((found.low <= 0) & (found.high >= 0)).all())
    assert 0.92 <= held / runs <= 0.98
    assert alone / runs < 0.9


@pytest.mark.parametrize(
    ("estimates", "covariance", "degrees", "message"),
    [
        ([1, 2], np.eye(3), [5, 5], "covariance and degrees of 2"),
        ([1, 2], np.eye(2), [5], "covariance and degrees of 2"),
        ([[1, 2]], np.eye(2), [5, 5], "estimates: expected 1 dimension"),
    ],
)
def test_what_does_not_fit_is_refused(estimates, covariance, degrees, message):
    with pytest.raises(StatisticsError, match=message):
        compared(estimates, covariance, degrees)


def test_confidence_is_between_0_and_1():
    with pytest.raises(StatisticsError, match="confidence"):
        compared([1, 2], np.eye(2), [5, 5], confidence=95)
