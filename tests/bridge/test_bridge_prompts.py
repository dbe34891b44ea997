"""A prompt's fingerprint: what changes it, and what does not."""

from __future__ import annotations

import pytest

from mentaleval import Judge, Rating
from mentaleval.bridge.prompts import prompt_fingerprint
from mentaleval.plugins import installed
from mentaleval.rubric import SEVEN


class Wordy(Judge):
    name = "wordy"
    model: str | None = "lab/strict"
    words: str = "Rate this."
    temperature: float = 0.0
    fails: bool = False

    async def rate(self, exchange, attributes):
        text = await self.ask(self.words + exchange.context, temperature=self.temperature)
        if self.fails:
            raise ValueError(f"no use for {text!r}")
        return {a.name: Rating(3) for a in attributes}


def _of(judge, attributes=SEVEN.attributes) -> str | None:
    return prompt_fingerprint(judge, attributes)


def test_it_is_eight_digits_and_the_same_each_time():
    judge = installed().judge("openai/gpt-4o")
    found = _of(judge)
    assert found is not None
    assert len(found) == 8
    assert int(found, 16) >= 0
    assert _of(installed().judge("openai/gpt-4o")) == found


def test_any_word_setting_attribute_or_way_of_asking_changes_it():
    rubric = installed().judge("openai/gpt-4o")
    separate = installed().judge("openai/gpt-4o", {"calls": "separate"})
    others = [
        _of(Wordy()),
        _of(Wordy(words="Rate this!")),
        _of(Wordy(temperature=0.5)),
        _of(rubric),
        _of(separate),
        _of(rubric, SEVEN.attributes[:1]),
        _of(rubric, SEVEN.attributes[1:2]),
    ]
    assert len(set(others)) == len(others)


def test_which_model_is_asked_is_part_of_it():
    assert _of(Wordy()) != _of(Wordy(model="lab/mild"))


def test_a_plugin_without_a_model_has_none():
    assert _of(installed().judge("lexical")) is None
    assert _of(Wordy(model=None)) is None


def test_a_plugin_that_stumbles_over_no_answer_has_one_nevertheless():
    assert _of(Wordy(fails=True)) == _of(Wordy())


@pytest.mark.parametrize("option", [{"temperature": 0.1}, {"max_tokens": 77}])
def test_a_responder_is_fingerprinted_by_its_own_prompt(option):
    plain = installed().responder("openai/gpt-4o")
    other = installed().responder("openai/gpt-4o", option)
    assert prompt_fingerprint(plain, ()) != prompt_fingerprint(other, ())
