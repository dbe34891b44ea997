"""Responders that break one promise each fail that check, and no other."""

from __future__ import annotations

import asyncio
import random
import re
import time
from typing import ClassVar

import pytest
from pydantic import Field

from mentaleval import Exchange, Judge, NoAnswerError, Reason, Refusal, Responder, UsageError
from mentaleval.testing import conformance
from mentaleval.testing.conformance.suite import PROMISES


class Sound(Responder):
    """Asks a model to respond."""

    name = "sound"
    deterministic = True
    model: str | None = Field(default=None, description="The model that responds.")

    async def respond(self, exchange):
        try:
            text = await self.ask(f"Somebody says: {exchange.context}")
        except NoAnswerError as error:
            return Refusal(error.reason)
        return text.strip() or Refusal(Reason.NO_RESPONSE)


class Steady(Responder):
    """Says one thing to everybody."""

    name = "steady"
    deterministic = True

    async def respond(self, exchange):
        del exchange
        return "I hear you."


class Replaying(Responder):
    """Repeats what was said."""

    name = "replaying"
    replays = True

    async def respond(self, exchange):
        return exchange.response or Refusal(Reason.NO_RESPONSE)


class NoVariants(Sound):
    """Stands for nothing."""

    def variants(self, dataset, exchanges):
        raise UsageError(f"{dataset.name} has none among {len(exchanges)}")


class Multiplying(Steady):
    """Stands for more each time."""

    again: int = Field(default=0, description="How often it stood for another.")

    def variants(self, dataset, exchanges):
        del dataset, exchanges
        return (self.model_copy(update={"again": self.again + 1}),)


class Synchronous(Sound):
    """Is no coroutine."""

    def respond(self, exchange):
        return exchange.context


class Unawaited(Sound):
    """Forgets to ask."""

    async def respond(self, exchange):
        work = self.ask(exchange.context)
        try:
            return work + "."
        finally:
            work.close()


class Silent(Steady):
    """Says nothing at all."""

    async def respond(self, exchange):
        del exchange


class Reasonless(Steady):
    """Refuses without a reason."""

    async def respond(self, exchange):
        del exchange
        return Refusal("")


class Blank(Sound):
    """Passes on a blank answer."""

    async def respond(self, exchange):
        try:
            return (await self.ask(exchange.context)).strip()
        except NoAnswerError:
            return Refusal()


class Peeking(Sound):
    """Asks with the recorded response as an example."""

    async def respond(self, exchange):
        said = await self.ask(f"{exchange.context} {exchange.response}")
        return said.strip() or Refusal()


class Embellishing(Replaying):
    """Repeats what was said, in capitals."""

    async def respond(self, exchange):
        return (exchange.response or "-").upper()


class HiddenModel(Responder):
    """Asks a model that nobody can name."""

    name = "hidden"
    respond = Sound.respond


class Editing(Sound):
    """Changes the exchange that it is given."""

    async def respond(self, exchange):
        object.__setattr__(exchange, "context", exchange.context.upper())
        return await super().respond(exchange)


class NeedsAWord(Sound):
    """Looks at the first word."""

    async def respond(self, exchange):
        re.findall(r"[^\W\d]+", exchange.context)[0]
        return await super().respond(exchange)


class NeedsBrevity(Sound):
    """Has a window."""

    async def respond(self, exchange):
        if len(exchange.context) > 100_000:
            raise ValueError("too long")
        return await super().respond(exchange)


class NeedsPlainText(Sound):
    """Fills a template twice."""

    async def respond(self, exchange):
        f"Respond to {exchange.context}: {{0}}".format("now")
        return await super().respond(exchange)


class NeedsEnglish(Sound):
    """Looks for a letter from a to z in whatever is longer than a word."""

    async def respond(self, exchange):
        if len(exchange.context) > 5:
            re.search("[a-z]", exchange.context).group()
        return await super().respond(exchange)


class NeedsWords(Sound):
    """Takes the last line of the answer."""

    async def respond(self, exchange):
        answer = await super().respond(exchange)
        return answer if isinstance(answer, str) else answer.text


class Insisting(Sound):
    """Asks until it likes the answer."""

    async def respond(self, exchange):
        while isinstance(answer := await super().respond(exchange), Refusal):
            continue
        return answer


class Timed(Sound):
    """Tells its model what time it is."""

    async def respond(self, exchange):
        said = await self.ask(f"{time.perf_counter_ns()}: {exchange.context}")
        return said.strip() or Refusal()


class Shared(Sound):
    """Keeps the exchange that it is at where others keep theirs."""

    at: ClassVar[dict[str, Exchange]] = {}

    async def respond(self, exchange):
        self.at["now"] = exchange
        await asyncio.sleep(0)
        return await super().respond(self.at["now"])


class Wavering(Steady):
    """Says that it always says the same."""

    async def respond(self, exchange):
        return f"{exchange.context} {random.random()}"  # noqa: S311  the defect


class Stubborn(Sound):
    """Goes on when it is cancelled."""

    async def respond(self, exchange):
        try:
            return await super().respond(exchange)
        except asyncio.CancelledError:
            return Refusal("cancelled")


DEFECTS = [
    (NoVariants, "variants-are-settled", "none among 6"),
    (Multiplying, "variants-are-settled", r"'steady\[again=2\]'"),
    (Synchronous, "responds", "`async def respond`"),
    (Unawaited, "responds", "`await` forgotten"),
    (Silent, "text-or-refusal", "returns None"),
    (Reasonless, "text-or-refusal", "without a reason"),
    (Blank, "blank-is-refused", r"Refusal\(Reason.NO_RESPONSE\)"),
    (Peeking, "responds-unaided", "`replays = True`"),
    (Embellishing, "replays-word-for-word", "THAT SOUNDS"),
    (HiddenModel, "family-declared", "no option `model`"),
    (Editing, "leaves-alone", "changes the exchange"),
    (NeedsAWord, "survives-empty", r"IndexError.*\n.*context '\.'"),
    (NeedsBrevity, "survives-huge", r"too long.*\n.*characters\)"),
    (NeedsPlainText, "survives-hostile", "{name}"),
    (NeedsEnglish, "survives-foreign", "AttributeError"),
    (NeedsWords, "survives-its-own-model", "AttributeError"),
    (Insisting, "asks-with-an-end", "more than 100 times"),
    (Timed, "asks-the-same", "asked about the same exchange twice"),
    (Shared, "concurrency-safe", "by itself: .*; while others"),
    (Wavering, "deterministic", "Seed what is drawn"),
    (Stubborn, "can-be-cancelled", "Ctrl-C"),
]


@pytest.mark.parametrize(
    ("defect", "name", "said"), DEFECTS, ids=[defect.__name__ for defect, _, _ in DEFECTS]
)
def test_a_responder_with_one_defect_fails_that_check_and_no_other(defect, name, said, failures):
    failed = failures(defect)
    assert set(failed) == {name}, failed
    assert re.search(said, failed[name]), failed[name]


@pytest.mark.parametrize("responder", [Sound, Steady, Replaying])
@pytest.mark.parametrize("name", [promise.name for promise in PROMISES[Responder]])
def test_a_sound_responder_keeps_every_promise(responder, name):
    (check,) = (check for check in conformance(responder) if check.name == name)
    check()


def test_every_promise_of_a_responder_that_no_judge_makes_has_its_defect():
    of_classes = {p.name for p in PROMISES[Responder] if p in PROMISES[Judge]}
    own = {p.name for p in PROMISES[Responder]} - of_classes
    assert own <= {name for _, name, _ in DEFECTS}
