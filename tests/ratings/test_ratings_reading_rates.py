"""How the judges' answers were read is counted for each judge and attribute."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval.ratings import ReadingRate, from_records, reading_rates
from mentaleval.vocabulary import RecordedRating


def test_a_small_table_is_counted_by_judge_and_attribute(human, judge):
    rows = [
        human(exchange_id="c1", recovered=True, attempts=9),
        judge(exchange_id="c1", recovered=True),
        judge(exchange_id="c2", attempts=2),
        judge(exchange_id="c3", attempts=3, recovered=True),
        judge(None, exchange_id="c4", attempts=3, reason="unparseable"),
        judge(7.0, exchange_id="c5"),
        judge(exchange_id="c6"),
        judge(exchange_id="c1", attribute="safety"),
        judge(exchange_id="c1", rater="judge-b", attempts=2),
    ]
    assert reading_rates(from_records(rows)) == [
        ReadingRate("judge-a", "empathy", n=6, recovered=2, reasked=3, unrated=2),
        ReadingRate("judge-a", "safety", n=1, recovered=0, reasked=0, unrated=0),
        ReadingRate("judge-b", "empathy", n=1, recovered=0, reasked=1, unrated=0),
    ]


def test_a_blank_response_is_no_answer_of_the_judge(human, judge):
    blank = judge(None, exchange_id="c2", reason="no_response")
    (rate,) = reading_rates(from_records([human(), judge(), blank]))
    assert (rate.n, rate.unrated) == (1, 0)


def test_humans_alone_have_no_rates(human):
    assert reading_rates(from_records([human()])) == []


_RECORDS = st.builds(
    RecordedRating,
    exchange_id=st.sampled_from(["c1", "c2", "c3"]),
    responder=st.sampled_from(["r1", "r2"]),
    rater=st.sampled_from(["judge-a", "judge-b"]),
    rater_kind=st.just("judge"),
    attribute=st.sampled_from(["empathy", "safety"]),
    rating=st.sampled_from([None, 1.0, 5.0, 6.0]),
    reason=st.sampled_from([None, None, "refusal", "no_response"]),
    raw=st.none(),
    recovered=st.booleans(),
    attempts=st.integers(1, 3),
    epoch=st.integers(1, 2),
)


@settings(max_examples=60)
@given(st.lists(_RECORDS, min_size=1, max_size=30, unique_by=lambda r: (*r[:3], r[4], r.epoch)))
def test_the_counts_are_those_of_a_plain_reckoning_and_add_up(records):
    asked = [r for r in records if r.reason != "no_response"]
    facts = {
        "n": lambda _: True,
        "recovered": lambda r: r.recovered,
        "reasked": lambda r: r.attempts > 1,
        "unrated": lambda r: r.rating not in {1.0, 5.0} or r.reason is not None,
    }
    rates = reading_rates(from_records(records))
    assert sum(rate.n for rate in rates) == len(asked)
    for name, holds in facts.items():
        wanted = Counter((r.rater, r.attribute) for r in asked if holds(r))
        got = Counter({(rate.judge, rate.attribute): getattr(rate, name) for rate in rates})
        assert got == wanted
    assert all(max(r.recovered, r.reasked, r.unrated) <= r.n for r in rates)
