"""What is known of the real files: every cell is accounted for."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict

import pytest

from mentaleval import Declared, Reason, RecordedRating
from mentaleval_datasets import CounselChat, MentalAlign70k
from mentaleval_datasets.workbook import read_workbook


@pytest.fixture(scope="module")
def ratings(real_data) -> list[RecordedRating]:
    return list(MentalAlign70k(path=real_data("mentalalign-70k")).ratings())


def cells(ratings, rater):
    grouped = defaultdict(list)
    for r in ratings:
        if r.rater == rater:
            grouped[r.source_id, r.responder].append(r)
    return list(grouped.values())


def test_every_cell_is_there(ratings):
    assert len(ratings) == 3 * 1_000 * 10 * 7
    keys = {(r.exchange_id, r.responder, r.rater, r.attribute, r.epoch) for r in ratings}
    assert len(keys) == len(ratings)


def test_the_human_workbook(ratings):
    human = cells(ratings, "human")
    assert len(human) == 10_000
    assert sum(all(r.reason == Reason.MISSING for r in cell) for cell in human) == 57
    assert sum(all(r.raw == 0 for r in cell) for cell in human) == 33
    assert sum(any(r.raw == 0 for r in cell) for cell in human) == 33
    assert sum(r.raw == 6 for cell in human for r in cell) == 8
    assert sum(any(r.raw == 6 for r in cell) for cell in human) == 3
    lacking = [any(r.reason == Reason.MISSING_ATTRIBUTE for r in cell) for cell in human]
    assert sum(lacking) == 7
    assert {r.reason for cell in human for r in cell} == {
        None,
        Reason.MISSING,
        Reason.MISSING_ATTRIBUTE,
        Reason.OUT_OF_SCALE,
    }


@pytest.mark.parametrize(
    ("rater", "recovered", "unparseable"), [("claude", 6, 1), ("gpt-4o", 0, 0)]
)
def test_the_judges_workbooks(ratings, rater, recovered, unparseable):
    read = cells(ratings, rater)
    assert len(read) == 10_000
    assert sum(all(r.recovered for r in cell) for cell in read) == recovered
    assert sum(all(r.reason == Reason.UNPARSEABLE for r in cell) for cell in read) == unparseable
    rated = [all(r.rating is not None for r in cell) for cell in read]
    assert sum(rated) == 10_000 - unparseable


def test_fences_of_the_judges(real_data):
    folder = real_data("mentalalign-70k")
    fenced = {
        rater: sum(
            text.strip().startswith("```json")
            for row in read_workbook(folder / f"{rater}_llm_judge.xlsx").rows
            for text in row.cells
        )
        for rater in ("claude", "gpt-4o")
    }
    assert fenced == {"claude": 2_314, "gpt-4o": 9_971}


def test_contexts_that_differ_between_the_files(ratings, real_data):
    exchanges = defaultdict(set)
    for r in ratings:
        exchanges[r.source_id].add(r.exchange_id)
    assert len(exchanges) == 1_000
    assert sum(len(ids) == 1 for ids in exchanges.values()) == 981
    contexts = list(MentalAlign70k(path=real_data("mentalalign-70k")).exchanges())
    assert len(contexts) == len({e.id for e in contexts}) == 1_019


def test_what_is_declared(ratings):
    declared = Counter((r.rater, r.responder, r.declared) for r in ratings if r.declared)
    omitted = {key: n for key, n in declared.items() if key[2] == Declared.OMITTED}
    assert set(omitted.values()) == {7}
    assert len(omitted) == 10
    assert declared["claude", "claude", Declared.OWN_SYSTEM] == 7_000
    assert declared["gpt-4o", "gpt4o", Declared.OWN_SYSTEM] == 7_000
    assert len(declared) == 12


def test_the_published_means_of_claudes_guidance(ratings):
    human = {
        (r.source_id, r.responder): r.raw
        for r in ratings
        if r.rater == "human" and r.attribute == "guidance" and r.declared is None
    }
    pairs = [
        (human[r.source_id, r.responder], r.raw)
        for r in ratings
        if r.rater == "claude" and r.attribute == "guidance"
        if r.declared is None and not r.recovered and (r.source_id, r.responder) in human
    ]
    both = [(h, j) for h, j in pairs if h is not None and j is not None]
    assert sum(h for h, _ in both) / len(both) == pytest.approx(3.742, abs=6e-4)
    assert sum(j for _, j in both) / len(both) == pytest.approx(3.990, abs=6e-4)


def test_three_workbooks_give_every_rating(real_data):
    read = MentalAlign70k(path=real_data("mentalalign-70k")).ratings()
    assert sum(1 for _ in read) == 210_000


def test_counsel_chat(real_data):
    dataset = CounselChat(path=real_data("counsel-chat"))
    exchanges = list(dataset.exchanges())
    counts = dataset.counts()
    assert counts["read"] == 2_129
    assert counts["questions"] == 824
    assert counts["repeated_answer"] == 120
    assert counts["kept"] == len(exchanges) == 2_009
    left_out = ("blank_question", "blank_answer", "repeated_answer")
    assert counts["read"] == counts["kept"] + sum(counts[key] for key in left_out)
    assert len({(e.id, e.responder) for e in exchanges}) == len(exchanges)
    contexts = {(e.id, e.context) for e in exchanges}
    assert len(contexts) == len({e.id for e in exchanges}) == 824
    assert {e.id for e in exchanges if e.responder == "therapist-1"} == {e.id for e in exchanges}


def test_counsel_chat_names_no_author_and_no_address(real_data):
    folder = real_data("counsel-chat")
    with next(folder.glob("*.csv")).open(encoding="utf-8", newline="") as file:
        authors = {row["therapistInfo"].replace("\xa0", " ") for row in csv.DictReader(file)}
    names = {m[0] for a in authors if (m := re.match(r"[A-Z][a-z]+ [A-Z][a-z]+", a))}
    assert len(names) > 200
    texts = [f"{e.context} {e.response}" for e in CounselChat(path=folder).exchanges()]
    assert sum(any(name in text for name in names) for text in texts) == 0
    assert not any(re.search(r"https?:|www\.|@\w+\.", text) for text in texts)
    assert not any("\xa0" in text or "  " in text for text in texts)
