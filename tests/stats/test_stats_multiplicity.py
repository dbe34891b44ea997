"""Holm's adjustment."""

import json
from math import nan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval import stats
from mentaleval.errors import StatisticsError

GOLD = json.loads((Path(__file__).parent / "gold" / "gold.json").read_text(encoding="utf-8"))[
    "holm"
]


def test_holm_is_that_of_pingouin():
    assert stats.holm(GOLD["p"]) == pytest.approx(GOLD["adjusted"], abs=1e-12)


def test_untested_cells_do_not_count():
    found = stats.holm([0.01, nan, 0.03, nan])
    assert found == pytest.approx([0.02, nan, 0.03, nan], nan_ok=True)
    assert stats.holm([]).size == 0
    assert np.isnan(stats.holm([nan])).all()


@pytest.mark.parametrize("bad", [[-0.1], [1.1], [[0.5]]])
def test_what_is_no_p_value_is_refused(bad):
    with pytest.raises(StatisticsError):
        stats.holm(bad)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_adjusting_keeps_the_order_and_never_lowers(p):
    found = stats.holm(p)
    assert (found >= np.array(p)).all()
    assert (found <= 1).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
