"""Limits of agreement with several pairs in a group, against the mean squares of statsmodels."""

import json
from math import isnan, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mentaleval.errors import StatisticsError
from mentaleval.stats.clusters import ClusterDraws
from mentaleval.stats.difference import bias, limits_of_agreement

GOLD = json.loads((Path(__file__).parent / "gold" / "gold_raters.json").read_text("utf-8"))
PAIRS = GOLD["differences"]
X, Y, GROUPS = np.array(PAIRS["x"]), np.array(PAIRS["y"]), np.array(PAIRS["groups"])


def test_the_variance_is_that_within_groups_and_between_them():
    sizes = np.array([3, 5, 9, 6])
    n0 = (23 - np.sum(sizes**2) / 23) / 3
    sd = sqrt(PAIRS["msw"] + (PAIRS["msb"] - PAIRS["msw"]) / n0)
    found = limits_of_agreement(X, Y, GROUPS)
    assert found.sd == pytest.approx(sd, abs=1e-9)
    assert (found.low, found.high) == pytest.approx(
        (found.bias - 1.96 * sd, found.bias + 1.96 * sd)
    )


def test_the_mean_squares_are_those_of_a_loop():
    d = Y - X
    groups = [d[g == GROUPS] for g in "abcd"]
    msw = sum(((v - v.mean()) ** 2).sum() for v in groups) / (d.size - 4)
    msb = sum(v.size * (v.mean() - d.mean()) ** 2 for v in groups) / 3
    assert (msw, msb) == pytest.approx((PAIRS["msw"], PAIRS["msb"]))


def test_bias_is_that_of_the_function_bias_with_groups():
    found = bias(X, Y, np.arange(X.size), GROUPS, draws=ClusterDraws(1, draws=10))
    assert limits_of_agreement(X, Y, GROUPS).bias == pytest.approx(found.estimate, abs=1e-12)
    assert limits_of_agreement(X, Y).bias != pytest.approx(found.estimate, abs=0.01)


def test_the_variance_of_single_differences_is_recovered():
    rng = np.random.default_rng(8)
    groups = np.repeat(np.arange(400), rng.integers(1, 9, 400))
    d = rng.normal(0, 1.5, 400)[groups] + rng.normal(0.4, 2, groups.size)
    found = limits_of_agreement(np.zeros(groups.size), d, groups)
    assert found.sd == pytest.approx(2.5, rel=0.05)  # 1.5^2 + 2^2 = 2.5^2


def test_groups_that_differ_less_than_chance_add_nothing():
    d = np.array([1.0, -1, 1, -1, 2, -2])
    found = limits_of_agreement(np.zeros(6), d, list("aabbcc"))
    assert found.sd == pytest.approx(sqrt((2 + 2 + 8) / 3))  # MSB is 0


@given(arrays(float, st.integers(3, 12), elements=st.floats(-5, 5)))
def test_one_group_or_groups_of_one_pair_are_no_groups(d):
    plain = limits_of_agreement(np.zeros(d.size), d)
    assert plain.sd == pytest.approx(d.std(ddof=1), abs=1e-9)
    for groups in (["a"] * d.size, range(d.size)):
        found = limits_of_agreement(np.zeros(d.size), d, groups)
        assert (found.bias, found.sd) == pytest.approx((plain.bias, plain.sd), abs=1e-9)


def test_a_constant_difference_has_limits_equal_to_it():
    x = np.array([0.1, 0.2, 0.3, 4.7, 2.2])
    found = limits_of_agreement(x, x + 1, list("aabbb"))
    assert (found.sd, found.low) == (0, found.high)


def test_few_pairs_have_a_mean_but_no_limits():
    found = limits_of_agreement([1, 1], [2, 4], ["a", "b"])
    assert (found.bias, isnan(found.sd), isnan(found.low)) == (2, True, True)
    assert isnan(limits_of_agreement([], [], []).bias)


def test_every_pair_needs_a_group():
    with pytest.raises(StatisticsError, match="groups"):
        limits_of_agreement(X, Y, GROUPS[1:])
