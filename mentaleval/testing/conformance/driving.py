"""Have a judge rate or a responder respond under a scripted model, and note what happens."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from mentaleval.contract import Judge, Responder, answering
from mentaleval.errors import NoAnswerError
from mentaleval.rubric import SEVEN
from mentaleval.testing.conformance.asked import (
    Answer,
    EndlessError,
    Scripted,
    Style,
    number_of,
)
from mentaleval.testing.conformance.texts import PLAIN, shown
from mentaleval.vocabulary import Attribute, Exchange

T = TypeVar("T")
Worker = Judge | Responder

SEVEN_ATTRIBUTES: Final = SEVEN.attributes


@dataclass(slots=True)
class Done:
    """What a plugin did with one exchange."""

    outcome: Any = None
    error: BaseException | None = None
    prompts: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    awaited: bool = True

    @property
    def raised(self) -> BaseException | None:
        """The error that a run would break off at: not that its model gave no answer."""
        return None if isinstance(self.error, (NoAnswerError, EndlessError)) else self.error

    @property
    def endless(self) -> bool:
        """Whether it asked without end."""
        return isinstance(self.error, EndlessError)


def running(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in an event loop of its own."""
    return asyncio.run(work)


async def drive(
    worker: Worker,
    exchange: Exchange,
    answer: Answer,
    attributes: Sequence[Attribute] = SEVEN_ATTRIBUTES,
) -> Done:
    """Have it rate or respond once; whatever it raises is noted."""
    model = Scripted(answer)
    done = Done(prompts=model.prompts, answers=model.answers)
    with answering(model):
        try:
            found: Any = (
                worker.rate(exchange, attributes)
                if isinstance(worker, Judge)
                else worker.respond(exchange)
            )
            done.awaited = inspect.isawaitable(found)
            done.outcome = await found if done.awaited else found
        except (Exception, SystemExit, EndlessError) as error:  # noqa: BLE001  it is told
            done.error = error
    return done


async def each(
    worker: Worker,
    exchanges: Iterable[Exchange],
    answer: Answer,
    attributes: Sequence[Attribute] = SEVEN_ATTRIBUTES,
) -> list[Done]:
    """Drive it for one exchange after another."""
    return [await drive(worker, exchange, answer, attributes) for exchange in exchanges]


def by_prompt(style: Style) -> Answer:
    """Return a model that answers 1, 2 or 3, always the same to a prompt."""
    return lambda prompt, schema: style(str(number_of(prompt)), schema)


def always(style: Style, number: str) -> Answer:
    """Return a model that answers one number to everything."""
    return lambda _, schema: style(number, schema)


def saying(text: str) -> Answer:
    """Return a model that says one thing to everything."""
    return lambda _prompt, _schema: text


def about(worker: Worker, texts: Iterable[str]) -> Iterator[Exchange]:
    """Yield exchanges about each text, as a run would show them to the plugin."""
    for text in texts:
        if isinstance(worker, Responder):
            yield as_asked(worker, replace(PLAIN[0], context=text))
            if worker.replays:
                yield as_asked(worker, replace(PLAIN[0], response=text))
        else:
            yield replace(PLAIN[0], response=text)
            yield replace(PLAIN[0], context=text)


def plain(worker: Worker) -> list[Exchange]:
    """Return ordinary exchanges, made anew, as a run would show them to the plugin."""
    return [as_asked(worker, replace(exchange)) for exchange in PLAIN]


def as_asked(worker: Worker, exchange: Exchange) -> Exchange:
    """Return an exchange as a run shows it: a responder sees a response only to replay it."""
    if isinstance(worker, Judge):
        return exchange
    if worker.replays:
        return replace(exchange, responder=worker.label)
    return replace(exchange, response=None, responder=None)


def told(error: BaseException | None) -> str:
    """Return an error as a line of a message."""
    return f"{type(error).__name__}: {shown(str(error), 200)}"
