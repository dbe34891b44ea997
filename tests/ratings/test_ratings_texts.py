"""Texts as categories: whatever form they come in, the table and its analyses are the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval.errors import RatingsError
from mentaleval.ratings import ColumnMap, concat, from_frame, from_records, read, settle, write
from mentaleval.ratings.columns import TEXTS
from mentaleval.ratings.texts import categorical, filled, is_text, joined, one_after_the_other, put

NAMES = st.lists(st.none() | st.sampled_from(["b", "a", "ü", "z z"]), max_size=30)
BYTES_A_ROW = 60


def _column(values: list[str | None]) -> pd.Series:
    return pd.Series(joined([pd.Series(values, dtype=object)]))


def _texts(column: pd.Series) -> list[str | None]:
    return [None if pd.isna(text) else text for text in column]


@settings(max_examples=30)
@given(NAMES)
def test_a_column_says_what_its_texts_said_and_sorts_as_they_do(values):
    column = _column(values)
    assert _texts(column) == values
    assert is_text(column.dtype)
    known = [value for value in values if value is not None]
    assert column.dropna().sort_values().tolist() == sorted(known)


@settings(max_examples=30)
@given(NAMES, NAMES)
def test_columns_are_put_one_after_the_other_and_into_gaps(first, second):
    one, other = _column(first), _column(second)
    assert _texts(pd.Series(joined([one, other]))) == first + second
    both = min(len(first), len(second))
    met = filled(one[:both], other[:both])
    assert _texts(met) == [a if a is not None else b for a, b in zip(first, second, strict=False)]


def test_a_text_is_put_into_rows_and_what_is_in_no_row_goes():
    column = put(_column(["a", "b", None]), np.array([False, True, True]), "new")
    assert column.tolist() == ["a", "new", "new"]
    assert column.cat.categories.tolist() == ["a", "new"]


@pytest.mark.parametrize("many", [1, 127, 128, 129, 32_767, 32_768])
def test_no_code_is_too_large_for_its_type(many):
    names = [f"{n:05}" for n in range(many)]
    column = pd.Series(categorical(np.arange(many), names))
    assert column.tolist() == names
    whole = joined([column, _column([None]), column])
    assert whole.tolist()[:many] == whole.tolist()[many + 1 :] == names
    assert put(column, np.ones(many, dtype=np.bool_), "x").unique().tolist() == ["x"]


def _mixed(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return the same rows with each text column in some other form."""
    rng = np.random.default_rng(seed)
    forms: tuple[Callable[[pd.Series], pd.Series], ...] = (
        lambda column: column.astype(object),
        lambda column: column.astype(object).astype(pd.StringDtype("pyarrow")),
        lambda column: column.astype(object).astype("string"),
        lambda column: column.astype(object).astype("category"),
        lambda column: _shuffled(column, rng),
    )
    return frame.assign(**{c: forms[rng.integers(len(forms))](frame[c]) for c in TEXTS})


