"""The builder of a benchmark: every conversation ends at one step, and a draw is a draw."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from unittest import SkipTest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval import DataError, PluginError
from mentaleval.plugins import Kind, installed
from mentaleval.testing import conformance
from mentaleval_datasets import MentalBenchBuild
from mentaleval_datasets.cleaning import Step, Tally, cleaned, counted
from mentaleval_datasets.conversations import Conversation, one_spelling, word_count
from mentaleval_datasets.data_card import digest
from mentaleval_datasets.drawing import alphabetical, random_order, turns
from mentaleval_datasets.psych8k import MUST_STAY

LONG = "I have been tired for weeks and nobody at home asks me how I am or what I need from them"
"""Twenty words."""


def fill(folder: Path) -> dict[str, Path]:
    chat, psych, counsel = (folder / name for name in ("a.csv", "b.json", "c.csv"))
    with chat.open("w", encoding="utf-8", newline="") as file:
        rows = [
            ("x", LONG, "Yes."),
            ("x", "I  AM sad!", "Why?"),
            ("x", "", "?"),
            ("x", "Zoo.", "Z"),
        ]
        csv.writer(file).writerows([("instruction", "input", "output"), *rows])
    records = [
        {"instruction": "x", "input": "I am sad.", "output": "why"},
        {"instruction": "x", "input": LONG.replace("weeks", "months"), "output": "Mm."},
        {"instruction": "x", "input": "Ever " * 30, "output": "Mm."},
        {"instruction": "x", "input": "...", "output": "Mm."},
    ]
    psych.write_text(json.dumps(records), encoding="utf-8")
    with counsel.open("w", encoding="utf-8", newline="") as file:
        header = ("questionID", "questionTitle", "questionText", "topic", "answerText")
        rows = [(n // 2, "Work", f"Number {n // 2} of it.", "stress", f"A {n}") for n in range(8)]
        rows += [(n, "Home", f"Day {n} of it.", "Family Conflict", f"B {n}") for n in range(8)]
        csv.writer(file).writerows([header, *rows])
    return {"mentalchat16k": chat, "psych8k": psych, "counsel_chat": counsel}


@pytest.fixture
def build(tmp_path, monkeypatch):
    monkeypatch.setenv("MENTALEVAL_DATA", str(tmp_path / "nothing"))
    places = fill(tmp_path)
    return lambda **options: MentalBenchBuild(**{"longest": 25, **places, **options})


def test_every_conversation_that_was_read_ends_at_one_step(build):
    dataset = build(size=10)
    assert dataset.counts() == {
        "all: read": 24,
        "all: blank": 2,
        "all: duplicate exact": 1,
        "all: further answer": 4,
        "all: too long": 1,
        "all: near-duplicate": 1,
        "all: not drawn": 5,
        "all: kept": 10,
        "mentalchat16k: read": 4,
        "mentalchat16k: blank": 1,
        "mentalchat16k: not drawn": 1,
        "mentalchat16k: kept": 2,
        "psych8k: read": 4,
        "psych8k: blank": 1,
        "psych8k: duplicate exact": 1,
        "psych8k: too long": 1,
        "psych8k: near-duplicate": 1,
        "counsel-chat: read": 16,
        "counsel-chat: further answer": 4,
        "counsel-chat: not drawn": 4,
        "counsel-chat: kept": 8,
    }
    assert len(list(dataset.exchanges())) == 10


def test_of_a_text_that_two_sources_have_the_first_named_keeps_it(build):
    kept = {e.id for e in build(sources="psych8k,mentalchat16k").exchanges()}
    assert sum(i.startswith("psych8k") for i in kept) == 2
    assert sum(i.startswith("mentalchat16k") for i in kept) == 1


def test_an_id_is_source_condition_and_words(build):
    ids = {e.context: e.id for e in build().exchanges()}
    assert ids["Home\n\nDay 3 of it."].startswith("counsel-chat-family-conflict-")
    assert ids[LONG].startswith("mentalchat16k-")
    assert len(ids[LONG]) == len("mentalchat16k-") + 12
    alone = build(sources="mentalchat16k", seed=7, strata="none").exchanges()
    assert ids[LONG] in {e.id for e in alone}


def test_a_condition_is_only_where_the_source_has_one(build):
    dataset = build()
    found = Counter(tuple(dataset.details(e).values()) for e in dataset.exchanges())
    assert found == {
        ("mentalchat16k", "", ""): 3,
        ("counsel-chat", "stress", ""): 4,
        ("counsel-chat", "Family Conflict", ""): 8,
    }
    assert "12 of these conversations have a condition. 0 of them stand" in dataset.card()


def test_what_stands_under_two_conditions_is_counted_and_keeps_both(build, tmp_path):
    with (tmp_path / "c.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [(0, "Work", "Number 0, of it.", topic, "So.") for topic in ("Anger", "Burnout", "")]
        )
    dataset = build(sources="counsel-chat")
    (its,) = (set(dataset.details(e).values()) for e in dataset.exchanges() if "r 0" in e.context)
    labels = {label for text in its for label in text.split("; ")} - {"counsel-chat", ""}
    assert labels == {"stress", "Anger", "Burnout"}
    assert "12 of these conversations have a condition. 1 of them stand under" in dataset.card()


def test_words_are_counted_between_white_space_everywhere(build, tmp_path):
    (tmp_path / "a.csv").write_text("input,output\nI can't -- sleep.,So\n", encoding="utf-8")
    dataset = build(sources="mentalchat16k", longest=4)
    assert "- contexts: mean 4.0 words" in dataset.card()
    assert build(sources="mentalchat16k", longest=4).counts()["all: kept"] == 1
    with pytest.raises(DataError, match="nothing is left"):
        build(sources="mentalchat16k", longest=3).counts()


def test_a_smaller_draw_begins_a_larger_one_and_another_seed_draws_others(build):
    whole = [e.id for e in build().exchanges()]
    assert [e.id for e in build(size=7).exchanges()] == whole[:7]
    assert sorted(whole) == sorted(e.id for e in build(seed=1).exchanges())
    assert whole != [e.id for e in build(seed=1).exchanges()]


def test_the_head_of_the_alphabet_is_taken_by_name_and_with_a_warning(build):
    dataset = build(order="alphabetical-head", size=9)
    contexts = [e.context for e in dataset.exchanges()]
    assert contexts == sorted(contexts, key=str.casefold)
    assert contexts[-1] == "I AM sad!"
    caution, stays = dataset.cautions()
    assert stays == MUST_STAY
    assert "no random sample" in caution
    assert f"**Caution:** {caution}" in dataset.card()
    assert build(size=9).cautions() == [MUST_STAY]
    assert build(size=1, sources="counsel-chat").cautions() == []


def test_a_benchmark_that_is_shorter_than_asked_for_says_so(build):
    _, caution = build().cautions()
    assert caution == "size=10,000 is asked for, and only 15 conversations are left"
    assert f"**Caution:** {caution}" in build().card()


def test_a_changed_file_is_read_again(build, tmp_path):
    assert build().counts()["mentalchat16k: read"] == 4
    path = tmp_path / "a.csv"
    path.write_text(path.read_text(encoding="utf-8") + "x,More.,Yes.\n", encoding="utf-8")
    assert build().counts()["mentalchat16k: read"] == 5


def test_a_source_that_is_not_there_says_how_to_get_it_or_leave_it_out(build):
    with pytest.raises(DataError, match="'psych8k' needs its files") as told:
        list(build(psych8k=None).exchanges())
    assert told.value.hint == (
        "`mentaleval data fetch psych8k` gets it or says how; -D psych8k=FILE names another place; "
        "-D sources=mentalchat16k,counsel-chat leaves it out"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"sources": "counsel-chat,reddit"}, "'reddit' is no source; there are mentalchat16k"),
        ({"sources": "psych8k,psych8k"}, "a source is named twice"),
        ({"order": "sorted"}, "order"),
        ({"near": 0.1}, "near"),
        ({"size": 0}, "size"),
    ],
)
def test_an_option_that_cannot_be_is_told(options, said):
    with pytest.raises(PluginError, match=said):
        installed().dataset("mentalbench-build", options)
    assert "mentalbench-build" in installed().names(Kind.DATASET)


def test_nothing_left_is_an_error(build, tmp_path):
    (tmp_path / "a.csv").write_text("input,output\n...,x\n", encoding="utf-8")
    with pytest.raises(DataError, match="nothing is left"):
        list(build(sources="mentalchat16k").exchanges())


def test_the_card_tells_counts_shares_sums_terms_and_faults(build, tmp_path):
    card = build(size=10).card()
    assert card.startswith("# Data card: 10 conversations\n")
    assert "| near-duplicate | 1 | 0 | 1 | 0 |" in card
    assert re.search(r"\| counsel-chat: Family Conflict \| 8 \| 5\.3 \| [456] \|", card)
    assert "| seed | 0 |" in card
    assert all(digest(tmp_path / name) in card for name in ("a.csv", "b.json", "c.csv"))
    assert "CC-BY-NC-SA-4.0" in card
    assert "ask for it on its page" in card
    assert "no person's own words" in card
    assert str(tmp_path) not in card
    assert not any(c.context in card for c in build().built().conversations)


def test_the_card_tells_the_faults_of_its_own_sources_alone(build):
    card = build(sources="counsel-chat", size=5).card()
    assert "web site, set by no clinician" in card
    assert not any(other in card for other in ("MentalChat16K", "GPT-4", "caregivers"))


def test_it_keeps_the_contract(build):
    for check in conformance(build()):
        with suppress(SkipTest):  # a check that does not apply
            check()


WORDS = st.sampled_from(["I", "am", "AM", "sad", "sad.", "tired", "so", "you", "?", ""])
TEXT = st.lists(WORDS, max_size=8).map(" ".join)
CONVERSATIONS = st.lists(
    st.builds(
        Conversation,
        source=st.sampled_from(["one", "two"]),
        context=TEXT,
        response=TEXT,
        condition=st.sampled_from(["", "grief", "work"]),
    ),
    max_size=30,
)


def clean(conversations, near=0.7) -> tuple[list[Conversation], Tally]:
    tally: Tally = Counter()
    left = cleaned(conversations, sources=["two", "one"], longest=6, near=near, tally=tally)
    return left, tally


@given(CONVERSATIONS)
def test_what_was_read_is_what_is_left_and_what_was_left_out(conversations):
    left, tally = clean(conversations)
    tally.update((c.source, Step.KEPT) for c in left)
    read = Counter(c.source for c in conversations)
    lines = counted(tally, read)
    assert lines["all: read"] == len(conversations)
    for of in ("all", *read):
        assert lines[f"{of}: read"] == sum(lines.get(f"{of}: {step}", 0) for step in Step)
    assert len({c.said for c in left}) == len({c.id for c in left}) == len(left)
    assert all(word_count(c.context) <= 6 and one_spelling(c.response) for c in left)


@given(CONVERSATIONS, st.randoms(use_true_random=False), st.integers(0, 3))
def test_a_draw_is_of_the_set_whatever_order_it_comes_in(conversations, shuffler, seed):
    shuffled = list(conversations)
    shuffler.shuffle(shuffled)
    one, other = (
        random_order(clean(some)[0], seed=seed, stratum=lambda c: c.condition)
        for some in (conversations, shuffled)
    )
    assert one == other
    assert alphabetical(one) == alphabetical(shuffled_again(one, shuffler))


def shuffled_again(conversations, shuffler):
    again = list(conversations)
    shuffler.shuffle(again)
    return again


@given(
    st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(1, 60), min_size=1),
    st.integers(0, 5),
)
def test_every_stratum_has_about_its_share_at_every_length(sizes, seed):
    whole, kinds = sum(sizes.values()), len(set(sizes.values()))
    has = dict.fromkeys(sizes, 0)
    for length, name in enumerate(turns(sizes, seed=seed), 1):
        has[name] += 1
        for stratum, size in sizes.items():
            assert abs(has[stratum] - length * size / whole) < 1 + kinds * size / whole
    assert has == sizes


def test_every_conversation_has_about_the_same_chance_however_small_its_stratum():
    sizes = {f"one {n}": 1 for n in range(9)} | {f"two {n}": 2 for n in range(6)}
    sizes |= {"large": 60, "larger": 119}  # 200 in all, of which 20 are drawn
    drawn: Counter[str] = Counter()
    seeds = 600
    for seed in range(seeds):
        drawn.update(turns(sizes, seed=seed)[:20])
    for name, size in sizes.items():
        error = (0.1 * 0.9 / seeds / size) ** 0.5
        assert abs(drawn[name] / seeds / size - 0.1) < 5 * error, name
