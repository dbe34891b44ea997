"""Newcombe's interval of two paired shares, against a second computation and another package."""

import json
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval.errors import StatisticsError
from mentaleval.stats import paired_difference

GOLD = Path(__file__).parent / "gold" / "gold_labels.json"
TABLES = json.loads(GOLD.read_text(encoding="utf-8"))["differences"]
COUNTS = st.tuples(*[st.integers(0, 30)] * 4).filter(any)


def marked(both, first, second, neither):
    """Return two rows of marks with these counts."""
    a = np.repeat([1, 1, 0, 0], [both, first, second, neither])
    b = np.repeat([1, 0, 1, 0], [both, first, second, neither])
    return a, b


@pytest.mark.parametrize("name", TABLES)
def test_limits_are_newcombes_from_the_wilson_limits_of_statsmodels(name):
    wanted = TABLES[name]
    found = paired_difference(*marked(*wanted["table"]))
    limits = [found.estimate, found.low, found.high]
    assert limits == pytest.approx([wanted["estimate"], wanted["low"], wanted["high"]], abs=1e-9)


def test_limits_are_those_of_the_package_contingencytables():
    # as its own tests print them to four decimals
    found = paired_difference(*marked(59, 6, 16, 80))
    rounded = [round(value, 4) for value in (found.estimate, found.low, found.high)]
    assert rounded == [-0.0621, -0.1186, -0.0046]


@given(COUNTS)
def test_limits_hold_the_difference_and_stay_within_1(table):
    found = paired_difference(*marked(*table))
    assert found.interval == "Newcombe"
    assert -1 - 1e-12 <= found.low <= found.estimate <= found.high <= 1 + 1e-12


@given(COUNTS)
def test_the_difference_turns_round_with_its_sides_and_marks(table):
    both, first, second, neither = table
    found = paired_difference(*marked(*table))
    for other in ((both, second, first, neither), (neither, second, first, both)):
        turned = paired_difference(*marked(*other))
        assert turned.estimate == pytest.approx(-found.estimate)
        assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_where_nothing_is_marked_the_limits_still_say_something():
    found = paired_difference(np.zeros(25), np.zeros(25))
    assert found.estimate == 0
    assert -0.2 < found.low < -0.1
    assert found.high == pytest.approx(-found.low)


def test_the_limits_cover():
    rng = np.random.default_rng(2)
    held, runs = 0, 2000
    for _ in range(runs):
        trouble = rng.random(60)
        a, b = trouble + rng.normal(0, 0.2, 60) > 0.8, trouble + rng.normal(0, 0.2, 60) > 0.9
        found = paired_difference(a, b)
        held += found.low <= TRUE <= found.high
    assert 0.93 <= held / runs <= 0.98


def _true():
    rng = np.random.default_rng(3)
    trouble = rng.random(2_000_000)
    noise = rng.normal(0, 0.2, (2, 2_000_000))
    return float(np.mean(trouble + noise[0] > 0.8) - np.mean(trouble + noise[1] > 0.9))


TRUE = _true()


def test_no_trial_gives_no_difference():
    found = paired_difference([], [])
    assert isnan(found.estimate)
    assert found.interval == "none"


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ([1, 0], [1], "a and b: expected one length, found 2 and 1"),
        ([1, 3], [1, 0], "a: expected one row of yes and no"),
        ([1, 0], [[1, 0]], "b: expected one row of yes and no"),
    ],
)
def test_what_does_not_fit_is_refused(a, b, message):
    with pytest.raises(StatisticsError, match=message):
        paired_difference(a, b)
