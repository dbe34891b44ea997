"""All valid ratings, with or without a partner: what a comparison is made of."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval.ratings import from_records, settle
from mentaleval.ratings.labelled import labelled
from mentaleval.vocabulary import RecordedRating

RATERS = {"ann": "human", "ben": "human", "judge-a": "judge", "gpt-4o": "judge"}


@st.composite
def _records(draw: st.DrawFn, *, plain: bool) -> RecordedRating:
    rater = draw(st.sampled_from(sorted(RATERS)))
    known = st.none() if plain else st.sampled_from([None, "t1", "t2"])
    return RecordedRating(
        exchange_id=draw(st.sampled_from(["c1", "c2", "c3"])),
        responder=draw(st.sampled_from(["r1", "gpt-4o-mini", "gpt-4o"])),
        rater=rater,
        rater_kind=RATERS[rater],
        attribute=draw(st.sampled_from(["relevance", "empathy"])),
        rating=draw(st.sampled_from([None, 1.0, 2.5, 4.0, 6.0])),
        epoch=draw(st.integers(1, 2)),
        context_hash=draw(known),
        response_id=draw(known),
    )


def _key(record: RecordedRating) -> tuple[object, ...]:
    ids = (record.exchange_id, record.responder, record.rater, record.attribute)
    return (*ids, record.epoch)


def _tables(*, plain: bool) -> st.SearchStrategy[list[RecordedRating]]:
    return st.lists(_records(plain=plain), min_size=1, max_size=30, unique_by=_key)


@settings(max_examples=25)
@given(_tables(plain=False))
def test_the_account_adds_up_to_what_was_read(records):
    found = labelled(from_records(records))
    ledger = found.ledger
    assert ledger.read == len(records) == ledger.used + sum(ledger.excluded.values())
    assert found.labelled + found.unlabelled <= ledger.used
    assert not {"no_human", "no_judge", "partner_unrated", "own_family"} & set(ledger.excluded)
    met = found.judged["human"].notna()
    assert (found.judged.loc[met, "n_experts"] > 0).all()
    assert (found.judged.loc[~met, "n_experts"] == 0).all()
    assert (found.labelled > 0) == bool(met.any())


@settings(max_examples=20)
@given(_tables(plain=True))
def test_ratings_are_those_of_a_slow_reckoning(records):
    given_: dict[tuple[str, ...], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        if record.rating is not None and record.rating <= 5:
            unit = (record.attribute, record.exchange_id, record.responder)
            given_[unit][record.rater].append(record.rating)
    human, judged = {}, {}
    for unit, by_rater in given_.items():
        experts = [fmean(v) for rater, v in by_rater.items() if RATERS[rater] == "human"]
        if experts:
            human[unit] = (fmean(experts), len(experts))
        for rater, values in by_rater.items():
            if RATERS[rater] == "judge":
                judged[rater, *unit] = (fmean(values), *human.get(unit, (None, 0)))
    for (rater, *unit), (mean, _, _) in list(judged.items()):  # experts may come after
        judged[rater, *unit] = (mean, *human.get(tuple(unit), (None, 0)))
    found = labelled(from_records(records))
    fast = {
        (r.attribute, r.exchange_id, r.responder): (r.human, r.n_experts)
        for r in found.humans.itertuples()
    }
    assert fast == human
    mine = {
        (r.judge, r.attribute, r.exchange_id, r.responder): (
            r.rating,
            None if np.isnan(r.human) else r.human,
            r.n_experts,
        )
        for r in found.judged.itertuples()
    }
    assert mine == judged
    assert len(found.experts) == sum(number for _, number in human.values())


def test_pairs_and_kin_are_among_them(human, judge):
    kin = {"rater": "gpt-4o", "responder": "gpt-4o"}
    records = [human(), human(4, responder="gpt-4o"), judge(3), judge(5, **kin)]
    records += [judge(2, exchange_id="c2"), judge(1, **kin, exchange_id="c2")]
    table = from_records(records)
    found, settled = labelled(table), settle(table)
    met = found.judged[found.judged["human"].notna()]
    together = len(settled.pairs) + len(settled.kin)
    assert len(met) == together == found.labelled
    assert found.unlabelled == 2
    assert found.own["gpt-4o"] == ["gpt-4o"]
    assert found.judged["own"].tolist() == [False, False, True, True]


def test_judges_alone_and_humans_alone_are_enough(human, judge):
    alone = labelled(from_records([judge(3), judge(4, exchange_id="c2")]))
    assert (len(alone.judged), len(alone.humans), len(alone.experts)) == (2, 0, 0)
    assert (alone.unlabelled, alone.ledger.used) == (2, 2)
    experts = labelled(from_records([human(3), human(4, rater="other")]))
    assert (len(experts.judged), len(experts.humans), len(experts.experts)) == (0, 1, 2)
    assert experts.humans["human"].tolist() == [3.5]


def test_a_partner_of_another_context_or_response_leaves_both_out(human, judge):
    def at(place, **marks):
        return {"exchange_id": place, "source_id": place, **marks}

    records = [
        human(**at("c1", context_hash="h")), judge(**at("c1", context_hash="other")),
        human(**at("c2", response_id="t")), judge(**at("c2", response_id="other")),
        human(**at("c3", context_hash="h")), judge(**at("c3", context_hash="h")),
        judge(**at("c4", context_hash="h")),
    ]  # fmt: skip
    found = labelled(from_records(records))
    assert found.ledger.excluded == {"context_mismatch": 2, "response_mismatch": 2}
    assert found.judged["exchange_id"].tolist() == ["c3", "c4"]
    assert found.humans["exchange_id"].tolist() == ["c3"]


def test_exchanges_stand_as_judges_rated_them(human, judge):
    records = [human(exchange_id=e) for e in ("c3", "c9")]
    records += [judge(exchange_id=e) for e in ("c1", "c2", "c3", "c4")]
    found = labelled(from_records(records))
    assert found.judged["exchange"].tolist() == [0, 1, 2, 3]
    assert dict(zip(found.humans["exchange_id"], found.humans["exchange"], strict=True)) == {
        "c3": 2,
        "c9": 4,
    }
    assert found.experts["exchange"].tolist() == [2, 4]


def test_several_responses_of_one_responder_are_several(human, judge):
    records = [
        make(rating, response_id=text, epoch=epoch)
        for make in (human, judge)
        for rating, text, epoch in ((2, "t1", 1), (4, "t2", 2))
    ]
    found = labelled(from_records(records))
    assert sorted(found.judged["rating"]) == sorted(found.humans["human"]) == [2, 4]
    assert found.judged["response"].nunique() == 2
    assert found.judged["human"].tolist() == found.judged["rating"].tolist()


def test_a_blank_response_is_left_out_for_everybody(human, judge):
    records = [judge(None, reason="no_response"), human(3), judge(4, rater="judge-b")]
    found = labelled(from_records(records))
    assert found.ledger.excluded == {"no_response": 3}
    assert found.judged.empty


def test_a_response_is_there_where_it_was_rated_or_to_be_rated(human, judge):
    def at(place, **marks):
        return {"exchange_id": place, "source_id": place, **marks}

    records = [
        human(**at("c1")), judge(None, reason="refusal", **at("c1")),
        judge(None, reason="unparseable", **at("c2")),
        judge(9, **at("c3")),
        judge(None, reason="no_response", **at("c4")),
        human(**at("c5", context_hash="h")), judge(**at("c5", context_hash="other")),
        judge(None, reason="refusal", **at("c5", context_hash="other", rater="judge-b")),
        judge(**at("c6")),
    ]  # fmt: skip
    found = labelled(from_records(records)).responses
    assert found["exchange_id"].tolist() == ["c6", "c1", "c2", "c3"]
    assert found["exchange"].tolist() == [0, 1, 2, 3]
    assert found["response"].is_unique


def test_what_was_read_is_warned_of_but_not_what_verdicts_need(human, judge):
    records = [human(9), human(exchange_id="c2"), judge(None, reason="unparseable"), judge(epoch=2)]
    codes = {finding.code for finding in labelled(from_records(records)).warnings}
    assert codes >= {"out_of_scale", "unparseable", "one_rater"}
    assert not codes & {"few_responders", "unpaired_judge", "single_human", "ceiling"}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_no_rating(seed, human, judge):
    rng = np.random.default_rng(seed)
    records = [
        make(float(rng.integers(1, 6)), exchange_id=f"c{e}", responder=r, batch=f"b{e % 2}")
        for e in range(6)
        for r in ("r1", "r2")
        for make in (human, judge)
        if make is judge or e % 2
    ]
    names = ["attribute", "exchange_id", "responder"]
    first, second = (
        labelled(from_records(rows)).judged.sort_values(names, ignore_index=True)
        for rows in (records, [records[i] for i in rng.permutation(len(records))])
    )
    columns = [*names, "rating", "human", "n_experts", "batch"]
    assert first[columns].equals(second[columns])
