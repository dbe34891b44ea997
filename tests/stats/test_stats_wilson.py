"""Wilson's bounds of a share, against statsmodels and by what defines them."""

import json
from math import isnan, sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from mentaleval.errors import StatisticsError
from mentaleval.stats import exact_proportion, wilson_proportion

GOLD = Path(__file__).parent / "gold" / "gold_labels.json"
SHARES = json.loads(GOLD.read_text(encoding="utf-8"))["shares"]


@pytest.mark.parametrize("share", SHARES)
def test_bounds_are_those_of_statsmodels(share):
    found = wilson_proportion(share["count"], share["of"], confidence=share["confidence"])
    assert [found.low, found.high] == pytest.approx([share["low"], share["high"]], abs=1e-12)
    assert (found.count, found.of) == (share["count"], share["of"])


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_z_standard_errors_from_its_bounds(counts):
    count, of = counts
    found = wilson_proportion(count, of)
    z = scipy_stats.norm.ppf(0.975)
    for bound in (found.low, found.high):
        error = sqrt(bound * (1 - bound) / of)
        assert abs(found.share - bound) == pytest.approx(z * error, abs=1e-9)
    assert 0 <= found.low <= found.share <= found.high <= 1
    opposite = wilson_proportion(of - count, of)
    assert (opposite.low, opposite.high) == pytest.approx((1 - found.high, 1 - found.low))


def test_ends_are_exact():
    assert wilson_proportion(0, 17).low == 0.0
    assert wilson_proportion(17, 17).high == 1.0
    assert wilson_proportion(0, 17).high > 0


def test_they_are_narrower_than_exact_ones():
    for count in range(41):
        wilson, exact = wilson_proportion(count, 40), exact_proportion(count, 40)
        assert wilson.high - wilson.low < exact.high - exact.low


def test_nothing_is_known_of_no_trial():
    found = wilson_proportion(0, 0)
    assert isnan(found.share)
    assert (found.low, found.high) == (0.0, 1.0)


@pytest.mark.parametrize(("count", "of"), [(-1, 3), (4, 3), (1, 0)])
def test_a_count_is_one_of_its_trials(count, of):
    with pytest.raises(StatisticsError, match=f"count: expected between 0 and {of}, found {count}"):
        wilson_proportion(count, of)
