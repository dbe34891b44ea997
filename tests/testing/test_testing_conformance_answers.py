"""Judges may ask for their answers in whatever form: the checks find out in which."""

from __future__ import annotations

import asyncio
import json
import re
import traceback

import pytest
from pydantic import BaseModel, Field
from sound_judges import prompt

from mentaleval import (
    Exchange,
    Judge,
    NoAnswerError,
    Rating,
    Reason,
    Refusal,
    Responder,
    Unrated,
    UsageError,
)
from mentaleval.testing import NotConforming, conformance, scripted


class ByNumber(Judge):
    """Asks for a bare number, one attribute at a time."""

    name = "by-number"
    deterministic = True
    model: str | None = Field(default=None, description="The model that is asked.")

    async def rate(self, exchange, attributes):
        answers = await asyncio.gather(*(self.asked(exchange, a) for a in attributes))
        return {a.name: answer for a, answer in zip(attributes, answers, strict=True)}

    async def asked(self, exchange, attribute):
        try:
            text = await self.ask(prompt(exchange, [attribute]))
        except NoAnswerError as error:
            return Unrated(error.reason)
        value = self.number(text)
        if value is None:
            return Unrated(Reason.UNPARSEABLE)
        inside = value in attribute.scale
        return Rating(value) if inside else Unrated(Reason.OUT_OF_SCALE, raw=value)

    def number(self, text):
        return float(text) if re.fullmatch(r"-?\d{1,3}", text.strip()) else None


class ByBrackets(ByNumber):
    """Asks for a number in two pairs of brackets."""

    name = "by-brackets"

    def number(self, text):
        found = re.fullmatch(r"Rating: \[\[(-?\d{1,3})\]\]", text.strip())
        return float(found[1]) if found else None


class Shape(BaseModel):
    """The shape of an answer."""

    because: str
    level: int


class ByShape(ByNumber):
    """Asks for an object of a shape of its own."""

    name = "by-shape"

    async def ask(self, prompt, **named):
        return await super().ask(prompt, schema=Shape, **named)

    def number(self, text):
        try:
            return float(Shape.model_validate_json(text, strict=True).level)
        except ValueError:
            return None


class ByOwnNames(ByNumber):
    """Asks for an object of the attributes' names as they are."""

    name = "by-own-names"

    def number(self, text):
        try:
            value = json.loads(text).get("empathy")
        except (ValueError, AttributeError, RecursionError):
            return None
        return float(value) if type(value) is int else None


class UnderOneKey(ByNumber):
    """Asks for an object of one number."""

    name = "under-one-key"

    def number(self, text):
        try:
            value = json.loads(text).get("score")
        except (ValueError, AttributeError, RecursionError):
            return None
        return float(value) if type(value) is int else None


WAYS = [ByNumber, ByBrackets, ByShape, ByOwnNames, UnderOneKey]


@pytest.mark.parametrize("judge", WAYS)
def test_every_way_of_answering_is_found_out(judge, failures):
    assert failures(judge) == {}


def cutting(judge):
    class Cutting(judge):
        """Cuts a number to the scale."""

        def number(self, text):
            value = super().number(text)
            return value if value is None else min(max(value, 1.0), 5.0)

    return Cutting


def lowering(judge):
    class Lowering(judge):
        """Takes what it cannot read for a low rating."""

        def number(self, text):
            value = super().number(text)
            return 1.0 if value is None else value

    return Lowering


def mixing(judge):
    class Mixing(judge):
        """Gives the answers out from the end, where all are on one scale."""

        async def rate(self, exchange, attributes):
            found = await super().rate(exchange, attributes)
            alike = len({a.scale for a in attributes}) == 1
            return dict(zip(found, reversed(found.values()), strict=True)) if alike else found

    return Mixing


@pytest.mark.parametrize("judge", WAYS)
def test_a_defect_is_found_in_every_way_of_answering(judge, failures):
    assert "out-of-scale-is-unrated" in failures(cutting(judge))
    assert "unreadable-is-unrated" in failures(lowering(judge))
    assert set(failures(mixing(judge))) == {"ratings-not-mixed-up"}


