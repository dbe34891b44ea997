"""Have a judge rate or a responder respond under a scripted model, and note what happens."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, product
from typing import Any, Final, TypeVar

from mentaleval.contract import Judge, Responder, answering
from mentaleval.errors import NoAnswerError
from mentaleval.rubric import SEVEN
from mentaleval.testing.conformance.asked import Answer, Asked, EndlessError, Scripted
from mentaleval.testing.conformance.texts import FOREIGN, HOSTILE, HUGE, PLAIN, shown
from mentaleval.vocabulary import Attribute, Exchange

T = TypeVar("T")
Worker = Judge | Responder
Attributes = Sequence[Attribute]

SEVEN_ATTRIBUTES: Final = SEVEN.attributes
LONGEST: Final = 600
"""Seconds after which one call counts as stuck: no check waits for ever."""

_OTHER_LOOP: Final = ("different event loop", "different loop", "Event loop is closed")
_NAMES: Final = ["".join(letters).title() for letters in product("lmnr", "aeio", "lmnr", "aeio")]
_numbers = count()


@dataclass(slots=True)
class Done:
    """What a plugin did with one exchange."""

    outcome: Any = None
    error: BaseException | None = None
    asked: list[Asked] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    awaited: bool = True
    stuck: bool = False

    @property
    def prompts(self) -> list[str]:
        """What it asked its model, in words."""
        return [asked.prompt for asked in self.asked]

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
    attributes: Attributes = SEVEN_ATTRIBUTES,
) -> Done:
    """Have it rate or respond once; whatever it raises is noted."""
    model = Scripted(answer, replace(exchange), attributes)
    done = Done(asked=model.asked, answers=model.answers)
    limit = asyncio.timeout(LONGEST)
    with answering(model):
        try:
            found: Any = (
                worker.rate(exchange, attributes)
                if isinstance(worker, Judge)
                else worker.respond(exchange)
            )
            done.awaited = inspect.isawaitable(found)
            async with limit:
                done.outcome = await found if done.awaited else found
        except (Exception, SystemExit, EndlessError) as error:  # noqa: BLE001  it is told
            done.stuck = limit.expired()
            done.error = TimeoutError(f"no end after {LONGEST} s") if done.stuck else error
    return done


async def each(
    worker: Worker,
    exchanges: Iterable[Exchange],
    answer: Answer,
    attributes: Attributes = SEVEN_ATTRIBUTES,
) -> list[Done]:
    """Drive it for one exchange after another, until it is stuck."""
    done: list[Done] = []
    for exchange in exchanges:
        stuck = done and done[-1].stuck
        done.append(done[-1] if stuck else await drive(worker, exchange, answer, attributes))
    return done


def about(worker: Worker, texts: Iterable[str]) -> Iterator[Exchange]:
    """Yield exchanges about each text, as a run would show them to the plugin."""
    for text in texts:
        if isinstance(worker, Responder):
            yield as_asked(worker, replace(PLAIN[0], context=text))
            if worker.replays:
                yield as_asked(worker, replace(PLAIN[0], response=text))
        elif text in _BOTH:
            yield replace(PLAIN[0], context=text, response=text)
        else:
            yield from _either(text)


_BOTH: Final = frozenset((*HOSTILE, *FOREIGN))
"""Texts of which a judge is given two at once: it may ask a model that has to be paid."""


def _either(text: str) -> Iterator[Exchange]:
    if text != HUGE[0]:
        yield replace(PLAIN[0], response=text)
    if text != HUGE[1]:
        yield replace(PLAIN[0], context=text)


def unseen(worker: Worker) -> Exchange:
    """Return an exchange that was never asked about: its answer is kept nowhere."""
    number = next(_numbers)
    names = " ".join(_NAMES[number // len(_NAMES) ** place % len(_NAMES)] for place in (1, 0))
    context = f"{PLAIN[0].context} His name is {names}."
    return as_asked(worker, replace(PLAIN[0], id=f"invented-{number}", context=context))


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


def remedy(error: BaseException | None) -> str:
    """Return what to do about an error that tells of event loops or of a forgotten `await`."""
    said = str(error)
    if any(words in said for words in _OTHER_LOOP):
        return (
            "A run goes through several event loops, one after another. What is bound to one (an "
            "asyncio lock, semaphore or queue, a client) is not for the class or the module: make "
            "it where it is used, once for each `asyncio.get_running_loop()`."
        )
    if "running event loop" in said:
        return "An event loop runs already: `await` what you need in place of `asyncio.run`."
    if "coroutine" in said:
        return "Was `await` forgotten, as in `await self.ask(prompt)`?"
    return ""
