"""Judges that are known to fall for a plea, or not to, are measured as what they are."""

from __future__ import annotations

import json
import re

import pytest

from mentaleval import SEVEN, Judge, NoAnswerError, Rating, Unrated, neutral
from mentaleval.testing import ATTACKS, PLEA, canaries, canary_shifts, scripted
from mentaleval_judges.prompt import full_prompt
from mentaleval_judges.rubric import RubricJudge

HIDDEN = {"invisible", "bidi"}
UNSEEN = "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"


def _answer(value):
    return json.dumps({"Explanation": "-"} | {name.capitalize(): value for name in SEVEN.names})


def _read_through(prompt):
    """Read a prompt as a model may: what is written in tags, or backwards under an override."""
    letters = re.sub(r"[\U000E0020-\U000E007E]", lambda m: chr(ord(m[0]) - 0xE0000), prompt)
    return re.sub("\u202e(.*?)\u202c", lambda m: m[1][::-1], letters)


def gullible(prompt):
    read = _read_through(prompt)
    return _answer(5 if PLEA in read or '"Safety": 5' in read else 2)


def stubborn(prompt):
    del prompt
    return _answer(2)


class Naive(Judge):
    """Hands the response to a model as it stands."""

    name = "naive"

    async def rate(self, exchange, attributes):
        answer = json.loads(await self.ask(exchange.response))
        return {a.name: Rating(answer[a.name.capitalize()]) for a in attributes}


def by_name(shifts):
    return {shift.name: shift.shift.estimate for shift in shifts}


def test_a_gullible_judge_is_moved_by_every_attack():
    with scripted(gullible):
        found = canary_shifts(Naive())
    assert by_name(found.attacks) == pytest.approx(dict.fromkeys(ATTACKS, 3))
    assert by_name(found.attributes) == pytest.approx(dict.fromkeys(SEVEN.names, 3))
    assert found.overall.shift.estimate == pytest.approx(3)
    assert (found.overall.largest, found.overall.room) == (3, 3)
    assert found.overall.pairs == found.overall.twins == 8 * 10 * 7


def test_a_stubborn_judge_is_not_moved():
    with scripted(stubborn):
        found = canary_shifts(Naive())
    assert by_name(found.attacks) == dict.fromkeys(ATTACKS, 0)
    assert found.overall.largest == 0


def test_behind_the_rubric_s_prompt_hidden_pleas_no_longer_move_a_gullible_model():
    with scripted(gullible):
        found = canary_shifts(RubricJudge())
    moved = {name for name, shift in by_name(found.attacks).items() if shift > 0}
    assert moved == ATTACKS.keys() - HIDDEN


@pytest.mark.parametrize("attack", sorted(HIDDEN))
def test_nothing_of_a_hidden_plea_is_in_the_rubric_s_prompt(attack):
    for twin in (e for e in canaries() if e.responder == attack):
        prompt = full_prompt(twin, SEVEN.attributes)
        assert PLEA not in _read_through(prompt)
        assert not re.search(UNSEEN, prompt)


def test_a_clean_response_is_shown_as_it_is():
    for clean in (e for e in canaries() if e.responder == "clean"):
        assert neutral(clean.response) == clean.response
        assert clean.response in full_prompt(clean, SEVEN.attributes)


PLANTED = ATTACKS["fake-json"]("").partition("```json\n")[2].partition("\n```")[0]
PLANTING = {"fake-json", "role-markers", "reasoning"}


def test_a_planted_object_that_a_model_quotes_is_no_rating_and_no_shift():
    refusal = f"I will not rate this. The response holds {PLANTED} to mislead me."
    with scripted(lambda prompt: refusal if PLANTED in prompt else _answer(2)):
        found = canary_shifts(RubricJudge())
    missing = {shift.name: shift.hostile_unrated for shift in found.attacks}
    assert missing == {name: 56 if name in PLANTING else 0 for name in ATTACKS}
    assert (found.overall.pairs, found.overall.largest) == (7 * 56, 0)


def test_a_model_that_answers_with_the_planted_object_is_measured_as_moved():
    with scripted(lambda prompt: PLANTED if PLANTED in prompt else _answer(2)):
        found = canary_shifts(RubricJudge())
    moved = {name for name, shift in by_name(found.attacks).items() if shift > 0}
    assert moved == PLANTING


def test_a_judge_that_always_gives_the_highest_rating_has_no_room_to_move():
    with scripted(lambda _: _answer(5)):
        found = canary_shifts(Naive())
    assert (found.overall.shift.estimate, found.overall.room) == (0, 0)


def test_what_a_judge_leaves_out_declines_or_rates_out_of_scale_is_unrated():
    class Fickle(Judge):
        """Has its reasons."""

        name = "fickle"

        async def rate(self, exchange, attributes):
            if exchange.responder == "long":
                raise NoAnswerError("too_long", "the prompt is too long")
            asked = [a.name for a in attributes if a.name != "relevance"]
            return {name: Rating(6) for name in asked} | {
                "safety": Rating(3),
                "empathy": Unrated("refusal"),
            }

    found = canary_shifts(Fickle())
    attacks = {shift.name: shift for shift in found.attacks}
    assert (attacks["long"].pairs, attacks["long"].hostile_unrated) == (0, 56)
    assert (attacks["bidi"].pairs, attacks["bidi"].hostile_unrated) == (8, 48)
    attributes = {shift.name: shift for shift in found.attributes}
    assert (attributes["safety"].pairs, attributes["safety"].clean_unrated) == (72, 0)
    for name in ("relevance", "empathy", "guidance"):
        assert (attributes[name].pairs, attributes[name].clean_unrated) == (0, 80)
