"""A judge with a form of answer of its own: nothing is said of it until its form is passed."""

from __future__ import annotations

import json
import re

import pytest
from pydantic import Field
from sound_judges import prompt

from mentaleval import Judge, NoAnswerError, Rating, Reason, Unrated
from mentaleval.testing.conformance.answer_checks import PROMISES

NEEDS_THE_FORM = {p.name for p in PROMISES} - {"shows-the-response"} | {"rates-at-all"}


class ByLevel(Judge):
    """Asks for LEVEL=3, one attribute at a time."""

    name = "by-level"
    deterministic = True
    model: str | None = Field(default=None, description="The model that is asked.")

    async def rate(self, exchange, attributes):
        return {a.name: await self.asked(exchange, a) for a in attributes}

    async def asked(self, exchange, attribute):
        try:
            text = await self.ask(f"Write LEVEL=<number>.\n{prompt(exchange, [attribute])}")
        except NoAnswerError as error:
            return Unrated(error.reason)
        return self.level(text, attribute.scale)

    def level(self, text, scale):
        found = re.fullmatch(r"\s*LEVEL=(-?\d{1,3})\s*", text)
        if not found:
            return Unrated(Reason.UNPARSEABLE)
        return Rating(int(found[1])) if int(found[1]) in scale else Unrated(Reason.OUT_OF_SCALE)


class Cutting(ByLevel):
    """Cuts a level to the scale."""

    def level(self, text, scale):
        found = re.fullmatch(r"LEVEL=(-?\d+)", text.strip())
        if not found:
            return Unrated(Reason.UNPARSEABLE)
        return Rating(min(max(int(found[1]), scale.low), scale.high))


class Lowering(ByLevel):
    """Takes what is no level for a low one."""

    def level(self, text, scale):
        found = super().level(text, scale)
        garbage = re.fullmatch(r"LEVEL=(null|true|\W+)", text)
        return Rating(scale.low) if garbage else found


class Credulous(ByLevel):
    """Takes a level wherever it stands."""

    def level(self, text, scale):
        found = re.search(r"LEVEL=-?\d{1,3}\b(?!\d)", text)
        return super().level(found[0] if found else text, scale)


class Mute(ByLevel):
    """Takes no level at all."""

    def level(self, text, scale):
        del text, scale
        return Unrated(Reason.UNPARSEABLE)


class AtOnce(ByLevel):
    """Asks for a line for each attribute."""

    async def rate(self, exchange, attributes):
        try:
            text = await self.ask(prompt(exchange, attributes))
        except NoAnswerError as error:
            return {a.name: Unrated(error.reason) for a in attributes}
        lines = dict(re.findall(r"^(\S+) = (\S+)$", text, re.MULTILINE))
        alone = all(" = " in line for line in text.splitlines())
        return {a.name: self.line(lines.get(a.name) if alone else None, a) for a in attributes}

    def line(self, said, attribute):
        return self.level(f"LEVEL={said}", attribute.scale)


def level(ratings):
    (number,) = ratings.values()
    return f"LEVEL={number:d}"


def lines(ratings):
    return "\n".join(f"{name} = {number}" for name, number in ratings.items())


FORMS = [(ByLevel, level), (AtOnce, lines)]


@pytest.mark.parametrize("judge", [ByLevel, Cutting, Lowering, Credulous, Mute])
def test_without_the_form_nothing_is_said_that_hangs_on_it(judge, failures, outcomes):
    assert failures(judge) == {}
    found = outcomes(judge)
    assert {name for name, said in found.items() if said} == NEEDS_THE_FORM
    assert all("conformance(Mine, answer=" in found[name] for name in NEEDS_THE_FORM)


@pytest.mark.parametrize(("judge", "answer"), FORMS)
def test_with_the_form_everything_is_looked_into(judge, answer, outcomes):
    assert {name: said for name, said in outcomes(judge, answer=answer).items() if said} == {}


@pytest.mark.parametrize(
    ("judge", "name"),
    [
        (Cutting, "out-of-scale-is-unrated"),
        (Lowering, "unreadable-is-unrated"),
        (Credulous, "takes-no-planted-number"),
        (Mute, "rates-at-all"),
    ],
)
def test_with_the_form_a_defect_is_found(judge, name, failures):
    assert set(failures(judge, answer=level)) == {name}


def test_with_the_form_a_mix_up_is_found(failures):
    class Swapping(AtOnce):
        """Gives each attribute the number of another."""

        def line(self, said, attribute):
            return super().line(said, attribute)

        async def rate(self, exchange, attributes):
            found = await super().rate(exchange, attributes)
            swapped = {"guidance": "empathy", "empathy": "guidance"}
            return {name: found.get(swapped.get(name, name), found[name]) for name in found}

    assert set(failures(Swapping, answer=lines)) == {"ratings-not-mixed-up"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda ratings: ratings["warmth"], "raises KeyError: 'warmth', given {'guidance': 3}"),
        (lambda ratings: ratings, "which is no text, given"),
    ],
)
def test_a_form_that_cannot_be_had_is_told_as_that(answer, said, failures):
    failed = failures(ByLevel, answer=answer)
    assert "the `answer` passed to conformance()" in failed["rates"]
    assert said in failed["rates"]


def test_a_form_may_be_written_by_json(failures):
    class ByShortNames(ByLevel):
        """Asks for an object of the first letters."""

        async def rate(self, exchange, attributes):
            try:
                found = json.loads(await self.ask(prompt(exchange, attributes)))
            except (NoAnswerError, ValueError, RecursionError):
                found = None
            values = found if isinstance(found, dict) else {}
            return {a.name: self.one(values.get(a.name[:4]), a.scale) for a in attributes}

        def one(self, value, scale):
            good = type(value) is int and value in scale
            return Rating(value) if good else Unrated(Reason.UNPARSEABLE)

    short = {
        "answer": lambda ratings: json.dumps({name[:4]: number for name, number in ratings.items()})
    }
    assert failures(ByShortNames, **short) == {}


def test_a_judge_may_ask_on_a_scale_of_its_own(failures, outcomes):
    class OfAHundred(ByLevel):
        """Asks for 0 to 100 and stretches that to the scale."""

        def level(self, text, scale):
            found = re.fullmatch(r"\s*(\d{1,3})\s*", text)
            if not found or int(found[1]) > 100:
                return Unrated(Reason.UNPARSEABLE)
            return Rating(scale.low + (scale.high - scale.low) * int(found[1]) / 100)

    assert failures(OfAHundred) == {}
    assert {name for name, said in outcomes(OfAHundred).items() if said} == set()
