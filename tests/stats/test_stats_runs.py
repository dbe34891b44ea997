"""Runs of marks against statsmodels, and against counting every order there is."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from mentaleval.errors import StatisticsError
from mentaleval.stats import runs_test

GOLD = Path(__file__).parent / "gold" / "gold_labels.json"
ROWS = json.loads(GOLD.read_text(encoding="utf-8"))["runs"]


@pytest.mark.parametrize("name", ROWS)
def test_runs_and_their_probability_are_those_of_statsmodels(name):
    row = ROWS[name]
    found = runs_test(row["marks"])
    assert found.runs == row["runs"]
    if row["exact"] is not None:
        assert found.p == pytest.approx(row["exact"], abs=1e-9)
    n, ones = len(row["marks"]), sum(row["marks"])
    product = 2 * ones * (n - ones)
    spread = np.sqrt(product * (product - n) / (n**2 * (n - 1)))
    assert (found.runs - found.expected) / spread == pytest.approx(row["z"])
    normal = scipy_stats.norm.cdf((found.runs + 0.5 - found.expected) / spread)
    assert found.p == pytest.approx(normal, abs=0.03)


@pytest.mark.parametrize(("n", "ones"), [(8, 4), (9, 2), (10, 7)])
def test_the_probability_is_that_of_all_orders(n, ones):
    rows = []
    for places in combinations(range(n), ones):
        row = np.zeros(n, dtype=bool)
        row[list(places)] = True
        rows.append(row)
    tested = [runs_test(row) for row in rows]
    runs = np.array([found.runs for found in tested])
    assert runs.mean() == pytest.approx(tested[0].expected)
    for found in tested:
        assert found.p == pytest.approx((runs <= found.runs).mean())


def test_a_block_is_seen_and_a_random_draw_is_not():
    block = np.zeros(1000, dtype=bool)
    block[300:400] = True
    assert runs_test(block).p < 1e-100
    drawn = np.random.default_rng(1).permutation(block)
    assert runs_test(drawn).p > 0.05


def test_p_is_below_5_percent_in_at_most_5_percent_of_random_orders():
    rng = np.random.default_rng(1)
    row = np.arange(200) < 30
    small = np.mean([runs_test(rng.permutation(row)).p <= 0.05 for _ in range(2000)])
    assert 0.02 <= small <= 0.06


@pytest.mark.parametrize("row", [[], [1], [0, 0, 0], [1, 1, 1, 1]])
def test_marks_of_one_kind_say_nothing(row):
    found = runs_test(row)
    assert (found.runs, found.p) == (min(len(row), 1), 1.0)


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_turning_the_row_or_its_marks_round_changes_nothing(row):
    found = runs_test(row)
    assert 0 <= found.p <= 1
    for other in (runs_test(row[::-1]), runs_test([not mark for mark in row])):
        assert (other.runs, other.expected) == (found.runs, found.expected)
        assert other.p == pytest.approx(found.p)


@pytest.mark.parametrize("row", [[0, 2], [0.5], [[1, 0]], [float("nan")], ["a"]])
def test_marks_are_yes_or_no(row):
    with pytest.raises(StatisticsError, match="marks: expected one row of yes and no"):
        runs_test(row)
