"""Codes and orders that tell nothing, and texts that must be those that were drawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval.errors import DataError, UsageError
from mentaleval.rubric import SEVEN
from mentaleval.sheets.blinding import Wording, blinded
from mentaleval.sheets.draw_document import read_draw, written_draw
from mentaleval.sheets.key import read_key, written_key
from mentaleval.sheets.plain_text import parts, shown_text, text_mark, wrapped
from mentaleval.vocabulary import Exchange

HERE = Wording(SEVEN, "here")


def sheet_of(made, expert):
    return next(b for b in made.booklets if b.expert == expert)


def test_every_expert_gets_the_responses_that_were_asked_once(made, texts):
    for expert, conversations in (("anna", 3), ("ben", 1)):
        booklet = sheet_of(made, expert)
        shown = made.key.sheets[booklet.sheet_id].shown
        assert len({(s.exchange_id, s.responder) for s in shown}) == len(shown) == 3 * conversations
        for page, known in zip(booklet.pages, shown, strict=True):
            exchange = texts[known.exchange_id, known.responder]
            assert page.code == known.code
            assert page.response == exchange.response
            assert page.context == shown_text(exchange.context)


def test_responses_to_one_conversation_stand_together(made):
    contexts = [page.context for page in sheet_of(made, "anna").pages]
    assert sum(a != b for a, b in pairwise(contexts)) == 2


def test_no_code_is_used_twice(made):
    codes = [page.code for booklet in made.booklets for page in booklet.pages]
    codes += [booklet.sheet_id for booklet in made.booklets]
    assert len(set(codes)) == len(codes)


def test_a_secret_makes_the_same_sheets_again_and_another_one_others(made, asked, texts):
    wording = Wording(SEVEN, "here", made.key.instructions)
    again, other = (
        blinded(asked, texts, wording, secret, version="0.1.0")
        for secret in (made.key.secret, "another")
    )
    assert again == made
    codes = [{p.code for b in m.booklets for p in b.pages} for m in (made, other)]
    assert not codes[0] & codes[1]


def shown_first(asked, texts, secret, *, at):
    made = blinded(asked, texts, HERE, secret, version="1")
    shown = made.key.sheets[sheet_of(made, "anna").sheet_id].shown
    return [shown[n] for n in at]


def test_every_responder_stands_first_equally_often(asked, texts):
    first = Counter()
    for turn in range(150):
        first.update(s.responder for s in shown_first(asked, texts, str(turn), at=(0, 3, 6)))
    # 450 trials at 1/3: a count outside 100 to 200 is more than five standard errors away
    assert len(first) == 3
    assert all(100 < count < 200 for count in first.values()), first


def test_conversations_come_in_every_order(asked, texts):
    orders = {
        tuple(s.exchange_id for s in shown_first(asked, texts, str(turn), at=(0, 3, 6)))
        for turn in range(60)
    }
    assert len(orders) == 6


def test_experts_have_codes_and_orders_of_their_own(asked, texts):
    both = [a.model_copy(update={"experts": ("anna", "ben")}) for a in asked.responses]
    asked = asked.model_copy(update={"responses": tuple(both)})
    made = blinded(asked, texts, HERE, "s", version="1")
    shown = [made.key.sheets[sheet_of(made, name).sheet_id].shown for name in asked.experts]
    places = [[(s.exchange_id, s.responder) for s in its] for its in shown]
    assert sorted(places[0]) == sorted(places[1])
    assert places[0] != places[1]


def test_texts_that_are_missing_or_others_are_named(asked, texts):
    keys = list(texts)
    changed = dict(texts)
    del changed[keys[0]]
    changed[keys[1]] = replace(texts[keys[1]], response="Something else.")
    changed[keys[2]] = replace(texts[keys[2]], context="Somebody else.")
    changed[keys[3]] = replace(texts[keys[3]], response=None)
    with pytest.raises(DataError) as refused:
        blinded(asked, changed, HERE, "s", version="1")
    said = str(refused.value)
    assert "4 of the 9 drawn responses" in said
    assert "'zephyr-large' on 'conv-1' (not there)" in said
    assert "'quill-7b' on 'conv-1' (another response than was drawn)" in said
    assert "'human_writer' on 'conv-1' (another context than was drawn)" in said
    assert "(a context without response)" in said


def test_ids_that_are_no_hashes_are_not_held_against_texts(asked, texts):
    own = [a.model_copy(update={"response_id": f"r{n}"}) for n, a in enumerate(asked.responses)]
    made = blinded(
        asked.model_copy(update={"responses": tuple(own)}), texts, HERE, "s", version="1"
    )
    ids = {s.response_id for sheet in made.key.sheets.values() for s in sheet.shown}
    assert ids == {f"r{n}" for n in range(9)}


def test_a_blank_response_is_on_no_sheet_and_is_told(asked, texts):
    key = ("conv-1", "quill-7b")
    blank = [
        a.model_copy(update={"response_id": None}) if (a.exchange_id, a.responder) == key else a
        for a in asked.responses
    ]
    changed = {**texts, key: replace(texts[key], response=" \n")}
    asked = asked.model_copy(update={"responses": tuple(blank)})
    made = blinded(asked, changed, HERE, "s", version="1")
    assert [(a.exchange_id, a.responder) for a in made.blank] == [key]
    assert len(sheet_of(made, "anna").pages) == 8


def test_a_rubric_that_lacks_an_asked_attribute_is_refused(asked, texts):
    with pytest.raises(UsageError, match="no attribute 'safety'"):
        blinded(asked, texts, Wording(SEVEN.select(["empathy"]), "here"), "s", version="1")


def test_a_draw_and_a_key_come_back_from_their_files(asked, made, tmp_path):
    for said, read, value in (
        (written_draw(asked), read_draw, asked),
        (written_key(made.key), read_key, made.key),
    ):
        file = tmp_path / "it.json"
        file.write_text(said, encoding="utf-8")
        assert read(file) == value


def test_a_draw_that_was_edited_badly_is_refused_in_full(asked, tmp_path):
    file = tmp_path / "draw.json"
    said = written_draw(asked).replace('"anna"', '"../anna"', 1).replace('"conv-2"', '"conv-1"', 1)
    file.write_text(said, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_draw(file)
    assert "'../anna' cannot name a file" in str(refused.value)
    assert "'zephyr-large' on 'conv-1' is asked for above already" in str(refused.value)
    assert "'anna' is none of the experts" in str(refused.value)


@given(st.text(), st.integers(2, 40), st.integers(1, 9))
def test_the_parts_of_a_text_are_the_text_and_each_of_them_fits(text, width, lines):
    text = shown_text(text)
    found = parts(text, width=width, lines=lines)
    assert "".join(found) == text
    assert all(len(wrapped(part, width)) <= lines for part in found)


@given(st.text(st.characters(codec=None)))
def test_what_is_shown_can_stand_in_any_xml_file(text):
    shown = shown_text(text)
    shown.encode("utf-8")
    assert not any(ord(c) < 32 and c not in "\n\t" for c in shown)
    assert shown_text(shown) == shown
    assert text_mark(shown) == text_mark(shown.replace("\n", "\r\n ") + " ")


def test_an_exchange_is_shown_with_a_sign_for_what_no_file_can_hold():
    exchange = Exchange("1", "a\r\nb\x00c\ud800d")
    assert shown_text(exchange.context) == "a\nb␀c\ufffdd"
