"""What a run would ask of its models, counted by driving the plugins with none.

Every plugin is asked as in the run, with a model that answers nothing and counts. So the
number of calls and the prompts are the real ones; only the length of answers is assumed.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Final

from pydantic import BaseModel

from mentaleval.bridge.prices import Prices
from mentaleval.bridge.prompts import asks
from mentaleval.bridge.settings import RunSettings
from mentaleval.bridge.tokens import FREE_TOKENS, expected_answer, tokens_of
from mentaleval.contract import MOST_ASKED, Judge, Plugin, Responder, answering
from mentaleval.errors import NoAnswerError
from mentaleval.vocabulary import Exchange, Reason

RATE: Final = 5.0
"""Model calls a second, where nothing else is said."""

_KEPT: Final = 8_000_000
"""Characters of a plugin's prompts that are kept to see how much they share."""


@dataclass(frozen=True, slots=True)
class Amount:
    """So many calls, their tokens, and dollars where the price is known."""

    calls: int
    prompt_tokens: int
    answer_tokens: int
    cost: float | None

    @property
    def tokens(self) -> int:
        """The tokens of prompts and answers."""
        return self.prompt_tokens + self.answer_tokens


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one responder or judge would ask of its model."""

    kind: str
    """``responder`` or ``judge``."""
    label: str
    model: str | None
    expected: Amount
    most_calls: int
    """With every call asked again as often as the settings allow."""
    most: Amount | None
    """Likewise, and with every answer as long; None where an answer has no limit."""
    cacheable_share: float
    """The share of the prompts' tokens that an earlier prompt has begun with."""
    shared_tokens: int
    """How long the beginning is that a prompt shares with an earlier one: the median."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a run would ask of all its models."""

    forecasts: tuple[Forecast, ...]
    silent: tuple[str, ...]
    """Who asks no model: kind and label."""

    @property
    def expected(self) -> Amount:
        """The sum; its cost is that of the models whose price is known."""
        return _sum(forecast.expected for forecast in self.forecasts)

    @property
    def most_calls(self) -> int:
        """The sum of the calls with all that are asked again."""
        return sum(forecast.most_calls for forecast in self.forecasts)

    @property
    def most(self) -> Amount | None:
        """The sum of what each may take at most; None where one is unlimited."""
        known = [f.most for f in self.forecasts if f.most is not None]
        return _sum(known) if len(known) == len(self.forecasts) else None

    @property
    def priceless(self) -> tuple[str, ...]:
        """The models whose price is not known."""
        unknown = (f for f in self.forecasts if f.expected.cost is None)
        return tuple(dict.fromkeys(f.model or f.label for f in unknown))


def foretell(settings: RunSettings, prices: Prices) -> Foretold:
    """Return what a run would ask, without asking or making anything.

    Whoever has a model is driven with empty answers, and what it asks is counted; should it
    stumble over one, what it asked until then. Nobody else is driven.

    Repeats of a judge are counted as its calls; what they share with each other is not.
    """
    forecasts: list[Forecast] = []
    silent: list[str] = []
    shown: list[Exchange] = []

    def note(kind: str, plugin: Plugin, counter: _Counter, times: int = 1) -> None:
        if counter.calls:
            batch = kind == "judge" and settings.batch is not None
            forecasts.append(_forecast(kind, plugin, counter.times(times), prices, batch=batch))
        else:
            silent.append(f"{kind} {plugin.label}")

    for responder in settings.responders:
        counter = _Counter()
        shown += asyncio.run(_responses(responder, settings.exchanges, counter))
        note("responder", responder, counter)
    for judge in settings.judges:
        counter = _Counter()
        if asks(judge):
            asyncio.run(_judgements(judge, settings, shown, counter))
        note("judge", judge, counter, settings.epochs)
    return Foretold(tuple(forecasts), tuple(silent))


