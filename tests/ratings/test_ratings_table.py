"""Records become a table that keeps its rules, or an error for people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentaleval.errors import RatingsError
from mentaleval.ratings import COLUMNS, concat, from_records
from mentaleval.vocabulary import Attribute, RecordedRating, Rubric, Scale


def test_columns_are_the_fields_of_a_record_in_order(human):
    assert RecordedRating._fields == COLUMNS
    assert tuple(from_records([human()]).columns) == COLUMNS


def test_rows_keep_the_order_of_the_source(human):
    table = from_records(human(exchange_id=f"c{n}") for n in (3, 1, 2))
    assert table["exchange_id"].tolist() == ["c3", "c1", "c2"]


def test_a_row_of_every_type_comes_through(human):
    full = human(
        3.5, recovered=True, epoch=2, batch="b", source="s", source_id="7", declared="own_system",
        attempts=3,
    )  # fmt: skip
    row = from_records([full]).iloc[0]
    assert (row["rating"], row["raw"], row["recovered"], row["epoch"]) == (3.5, 3.5, True, 2)
    assert row["attempts"] == 3
    assert (row["batch"], row["source"], row["source_id"]) == ("b", "s", "7")
    assert pd.isna(row["reason"])


@pytest.mark.parametrize("number", [0.0, 6.0, -3.0, 5.01])
def test_out_of_scale_is_unrated_and_kept_as_raw(human, number):
    row = from_records([human(number)]).iloc[0]
    assert np.isnan(row["rating"])
    assert (row["reason"], row["raw"]) == ("out_of_scale", number)


def test_a_rubric_or_a_scale_moves_the_limits(human):
    wide = Rubric("wide", (Attribute("empathy", scale=Scale(0, 10)),))
    assert from_records([human(9)], rubric=wide)["rating"].tolist() == [9]
    assert from_records([human(9)], scale=Scale(0, 10))["rating"].tolist() == [9]
    assert from_records([human(9)])["reason"].tolist() == ["out_of_scale"]
    with pytest.raises(RatingsError, match="1 of 1 ratings of 'wit' lie outside 1-5"):
        from_records([human(9, attribute="wit")])


def test_a_rating_with_a_reason_is_no_rating(human):
    row = from_records([human(1.0, reason="no_response")]).iloc[0]
    assert np.isnan(row["rating"])
    assert (row["raw"], row["reason"]) == (1.0, "no_response")


def test_no_rating_and_no_reason_is_missing(human):
    assert from_records([human(None)])["reason"].tolist() == ["missing"]


def test_attribute_names_are_lower_case(human):
    assert from_records([human(attribute=" Empathy ")])["attribute"].tolist() == ["empathy"]


def test_ids_may_be_numbers(human):
    table = from_records([human(exchange_id=7), human(exchange_id=8.0)])
    assert table["exchange_id"].tolist() == ["7", "8"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"exchange_id": " "}, r"record 2, column 'exchange_id': found nothing; every rating"),
        ({"responder": None}, r"record 2, column 'responder'"),
        ({"rater_kind": "robot"}, r"'rater_kind': found 'robot'; human or judge would be right"),
        ({"rating": "four"}, r"record 2, column 'rating': found 'four'; a number"),
        ({"rating": "4,5"}, r"found '4,5'; a number \(with a decimal point\)"),
        ({"rating": True}, r"found True; a number"),
        ({"rating": float("inf")}, r"found inf; a number"),
        ({"epoch": 0}, r"column 'epoch': found 0; a whole number from 1"),
        ({"epoch": 1.5}, r"column 'epoch': found 1.5"),
        ({"attempts": 0}, r"record 2, column 'attempts': found 0; a whole number from 1"),
        ({"recovered": "perhaps"}, r"column 'recovered': found 'perhaps'; true or false"),
    ],
)
def test_what_cannot_stay_is_named_with_its_place(human, fields, said):
    bad = human(exchange_id="c2")._replace(**fields)
    with pytest.raises(RatingsError, match=said):
        from_records([human(), bad])


def test_a_repeat_that_agrees_stays(human):
    assert len(from_records([human(), human()])) == 2


@pytest.mark.parametrize("other", [{"rating": 3.0}, {"rating": None}, {"reason": "refusal"}])
def test_a_repeat_that_disagrees_is_refused_with_both_rows(human, other):
    records = [human(), human(exchange_id="c2"), human()._replace(**other)]
    with pytest.raises(RatingsError, match=r"records 1 and 3: rater 'expert' rates 'empathy'"):
        from_records(records)


def test_another_epoch_is_no_repeat(human):
    assert len(from_records([human(4), human(3, epoch=2)])) == 2


def test_one_name_cannot_be_human_and_judge(human, judge):
    with pytest.raises(RatingsError, match=r"'expert' is human in record 1 and a judge in rec"):
        from_records([human(), judge(rater="expert", exchange_id="c2")])


def test_no_records_at_all_are_refused():
    with pytest.raises(RatingsError, match="there are none"):
        from_records([])


def test_concat_keeps_order_and_types(human, judge):
    rows = [human(), judge(attempts=2), judge(exchange_id="c2")]
    whole = concat([from_records(rows[:1]), from_records(rows[1:])])
    pd.testing.assert_frame_equal(whole, from_records(rows))


def test_concat_refuses_tables_that_disagree_and_names_their_sources(human):
    tables = [from_records([human(n, source=f"{n}.csv")]) for n in (4, 3)]
    with pytest.raises(RatingsError, match=r"4 in 4\.csv and 3 in 3\.csv"):
        concat(tables)


def test_concat_keeps_what_another_scale_allowed(human):
    table = from_records([human(9)], scale=Scale(0, 10))
    assert concat([table, from_records([human(exchange_id="c2")])])["rating"].tolist() == [9, 4]


def test_concat_of_nothing_is_refused():
    with pytest.raises(RatingsError, match="at least one"):
        concat([])
