"""Which human ratings are about what judges have rated is asked without a tuple for each row."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval.ratings import which_are_in

NAMES = st.sampled_from(["a", "b", "é", "never rated"])
ABOUT = st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=12)
COLUMNS = ["exchange_id", "responder", "attribute"]


@pytest.mark.parametrize("dtype", [object, "string[pyarrow]", "category"])
@settings(max_examples=30)
@given(tables=st.lists(ABOUT, max_size=3), asked=ABOUT)
def test_it_is_asked_as_of_a_set_of_tuples(tables, asked, dtype):
    frames = [pd.DataFrame(rows, columns=COLUMNS).astype(dtype) for rows in tables]
    known = {row for rows in tables for row in rows}
    assert which_are_in(frames, asked).tolist() == [one in known for one in asked]


def test_a_category_that_no_row_has_is_not_there():
    table = pd.DataFrame({name: pd.Categorical(["a"], categories=["b", "a"]) for name in COLUMNS})
    assert which_are_in([table], [("b", "a", "a"), ("a", "a", "a")]).tolist() == [False, True]
