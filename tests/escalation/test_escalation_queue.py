"""The queue for others: a draw that sheets can read, and rows of a table."""

from collections import Counter
from dataclasses import replace

import pytest

from mentaleval.escalation import Settings, escalate
from mentaleval.escalation.queue import COLUMNS, draw_of, rows, unlike
from mentaleval.sheets.draw_document import read_draw, written_draw


@pytest.fixture
def found(rated):
    def human(rating, rng):
        return float(rng.integers(1, 6)) if rating < 4 else rating

    return escalate(rated(human, attributes=("empathy", "safety")), Settings(seed=5))


def test_every_queued_response_is_asked_for_once_and_of_one_expert(found, tmp_path):
    draw = draw_of(found, ("anna", "ben", "cem"))
    file = tmp_path / "queue.json"
    file.write_text(written_draw(draw), encoding="utf-8")
    assert read_draw(file) == draw
    assert [(a.exchange_id, a.responder) for a in draw.responses] == [
        (q.exchange_id, q.responder) for q in found.queue
    ]
    whose = {}
    for asked in draw.responses:
        whose.setdefault(asked.exchange_id, set()).update(asked.experts)
    assert {len(experts) for experts in whose.values()} == {1}
    counts = Counter(next(iter(experts)) for experts in whose.values())
    assert max(counts.values()) - min(counts.values()) <= 1


def test_the_draw_says_why_each_response_is_asked_and_what_is_to_be_rated(found):
    draw = draw_of(found, ("anna",))
    assert draw.purpose == "escalation"
    assert draw.attributes == ("safety", "empathy")
    assert draw.seed == 5
    assert {asked.stratum for asked in draw.responses} == {
        "safety: straddles_cut; empathy: straddles_cut",
        "safety: straddles_cut",
        "empathy: straddles_cut",
    }


def test_the_seed_says_who_is_asked(found):
    one = draw_of(found, ("anna", "ben"))
    other = draw_of(replace(found, settings=Settings(seed=6)), ("anna", "ben"))
    assert one == draw_of(found, ("anna", "ben"))
    assert [a.experts for a in one.responses] != [a.experts for a in other.responses]


def test_experts_without_a_conversation_are_left_out(row, table):
    rows_ = [row(c, "a", "judge", 5.0) for c in range(60)]
    rows_ += [row(c, "a", "anna", 5.0) for c in range(59)]
    rows_ += [row(60, "a", "judge", None, reason="refusal")]
    draw = draw_of(escalate(table(rows_)), ("anna", "ben"))
    assert len(draw.experts) == len(draw.responses) == 1


def test_the_table_has_a_row_for_each_reason_and_no_text(found):
    listed = [dict(zip(COLUMNS, each, strict=True)) for each in rows(found)]
    assert len(listed) == sum(len(queued.needs) for queued in found.queue)
    first = listed[0]
    assert set(first) == set(COLUMNS)
    assert (first["judge"], first["low"], first["high"]) == ("judge", "1", "5")
    assert float(first["judge_rating"]) < 4


def test_two_responses_of_one_responder_to_one_exchange_are_on_no_sheet(row, table):
    rows_ = [row(c, "a", "judge", 5.0) for c in range(60)]
    rows_ += [row(c, "a", "anna", 5.0) for c in range(59)]
    rows_ += [row(60, "a", "judge", None, reason="refusal")] * 2
    rows_ += [row(61, "a", "judge", None, reason="refusal")]
    texts = [f"t{place}" for place in range(119)] + ["one", "two", "three"]
    texts[60:119] = texts[:59]
    epochs = [1] * 119 + [1, 2, 1]
    result = escalate(table(rows_).assign(response_id=texts, epoch=epochs))
    assert unlike(result) == [("c60", "a")]
    assert [asked.exchange_id for asked in draw_of(result, ("anna",)).responses] == ["c61"]
    assert len(result.queue) == 3
