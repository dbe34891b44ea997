"""A draw gives every conversation the same chance, follows its seed, and holds no text."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from mentaleval.errors import UsageError
from mentaleval.ratings import from_records
from mentaleval.sheets.drawing import Conversation, Response, Wish, draw, spread
from mentaleval.sheets.population import population_of, responses_of
from mentaleval.sheets.strata import NOT_JUDGED, judgements, scores_of, strata_of
from mentaleval.stats import stream
from mentaleval.vocabulary import Exchange, Reason, RecordedRating, text_hash

STRATA = st.lists(st.sampled_from("abcd"), min_size=1, max_size=60)


def conversations(n, *, strata="x", responders=("warm", "curt")):
    return tuple(
        Conversation(
            f"c{i:03}", tuple(Response(f"c{i:03}", r) for r in responders), strata[i % len(strata)]
        )
        for i in range(n)
    )


def wish(n=10, *, seed=1, overlap=None, experts=("anna", "ben"), purpose="random"):
    return Wish(n, experts, ("empathy",), seed, overlap, purpose)


def drawn(population, *args, asked=(), **chosen):
    document = draw(population, wish(*args, **chosen), version="1", asked=asked)
    return list(dict.fromkeys(one.exchange_id for one in document.responses))


@given(STRATA, st.data())
def test_every_stratum_gives_its_share_rounded_up_or_down(strata, data):
    n = data.draw(st.integers(0, len(strata)))
    seed = data.draw(st.integers(0, 2**32))
    places = spread(strata, n, np.random.default_rng(seed))
    assert len(set(places)) == len(places) == n
    taken = Counter(strata[place] for place in places)
    for stratum, there in Counter(strata).items():
        assert abs(taken[stratum] - n * there / len(strata)) < 1


@pytest.mark.parametrize("strata", ["a" * 20, "a" * 3 + "b" * 7 + "c" * 10, "abbbbbbbbbbbbbbbbbbb"])
def test_every_conversation_has_the_same_chance_whatever_its_stratum(strata):
    runs, n = 4000, 7
    rng = stream(3, "test", strata)
    times = Counter(place for _ in range(runs) for place in spread(strata, n, rng))
    seen = np.array([times[place] for place in range(len(strata))])
    expected = runs * n / len(strata)
    # of a fixed number drawn the variance is smaller than a multinomial's: the test is cautious
    spread_out = (seen - expected) / np.sqrt(expected * (1 - n / len(strata)))
    assert np.abs(spread_out).max() < scipy_stats.norm.isf(0.001 / len(strata) / 2)
    assert seen.sum() == runs * n


def test_a_share_that_is_rounded_to_the_nearest_would_fail_that_test():
    strata = "abbbbbbbbbbbbbbbbbbb"
    # 7 of 20: the lone conversation's share is 0.35, which the nearest whole number makes 0
    rng = stream(3, "test", "lone")
    assert 0.3 < np.mean([0 in spread(strata, 7, rng) for _ in range(2000)]) < 0.4


def test_pairs_of_conversations_of_one_stratum_are_drawn_equally_often():
    rng = stream(4, "test", "pairs")
    pairs = Counter(tuple(spread("aaaa", 2, rng)) for _ in range(3000))
    assert len(pairs) == 6
    assert scipy_stats.chisquare(list(pairs.values())).pvalue > 0.001


def test_the_same_seed_gives_the_same_draw_in_any_order_of_the_source():
    population = conversations(50)
    assert drawn(population) == drawn(population)
    assert drawn(population) != drawn(population, seed=2)
    assert set(drawn(population[::-1])) == set(drawn(population))


def test_responses_stand_in_the_order_of_the_source():
    population = conversations(30)[::-1]
    document = draw(population, wish(12), version="1")
    there = [r.exchange_id for c in population for r in c.responses]
    chosen = [asked.exchange_id for asked in document.responses]
    assert chosen == [name for name in there if name in set(chosen)]
    assert Counter(a.responder for a in document.responses) == {"warm": 12, "curt": 12}


def test_a_second_draw_takes_none_of_the_first_and_is_independent_of_it():
    population = conversations(4, responders=("warm",))
    pairs = Counter()
    for seed in range(1200):
        first = drawn(population, 1, seed=seed, overlap=1.0)
        rest = [c for c in population if c.exchange_id not in first]
        pairs[*first, *drawn(rest, 1, seed=seed, overlap=1.0, asked=first)] += 1
    assert len(pairs) == 12
    assert scipy_stats.chisquare(list(pairs.values())).pvalue > 0.001


def test_the_document_says_what_there_was_and_what_was_asked():
    document = draw(
        conversations(20, strata="xy"),
        wish(7, purpose="stratified", overlap=0.5),
        version="1",
        settings={"stratify": "empathy"},
    )
    assert document.population == {"x": 10, "y": 10}
    assert document.settings == {"conversations": 7, "overlap": 4, "stratify": "empathy"}
    assert {asked.stratum for asked in document.responses} == {"x", "y"}
    assert draw(conversations(20), wish(7), version="1").responses[0].stratum is None


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"n": 21}, "--conversations 21: there are 20 to draw from"),
        ({"n": 0}, "at least 1"),
        ({"overlap": 1.5}, "an overlap of 1.5: it is a share, from 0 to 1"),
        ({"overlap": -0.1}, "a share"),
        ({"overlap": float("nan")}, "a share"),
        ({"overlap": 0.2, "experts": ("anna",)}, "takes two experts, and there is one: 'anna'"),
        ({"n": 1, "overlap": 0.0}, "2 experts are to share 1 conversations without overlap"),
    ],
)
def test_what_cannot_be_drawn_is_refused(chosen, said):
    with pytest.raises(UsageError, match=said):
        draw(conversations(20), wish(**chosen), version="1")


def rating(exchange="c1", responder="warm", rater="claude", *, value=3.0, **more):
    kind = more.pop("kind", "judge")
    return RecordedRating(
        exchange, responder, rater, kind, more.pop("attribute", "empathy"), value, **more
    )


def population(records, recorded=(), **chosen):
    table = from_records(records) if records else None
    return population_of(responses_of(table, recorded), table, **chosen)


def test_conversations_that_a_human_was_asked_about_are_left_out():
    records = [
        *(rating(f"c{i}", r) for i in range(5) for r in ("warm", "curt")),
        rating("c1", kind="human", rater="anna"),
        rating("c3", kind="human", rater="anna", value=None, reason=Reason.MISSING),
    ]
    found = population(records)
    assert [c.exchange_id for c in found.conversations] == ["c0", "c2", "c4"]
    assert found.labelled == ("c1", "c3")
    assert all(len(c.responses) == 2 for c in found.conversations)


def test_only_what_would_be_asked_again_counts_as_asked():
    records = [
        *(rating(f"c{i}", r) for i in range(3) for r in ("warm", "curt")),
        rating("c1", "warm", kind="human", rater="anna"),
    ]
    assert len(population(records, responders=["curt"]).conversations) == 3
    assert len(population(records, attributes=["safety"]).conversations) == 3
    assert len(population(records, attributes=["empathy"]).conversations) == 2


def test_blank_responses_are_left_out_and_counted():
    records = [
        rating("c1", "warm"),
        *(
            rating("c1", "curt", attribute=a, value=None, reason=Reason.NO_RESPONSE)
            for a in ("empathy", "safety")
        ),
    ]
    found = population(records)
    assert [r.responder for r in found.conversations[0].responses] == ["warm"]
    assert found.blank == 1
    recorded = [Exchange("d1", "I am sad.", " \n", "warm"), Exchange("d1", "I am sad.", "Oh.", "b")]
    found = population([], recorded)
    assert [r.responder for r in found.conversations[0].responses] == ["b"]
    assert found.blank == 1


def test_a_response_that_a_judge_would_not_rate_is_still_drawn():
    records = [rating("c1"), rating("c2", value=None, reason=Reason.REFUSAL)]
    assert len(population(records).conversations) == 2


def test_conversations_of_different_words_under_one_name_are_left_out():
    records = [
        rating("c1", response_id="aaa"),
        rating("c1", rater="gpt", response_id="bbb"),
        rating("c2", context_hash="aaa"),
        rating("c2", "curt", context_hash="bbb"),
        rating("c3", response_id="aaa"),
        rating("c3", rater="gpt"),  # it does not say which response: no contradiction
    ]
    found = population(records)
    assert [c.exchange_id for c in found.conversations] == ["c3"]
    assert found.conversations[0].responses[0].response_id == "aaa"
    assert (found.unlike, found.several) == (("c2",), ("c1",))


def test_what_an_earlier_draw_asks_for_is_left_out_where_it_would_be_asked_again():
    records = [rating(f"c{i}", r) for i in range(4) for r in ("warm", "curt")]
    there = population(records).conversations
    earlier = draw(there, wish(2, seed=3), version="1")
    first = tuple(dict.fromkeys(one.exchange_id for one in earlier.responses))
    found = population(records, earlier=[earlier], attributes=["empathy"])
    assert (set(found.drawn), found.labelled) == (set(first), ())
    assert {c.exchange_id for c in found.conversations} == {"c0", "c1", "c2", "c3"} - set(first)
    assert found.asked == found.drawn
    records.append(rating(first[0], kind="human", rater="anna"))
    found = population(records, earlier=[earlier])
    assert (found.labelled, found.drawn) == (first[:1], first[1:])
    assert len(population(records[:-1], earlier=[earlier], attributes=["safety"]).drawn) == 0
    of_warm = draw(
        [Conversation(c.exchange_id, c.responses[:1]) for c in there], wish(4), version="1"
    )
    found = population(records[:-1], earlier=[of_warm], responders=["curt"])
    assert len(found.conversations) == 4


def test_a_data_set_without_ratings_gives_its_responses_with_their_hashes():
    exchanges = [Exchange("d1", "I am sad.", "Oh.", "warm"), Exchange("d2", "I am lost.")]
    found = population([], exchanges)
    assert found.conversations == (
        Conversation("d1", (Response("d1", "warm", text_hash("Oh."), text_hash("I am sad.")),)),
    )


def test_nothing_at_all_is_an_empty_population():
    assert population([]).conversations == ()


def test_a_score_is_the_mean_over_judges_of_their_means():
    records = [
        rating("c1", "warm", value=5.0),
        rating("c1", "curt", value=1.0),
        rating("c1", "warm", "gpt", value=5.0),
        rating("c1", "warm", "anna", kind="human", value=1.0),
        rating("c2", "warm", value=None, reason=Reason.UNPARSEABLE),
    ]
    rows = judgements(from_records(records))
    assert scores_of(rows) == {"c1": 4.0}
    assert scores_of(rows, judges=["claude"]) == {"c1": 3.0}
    assert scores_of(rows, judges=["claude"], responders=["curt"]) == {"c1": 1.0}


@given(st.lists(st.one_of(st.none(), st.integers(4, 20).map(lambda i: i / 4)), max_size=80))
def test_strata_never_mix_scores_and_hold_about_a_fifth_each(scores):
    names = [f"c{i}" for i in range(len(scores))]
    known = {n: s for n, s in zip(names, scores, strict=True) if s is not None}
    strata = strata_of(names, known, "empathy")
    assert set(strata) == set(names)
    assert {n for n, s in strata.items() if s == NOT_JUDGED} == set(names) - set(known)
    ends = pd.DataFrame({"s": [strata[n] for n in known], "v": list(known.values())}, dtype=object)
    groups = [tuple(g["v"]) for _, g in ends.groupby("s", sort=True)]
    assert all(max(a) < min(b) for a, b in pairwise(groups))
    if len(set(known.values())) == len(known) >= 5:
        assert len(groups) == 5
        assert max(map(len, groups)) - min(map(len, groups)) <= 1
