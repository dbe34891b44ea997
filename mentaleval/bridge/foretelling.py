"""What a run would ask of its models, counted by driving the plugins with none.

Every plugin is asked as in the run, with a model that answers nothing and counts. So the
number of calls and the prompts are the real ones; only the length of answers is a guess.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from mentaleval.bridge.settings import RunSettings
from mentaleval.bridge.tasks import rubric_of
from mentaleval.contract import Judge, Plugin, Responder, answering
from mentaleval.vocabulary import Exchange

_CHARACTERS_A_TOKEN: Final = 4
_RESPONSE: Final = "word " * 400
"""A response of 512 tokens, the protocol's limit, where none is recorded yet."""


class _Counter:
    """Counts calls and prompt characters; answers with nothing."""

    def __init__(self) -> None:
        self.calls = 0
        self.characters = 0
        self.most_output = 0

    async def __call__(
        self,
        prompt: str,
        *,
        schema: type[BaseModel] | None,
        attempt: int,
        temperature: float | None,
        max_tokens: int | None,
    ) -> str:
        del schema, temperature
        if attempt == 0:
            self.calls += 1
            self.characters += len(prompt)
            self.most_output += max_tokens or 0
        return ""


def foretell(settings: RunSettings) -> Iterator[str]:
    """Yield one line a responder and judge: calls, prompt tokens, most answer tokens."""
    yield (
        f"{settings.task} on {settings.dataset.name!r}, "
        f"{len({e.id for e in settings.exchanges})} contexts; nothing is asked or spent"
    )
    replaying = [responder for responder in settings.responders if responder.replays]
    if replaying:
        yield f"recorded responders ({len(replaying)}): no model calls"
    for responder in settings.responders:
        if not responder.replays:
            yield _line("responder", responder, asyncio.run(_responses(responder, settings)))
    for judge in settings.judges:
        yield _line("judge", judge, asyncio.run(_judgements(judge, settings)))
    yield (
        f"tokens are estimated as characters / {_CHARACTERS_A_TOKEN}; the answers' are the most "
        "that the settings allow; prices are the provider's"
    )


def _line(kind: str, plugin: Plugin, counter: _Counter) -> str:
    if not counter.calls:
        return f"{kind} {plugin.label}: no model calls"
    prompt = counter.characters // _CHARACTERS_A_TOKEN
    most = f", at most {counter.most_output:,} answer tokens" if counter.most_output else ""
    return f"{kind} {plugin.label}: {counter.calls:,} calls, about {prompt:,} prompt tokens{most}"


async def _responses(responder: Responder, settings: RunSettings) -> _Counter:
    counter = _Counter()
    with answering(counter):
        for exchange in {e.id: e for e in settings.exchanges}.values():
            await responder.respond(Exchange(exchange.id, exchange.context))
    return counter


async def _judgements(judge: Judge, settings: RunSettings) -> _Counter:
    counter = _Counter()
    prepared = judge.prepared(settings.dataset)
    attributes = rubric_of(settings.task).attributes
    recorded = {(e.id, e.responder): e for e in settings.exchanges}
    contexts = {e.id: e for e in settings.exchanges}
    with answering(counter):
        for responder in settings.responders:
            for exchange in contexts.values():
                known = recorded.get((exchange.id, responder.label))
                response = known.response if known and responder.replays else _RESPONSE
                if (response or "").strip():
                    shown = Exchange(exchange.id, exchange.context, response, responder.label)
                    await prepared.rate(shown, attributes)
    for name in ("calls", "characters", "most_output"):
        setattr(counter, name, getattr(counter, name) * settings.epochs)
    return counter
