"""The form is one file that holds what the booklet holds, reaches nowhere, and runs no text."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentaleval.rubric import SEVEN
from mentaleval.sheets.booklet import Booklet, Page
from mentaleval.sheets.form import written_form
from mentaleval.vocabulary import Attribute, Rubric, Scale

HOSTILE = (
    "</script x",
    "</script><script>alert(1)</script>",
    "<!-- <script> & &lt; &amp;lt;",
    "{{ 7 * 7 }} {% raw %} ${7 * 7} `\\",
    "\u2028 \u2029 \x00 \ufeff \u202e left to right",
    "\"'><img src=x onerror=alert(1)>",
    "أشعر بالوحدة 👩‍👩‍👧‍👦 🙂",
)


class Found(HTMLParser):
    """The elements of a page: their attributes, and the text of styles and scripts."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts, self._open = [], {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style", "title"}:
            self._open = dict(attrs).get("id", tag)

    def handle_endtag(self, tag):
        del tag
        self._open = None

    def handle_data(self, data):
        if self._open:
            self.texts[self._open] = self.texts.get(self._open, "") + data


def booklet(texts=("I am lost.", "Oh."), *, rubric=SEVEN, expert="anna", instructions=None):
    pages = tuple(
        Page(f"BCD-FG{'HJKLM'[n % 5]}", texts[0], text) for n, text in enumerate(texts[1:])
    )
    return Booklet("QRS-TVW", expert, rubric, pages, instructions)


def data_of(html):
    return json.loads(Found(html).texts["sheet"])


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_comes_through_whole_and_makes_no_element(text):
    plain = Found(written_form(booklet(instructions="Hello.")))
    html = written_form(booklet((text, text), instructions=text.replace("\u2028", "")))
    found = Found(html)
    assert [tag for tag, _ in found.elements] == [tag for tag, _ in plain.elements]
    assert not set("<>&") & set(found.texts["sheet"])
    conversation = data_of(html)["conversations"][0]
    assert conversation["context"] == text
    assert conversation["responses"][0]["text"] == text


@given(st.text(), st.text(), st.text(min_size=1))
def test_any_texts_come_through_whole(context, response, definition):
    rubric = Rubric("r", (Attribute("warmth", "", definition, ("a", definition), Scale(1, 2)),))
    data = data_of(written_form(booklet((context, response), rubric=rubric)))
    said = data["conversations"][0]
    assert (said["context"], said["responses"][0]["text"]) == (context, response)
    assert data["attributes"][0]["definition"] == definition
    assert data["attributes"][0]["anchors"] == [["1", "a"], ["2", definition]]


def test_the_policy_allows_the_page_s_own_script_and_style_and_nothing_else():
    found = Found(written_form(booklet()))
    policy = next(
        a["content"] for tag, a in found.elements if a.get("http-equiv", "").startswith("Content")
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for name, element in (("script-src", "script"), ("style-src", "style")):
        digest = hashlib.sha256(found.texts[element].encode()).digest()
        assert rules.pop(name) == f"'sha256-{b64encode(digest).decode()}'"
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}


def test_the_file_refers_to_nothing_outside_itself():
    html = written_form(booklet())
    found = Found(html)
    assert "://" not in html
    assert not re.search(
        r"@import|url\(|fetch\(|XMLHttp|sendBeacon|WebSocket|innerHTML|eval\(", html
    )
    assert not any({"src", "href", "style", "onclick"} & set(a) for _, a in found.elements)


def test_the_file_holds_what_the_booklet_holds_and_no_responder():
    made = booklet(("I am lost.", "Oh.", "Tell me more."))
    html = written_form(made)
    assert set(data_of(html)) == {
        "sheet_id",
        "expert",
        "language",
        "attributes",
        "conversations",
    }
    assert data_of(html)["conversations"] == [
        {
            "context": "I am lost.",
            "responses": [
                {"code": "BCD-FGH", "text": "Oh."},
                {"code": "BCD-FGJ", "text": "Tell me more."},
            ],
        }
    ]
    assert not re.search("gpt|claude|llama|gemini|responder|judge", html, re.IGNORECASE)


def test_the_same_booklet_gives_the_same_file():
    assert written_form(booklet()) == written_form(booklet())


@pytest.mark.parametrize(
    ("scale", "levels", "steps", "whole"),
    [
        (Scale(1, 5), (), ["1", "2", "3", "4", "5"], True),
        (Scale(-1, 1), (), ["-1", "0", "1"], True),
        (Scale(0, 10), (), [str(n) for n in range(11)], True),
        (Scale(0, 100), (), [], True),
        (Scale(0, 0.5), (), [], False),
    ],
)
def test_a_scale_of_few_whole_steps_gets_a_button_each(scale, levels, steps, whole):
    rubric = Rubric("r", (Attribute("warmth", "", "Is it warm?", levels, scale),))
    one = data_of(written_form(booklet(rubric=rubric)))["attributes"][0]
    assert (one["steps"], one["whole"]) == (steps, whole)
    assert (one["low"], one["high"]) == (scale.low, scale.high)


@pytest.mark.parametrize(
    ("scales", "keys", "said"),
    [
        ((Scale(1, 5), Scale(0, 9)), [True, True], "next attribute."),
        ((Scale(1, 5), Scale(0, 10)), [True, False], "where all ratings have one digit."),
        ((Scale(-2, 2), Scale(0, 10), Scale(0, 100)), [False] * 3, None),
    ],
)
def test_number_keys_are_for_ratings_of_one_digit_alone(scales, keys, said):
    rubric = Rubric("r", tuple(Attribute(f"a{n}", "", "?", (), s) for n, s in enumerate(scales)))
    html = written_form(booklet(rubric=rubric))
    assert [one["keys"] for one in data_of(html)["attributes"]] == keys
    assert ("A number key" in html) == (said is not None)
    assert said is None or said in html


def test_a_scale_of_a_billion_steps_takes_no_time():
    rubric = Rubric("r", (Attribute("points", "", "How many?", (), Scale(0, 10**9)),))
    one = data_of(written_form(booklet(rubric=rubric)))["attributes"][0]
    assert one["steps"] == []


def test_the_language_of_the_rubric_is_that_of_its_words_alone():
    html = written_form(booklet(rubric=replace(SEVEN, language="de")))
    assert Found(html).elements[0] == ("html", {"lang": "en"})
    assert data_of(html)["language"] == "de"
    assert data_of(written_form(booklet()))["language"] == ""


def test_the_researcher_s_own_words_are_shown_as_text():
    html = written_form(booklet(instructions="Finish by Friday.\n\n<b>Thank you</b>"))
    assert '<p dir="auto">Finish by Friday.</p>' in html
    assert "&lt;b&gt;Thank you&lt;/b&gt;" in html


def test_an_expert_s_name_is_shown_as_text():
    html = written_form(booklet(expert='a"<b>&'))
    assert "<b>&" not in html.replace(json.dumps("<b>"), "")
    assert data_of(html)["expert"] == 'a"<b>&'
