"""A judge's answer becomes a number only where it clearly says that number."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentaleval import SEVEN, Rating, Reason, Unrated
from mentaleval.answer import MAX_LENGTH, MAX_REPAIR, Answer, read_answer
from mentaleval.vocabulary import Attribute, Scale

TWO = SEVEN.select(["guidance", "empathy"]).attributes
FULL = {name.title(): 3 + i % 3 for i, name in enumerate(SEVEN.names)}


def read(text: str | None) -> Answer:
    return read_answer(text, TWO)


def numbers(answer: Answer) -> dict[str, float]:
    return {k: r.value for k, r in answer.ratings.items() if isinstance(r, Rating)}


def reasons(answer: Answer) -> dict[str, str]:
    return {k: r.reason for k, r in answer.ratings.items() if isinstance(r, Unrated)}


def test_a_clean_answer_is_read_as_it_stands():
    text = json.dumps({**FULL, "Overall": 3.5, "Explanation": "Kind and clear."})
    answer = read_answer(text, SEVEN.attributes)
    assert numbers(answer) == {k.lower(): v for k, v in FULL.items()}
    assert answer.explanation == "Kind and clear."
    assert answer.extra == {"Overall": 3.5}
    assert not answer.recovered
    assert answer.ratings["guidance"] == Rating(3.0, explanation="Kind and clear.")


@pytest.mark.parametrize(
    "text",
    [
        '{"GUIDANCE": 4, " empathy ": 5}',
        '  {"guidance": "4", "Empathy": 5.0}\n',
        '```json\n{"guidance": 4, "Empathy": 5}\n```',
        '```json{"guidance": 4, "Empathy": 5}',
        '{"guidance": 4, "Guidance": 4, "Empathy": 5}',
    ],
)
def test_what_the_authors_parser_reads_is_not_called_recovered(text):
    answer = read(text)
    assert numbers(answer) == {"guidance": 4, "empathy": 5}
    assert not answer.recovered


REPAIRABLE = {
    "fence inside prose": 'Here it is.\n```json\n{"Guidance": 4, "Empathy": 5}\n```\nThat is all.',
    "another fence": '```\n{"Guidance": 4, "Empathy": 5}\n```',
    "prose around": 'I say {this}: {"Guidance": 4, "Empathy": 5}. Done.',
    "curly quotes": "{\u201cGuidance\u201d: 4, \u201cEmpathy\u201d: 5}",
    "curly quoted number": "{\u201cGuidance\u201d: \u201c4\u201d, \u201cEmpathy\u201d: 5}",
    "trailing comma": '{"Guidance": 4, "Empathy": 5,}',
    "unescaped quotes": '{"Guidance": 4, "Empathy": 5, "Explanation": "It says "I see", yes"}',
    "truncated text": '{"Guidance": 4, "Empathy": 5, "Explanation": "It is ki',
    "truncated after value": '{"Guidance": 4, "Empathy": 5,',
    "newline in a string": '{"Guidance": 4, "Empathy": 5, "Explanation": "one\ntwo"}',
    "single quotes": "{'Guidance': 4, 'Empathy': 5}",
    "bare keys": "{Guidance: 4, Empathy: 5}",
    "missing comma": '{"Guidance": 4\n"Empathy": 5}',
    "in a list": '[{"Guidance": 4, "Empathy": 5}]',
    "said twice": '{"Guidance": 4, "Empathy": 5}\n{"Guidance": 4, "Empathy": 5}',
    "an object about something else": '{"step": 1} {"Guidance": 4, "Empathy": 5}',
    "whole, then broken": '{"Guidance": 4, "Empathy": 5} or {"Guidance": 4, "Empathy": 5, "x": "y',
    "curly quotes and a quoted word": (
        "{\u201cGuidance\u201d: 4, \u201cEmpathy\u201d: 5, "
        "\u201cExplanation\u201d: \u201cSays \u201cI see\u201d\u201d}"
    ),
    "trailing comma in a fence": '```json\n{"Guidance": 4, "Empathy": 5,}\n```',
    "a fence that is not closed": '```\n{"Guidance": 4, "Empathy": 5}',
    "reasoning before it": '<think>3? {"Guidance": 1}</think>\n{"Guidance": 4, "Empathy": 5}',
    "another tag of reasoning": '<reasoning>hm</reasoning>{"Guidance": 4, "Empathy": 5}',
    "reasoning in square brackets": '[THINK]hm[/THINK]{"Guidance": 4, "Empathy": 5}',
    "numbers while it thinks": 'Guidance 2/5, or 3 of 5; so {"Guidance": 4, "Empathy": 5}',
    "a byte order mark": '\ufeff{"Guidance": 4, "Empathy": 5}',
    "prose that names another number": 'Guidance: 3? No. {"Guidance": 4, "Empathy": 5}',
}


@pytest.mark.parametrize("text", REPAIRABLE.values(), ids=REPAIRABLE.keys())
def test_a_broken_answer_is_recovered_and_says_so(text):
    answer = read(text)
    assert numbers(answer) == {"guidance": 4, "empathy": 5}
    assert answer.recovered
    assert all(isinstance(r, Rating) and r.recovered for r in answer.ratings.values())


@pytest.mark.parametrize("four", ["four", "Four", " FOUR ", "4/5", "4 / 5", "4 out of 5", "4.0/5"])
def test_a_number_made_out_of_words_counts_and_says_that_it_was(four):
    answer = read(json.dumps({"Guidance": four, "Empathy": 5}))
    assert answer.ratings == {"guidance": Rating(4.0, recovered=True), "empathy": Rating(5.0)}
    broken = read(f'{{"Guidance": "{four}", "Empathy": 5, "Explanation": "It is "ki')
    assert numbers(broken) == {"guidance": 4, "empathy": 5}


@pytest.mark.parametrize("zero", ["zero", "0/5", "six"])
def test_a_word_out_of_scale_is_out_of_scale(zero):
    answer = read(json.dumps({"Guidance": zero, "Empathy": 5}))
    assert reasons(answer) == {"guidance": Reason.OUT_OF_SCALE}


def test_a_share_is_one_of_the_attributes_own_top():
    wide = Attribute("guidance", scale=Scale(0, 10))
    assert numbers(read_answer('{"Guidance": "4/10"}', [wide])) == {"guidance": 4}
    assert not numbers(read_answer('{"Guidance": "4/5"}', [wide]))


UNCLEAR = {
    "a word among others": '{"Guidance": "about four", "Empathy": 5}',
    "two words": '{"Guidance": "four five", "Empathy": 5}',
    "a word in another language": '{"Guidance": "vier", "Empathy": 5}',
    "a share of another top": '{"Guidance": "4/10", "Empathy": 5}',
    "a share, spelt out, of another top": '{"Guidance": "4 out of 10", "Empathy": 5}',
    "a broken share": '{"Guidance": "4.5/5", "Empathy": 5}',
    "a range": '{"Guidance": "4-5", "Empathy": 5}',
    "a number and a remark": '{"Guidance": "4 (good)", "Empathy": 5}',
    "a decimal comma": '{"Guidance": "4,0", "Empathy": 5}',
    "half": '{"Guidance": 4.5, "Empathy": 5}',
    "half, quoted": '{"Guidance": "4.5", "Empathy": 5}',
    "yes": '{"Guidance": true, "Empathy": 5}',
    "nested": '{"Guidance": {"score": 4}, "Empathy": 5}',
    "list": '{"Guidance": [4], "Empathy": 5}',
    "not a number": '{"Guidance": NaN, "Empathy": 5}',
    "repeated and different": '{"Guidance": 4, "guidance": 3, "Empathy": 5}',
    "two objects": '{"Guidance": 4, "Empathy": 5} {"Guidance": 3, "Empathy": 5}',
    "whole, then broken and different": '{"Guidance": 4, "Empathy": 5} {"Guidance": 3, "x": "y',
    "cut": '{"Empathy": 5, "Guidance": 4',
    "a word that is cut": '{"Empathy": 5, "Guidance": "four',
    "a share that is cut": '{"Empathy": 5, "Guidance": "4/5',
    "cut in a string": '{"Empathy": 5, "Guidance": "4',
    "cut after the key": '{"Empathy": 5, "Guidance":',
    "cut, with white space after": '{"Empathy": 5, "Guidance": 4  \n',
    "a comment": '{"Empathy": 5, "Guidance": 4 or 5, "x": "y',
    "broken and repeated": '{"Empathy": 5, "Guidance": 4, "Guidance": 3, "x": "y',
    "broken and nested": '{"Empathy": 5, "other": {"Guidance": 4}, "x": "y',
    "enormous": '{"Guidance": 1' + "0" * 400 + ', "Empathy": 5}',
}


@pytest.mark.parametrize("text", UNCLEAR.values(), ids=UNCLEAR.keys())
def test_an_unclear_value_is_no_number_and_leaves_the_others(text):
    answer = read(text)
    assert numbers(answer) == {"empathy": 5}
    assert reasons(answer) == {"guidance": Reason.UNPARSEABLE}


@pytest.mark.parametrize("text", [None, "", "  \n", "nan", "NaN", "None"])
def test_no_answer_is_missing(text):
    assert reasons(read(text)) == dict.fromkeys(("guidance", "empathy"), Reason.MISSING)


@pytest.mark.parametrize(
    "text",
    ["I cannot rate this.", "Guidance: 4\nEmpathy: 5", "4", "[4, 5]", '"Guidance"', "[" * 5_000],
)
def test_text_without_an_object_is_unparseable(text):
    assert reasons(read(text)) == dict.fromkeys(("guidance", "empathy"), Reason.UNPARSEABLE)


@pytest.mark.parametrize("text", ['{"Empathy": 5}', '{"Guidance": null, "Empathy": 5}'])
def test_an_absent_key_is_a_missing_attribute(text):
    answer = read(text)
    assert reasons(answer) == {"guidance": Reason.MISSING_ATTRIBUTE}
    assert numbers(answer) == {"empathy": 5}


def test_a_number_out_of_scale_keeps_its_raw_value():
    answer = read('{"Guidance": 0, "Empathy": 6}')
    assert reasons(answer) == dict.fromkeys(("guidance", "empathy"), Reason.OUT_OF_SCALE)
    assert answer.raw == {"guidance": 0.0, "empathy": 6.0}


def test_the_scale_is_the_attributes_own():
    wide = Attribute("guidance", scale=Scale(0, 10))
    assert numbers(read_answer('{"Guidance": 0}', [wide])) == {"guidance": 0}


def test_an_explanation_of_what_went_wrong_names_the_attribute():
    unrated = read('{"Guidance": "fair"}').ratings["guidance"]
    assert isinstance(unrated, Unrated)
    assert unrated.explanation == "guidance: 'fair' is no number"


def test_null_beside_a_number_is_named_as_such():
    unrated = read('{"Guidance": null, "guidance": 4}').ratings["guidance"]
    assert isinstance(unrated, Unrated)
    assert unrated.reason == Reason.UNPARSEABLE
    assert unrated.explanation == "guidance: the answer gives it null and another value"


def test_a_huge_text_is_refused_not_cut():
    text = '{"Guidance": 4, "Empathy": 5, "Explanation": "' + "x" * MAX_LENGTH + '"}'
    answer = read(text)
    assert reasons(answer) == dict.fromkeys(("guidance", "empathy"), Reason.UNPARSEABLE)
    assert f"at most {MAX_LENGTH}" in str(answer.ratings["guidance"])


def test_a_long_broken_object_is_refused():
    answer = read('{"Guidance": 4, "Explanation": "' + "x" * MAX_REPAIR)
    assert f"at most {MAX_REPAIR}" in str(answer.ratings["guidance"])


@pytest.mark.parametrize(
    "unit", ["{", '{"x" ', "{'", '{"a":', "```json ", '"', " ", "{ ", '{"a":1}']
)
def test_hostile_text_of_full_length_is_unrated(unit):  # unbounded work would take minutes
    for length in (MAX_LENGTH, MAX_REPAIR):
        ratings = read("{" + unit * ((length - 1) // len(unit))).ratings.values()
        assert all(isinstance(rating, Unrated) for rating in ratings)


PIECES = st.sampled_from(
    ["{", "}", "[", "]", '"', "'", "\u201c", "\u201d", ":", ",", " ", "\n", "```json", "```", "\\",
     "Guidance", "empathy", '"Guidance": ', '"Empathy": ', "4", "5", "2.5", "0", "-1", "null",
     "true", "four", "5/5", "Explanation", "the reply is 3", "nan"]
)  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=400)
def test_no_text_raises_and_no_number_is_invented(text):
    answer = read(text)
    assert set(answer.ratings) == {"guidance", "empathy"}
    for name, value in answer.raw.items():
        quote = "[\\\\\"'\u201c\u201d\u2018\u2019\\s]*"
        said = re.findall(rf"{name}{quote}:{quote}([-+]?[0-9.]+|four)", text, re.IGNORECASE)
        said = ["4" if number == "four" else number for number in said]
        assert value in {float(number) for number in said if number.strip("+-.")}


WHOLE = json.dumps({"Guidance": 12, "Empathy": 15, "Explanation": "Warm, and it says 3."})
TO_99 = tuple(Attribute(a.name, scale=Scale(1, 99)) for a in TWO)


@given(st.integers(0, len(WHOLE)))
def test_a_cut_answer_never_yields_another_number(length):
    answer = read_answer(WHOLE[:length], TO_99)
    assert numbers(answer).items() <= {"guidance": 12.0, "empathy": 15.0}.items()


@given(
    st.integers(0, len(WHOLE) - 1),
    st.sampled_from(['"', "{", "}", ",", "\n", "\u201c", "x", " ", "\\"]),
)
def test_a_damaged_answer_never_swaps_two_attributes(place, damage):
    answer = read_answer(WHOLE[:place] + damage + WHOLE[place + 1 :], TO_99)
    assert numbers(answer).get("guidance") in {12.0, 1.0, 2.0, None}
    assert numbers(answer).get("empathy") in {15.0, 1.0, 5.0, None}
