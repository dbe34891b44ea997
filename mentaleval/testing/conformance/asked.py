"""A scripted model for the checks, and the ways in which judges want to be answered."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from types import NoneType
from typing import Any, Final

from pydantic import BaseModel

from mentaleval.rubric import SEVEN
from mentaleval.testing.conformance.texts import OTHER_ATTRIBUTES

Answer = Callable[[str, type[BaseModel] | None], str]
"""What a scripted model answers, by the prompt and the shape that was asked for."""

Style = Callable[[str, type[BaseModel] | None], str]
"""How a number, written as text, is answered: by that text and the shape that was asked for."""

MOST_ASKED: Final = 100
"""After so many calls about one exchange, a run asks no more to count them; nor do we."""

_KEYS: Final = ("rating", "score", "Rating", "Score", "value", "answer")
_NAMES: Final = (*SEVEN.names, *(attribute.name for attribute in OTHER_ATTRIBUTES))


class EndlessError(BaseException):
    """A plugin asks without end; not to be caught by it as an error."""


class Scripted:
    """Answers by a function, and lets everything else that waits go first."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.prompts: list[str] = []
        self.answers: list[str] = []

    async def __call__(
        self,
        prompt: str,
        *,
        schema: type[BaseModel] | None,
        attempt: int,
        temperature: float | None,
        max_tokens: int | None,
    ) -> str:
        """Answer one prompt."""
        _require_askable(prompt, schema, attempt, temperature, max_tokens)
        self.prompts.append(prompt)
        if len(self.prompts) > MOST_ASKED:
            raise EndlessError
        for _ in range(1 + number_of(prompt)):  # so that answers do not come in order
            await asyncio.sleep(0)
        self.answers.append(self._answer(prompt, schema))
        return self.answers[-1]


def _require_askable(
    prompt: object, schema: object, attempt: object, temperature: object, max_tokens: object
) -> None:
    """Refuse what no model could be asked."""
    if not isinstance(prompt, str):
        raise TypeError(f"ask() takes a prompt of text, not {type(prompt).__name__}")
    if schema is not None and not (isinstance(schema, type) and issubclass(schema, BaseModel)):
        raise TypeError("ask(schema=...) takes a class derived from pydantic.BaseModel")
    for name, value in (("attempt", attempt), ("max_tokens", max_tokens)):
        if not isinstance(value, (int, NoneType)):
            raise TypeError(f"ask({name}=...) takes a whole number, not {value!r}")
    if not isinstance(temperature, (int, float, NoneType)):
        raise TypeError(f"ask(temperature=...) takes a number, not {temperature!r}")


def number_of(prompt: str) -> int:
    """Return 1, 2 or 3: always the same for a prompt, and often another for another."""
    return 1 + hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).digest()[0] % 3


def in_json(number: str, schema: type[BaseModel] | None) -> str:
    """Answer an object of the shape, or of the attributes' names with a capital letter."""
    return _shaped(number, schema) if schema else _object(number, str.capitalize)


def in_plain_json(number: str, schema: type[BaseModel] | None) -> str:
    """Answer an object of the attributes' names as they are."""
    del schema
    return _object(number, str)


def under_one_key(number: str, schema: type[BaseModel] | None) -> str:
    """Answer an object of one number, by whatever name it may be asked for."""
    del schema
    return "{" + ", ".join(f'"{key}": {number}' for key in _KEYS) + "}"


def in_brackets(number: str, schema: type[BaseModel] | None) -> str:
    """Answer in two pairs of brackets, as many published prompts ask for."""
    del schema
    return f"Rating: [[{number}]]"


def bare(number: str, schema: type[BaseModel] | None) -> str:
    """Answer the number and nothing else."""
    del schema
    return number


def in_prose(number: str, schema: type[BaseModel] | None) -> str:
    """Answer as somebody would who responds to a person."""
    del schema
    return f"I hear you, and I would like to know more. It has been hard for {number} days."


STYLES: Final[tuple[Style, ...]] = (in_json, in_plain_json, under_one_key, in_brackets, bare)


def _object(number: str, spelled: Callable[[str], str]) -> str:
    pairs = ", ".join(f'"{spelled(name)}": {number}' for name in _NAMES)
    return f'{{"Explanation": "Said for a test.", {pairs}}}'


def _shaped(number: str, schema: type[BaseModel]) -> str:
    properties = schema.model_json_schema().get("properties", {})
    pairs = (f'"{key}": {_filled(number, wanted)}' for key, wanted in properties.items())
    return "{" + ", ".join(pairs) + "}"


def _filled(number: str, wanted: dict[str, Any]) -> str:
    kinds = {wanted.get("type"), *(part.get("type") for part in wanted.get("anyOf", ()))}
    if kinds & {"integer", "number"}:
        return number
    return '"Said for a test."' if "string" in kinds else "null"


UNREADABLE: Final = (
    "",
    " \n\t",
    "null",
    "I would rather not say.",
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
