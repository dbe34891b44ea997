"""Files with other names for their columns, or with several ratings a row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mentaleval.errors import RatingsError, UsageError
from mentaleval.ratings import ColumnMap, read
from mentaleval.vocabulary import text_hash


@pytest.fixture(name="file")
def _file(tmp_path) -> Callable[..., Path]:
    def made(text: str, name: str = "foreign.csv") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return made


def test_columns_are_renamed_and_constants_stand_in_every_row(file):
    path = file("conv,model,who,what,score\n1,warm,ann,Safety,5\n2,warm,ann,Safety,4\n")
    mapping = ColumnMap.parse(
        "exchange_id=conv, responder=model, rater=who,attribute=what,rating=score,rater_kind==human"
    )
    table = read(path, mapping=mapping)
    assert table["rater_kind"].tolist() == ["human", "human"]
    assert table[["exchange_id", "attribute", "rating"]].to_numpy().tolist() == [
        ["1", "safety", 5.0],
        ["2", "safety", 4.0],
    ]


def test_errors_name_the_files_own_column(file):
    path = file("exchange_id,responder,rater,rater_kind,attribute,score\n1,w,a,human,safety,x\n")
    with pytest.raises(RatingsError, match=r"row 2, column 'score': found 'x'"):
        read(path, mapping=ColumnMap({"rating": "score"}))


def test_a_mapped_column_that_is_not_there_is_refused(file):
    path = file("exchange_id,Score\n1,2\n")
    with pytest.raises(RatingsError, match=r"no column 'score', which .* mean 'Score'"):
        read(path, mapping=ColumnMap({"rating": "score"}))


def test_texts_are_kept_as_hashes_only(file):
    header = "exchange_id,responder,rater,rater_kind,attribute,rating,context,response\n"
    row = read(file(header + "1,w,a,human,safety,5,My  Words,Their words\n")).iloc[0]
    assert row["context_hash"] == text_hash("my words")
    assert row["response_id"] == text_hash("Their words")
    assert not row.astype(str).str.contains("words").any()


WIDE = "exchange_id,responder,rater,rater_kind,Empathy,safety,wit_score,reason\n"
WIDE += "1,w,a,human,5,,3,because\n2,w,a,human,4,6,x,because\n"


def test_one_column_an_attribute(file):
    path = file(WIDE.replace(",x", ",2"))
    table = read(path, mapping=ColumnMap({"attribute:wit": "wit_score"}, "attribute"))
    assert table["attribute"].tolist() == ["empathy", "safety", "wit"] * 2
    assert table["raw"].tolist()[2:] == [3.0, 4.0, 6.0, 2.0]
    reasons = ["", "missing", "", "", "out_of_scale", ""]
    assert table["reason"].astype(object).fillna("").tolist() == reasons


def test_a_bad_cell_of_a_wide_file_is_named_by_row_and_column(file):
    mapping = ColumnMap({"attribute:wit": "wit_score"}, "attribute")
    with pytest.raises(RatingsError, match=r"row 3, column 'wit_score': found 'x'"):
        read(file(WIDE), mapping=mapping)


def test_the_attempts_of_a_whole_row_are_told_to_none_of_its_ratings(file):
    path = file(WIDE.replace(",x", ",2").replace("reason", "attempts").replace("because", "3"))
    table = read(path, mapping=ColumnMap({"attribute:wit": "wit_score"}, "attribute"))
    assert set(table["attempts"]) == {1}


def test_one_column_a_rater(file):
    path = file("id,system,dim,Ann,gpt\n1,w,safety,5,4\n2,w,safety,,3\n")
    mapping = ColumnMap.parse(
        "exchange_id=id,responder=system,attribute=dim,human:ann=Ann,judge:openai/gpt-4o=gpt",
        wide="rater",
    )
    table = read(path, mapping=mapping)
    assert table["rater"].tolist() == ["ann", "openai/gpt-4o"] * 2
    assert table["rater_kind"].tolist() == ["human", "judge"] * 2
    assert table["rating"].fillna(0).tolist() == [5.0, 4.0, 0.0, 3.0]


def test_a_wide_file_without_rating_columns_is_refused_with_a_hint(file):
    path = file("exchange_id,responder,rater,rater_kind,warmth\n1,w,a,human,5\n")
    with pytest.raises(RatingsError, match="like an attribute of the rubric") as caught:
        read(path, mapping=ColumnMap(wide="attribute"))
    assert "attribute:empathy=COLUMN" in str(caught.value)
    with pytest.raises(RatingsError, match="human:NAME=COLUMN"):
        read(path, mapping=ColumnMap(wide="rater"))


@pytest.mark.parametrize(
    ("text", "wide", "said"),
    [
        ("rater_knd=model", None, "no column 'rater_knd'. Did you mean 'rater_kind'"),
        ("responder", None, "cannot read 'responder'; OURS=THEIRS"),
        ("responder=a,responder=b", None, "names 'responder' twice"),
        ("human:ann=a", None, "needs --wide rater"),
        ("attribute:wit=a", "rater", "needs --wide attribute"),
        ("colour:red=a", "rater", "no column begins with 'colour'"),
        ("responder=a", "tall", "--wide tall: attribute or rater"),
    ],
)
def test_a_mapping_that_cannot_be_right_is_refused(text, wide, said):
    with pytest.raises(UsageError, match=said):
        ColumnMap.parse(text, wide=wide)
