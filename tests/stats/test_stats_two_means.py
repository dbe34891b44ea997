"""Welch's test against scipy, and where there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mentaleval.stats import welch_p_value

SAMPLES = st.lists(st.floats(-100, 100, allow_subnormal=False), min_size=2, max_size=40)


@given(SAMPLES, SAMPLES)
def test_it_is_that_of_scipy(first, second):
    if np.std(first) < 1e-3 or np.std(second) < 1e-3:
        return
    wanted = stats.ttest_ind(first, second, equal_var=False).pvalue
    assert welch_p_value(first, second) == pytest.approx(wanted, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(("first", "second"), [([1.0], [1, 2]), ([], []), ([2, 2], [3, 3])])
def test_without_spread_there_is_no_p(first, second):
    assert np.isnan(welch_p_value(first, second))
