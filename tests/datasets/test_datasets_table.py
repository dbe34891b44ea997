"""The user's own table, in every shape that it may have."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from mentaleval import DataError, Exchange, Reason, text_hash
from mentaleval.errors import RatingsError
from mentaleval.ratings import from_records
from mentaleval_datasets import Table

Make = Callable[..., Table]

LONG = """\
id,context,response,responder,rater,rater_kind,attribute,rating
1,I am tired,Rest a bit.,bot,ann,human,Empathy,4
1,I am tired,Rest a bit.,bot,j,judge,empathy,5
2,I am alone,Call someone.,bot,ann,human,empathy,
2,I am alone,Call someone.,bot,j,judge,empathy,five
2,I am alone, ,mute,j,judge,empathy,1
2,I am alone,I see.,other,j,judge,empathy,9
"""


@pytest.fixture
def table(tmp_path: Path) -> Make:
    def made(text: str, *, to: str = "mine.csv", **options: Any) -> Table:
        (tmp_path / to).write_text(text, encoding="utf-8")
        return Table(path=tmp_path / to, **options)

    return made


def test_contexts_alone(table):
    exchanges = list(table("context\nI am tired\nI am alone\n").exchanges())
    assert exchanges == [
        Exchange(text_hash("I am tired"), "I am tired"),
        Exchange(text_hash("I am alone"), "I am alone"),
    ]
    assert list(table("context\nI am tired\n").ratings()) == []


def test_responses_of_several(table):
    text = "id,context,response,responder\n7,A,one,x\n7,A,two,y\n"
    assert list(table(text).exchanges()) == [
        Exchange("7", "A", "one", "x"),
        Exchange("7", "A", "two", "y"),
    ]


def test_the_responder_of_a_table_without_one(table):
    text = "context,response\nA,one\n"
    assert next(table(text).exchanges()).responder == "mine"
    assert next(table(text, responder_name="me").exchanges()).responder == "me"


def test_columns_go_by_the_names_given(table):
    text = "Frage;Antwort;Wer\nA;one;x\n"
    made = table(text, context="Frage", response="Antwort", responder="Wer")
    assert list(made.exchanges()) == [Exchange(text_hash("A"), "A", "one", "x")]


def test_one_rating_a_row(table):
    made = table(LONG)
    assert [(e.id, e.responder) for e in made.exchanges()] == [
        ("1", "bot"),
        ("2", "bot"),
        ("2", "mute"),
        ("2", "other"),
    ]
    ratings = list(made.ratings())
    assert [(r.rating, r.reason, r.raw) for r in ratings] == [
        (4.0, None, 4.0),
        (5.0, None, 5.0),
        (None, Reason.MISSING, None),
        (None, Reason.UNPARSEABLE, None),
        (None, Reason.NO_RESPONSE, 1.0),
        (9.0, None, 9.0),
    ]
    first = ratings[0]
    assert (first.exchange_id, first.rater, first.rater_kind) == ("1", "ann", "human")
    assert first.attribute == "empathy"
    assert first.context_hash == text_hash("I am tired")
    assert first.response_id == text_hash("Rest a bit.")
    assert first.source == "mine.csv"


def test_one_column_an_attribute(table):
    text = "context,responder,rater,Empathy,Q2\nA,x,ann,4,2.5\nA,x,bob,3,\n"
    made = table(text, attributes="Empathy, guidance=Q2", rater_kind="human")
    ratings = [(r.responder, r.rater, r.attribute, r.rating, r.rater_kind) for r in made.ratings()]
    assert ratings == [
        ("x", "ann", "empathy", 4.0, "human"),
        ("x", "ann", "guidance", 2.5, "human"),
        ("x", "bob", "empathy", 3.0, "human"),
        ("x", "bob", "guidance", None, "human"),
    ]
    assert list(made.exchanges()) == [Exchange(text_hash("A"), "A")]


def test_a_rater_without_a_name_is_its_kind(table):
    made = table("context,empathy\nA,4\n", attributes="empathy", rater_kind="judge")
    (rating,) = made.ratings()
    assert (rating.rater, rating.rater_kind, rating.responder) == ("judge", "judge", "mine")


def test_scales(table):
    text = "context,empathy,calm\nA,7,7\n"
    options = {"attributes": "empathy,calm", "rater_kind": "human"}
    assert [r.rating for r in table(text, **options).ratings()] == [7.0, 7.0]
    empathy = [r for r in table(text, **options).ratings() if r.attribute == "empathy"]
    assert from_records(empathy)["reason"].to_list() == [Reason.OUT_OF_SCALE]
    with pytest.raises(RatingsError, match="'calm' lie outside 1-5"):
        from_records(table(text, **options).ratings())
    wide = table(text, **options, low=0, high=10)
    assert [r.rating for r in wide.ratings()] == [7.0, 7.0]
    narrow = table(text, **options, low=1, high=3)
    assert [(r.reason, r.raw) for r in narrow.ratings()] == [(Reason.OUT_OF_SCALE, 7.0)] * 2
    with pytest.raises(ValidationError, match="low and high go together"):
        table(text, low=1)


def test_a_file_does_not_know_what_its_columns_are_but_by_a_rubric(table, tmp_path):
    assert table("context\nA\n").rubric is None
    file = tmp_path / "own.yaml"
    file.write_text("rubric: own\nattributes:\n  - {name: calm, definition: calmness}\n")
    assert table("context\nA\n", rubric_file=str(file)).rubric.names == ("calm",)


def test_options_survive_json(table):
    made = table("context\nA\n", attributes="empathy,guidance=Q2", low=1, high=7)
    assert Table.model_validate(json.loads(json.dumps(made.options()))) == made


def test_json_lines_with_dotted_columns(table):
    lines = [{"doc": {"question": "A"}, "n": 7}, {"doc": {"question": "B"}, "n": 8.0}]
    text = "\n\n".join(map(json.dumps, lines))
    made = table(text, to="mine.jsonl", context="doc.question", id="n")
    assert list(made.exchanges()) == [Exchange("7", "A"), Exchange("8", "B")]


def test_parquet(tmp_path):
    frame = pd.DataFrame(
        {"context": ["A", "B"], "id": [1, 2], "empathy": [4.0, None], "rater_kind": "human"}
    )
    frame.to_parquet(tmp_path / "mine.parquet")
    made = Table(path=tmp_path / "mine.parquet", attributes=("empathy",))
    assert [e.id for e in made.exchanges()] == ["1", "2"]
    assert [(r.rating, r.reason) for r in made.ratings()] == [(4.0, None), (None, Reason.MISSING)]


@pytest.mark.parametrize("cell", ["true", "[4]", '"4/5"', '"1_0"', '"nan"', '"inf"', '"4,5"'])
def test_what_is_no_number_is_unparseable(table, cell):
    text = f'{{"context": "A", "empathy": {cell}}}'
    made = table(text, to="a.jsonl", attributes="empathy", rater_kind="human")
    (rating,) = made.ratings()
    assert (rating.rating, rating.reason) == (None, Reason.UNPARSEABLE)


READ_ERRORS = {
    "no column": ({}, "contxt\nA\n", "a.csv", "no column 'context'. Did you mean 'contxt'"),
    "named column": ({"response": "x"}, "context,y\nA,b\n", "a.csv", "no column 'x'"),
    "empty": ({}, "", "a.csv", "is empty"),
    "no rows": ({}, "context\n", "a.csv", "is empty: it has no rows"),
    "suffix": ({}, "context\nA\n", "a.txt", "is no .csv, .tsv, .jsonl or .parquet"),
    "no parquet": ({}, "context\nA\n", "a.parquet", "cannot be read as Parquet"),
    "no JSON": ({}, '{"context": "A"}\nhello\n', "a.jsonl", "line 2 is not JSON"),
    "no object": ({}, "[1]\n", "a.jsonl", "line 1 holds a list"),
    "blank context": ({}, "id,context\n1,A\n2,\n", "a.csv", "row 3: column 'context' is empty"),
    "not text": ({}, '{"context": ["A"]}\n', "a.jsonl", "column 'context' holds a list"),
    "ragged": ({}, "context\nA,b\n", "a.csv", "row 2: 2 cells under 1 columns"),
    "column twice": ({}, "context,context\nA,b\n", "a.csv", "two columns 'context'"),
    "id twice": (
        {},
        "id,context,response\n1,A,b\n1,A,c\n",
        "a.csv",
        "row 3: the response by 'a' to '1' is also in row 2",
    ),
    "context changes": ({}, "id,context\n1,A\n1,B\n", "a.csv", "row 3: id '1' has another context"),
    "response changes": (
        {},
        "context,response,rater\nA,b,x\nA,c,y\n",
        "a.csv",
        "row 3: the response by 'a'",
    ),
    "attribute twice": ({"attributes": "a,A"}, "context,a\nA,1\n", "a.csv", "names 'a' twice"),
}


@pytest.mark.parametrize(
    ("options", "text", "to", "message"), READ_ERRORS.values(), ids=READ_ERRORS.keys()
)
def test_a_wrong_table_is_named_with_what_is_wrong(table, options, text, to, message):
    with pytest.raises(DataError, match=message):
        list(table(text, to=to, **options).exchanges())


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match=r"path=.* does not exist"):
        list(Table(path=tmp_path / "absent.csv").exchanges())


RATING_ERRORS = {
    "both shapes": ("context,attribute,rating,empathy\nA,x,1,2\n", {}, "not both"),
    "no kind": ("context,empathy\nA,4\n", {}, "does not say whether people or programs rated"),
    "wrong kind": ("context,empathy,rater_kind\nA,4,robot\n", {}, "row 2: .* 'robot', not human"),
    "no such kind": ("context,empathy\nA,4\n", {"rater_kind": "humans"}, "no column 'humans'"),
    "no rater": (
        "context,empathy,rater\nA,4,\n",
        {"rater_kind": "human"},
        "row 2: column 'rater' is empty",
    ),
}


@pytest.mark.parametrize(
    ("text", "options", "message"), RATING_ERRORS.values(), ids=RATING_ERRORS.keys()
)
def test_wrong_ratings_are_named_with_what_is_wrong(table, text, options, message):
    with pytest.raises(DataError, match=message):
        list(table(text, attributes="empathy", **options).ratings())


@pytest.mark.parametrize(("has", "lacks"), [("attribute", "rating"), ("rating", "attribute")])
def test_half_of_what_a_rating_takes_is_no_harm_to_the_contexts(table, has, lacks):
    made = table(f"context,{has}\nA,4\n", rater_kind="human")
    assert [e.context for e in made.exchanges()] == ["A"]
    with pytest.raises(DataError, match=f"has a column '{has}', but none for '{lacks}'"):
        list(made.ratings())


def test_text_that_is_not_utf_8(tmp_path):
    (tmp_path / "a.csv").write_bytes("context\nM\u00fcde\n".encode("latin-1"))
    with pytest.raises(DataError, match="is not UTF-8 text"):
        list(Table(path=tmp_path / "a.csv").exchanges())