@dataclass(slots=True)
class _Counter:
    """Counts calls and tokens; answers with nothing."""

    calls: int = 0
    prompt: int = 0
    answer: int = 0
    most_calls: int = 0
    most_prompt: int = 0
    most_answer: int = 0
    unlimited: bool = False
    prompts: list[str] = field(default_factory=list)
    _kept: int = 0
    _here: int = 0

    def begin(self) -> int:
        """Begin the next exchange; return the calls so far."""
        self._here = 0
        return self.calls

    async def __call__(
        self,
        prompt: str,
        *,
        schema: type[BaseModel] | None,
        attempt: int,
        temperature: float | None,
        max_tokens: int | None,
    ) -> str:
        del temperature
        self._here += 1
        if self._here > MOST_ASKED:
            raise NoAnswerError(Reason.REFUSAL, "asked without end about one exchange")
        tokens = tokens_of(prompt)
        self.most_calls += 1
        self.most_prompt += tokens
        self.most_answer += max_tokens or 0
        self.unlimited |= max_tokens is None
        if attempt == 0:
            self.calls += 1
            self.prompt += tokens
            self.answer += expected_answer(schema, max_tokens)
            if self._kept < _KEPT:
                self._kept += len(prompt)
                self.prompts.append(prompt)
        return ""

    def times(self, number: int) -> _Counter:
        """Return what *number* rounds of the same make."""
        counts = ("calls", "prompt", "answer", "most_calls", "most_prompt", "most_answer")
        multiplied = {name: getattr(self, name) * number for name in counts}
        return _Counter(**multiplied, unlimited=self.unlimited, prompts=self.prompts)


def _forecast(
    kind: str, plugin: Plugin, counter: _Counter, prices: Prices, *, batch: bool
) -> Forecast:
    model: str | None = getattr(plugin, "model", None)

    def amount(calls: int, prompt: int, answer: int) -> Amount:
        if model is None:
            return Amount(calls, prompt, answer, None)
        cost = prices.cost(model, input_tokens=prompt, output_tokens=answer, batch=batch)
        return Amount(calls, prompt, answer, cost)

    most = amount(counter.most_calls, counter.most_prompt, counter.most_answer)
    share, shared = _shared(counter.prompts)
    return Forecast(
        kind=kind,
        label=plugin.label,
        model=model,
        expected=amount(counter.calls, counter.prompt, counter.answer),
        most_calls=counter.most_calls,
        most=None if counter.unlimited else most,
        cacheable_share=share,
        shared_tokens=shared,
    )


def _shared(prompts: Sequence[str]) -> tuple[float, int]:
    """Return the share of tokens that an earlier prompt has begun with, and the usual length.

    In sorted order each prompt shares the most with its neighbours. The sum over all prompts
    does not depend on which comes first.
    """
    beginnings = [tokens_of(b[: _common(a, b)]) for a, b in pairwise(sorted(prompts))]
    if not beginnings:
        return 0.0, 0
    return sum(beginnings) / sum(map(tokens_of, prompts)), int(median(beginnings))


def _common(a: str, b: str) -> int:
    """Return how many characters two texts begin with alike."""
    length = min(len(a), len(b))
    return bisect_left(range(1, length + 1), True, key=lambda n: a[:n] != b[:n])


def _sum(amounts: Iterable[Amount]) -> Amount:
    found = list(amounts)
    costs = [amount.cost for amount in found if amount.cost is not None]
    return Amount(
        calls=sum(a.calls for a in found),
        prompt_tokens=sum(a.prompt_tokens for a in found),
        answer_tokens=sum(a.answer_tokens for a in found),
        cost=sum(costs) if costs else None,
    )


async def _responses(
    responder: Responder, exchanges: Sequence[Exchange], counter: _Counter
) -> list[Exchange]:
    """Return what the judges will see: the response, or as many words as a model may say."""
    label = responder.label
    if responder.replays:
        asked = [e for e in exchanges if e.responder == label]
    else:
        asked = [Exchange(e.id, e.context) for e in {e.id: e for e in reversed(exchanges)}.values()]
        asked.reverse()
    shown = []
    with answering(counter):
        for exchange in asked:
            response = await _response(responder, exchange, counter)
            shown.append(Exchange(exchange.id, exchange.context, response, label))
    return shown


async def _response(responder: Responder, exchange: Exchange, counter: _Counter) -> str:
    if not (responder.replays or asks(responder)):
        return "word" * FREE_TOKENS
    calls, tokens = counter.begin(), counter.answer
    said: object = ""
    with suppress(Exception):  # an empty answer may be too much for it; what it asked counts
        said = await responder.respond(replace(exchange, responder=None))
    if counter.calls > calls:
        said = "word" * ((counter.answer - tokens) // (counter.calls - calls))
    return said if isinstance(said, str) else ""


async def _judgements(
    judge: Judge, settings: RunSettings, shown: Iterable[Exchange], counter: _Counter
) -> None:
    prepared = judge.prepared(settings.dataset)
    attributes = settings.asked.attributes
    with answering(counter):
        for exchange in shown:
            if (exchange.response or "").strip():
                counter.begin()
                with suppress(Exception):  # as above
                    await prepared.rate(exchange, attributes)