def _shuffled(column: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Return the categories in another order, some of them in no row."""
    names = rng.permutation([*column.astype(object).dropna().unique(), "in no row", " neither"])
    return column.astype(object).astype(pd.CategoricalDtype(list(names)))


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_form_of_the_texts_changes_nothing(demo_table, seed):
    found = from_frame(_mixed(demo_table, seed))
    pd.testing.assert_frame_equal(found, demo_table, check_exact=True)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(50, 300))
def test_a_file_of_many_row_groups_with_dictionaries_of_their_own_is_one_table(
    demo_table, tmp_path_factory, seed, rows
):
    file = tmp_path_factory.mktemp("groups") / "t.parquet"
    mixed = pa.Table.from_pandas(_mixed(demo_table, seed), preserve_index=False)
    with pq.ParquetWriter(file, mixed.schema) as writer:
        for start in range(0, len(mixed), rows):
            writer.write_table(mixed.slice(start, rows))
    pd.testing.assert_frame_equal(read(file), demo_table, check_exact=True)


def test_a_dictionary_with_a_null_among_its_texts_has_no_text_there():
    parts = [(np.array([0, 1, 2, -1]), ["b", None, "a"]), (np.array([0]), [None])]
    assert _texts(pd.Series(one_after_the_other(parts))) == ["b", None, "a", None, None]


def test_what_is_settled_is_the_same_of_texts_in_any_form(demo_table):
    before = settle(demo_table)
    for seed in range(2):
        after = settle(_mixed(demo_table, seed))
        assert (after.ledger, after.warnings) == (before.ledger, before.warnings)
        pd.testing.assert_frame_equal(after.pairs, before.pairs, check_exact=True)


def test_part_of_a_table_and_the_rest_make_the_whole(demo_table):
    human = demo_table["rater_kind"] == "human"
    parts = [demo_table[human], demo_table[~human]]
    whole = concat(parts)
    pd.testing.assert_frame_equal(whole, pd.concat(parts, ignore_index=True), check_exact=True)


def test_a_written_file_holds_texts_that_any_reader_of_parquet_finds(tmp_path, demo_table):
    path = write(demo_table, tmp_path / "t.parquet")
    stored = pq.ParquetFile(path).schema
    kinds = {stored.column(at).name: str(stored.column(at).logical_type) for at in range(19)}
    assert {kinds[column] for column in TEXTS} == {"String"}
    pd.testing.assert_frame_equal(read(path), demo_table, check_exact=True)


def test_a_table_takes_few_bytes_a_row():
    rows = 20_000
    numbers = np.arange(rows)
    texts = {
        "exchange_id": categorical(numbers // 10, [f"conversation {n}" for n in range(2_000)]),
        "responder": categorical(numbers % 10, [f"responder {n}" for n in range(10)]),
    }
    constants = {"rater": "judge", "rater_kind": "judge", "attribute": "empathy", "rating": 4.0}
    table = from_frame(pd.DataFrame({**texts, **constants}))
    assert table.memory_usage(deep=True).sum() / rows < BYTES_A_ROW


def test_a_column_that_is_none_of_ours_is_not_read(tmp_path, demo_table):
    file = tmp_path / "t.parquet"
    answers = pa.array([f"{n} a long answer" for n in range(len(demo_table))])
    whole = pa.Table.from_pandas(demo_table, preserve_index=False).append_column("text", answers)
    pq.write_table(whole, file)
    chunk = pq.ParquetFile(file).metadata.row_group(0).column(whole.num_columns - 1)
    raw, start = bytearray(file.read_bytes()), chunk.dictionary_page_offset
    raw[start : start + chunk.total_compressed_size] = b"x" * chunk.total_compressed_size
    file.write_bytes(raw)
    pd.testing.assert_frame_equal(read(file), demo_table, check_exact=True)
    with pytest.raises(RatingsError, match="cannot be read"):
        read(file, mapping=ColumnMap({"response": "text"}))


def test_two_columns_of_one_name_are_refused(tmp_path, demo_table):
    columns = pa.Table.from_pandas(demo_table, preserve_index=False)
    twice = columns.append_column("rater", columns.column("rater"))
    pq.write_table(twice, tmp_path / "t.parquet")
    with pytest.raises(RatingsError, match="two of its columns are called 'rater'"):
        read(tmp_path / "t.parquet")


def test_a_record_and_its_row_say_the_same(human):
    (record,) = [human(batch=" b ", source_id=7)]
    row = from_records([record]).iloc[0]
    assert (row["batch"], row["source_id"]) == ("b", "7")


def test_what_is_written_into_a_table_that_was_made_of_one_stays_there(demo_table):
    given = from_frame(demo_table)
    mine = from_frame(given)
    mine.loc[0, "rating"] = 2.5
    assert given.loc[0, "rating"] != 2.5
