"""Experts get equal parts, whole conversations, and an overlap from which agreement is known."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval.errors import UsageError
from mentaleval.ratings import from_records
from mentaleval.sheets.assignment import Overlap, assigned, expert_names
from mentaleval.sheets.drawing import Conversation, Response, Wish, draw
from mentaleval.trust import assess
from mentaleval.vocabulary import RecordedRating

EXPERTS = ("anna", "ben", "cleo", "dora", "emil")


@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=50),
    st.integers(1, 5),
    st.integers(0, 2**32),
    st.data(),
)
def test_experts_get_equal_numbers_in_all_and_of_every_stratum(strata, k, seed, data):
    experts = EXPERTS[:k]
    shared = data.draw(st.sets(st.sampled_from(range(len(strata)))))
    raters = assigned(strata, experts, shared, np.random.default_rng(seed))
    assert len(raters) == len(strata)
    for place, who in enumerate(raters):
        assert who == experts if place in shared else len(who) == 1
    for group in ({*strata}, *({stratum} for stratum in strata)):
        of_group = [who for stratum, who in zip(strata, raters, strict=True) if stratum in group]
        times = [sum(name in who for who in of_group) for name in experts]
        assert max(times) - min(times) <= 1


@given(st.integers(2, 5), st.integers(5, 40), st.floats(0, 1), st.integers(0, 2**32))
def test_every_pair_overlaps_equally_often_and_conversations_stay_whole(k, n, overlap, seed):
    population = [
        Conversation(f"c{i:02}", tuple(Response(f"c{i:02}", r) for r in "xyz"), "ab"[i % 2])
        for i in range(45)
    ]
    wish = Wish(n, EXPERTS[:k], ("empathy",), seed, overlap, "stratified")
    asked = draw(population, wish, version="1").responses
    by_conversation = {}
    for one in asked:
        by_conversation.setdefault(one.exchange_id, set()).add(one.experts)
    assert all(len(groups) == 1 for groups in by_conversation.values())
    assert len(asked) == 3 * n
    groups = [next(iter(g)) for g in by_conversation.values()]
    common = Counter(pair for who in groups for pair in combinations(sorted(who), 2))
    assert {common[pair] for pair in combinations(EXPERTS[:k], 2)} == {np.ceil(overlap * n - 1e-9)}


def test_who_gets_what_does_not_depend_on_how_experts_are_listed():
    one, more = Counter(), Counter()
    for seed in range(900):
        raters = assigned("aaaa", EXPERTS[:3], set(), np.random.default_rng(seed))
        one.update(raters[1])
        more.update(name for name, n in Counter(who[0] for who in raters).items() if n == 2)
    # 300 of 900 times each, SD 14: the second conversation, and the fourth of four
    assert all(240 < times[name] < 360 for times in (one, more) for name in EXPERTS[:3])


def test_the_overlap_is_a_share_and_at_least_twenty_by_default():
    assert Overlap.of(None, 1000, 3) == Overlap(300)
    assert Overlap.of(None, 50, 3) == Overlap(20)
    assert Overlap.of(None, 12, 3) == Overlap(12)
    assert Overlap.of(None, 100, 1) == Overlap(0)
    assert Overlap.of(0.3, 10, 2) == Overlap(3)  # 0.3 * 10 is a little more than 3
    assert Overlap.of(0.01, 10, 2) == Overlap(1)


def rated(drawn, *, severity):
    """Ratings that the experts of a draw would give, each severe in a way of their own."""
    quality = {"x": 1.5, "y": 2.5, "z": 3.5, "w": 4.2}
    rng = np.random.default_rng(5)
    for one in drawn.responses:
        truth = quality[one.responder] + rng.normal(0, 0.5)
        for expert in one.experts:
            value = float(np.clip(round(truth + severity[expert] + rng.normal(0, 0.3)), 1, 5))
            yield RecordedRating(one.exchange_id, one.responder, expert, "human", "empathy", value)
        yield RecordedRating(one.exchange_id, one.responder, "claude", "judge", "empathy", 3.0)


def test_the_ceiling_is_computed_from_the_overlap_by_the_same_experts():
    population = [
        Conversation(f"c{i:02}", tuple(Response(f"c{i:02}", r) for r in "xyzw")) for i in range(60)
    ]
    wish = Wish(60, EXPERTS[:3], ("empathy",), 1)
    severity = {"anna": 0.0, "ben": -0.9, "cleo": 0.6}
    table = from_records(rated(draw(population, wish, version="1"), severity=severity))
    entry = next(e for e in assess(table).reference if e.attribute == "empathy")
    assert entry.n_common_experts == 3
    assert entry.n_common_items == 20 * 4
    assert entry.n_common_responders == 4
    assert entry.computable
    assert entry.icc_ck.low > 0.5  # severity is the same for all responders and does no harm


def test_a_severe_expert_moves_all_responders_alike():
    population = [
        Conversation(f"c{i:02}", tuple(Response(f"c{i:02}", r) for r in "xy")) for i in range(30)
    ]
    asked = draw(population, Wish(21, EXPERTS[:3], ("empathy",), 2, 0.0), version="1").responses
    times = Counter((one.responder, *one.experts) for one in asked)
    assert {times["x", name] == times["y", name] == 7 for name in EXPERTS[:3]} == {True}


def test_experts_are_names_or_a_number():
    assert expert_names("anna,ben , cleo") == ("anna", "ben", "cleo")
    assert expert_names("3") == ("expert-1", "expert-2", "expert-3")
    assert expert_names("Dr. Ana Núñez,李") == ("Dr. Ana Núñez", "李")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "'' cannot be an expert's name, which names a file: it is blank"),
        ("anna,,ben", "it is blank"),
        ("anna,ben,anna", "'anna' is named twice"),
        ("Anna,anna", "'Anna' and 'anna' would be one file"),
        ("a/b", "'/' is not allowed"),
        ("..", "begins or ends with a sign"),
        ("a\\b", r"is not allowed"),
        ("a\u200bb", "does not show"),
        ("x" * 65, "more than 64 characters"),
        ("key", "another file has that name"),
        ("anna,NUL", "another file has that name"),
        ("com1.x", "another file has that name"),
        ("anna,2", "a number alone says how many"),
        ("0", "at least one expert"),
        ("-a", "begins or ends with a sign"),
        ("1000", "--experts 1000: a number says how many experts there are, from 1 to 999."),
        ("9" * 5000, "from 1 to 999"),
        ("00", "at least one expert"),
    ],
)
def test_a_name_that_cannot_be_a_file_is_refused(said, why):
    with pytest.raises(UsageError) as refused:
        expert_names(said)
    assert why in refused.value.message


def test_the_experts_of_a_draw_change_with_its_seed():
    population = [Conversation(f"c{i}", (Response(f"c{i}", "x"),)) for i in range(30)]
    draws = [
        draw(population, Wish(30, EXPERTS[:3], ("empathy",), seed, 0.2), version="1")
        for seed in (1, 1, 2)
    ]
    same, other = ([a.responses for a in pair] for pair in (draws[:2], draws[1:]))
    assert same[0] == same[1]
    assert all(a != b for a, b in pairwise(other))
