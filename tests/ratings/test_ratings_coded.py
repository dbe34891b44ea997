"""Codes say the same as the texts they stand for."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st

from mentaleval.ratings.coded import coded_of, combined, distinct, firsts, matched
from mentaleval.ratings.columns import Integers

SPARSE = 2**40  # too far apart for a table to look up in
CODES = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0, 1, 7, SPARSE])), max_size=40)


def _columns(rows: list[tuple[int, int]]) -> list[Integers]:
    return list(np.array(rows, dtype=np.int64).reshape(-1, 2).T)


@given(CODES)
@example([(3, SPARSE), (3, SPARSE), (0, 0)])
def test_combinations_are_numbered_as_they_first_appear(rows):
    seen: dict[tuple[int, int], int] = {}
    slow = [seen.setdefault(row, len(seen)) for row in rows]
    columns = _columns(rows)
    assert combined(*columns).tolist() == slow
    assert distinct(*columns).tolist() == [slow.index(code) for code in range(len(seen))]
    assert firsts(*columns).tolist() == [slow.index(code) for code in slow]


@given(CODES)
def test_matched_codes_are_equal_where_the_combinations_are(rows):
    found = matched(*_columns(rows)).tolist()
    pairs = {(row, code) for row, code in zip(rows, found, strict=True)}
    assert len(pairs) == len(set(rows)) == len(set(found))


def test_products_beyond_an_integer_still_differ():
    wide = np.array([0, 2**40, 2**40, 2**41], dtype=np.int64)
    assert combined(wide, wide, wide[::-1].copy()).tolist() == [0, 1, 1, 2]


def test_a_missing_text_has_no_code_and_every_other_has_its_name():
    texts = pd.Series(["b", None, "a", "b"], dtype=pd.StringDtype("pyarrow"))
    coded = coded_of(pd.DataFrame({"batch": texts}), ["batch"])
    assert coded["batch"].tolist() == [0, -1, 1, 0]
    assert (coded.name("batch", 2), coded.names["batch"]) == ("a", ["b", "a"])
    assert coded.having("batch", "b").tolist() == [True, False, False, True]
    assert not coded.having("batch", "c").any()