def test_whoever_takes_many_words_for_a_low_rating_is_found(failures):
    class OfWords(ByNumber):
        """Takes an answer of many words for a low rating."""

        def number(self, text):
            many = len(text) > 30 and text.isascii() and not re.search(r"[\d\[{]", text)
            return 1.0 if many else super().number(text)

    assert set(failures(OfWords)) == {"unreadable-is-unrated"}


def test_whoever_takes_the_first_digit_takes_a_planted_one(failures):
    class FirstDigit(ByNumber):
        """Looks for a digit anywhere."""

        def number(self, text):
            found = re.search(r"(?<![\d.-])[1-5](?!\d)", text)
            return float(found[0]) if found else None

    assert "takes-no-planted-number" in failures(FirstDigit)


def test_two_ways_of_asking_are_one_judge(failures):
    class TwoWays(ByNumber):
        """Asks for an object for several, and for a number for one."""

        async def rate(self, exchange, attributes):
            if len(attributes) == 1:
                return await super().rate(exchange, attributes)
            try:
                found = json.loads(await self.ask(prompt(exchange, attributes)))
            except (ValueError, RecursionError, NoAnswerError):
                found = None
            values = found if isinstance(found, dict) else {}
            return {a.name: _read(values.get(a.name), a.scale) for a in attributes}

    assert failures(TwoWays) == {}


def _read(value, scale):
    return Rating(value) if type(value) is int and value in scale else Unrated("unparseable")


@pytest.mark.parametrize(
    "wrong", [{"schema": dict}, {"attempt": "1"}, {"temperature": "low"}, {"max_tokens": 1.5}]
)
def test_what_no_model_could_be_asked_is_refused(wrong, failures):
    class Wrong(Responder):
        """Asks in a way in which no model can be asked."""

        name = "wrong"
        model: str | None = Field(default=None, description="The model that is asked.")

        async def respond(self, exchange):
            return await self.ask(exchange.context, **wrong) or Refusal()

    failed = failures(Wrong)
    assert set(failed) == {"responds"}
    assert f"ask({next(iter(wrong))}=" in failed["responds"]


def test_a_judge_that_is_ready_for_its_own_data_set_takes_no_other(failures):
    class Choosy(ByNumber):
        """Takes one data set."""

        ready: bool = Field(default=False, description="Whether it has seen it.")

        def prepared(self, dataset):
            raise UsageError(f"it takes no {dataset.name!r}.")

    assert set(failures(Choosy)) == {"variants-are-settled"}
    assert failures(Choosy(ready=True)) == {}


def test_a_failure_shows_the_author_s_own_line_and_no_line_of_ours():
    class Raising(ByNumber):
        """Raises for every answer."""

        def number(self, text):
            raise KeyError(text)

    (check,) = (check for check in conformance(Raising) if check.name == "rates")
    with pytest.raises(NotConforming, match="its model had answered") as failure:
        check()
    assert [entry.name for entry in failure.traceback][1:] == ["__call__"]
    cause = failure.value.__cause__
    assert isinstance(cause, KeyError)
    assert traceback.extract_tb(cause.__traceback__)[-1].name == "number"


async def test_a_check_is_not_called_from_a_coroutine():
    with pytest.raises(TypeError, match="not `async`"):
        conformance(ByNumber)[0]()


def test_a_check_leaves_a_script_that_is_bound_alone():
    with scripted("3") as script:
        for check in conformance(ByNumber):
            if check.name == "rates":
                check()
        found = asyncio.run(ByNumber().asked(Exchange("a", "b", "c"), _attribute()))
    assert found == Rating(3.0)
    assert len(script.prompts) == 1


def _attribute():
    from mentaleval import SEVEN  # noqa: PLC0415

    return SEVEN.attributes[0]


def test_a_check_says_its_name_and_its_promise():
    check = conformance(ByNumber)[0]
    assert str(check) == check.name == "constructs-from-defaults"
    assert check.promise == "It can be made without any option."
    assert repr(check) == f"Check(name={check.name!r}, promise={check.promise!r})"
    assert issubclass(NotConforming, AssertionError)
