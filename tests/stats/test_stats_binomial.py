"""Exact bounds of a share: gold of scipy and statsmodels, and what the bounds promise."""

import json
from math import isnan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mentaleval.errors import StatisticsError
from mentaleval.stats.binomial import exact_proportion

GOLD = Path(__file__).parent / "gold" / "gold_screening.json"
SHARES = json.loads(GOLD.read_text(encoding="utf-8"))["shares"]


@pytest.mark.parametrize("gold", SHARES, ids=lambda g: f"{g['count']}of{g['of']}")
def test_bounds_are_those_of_scipy_and_statsmodels(gold):
    found = exact_proportion(gold["count"], gold["of"], confidence=gold["confidence"])
    assert (found.low, found.high) == pytest.approx((gold["low"], gold["high"]), rel=1e-9)
    assert found.share == gold["count"] / gold["of"]


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_at_a_bound_the_count_is_just_as_unlikely_as_the_tail(pair):
    count, of = pair
    found = exact_proportion(count, of)
    assert 0 <= found.low <= found.share <= found.high <= 1
    if count:
        assert stats.binom.sf(count - 1, of, found.low) == pytest.approx(0.025, rel=1e-6)
    if count < of:
        assert stats.binom.cdf(count, of, found.high) == pytest.approx(0.025, rel=1e-6)


def test_nothing_is_known_of_nothing():
    found = exact_proportion(0, 0)
    assert isnan(found.share)
    assert (found.low, found.high) == (0, 1)


@pytest.mark.parametrize(("count", "of"), [(-1, 3), (4, 3), (0, -1)])
def test_a_count_lies_within_its_whole(count, of):
    with pytest.raises(StatisticsError, match="count"):
        exact_proportion(count, of)


def test_confidence_is_a_probability():
    with pytest.raises(StatisticsError, match="confidence"):
        exact_proportion(1, 2, confidence=95)
