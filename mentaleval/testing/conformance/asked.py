"""A scripted model for the checks, and the ways in which judges want to be answered."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import NoneType

from pydantic import BaseModel

from mentaleval.contract import MOST_ASKED
from mentaleval.vocabulary import Attribute, Exchange


@dataclass(frozen=True, slots=True)
class Asked:
    """What a judge or responder asks its model, and about which attributes."""

    prompt: str
    schema: type[BaseModel] | None
    attributes: tuple[Attribute, ...]
    exchange: Exchange

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the attributes."""
        return tuple(attribute.name for attribute in self.attributes)

    @property
    def alone(self) -> str | None:
        """The one attribute that the prompt is about, where it names one alone in its own words."""
        prompt = _spoken(self.prompt)
        shown = _spoken(f"{self.exchange.context}\n{self.exchange.response}")
        spoken = {name: _spoken(name) for name in self.names}
        named = [name for name, said in spoken.items() if prompt.count(said) > shown.count(said)]
        return named[0] if len(named) == 1 else None


def _spoken(text: str) -> str:
    return text.casefold().replace("-", " ").replace("_", " ")


Answer = Callable[[Asked], str]
"""What a scripted model answers."""


class EndlessError(BaseException):
    """A plugin asks without end; not to be caught by it as an error."""


class Scripted:
    """Answers by a function, and lets everything else that waits go first."""

    def __init__(self, answer: Answer, exchange: Exchange, attributes: Sequence[Attribute]) -> None:
        self._answer = answer
        self._exchange = exchange
        self._attributes = tuple(attributes)
        self.asked: list[Asked] = []
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
        asked = Asked(prompt, schema, self._attributes, self._exchange)
        self.asked.append(asked)
        if len(self.asked) > MOST_ASKED:
            raise EndlessError
        for _ in range(1 + number_of(prompt)):  # so that answers do not come in order
            await asyncio.sleep(0)
        self.answers.append(self._answer(asked))
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
