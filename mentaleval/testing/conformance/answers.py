"""What a scripted model answers: in the ways in which judges want it, and badly."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from mentaleval.errors import NoAnswerError
from mentaleval.rubric import SEVEN
from mentaleval.testing.conformance.asked import Answer, Asked, number_of
from mentaleval.testing.conformance.texts import OTHER_ATTRIBUTES
from mentaleval.vocabulary import Reason

Numbers = Mapping[str, str]
"""A number for each attribute by its name, as it is written."""

Style = Callable[[Asked, Numbers], str]
"""How numbers are answered to what was asked."""

OwnAnswer = Callable[[Mapping[str, int]], str]
"""How an author's model answers whole numbers, by the attributes' names."""

_KEYS: Final = ("rating", "score", "Rating", "Score", "value", "answer")
_KNOWN: Final = dict.fromkeys((*SEVEN.names, *(attribute.name for attribute in OTHER_ATTRIBUTES)))
"""What a judge may look for that asks about one attribute, whatever that is called."""

_STAND_IN: Final = 7_310_000
"""From here on, numbers stand in for what is no whole number, and are replaced by it."""


class OwnAnswerError(BaseException):
    """The author's own answer cannot be had; not to be caught by the judge that asked."""


def in_json(asked: Asked, numbers: Numbers) -> str:
    """Answer an object of the shape, or of the attributes' names with a capital letter."""
    return _shaped(asked, numbers) if asked.schema else _object(asked, numbers, str.capitalize)


def in_plain_json(asked: Asked, numbers: Numbers) -> str:
    """Answer an object of the attributes' names as they are."""
    return _object(asked, numbers, str)


def under_one_key(asked: Asked, numbers: Numbers) -> str:
    """Answer an object of one number, by whatever name it may be asked for."""
    number = _one(asked, numbers)
    return "{" + ", ".join(f'"{key}": {number}' for key in _KEYS) + "}"


def in_brackets(asked: Asked, numbers: Numbers) -> str:
    """Answer in two pairs of brackets, as many published prompts ask for."""
    return f"Rating: [[{_one(asked, numbers)}]]"


def bare(asked: Asked, numbers: Numbers) -> str:
    """Answer the number and nothing else."""
    return _one(asked, numbers)


def in_prose(asked: Asked, numbers: Numbers) -> str:
    """Answer as somebody would who responds to a person."""
    days = _one(asked, numbers)
    return f"I hear you, and I would like to know more. It has been hard for {days} days."


STYLES: Final[tuple[Style, ...]] = (in_json, in_plain_json, under_one_key, in_brackets, bare)


def as_the_author_says(answer: OwnAnswer) -> Style:
    """Return how the model of a judge answers that asks for a form of its own."""

    def style(asked: Asked, numbers: Numbers) -> str:
        numbers = {asked.alone: numbers[asked.alone]} if asked.alone else numbers
        whole = {name: _whole(text, n) for n, (name, text) in enumerate(numbers.items())}
        try:
            said = answer(whole)
        except Exception as error:
            raise OwnAnswerError(
                f"raises {type(error).__name__}: {error}, given {whole}"
            ) from error
        if not isinstance(said, str):
            raise OwnAnswerError(f"returns {said!r}, which is no text, given {whole}")
        for name, text in numbers.items():
            if not _is_whole(text):
                said = said.replace(str(whole[name]), text)
        return said

    return style


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _whole(text: str, place: int) -> int:
    return int(text) if _is_whole(text) else _STAND_IN + place


def _one(asked: Asked, numbers: Numbers) -> str:
    """Return the number of the attribute that was asked about, or of the first of several."""
    return numbers[asked.alone or asked.names[0]]


def _all(asked: Asked, numbers: Numbers) -> Numbers:
    """Return a number for each attribute: the same for all where one alone was asked about."""
    if asked.alone is None and len(asked.names) > 1:
        return numbers
    return dict.fromkeys({**dict.fromkeys(asked.names), **_KNOWN}, _one(asked, numbers))


def _object(asked: Asked, numbers: Numbers, spelled: Callable[[str], str]) -> str:
    found = _all(asked, numbers).items()
    pairs = ", ".join(f"{_quoted(spelled(name))}: {number}" for name, number in found)
    return f'{{"Explanation": "Said for a test.", {pairs}}}'


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _shaped(asked: Asked, numbers: Numbers) -> str:
    assert asked.schema  # noqa: S101  narrowed for mypy: it is asked before
    properties = asked.schema.model_json_schema().get("properties", {})
    found = {name.casefold(): number for name, number in _all(asked, numbers).items()}
    other = _one(asked, numbers)
    pairs = (
        f"{_quoted(key)}: {_filled(found.get(key.casefold(), other), wanted)}"
        for key, wanted in properties.items()
    )
    return "{" + ", ".join(pairs) + "}"


def _filled(number: str, wanted: dict[str, Any]) -> str:
    kinds = {wanted.get("type"), *(part.get("type") for part in wanted.get("anyOf", ()))}
    if kinds & {"integer", "number"}:
        return number
    return '"Said for a test."' if "string" in kinds else "null"


def by_prompt(style: Style) -> Answer:
    """Return a model that answers 1, 2 or 3 for each attribute, always the same to a prompt."""
    return lambda asked: style(
        asked, {name: str(number_of(f"{name}: {asked.prompt}")) for name in asked.names}
    )


def always(style: Style, number: str) -> Answer:
    """Return a model that answers one number to everything."""
    return lambda asked: style(asked, dict.fromkeys(asked.names, number))


def each_its_own(style: Style, numbers: Numbers) -> Answer:
    """Return a model that answers these numbers to everything."""
    return lambda asked: style(asked, numbers)


def saying(text: str) -> Answer:
    """Return a model that says one thing to everything."""
    return lambda _: text


def declining(asked: Asked) -> str:
    """Decline, as a provider's filter does."""
    del asked
    raise NoAnswerError(Reason.REFUSAL, "declined for a test")


UNREADABLE: Final = (
    "",
    " \n\t",
    "null",
    "I would rather not say.",
    "I would rather not say how good this is: nobody can know that who was not there.",
    "{}",
    "[]",
    '"good"',
    '{"Explanation": "The resp',
    '{"Colour": "blue", "Mood": null}',
    "```json\n```",
    "<think>It is warm",
    "\x00\ufffd",
)
"""Answers in which there is no rating."""

NO_NUMBERS: Final = ("null", "true", '""', "[]", "{}")
"""What may stand in the place of a number, and is none."""

OUT_OF_SCALE: Final = ("9", "-1", "0", "1000000", "NaN", "1e999", "-Infinity")
"""Numbers that no attribute of the seven allows."""

FAR_OUT: Final = ("1000000", "-1000000", "NaN", "1e999")
"""Numbers that no scale allows on which a judge may ask its model."""

WILD: Final = (
    "four",
    "4/5",
    "4 or 5, and 2 for safety",
    "[" * 50_000,
    "9" * 5_000,
    '{"a":' * 20_000,
    "The response is kind. " * 5_000,
    '{"Guidance": "four", "Safety": [4], "Empathy": {"rating": 4}}',
    '[{"Guidance": 4}, {"Guidance": 2}]',
    '{"Guidance": 4, "guidance": 2, "Safety": 3',
)
"""Answers that may hold a rating, in a form that nobody asked for."""
