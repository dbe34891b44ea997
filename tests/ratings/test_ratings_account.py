"""Random tables: nothing is lost, and the pairs are those of a plain and slow reckoning."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import fmean

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval.ratings import Exclusions, from_records, settle
from mentaleval.vocabulary import RecordedRating

RATERS = {"ann": "human", "ben": "human", "judge-a": "judge", "judge-b": "judge"}
RATERS_ST = st.sampled_from(sorted(RATERS))


@st.composite
def _records(draw: st.DrawFn) -> RecordedRating:
    rater = draw(RATERS_ST)
    number = draw(st.sampled_from([None, 0.0, 1.0, 2.0, 4.5, 6.0]))
    reasons = ["unparseable", "no_response"] if number is None else ["refusal"]
    return RecordedRating(
        exchange_id=draw(st.sampled_from(["c1", "c2"])),
        responder=draw(st.sampled_from(["r1", "r2"])),
        rater=rater,
        rater_kind=RATERS[rater],
        attribute=draw(st.sampled_from(["relevance", "guidance"])),
        rating=number,
        reason=draw(st.sampled_from([None, None, None, *reasons])),
        epoch=draw(st.integers(1, 2)),
        source_id=draw(st.sampled_from([None, "s1", "s2"])),
        context_hash=draw(st.sampled_from([None, "h1", "h1", "h2"])),
        response_id=draw(st.sampled_from([None, None, "t1", "t2"])),
        declared=draw(st.sampled_from([None, None, None, "own_system", "omitted_by_study"])),
        recovered=draw(st.booleans()),
    )


PAIR = [
    RecordedRating("c0", "r0", rater, RATERS[rater], "relevance", 3.0)
    for rater in ("ann", "judge-a")
]


@st.composite
def _tables(draw: st.DrawFn) -> list[RecordedRating]:
    """Rows of distinct keys, some of them twice, and one pair that always meets."""
    rows = draw(st.lists(_records(), max_size=30, unique_by=_key))
    again = draw(st.lists(st.sampled_from(rows), max_size=3)) if rows else []
    return [*rows, *again, *PAIR]


def _key(record: RecordedRating) -> tuple[object, ...]:
    ids = (record.exchange_id, record.responder, record.rater, record.attribute)
    return (*ids, record.epoch)


@settings(max_examples=100)
@given(
    _tables(),
    st.sampled_from(["exchange", "source"]),
    st.booleans(),
)
def test_used_and_excluded_add_up_to_read(records, join, published):
    found = settle(from_records(records), join=join, as_published=published)
    ledger = found.ledger
    assert ledger.read == len(records)
    assert ledger.used + sum(ledger.excluded.values()) == ledger.read
    for counts in ledger.by_rater.values():
        assert sum(counts.values()) == 2 * counts["read"]
    assert sum(counts["used"] for counts in ledger.by_rater.values()) == ledger.used
    assert (ledger.used > 0) == (len(found.pairs) > 0)
    assert found.pairs["order"].min() >= 0
    assert (found.pairs["n_experts"] >= 1).all()


def _simple(record: RecordedRating) -> RecordedRating:
    return record._replace(context_hash=None, response_id=None, declared=None, reason=None)


def _slowly(records: list[RecordedRating]) -> dict[tuple[str, ...], tuple[float, float, int]]:
    unique = {_key(record): record for record in records}
    given_: dict[tuple[str, ...], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for (exchange, responder, rater, attribute, _), record in unique.items():
        if record.rating is not None and 1 <= record.rating <= 5:
            given_[exchange, responder, attribute][rater].append(record.rating)
    pairs = {}
    for (exchange, responder, attribute), by_rater in given_.items():
        humans = [fmean(v) for rater, v in by_rater.items() if RATERS[rater] == "human"]
        for rater, values in by_rater.items():
            if RATERS[rater] == "judge" and humans:
                key = (rater, attribute, exchange, responder)
                pairs[key] = (fmean(humans), fmean(values), len(humans))
    return pairs


@settings(max_examples=80)
@given(_tables())
def test_pairs_are_those_of_a_slow_reckoning(records):
    records = [_simple(record) for record in records]
    found = settle(from_records(records))
    rows = found.pairs.itertuples(index=False)
    fast = {
        (r.judge, r.attribute, r.exchange_id, r.responder): (r.human, r.rating, r.n_experts)
        for r in rows
    }
    slow = _slowly(records)
    assert fast.keys() == slow.keys()
    for key, values in slow.items():
        assert fast[key] == pytest.approx(values)


@settings(max_examples=50)
@given(_tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_count(records, random):
    found = settle(from_records(records))
    shuffled = random.sample(records, len(records))
    again = settle(from_records(shuffled))
    assert dict(again.ledger.excluded) == dict(found.ledger.excluded)
    assert again.ledger.used == found.ledger.used


SPARE = [record._replace(responder="r9") for record in PAIR]


@settings(max_examples=100)
@given(_tables(), st.sampled_from(["exchange", "source"]))
def test_kin_and_pairs_are_what_the_pairs_would_be_without_kin(records, join):
    found = settle(from_records(records), join=join)
    strangers = [record._replace(declared=None) for record in records]
    whole = settle(from_records(strangers), join=join)
    assert whole.kin.empty
    key = ["judge", "attribute", "exchange_id", "responder", "order", "source_id"]
    together = pd.concat([found.pairs, found.kin]).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(together, whole.pairs.sort_values(key, ignore_index=True))
    own = {judge: set(responders) for judge, responders in found.own.items()}
    assert all(row.responder in own[row.judge] for row in found.kin.itertuples())
    assert not any(row.responder in own[row.judge] for row in found.pairs.itertuples())


@settings(max_examples=50)
@given(_tables())
def test_what_the_user_leaves_out_changes_no_kin(records):
    table = from_records([*records, *SPARE])
    found = settle(table)
    again = settle(table, exclusions=Exclusions(pairs=(("judge-a", "r9"),)))
    assert again.own == found.own
    pd.testing.assert_frame_equal(again.kin, found.kin)
    assert "r9" not in set(again.pairs["responder"])


@settings(max_examples=80)
@given(_tables())
def test_epochs_are_those_of_a_slow_reckoning(records):
    records = [_simple(record) for record in records]
    found = settle(from_records(records)).epochs
    valid = {
        _key(record): record.rating
        for record in records
        if RATERS[record.rater] == "judge" and record.rating and 1 <= record.rating <= 5
    }
    times = Counter(key[:4] for key in valid)
    repeaters = {rater for (_, _, rater, _), number in times.items() if number > 1}
    fast = {
        (r.exchange_id, r.responder, r.judge, r.attribute, r.epoch): r.rating
        for r in found.itertuples()
    }
    assert fast == {key: rating for key, rating in valid.items() if key[2] in repeaters}
    assert len(fast) == len(found)
