"""Judges and experts are paired, and every rating is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from mentaleval.errors import RatingsError, UsageError
from mentaleval.ratings import Exclusions, Settled, from_records, settle
from mentaleval.vocabulary import RecordedRating


def _settled(records: list[RecordedRating], **options: Any) -> Settled:
    return settle(from_records(records), **options)


def test_a_pair_is_the_mean_of_experts_and_the_mean_of_epochs(human, judge):
    settled = _settled(
        [
            human(2, rater="ann"),
            human(4, rater="ann", epoch=2),
            human(5, rater="ben"),
            judge(1),
            judge(4, epoch=2),
        ]
    )
    pair = settled.pairs.iloc[0]
    assert (pair["human"], pair["rating"], pair["n_experts"]) == (4.0, 2.5, 2)
    assert settled.experts["rating"].tolist() == [3.0, 5.0]
    assert (settled.ledger.read, settled.ledger.used, settled.ledger.excluded) == (5, 5, {})


def test_the_columns_of_pairs_and_experts(human, judge):
    settled = _settled([human(batch="b1", source_id="7"), judge(recovered=True, batch="x")])
    assert list(settled.pairs) == [
        *("judge", "attribute", "exchange_id", "responder", "human", "rating", "n_experts"),
        *("batch", "source_id", "order", "recovered", "inferred_blank", "row", "response"),
    ]
    pair = settled.pairs.iloc[0]
    assert (pair["batch"], pair["source_id"], pair["recovered"]) == ("b1", "7", True)
    assert list(settled.experts) == [
        *("exchange_id", "responder", "attribute", "rater", "rating", "batch", "source_id"),
        *("order", "used", "response"),
    ]


def test_two_responses_of_one_responder_stay_two_in_every_frame(human, judge):
    rows = []
    for name, epochs in (("x", (1, 2)), ("y", (3, 4))):
        own = {"responder": "own", "declared": "own_system", "response_id": f"own {name}"}
        for fields in ({"response_id": name}, own):
            # a rater's second response of a responder to an exchange needs an epoch of its own
            rows += [human(rater=rater, epoch=epochs[0], **fields) for rater in ("ann", "ben")]
            rows += [judge(epoch=epoch, **fields) for epoch in epochs]
    settled = _settled(rows)
    assert settled.pairs["response"].nunique() == settled.kin["response"].nunique() == 2
    assert settled.experts["response"].value_counts().to_list() == [2] * 4
    assert settled.epochs["response"].value_counts().to_list() == [2] * 2
    assert set(settled.epochs["response"]) == set(settled.pairs["response"])
    assert set(settled.pairs["response"]) | set(settled.kin["response"]) == set(
        settled.experts["response"]
    )
    frames = (settled.pairs, settled.kin, settled.experts, settled.epochs)
    assert {str(frame["response"].dtype) for frame in frames} == {"int64"}


def test_a_response_has_the_same_number_for_every_rater_and_attribute(human, judge):
    rows = [
        rate(attribute=attribute, responder=responder, rater=rater)
        for attribute in ("empathy", "safety")
        for responder in ("warm", "terse")
        for rate, rater in ((judge, "a"), (human, "ann"), (judge, "b"), (human, "ben"))
    ]
    settled = _settled(rows)
    for frame in (settled.pairs, settled.experts):
        numbers = frame.groupby("responder")["response"].unique().map(list).to_dict()
        assert numbers == {"warm": [0], "terse": [1]}


def test_order_is_that_of_the_human_ratings(human, judge):
    names = ["c3", "c1", "c2"]
    records = [judge(exchange_id=name) for name in sorted(names)]
    settled = _settled([*records, *(human(exchange_id=name) for name in names)])
    assert settled.pairs["exchange_id"].tolist() == names
    assert settled.pairs["order"].tolist() == [0, 1, 2]


def test_every_reason_has_its_place(human, judge):
    own = {"responder": "own", "declared": "own_system"}
    settled = _settled(
        [
            *(human(exchange_id="c1"), judge(exchange_id="c1"), judge(exchange_id="c1")),
            *(human(6, exchange_id="c2"), judge(exchange_id="c2")),
            *(human(exchange_id="c3"), judge(None, reason="unparseable", exchange_id="c3")),
            human(exchange_id="c4"),
            judge(exchange_id="c5"),
            *(human(responder="own"), judge(**own)),
            *(human(exchange_id="c6"), judge(None, exchange_id="c6", reason="no_response")),
        ]
    )
    assert settled.ledger.excluded == {
        "duplicate": 1,
        "out_of_scale": 1,
        "unparseable": 1,
        "partner_unrated": 2,
        "no_judge": 1,
        "no_human": 1,
        "own_family": 2,
        "no_response": 2,
    }
    assert settled.ledger.used == 2
    assert settled.ledger.by_rater["judge-a"]["read"] == 7
    assert settled.ledger.cells == 12
    assert settled.excluded == {"judge-a": ["own"]}


def test_own_system_ratings_of_one_judge_do_not_hide_them_from_another(human, judge):
    rows = [human(), judge(declared="own_system"), judge(3, rater="judge-b")]
    settled = _settled(rows)
    assert settled.pairs["judge"].tolist() == ["judge-b"]
    assert settled.ledger.excluded == {"own_family": 1}


def test_one_id_with_two_contexts_is_no_pair(human, judge):
    good = {"exchange_id": "c1", "context_hash": "aa", "source_id": "1"}
    rows = [human(**good), judge(**good)]
    theirs = {"source_id": "2", "responder": "terse"}
    apart = [
        human(exchange_id="2-aa", context_hash="aa", **theirs),
        judge(exchange_id="2-bb", context_hash="bb", **theirs),
    ]
    same_id = [
        human(exchange_id="3", context_hash="aa", responder="terse"),
        judge(exchange_id="3", context_hash="bb", responder="terse"),
    ]
    for mismatched in (apart, same_id):
        settled = _settled([*rows, *mismatched])
        assert settled.ledger.excluded == {"context_mismatch": 2}
        assert settled.pairs["exchange_id"].tolist() == ["c1"]
        assert [f.count for f in settled.warnings if f.code == "context_mismatch"] == [1]


def test_one_id_with_two_responses_is_no_pair(human, judge):
    rows = [human(), judge()]
    apart = [human(exchange_id="c2", response_id="x"), judge(exchange_id="c2", response_id="y")]
    assert _settled([*rows, *apart]).ledger.excluded == {"response_mismatch": 2}


def test_a_context_known_on_one_side_only_still_meets(human, judge):
    assert _settled([human(context_hash="aa"), judge()]).ledger.used == 2


def test_a_blank_response_pairs_with_nothing_once_anybody_proves_it(human, judge):
    rows = [human(), judge()]
    blank = {"exchange_id": "c2"}
    proof = judge(None, reason="no_response", rater="judge-b", attribute="safety", **blank)
    for published in (False, True):
        settled = _settled(
            [*rows, human(1, **blank), judge(1, **blank), proof], as_published=published
        )
        assert settled.ledger.excluded == {"no_response": 3}


def test_the_published_method_takes_numbers_as_read(human, judge):
    rows = [
        *(human(0), judge(5)),
        *(human(exchange_id="c2"), judge(exchange_id="c2", recovered=True)),
        *(human(exchange_id="c3", declared="omitted_by_study"), judge(exchange_id="c3")),
    ]
    settled = _settled(rows, as_published=True, join="source")
    assert settled.pairs[["human", "rating"]].to_numpy().tolist() == [[0.0, 5.0]]
    assert settled.ledger.excluded == {
        "recovered": 1,
        "omitted_by_study": 1,
        "partner_unrated": 2,
    }
    assert len(_settled(rows).pairs) == 2


def test_the_source_join_goes_by_the_sources_own_id(human, judge):
    rows = [
        human(exchange_id="1-aa", context_hash="aa", source_id="1"),
        judge(exchange_id="1-bb", context_hash="bb", source_id="1"),
    ]
    settled = _settled(rows, join="source")
    assert settled.pairs[["exchange_id", "source_id"]].to_numpy().tolist() == [["1-aa", "1"]]
    with pytest.raises(RatingsError, match="2 context_mismatch"):
        _settled(rows)


def test_a_source_id_is_not_an_exchange_id(human, judge):
    rows = [human(exchange_id="1"), judge(exchange_id="x", source_id="1")]
    with pytest.raises(RatingsError, match="none of the 2 ratings has a partner"):
        _settled(rows, join="source")


def test_blanks_are_inferred_when_two_judges_and_all_of_them_say_so(human, judge):
    def rows(*marks: float, responder: str) -> Iterator[RecordedRating]:
        attributes = ("relevance", "guidance")
        for attribute in attributes:
            yield human(attribute=attribute, responder=responder)
            for number, mark in enumerate(marks):
                fields = {
                    "attribute": attribute,
                    "responder": responder,
                    "rater": f"judge-{number}",
                }
                yield judge(mark, **fields)
                yield judge(mark, epoch=2, **fields)

    records = [
        *rows(1, 1, responder="blank"),
        *rows(1, responder="alone"),
        *rows(1, 1, 2, responder="doubted"),
        *rows(1, 1, responder="other"),
    ]
    found = _settled(records).pairs.groupby("responder")["inferred_blank"].agg(["all", "any"])
    assert found["all"].to_dict() == {
        "blank": True,
        "alone": False,
        "doubted": False,
        "other": True,
    }
    assert (found["all"] == found["any"]).all()


def test_inference_needs_both_attributes(human, judge):
    rows = [human(attribute="relevance")]
    rows += [judge(1, attribute="relevance", rater=name) for name in ("a", "b")]
    assert not _settled(rows).pairs["inferred_blank"].any()


@pytest.mark.parametrize(("which", "said"), [(0, "no judge rater"), (1, "no human rater")])
def test_one_kind_of_rater_is_refused(human, judge, which, said):
    records = [[human(), human(rater="ben")], [judge()]][which]
    with pytest.raises(RatingsError, match=said):
        _settled(records)


def test_nothing_that_meets_is_refused_with_the_account(human, judge):
    with pytest.raises(RatingsError, match="1 no_judge, 1 no_human"):
        _settled([human(), judge(exchange_id="c2")])


def test_tables_that_were_only_put_together_are_checked_too(human, judge):
    frames = [from_records([human(n), judge()]) for n in (3, 4)]
    with pytest.raises(RatingsError, match="twice and differently: 3 and 4"):
        settle(pd.concat(frames))
    with pytest.raises(RatingsError, match="no column 'rating'"):
        settle(frames[0].drop(columns="rating"))
    with pytest.raises(RatingsError, match="no ratings"):
        settle(frames[0].iloc[:0])


def test_a_frame_of_the_six_columns_will_do(human, judge):
    six = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    plain = pd.DataFrame([human(), judge()], columns=from_records([human()]).columns)[six]
    assert len(settle(plain).pairs) == 1


def test_an_unknown_join_is_refused(human, judge):
    with pytest.raises(UsageError, match="exchange or source"):
        _settled([human(), judge()], join="context")


def test_a_constant_judge_is_paired_like_any(human, judge):
    names = [f"c{n}" for n in range(5)]
    rows = [human(n % 5 + 1, exchange_id=name) for n, name in enumerate(names)]
    settled = _settled([*rows, *(judge(3, exchange_id=name) for name in names)])
    assert settled.pairs["rating"].tolist() == [3.0] * 5


def test_exclusions_are_followed(human, judge):
    rows = [f(responder=name) for name in ("warm", "terse") for f in (human, judge)]
    settled = _settled(rows, exclusions=Exclusions(pairs=(("judge-a", "terse"),)))
    assert settled.pairs["responder"].tolist() == ["warm"]
    assert settled.ledger.excluded == {"own_family": 2}
