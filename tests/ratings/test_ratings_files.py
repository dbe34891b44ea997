"""Files are read or refused by name and row; what is written comes back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval.errors import RatingsError, UsageError
from mentaleval.ratings import Kept, from_records, kept_in, read, write
from mentaleval.vocabulary import Attribute, RecordedRating, Rubric, Scale

HEADER = "exchange_id,responder,rater,rater_kind,attribute,rating\n"
ROW = "c1,warm,expert,human,empathy,4\n"


@pytest.fixture(name="file")
def _file(tmp_path) -> Callable[..., Path]:
    def made(text: str, name: str = "ratings.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return made


def test_six_columns_are_enough(file):
    row = read(file(HEADER + ROW)).iloc[0]
    assert (row["rating"], row["epoch"], row["recovered"], row["attempts"]) == (4.0, 1, False, 1)
    assert row["source"] == "ratings.csv"


def test_an_empty_rating_is_missing_and_further_columns_are_ignored(file):
    text = HEADER.replace("\n", ",note\n") + "c1,warm,expert,human,empathy,,why\n"
    assert read(file(text))["reason"].tolist() == ["missing"]


@pytest.mark.parametrize("absent", ["NA", "n/a", "NaN", "null", "None"])
def test_usual_words_for_nothing_are_missing(file, absent):
    table = read(file(HEADER + ROW.replace(",4", f",{absent}")))
    assert table["reason"].tolist() == ["missing"]


def test_a_blank_number_of_attempts_is_one_and_another_is_kept(file):
    text = HEADER.replace("\n", ",attempts\n")
    text += "".join(
        f"c{n},warm,j,judge,empathy,4,{given}\n" for n, given in enumerate(["", 3, 2.0])
    )
    assert read(file(text))["attempts"].tolist() == [1, 3, 2]


@pytest.mark.parametrize("given", ["0", "-1", "1.5", "twice", "inf"])
def test_a_number_of_attempts_that_cannot_be_is_named_with_its_row(file, given):
    text = HEADER.replace("\n", ",attempts\n") + ROW.replace("\n", f",{given}\n")
    said = rf"row 2, column 'attempts': found '{given}'; a whole number from 1"
    with pytest.raises(RatingsError, match=said):
        read(file(text))


def test_a_responder_may_be_called_na(file):
    assert read(file(HEADER + ROW.replace("warm", "NA")))["responder"].tolist() == ["NA"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_seen(file, separator):
    assert len(read(file((HEADER + ROW).replace(",", separator)))) == 1


def test_byte_order_mark_and_spaces_in_the_header_do_no_harm(file):
    text = "\ufeff" + HEADER.replace(",", " , ") + ROW
    assert read(file(text))["exchange_id"].tolist() == ["c1"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(file):
    text = HEADER + ROW + "\n" + ROW.replace("c1", "c2").replace(",4", ",x")
    with pytest.raises(RatingsError, match=r"ratings\.csv, row 4, column 'rating': found 'x'"):
        read(file(text))


def test_json_lines_are_read_and_numbered_by_line(file):
    good = '{"exchange_id": 1, "responder": "w", "rater": "e", "rater_kind": "human", '
    good += '"attribute": "empathy", "rating": 4}\n'
    assert read(file(good, "a.jsonl"))["exchange_id"].tolist() == ["1"]
    with pytest.raises(RatingsError, match=r"a\.jsonl, line 3: it is not JSON"):
        read(file(good + "\n{oops\n", "a.jsonl"))
    with pytest.raises(RatingsError, match=r"line 1: an object in braces"):
        read(file("[1]\n", "a.jsonl"))
    with pytest.raises(RatingsError, match=r"line 1, column 'rating': found"):
        read(file(good.replace("4}", "[4]}"), "a.jsonl"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        (HEADER, "holds no ratings"),
        (HEADER + ROW.replace("\n", ",1,2,3\n"), "cannot be read as CSV.*line 2"),
        (
            HEADER.replace("rating", "ratings") + ROW,
            "no column 'rating'.*mean its column 'ratings'",
        ),
        (HEADER.replace("responder", "rater") + ROW, "two of its columns are called 'rater'"),
        (HEADER + ROW.replace("human", "person"), "row 2, column 'rater_kind': found 'person'"),
        (
            HEADER + ROW + ROW.replace("4", "3"),
            "rows 2 and 3: .* twice and differently: 4 .* and 3",
        ),
    ],
)
def test_a_wrong_csv_is_refused_for_people(file, text, said):
    with pytest.raises(RatingsError, match=f"(?s)ratings.csv.*{said}"):
        read(file(text))


def test_a_missing_column_comes_with_the_option_that_helps(file):
    with pytest.raises(RatingsError) as caught:
        read(file(HEADER.replace("rating", "ratings") + ROW))
    assert caught.value.hint is not None
    assert "--columns rating=ratings" in caught.value.hint


def test_files_that_cannot_be_read_are_refused(tmp_path, file):
    with pytest.raises(RatingsError, match="there is no such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(RatingsError, match=r"'\.xlsx' is none of"):
        read(file("x", "a.xlsx"))
    with pytest.raises(RatingsError, match="cannot be read as Parquet"):
        read(file("no parquet", "a.parquet"))
    (tmp_path / "latin.csv").write_bytes(HEADER.encode() + "c1,wärm".encode("latin-1"))
    with pytest.raises(RatingsError, match="it is not UTF-8 text"):
        read(tmp_path / "latin.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(RatingsError, match="it cannot be read"):
        read(tmp_path / "folder.csv")


def test_a_scale_for_the_file(file):
    assert read(file(HEADER + ROW.replace(",4", ",9")), scale=Scale(0, 10))["rating"].iloc[0] == 9


def test_writing_refuses_other_suffixes_and_leaves_nothing_behind(tmp_path, human):
    table = from_records([human()])
    with pytest.raises(UsageError, match=r"\.parquet or \.csv"):
        write(table, tmp_path / "table.json")
    with pytest.raises(RatingsError, match="it cannot be written: No such"):
        write(table, tmp_path / "none" / "table.csv")
    (tmp_path / "taken.csv").mkdir()
    with pytest.raises(RatingsError, match="it cannot be written"):
        write(table, tmp_path / "taken.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.csv"]


def test_writing_replaces_the_whole_file(tmp_path, human):
    path = tmp_path / "table.csv"
    write(from_records([human(), human(exchange_id="c2")]), path)
    write(from_records([human()]), path)
    assert len(read(path)) == 1
    assert [p.name for p in path.parent.iterdir()] == ["table.csv"]


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
IDS = NAMES.filter(lambda name: name.strip())
MAYBE = st.none() | NAMES
NUMBERS = st.none() | st.floats(-10, 10) | st.integers(0, 6)
RECORDS = st.builds(
    RecordedRating,
    exchange_id=IDS,
    responder=IDS,
    rater=IDS,
    rater_kind=st.just("human"),
    attribute=IDS,
    rating=NUMBERS,
    reason=st.none() | st.sampled_from(["missing", "refusal"]),
    raw=NUMBERS,
    recovered=st.booleans(),
    epoch=st.integers(1, 3),
    batch=MAYBE,
    source=MAYBE,
    source_id=MAYBE,
    context_hash=MAYBE,
    response_id=MAYBE,
    responder_family=MAYBE,
    rater_family=MAYBE,
    declared=MAYBE,
    attempts=st.integers(1, 4) | st.integers(1, 2**31 - 1),
)


def _key(record: RecordedRating) -> tuple[object, ...]:
    names = (record.exchange_id, record.responder, record.rater, record.attribute.lower())
    return (*(name.strip() for name in names), record.epoch)


@settings(max_examples=60)
@given(st.lists(RECORDS, min_size=1, max_size=8, unique_by=_key))
def test_what_is_written_comes_back_identical(records):
    scale = Scale(0, 6)  # nothing else says it of attributes of any name
    table = from_records(records, scale=scale)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("table.parquet", "table.csv"):
            back = read(write(table, Path(folder) / name), scale=scale)
            pd.testing.assert_frame_equal(back, table, check_exact=True)


TEN = Rubric("ten", (Attribute("warmth", definition="Is it warm?", scale=Scale(0, 10)),))
WARM = HEADER + "".join(f"c{n},warm,expert,human,warmth,{n}\n" for n in range(11))


def test_a_parquet_file_keeps_what_was_rated(tmp_path, human):
    table = from_records([human(9, attribute="warmth")], rubric=TEN)
    path = write(table, tmp_path / "kept.parquet", rubric=TEN)
    assert kept_in(path) == Kept(TEN, frozenset({"warmth"}), frozenset())
    assert read(path)["rating"].tolist() == [9]
    assert kept_in(write(table, path)) is None
    with pytest.raises(RatingsError, match="1 of 1 ratings of 'warmth' lie outside 1-5"):
        read(path)


def test_ratings_that_nothing_explains_are_refused_where_they_cannot_be_on_the_usual_scale(file):
    with pytest.raises(RatingsError) as refused:
        read(file(WARM))
    assert "6 of 11 ratings of 'warmth' lie outside 1-5 (they go from 0 to 10)" in str(
        refused.value
    )
    assert "--rubric FILE or --scale LOW HIGH" in str(refused.value)
    assert read(file(WARM), rubric=TEN)["rating"].tolist() == list(range(11))
    assert read(file(WARM), scale=Scale(0, 10))["rating"].notna().all()
    fits = "\n".join(line for line in WARM.splitlines() if line[-1] in "g12345")
    assert read(file(fits))["rating"].notna().all()
