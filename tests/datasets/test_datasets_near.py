"""Near-duplicates: what is found is counted exactly, and hardly anything is missed."""

from __future__ import annotations

import itertools
import random

import pytest

from mentaleval_datasets import CounselChat
from mentaleval_datasets.conversations import one_spelling
from mentaleval_datasets.delimited import csv_rows
from mentaleval_datasets.drawing import alphabetical
from mentaleval_datasets.near_duplicates import _bands, jaccard, near_duplicates, shingles

VOCABULARY = [f"w{n}" for n in range(400)]


def texts(count: int, *, seed: int) -> list[str]:
    """Return texts of which about a third is another with up to five words changed."""
    rng = random.Random(seed)  # noqa: S311  no secret
    made: list[list[str]] = []
    for _ in range(count):
        if made and rng.random() < 0.35:
            words = list(rng.choice(made))
            for _ in range(rng.randint(0, 5)):
                words[rng.randrange(len(words))] = rng.choice(VOCABULARY)
        else:
            words = rng.choices(VOCABULARY, k=rng.randint(1, 60))
        made.append(words)
    return [" ".join(words) for words in made]


def one_by_one(every: list[str], threshold: float) -> dict[int, int]:
    found: dict[int, int] = {}
    for at, text in enumerate(every):
        near = (
            before
            for before in range(at)
            if before not in found and jaccard(shingles(text), shingles(every[before])) >= threshold
        )
        first = next(near, None)
        if first is not None:
            found[at] = first
    return found


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 0.9])
def test_what_is_found_is_what_comparing_all_pairs_finds(threshold):
    every = texts(250, seed=round(10 * threshold))
    expected = one_by_one(every, threshold)
    assert len(expected) > 10
    assert near_duplicates(every, threshold=threshold) == expected


def test_one_word_changed_in_twenty_is_near_and_two_are_not():
    words = VOCABULARY[:20]
    one = " ".join([*words[:10], "x", *words[11:]])
    two = " ".join([*words[:5], "x", *words[6:15], "x", *words[16:]])
    assert near_duplicates([" ".join(words), one, two], threshold=0.7) == {1: 0}


def test_no_threshold_takes_more_hashes_than_there_are_or_misses_more_than_is_said():
    for percent in range(20, 100):
        bands, rows = _bands(percent / 100)
        assert 2 <= bands * rows <= 128
        assert (1 - (percent / 100) ** rows) ** bands <= 1e-6


def test_counsel_chat_has_no_near_duplicates_beside_its_repeats(real_data):
    every = sorted(
        {one_spelling(c) for c, _, _ in CounselChat(path=real_data("counsel-chat")).answers()}
    )
    assert len(every) == 824
    assert near_duplicates(every, threshold=0.5) == {}


def test_two_thirds_of_the_questions_that_stand_before_the_published_end_are_published(real_data):
    from mentaleval_datasets.workbook import read_workbook  # noqa: PLC0415

    rows = read_workbook(real_data("mentalalign-70k") / "claude_llm_judge.xlsx").rows
    published = {one_spelling(row.context) for row in rows}
    end = rows[-1].context.casefold()
    (file,) = real_data("counsel-chat").glob("*.csv")
    asked = {row["questionText"].strip() for _, row in csv_rows(file)}
    before = [text for text in asked if text.casefold() <= end]
    assert len(before) == 48
    assert sum(one_spelling(text) in published for text in before) == 32


def test_the_published_contexts_stand_in_alphabetical_order_but_for_one(real_data):
    from mentaleval_datasets.conversations import Conversation  # noqa: PLC0415
    from mentaleval_datasets.workbook import read_workbook  # noqa: PLC0415

    rows = read_workbook(real_data("mentalalign-70k") / "claude_llm_judge.xlsx").rows
    published = [row.context for row in rows]
    (moved,) = (
        after
        for before, after in itertools.pairwise(published)
        if before.casefold() > after.casefold()
    )
    ours = [c.context for c in alphabetical(Conversation("x", text, "y") for text in published)]
    assert len(published) == 1_000
    for order in (published, ours):
        order.remove(moved)
    assert published == ours
