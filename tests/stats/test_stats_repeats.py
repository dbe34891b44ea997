"""Repeats of one judge against pingouin and statsmodels."""

import json
from itertools import combinations
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mentaleval.errors import StatisticsError
from mentaleval.stats.repeats import repeat_reliability

GOLD = json.loads((Path(__file__).parent / "gold" / "gold_raters.json").read_text("utf-8"))
TABLE = np.array(GOLD["repeats"]["table"], dtype=float)


@pytest.mark.parametrize("name", ["icc_c1", "icc_a1"])
def test_reliability_is_that_of_pingouin(name):
    found = getattr(repeat_reliability(TABLE), name)
    estimate, low, high = GOLD["repeats"][name]
    assert found.estimate == pytest.approx(estimate, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.0051)  # it prints two digits


def test_epochs_are_a_sample_of_all_that_could_be_run():
    assert repeat_reliability(TABLE).icc_a1.interval == "McGraw-Wong F"


def test_spread_and_exact_repeats():
    found = repeat_reliability(TABLE)
    assert (found.n_items, found.n_repeats) == (20, 4)
    assert found.exact == pytest.approx(GOLD["repeats"]["exact"])
    assert found.within_sd == pytest.approx(GOLD["repeats"]["within_sd"])


@given(arrays(float, st.tuples(st.integers(3, 6), st.integers(2, 6)), elements=st.integers(1, 3)))
def test_exact_repeats_are_counted_pair_by_pair(table):
    pairs = [row[a] == row[b] for row in table for a, b in combinations(range(table.shape[1]), 2)]
    found = repeat_reliability(table)
    assert found.exact == pytest.approx(np.mean(pairs))
    assert found.within_sd**2 == pytest.approx(np.var(table, axis=1, ddof=1).mean(), abs=1e-12)


def test_only_items_with_all_epochs_count():
    table = np.vstack([TABLE, TABLE[:3]])
    table[20, 0] = table[21, 3] = np.nan
    table[22] = np.nan
    assert repeat_reliability(table) == repeat_reliability(TABLE)


def test_an_epoch_without_any_rating_is_left_out():
    empty = np.column_stack([TABLE, np.full(20, np.nan)])
    assert repeat_reliability(empty) == repeat_reliability(TABLE)


def test_too_few_epochs_or_items_are_no_reliability():
    assert repeat_reliability(TABLE[:, :1]) is None
    assert repeat_reliability(TABLE[:2]) is None
    assert repeat_reliability(np.full((5, 2), np.nan)) is None
    assert repeat_reliability(np.empty((0, 4))) is None


def test_a_perfect_repeater():
    found = repeat_reliability([[0.1, 0.1, 0.1], [0.3, 0.3, 0.3], [0.7, 0.7, 0.7]])
    assert (found.icc_c1.low, found.icc_a1.low, found.exact, found.within_sd) == (1, 1, 1, 0)


def test_a_judge_that_always_says_the_same_has_no_reliability():
    found = repeat_reliability(np.full((4, 3), 5.0))
    assert isnan(found.icc_c1.estimate)
    assert isnan(found.icc_a1.estimate)
    assert (found.exact, found.within_sd) == (1, 0)


def test_confidence_is_passed_on_and_checked():
    wide, narrow = repeat_reliability(TABLE, confidence=0.99), repeat_reliability(TABLE)
    assert wide.icc_c1.low < narrow.icc_c1.low
    assert wide.icc_a1.low < narrow.icc_a1.low
    with pytest.raises(StatisticsError, match="confidence"):
        repeat_reliability(TABLE[:1], confidence=2)
