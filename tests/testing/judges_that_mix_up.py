"""Judges that are broken in what they show, keep or mix up."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import ClassVar

from sound_judges import Counting, Sound, prompt

from mentaleval import Judge, Rating, Reason, Scale, Unrated, read_answer


class NeverRating(Judge):
    """Has its reasons, always."""

    name = "never"
    deterministic = True

    async def rate(self, exchange, attributes):
        del exchange
        return {a.name: Unrated("no_key") for a in attributes}


class FirstOnly(Counting):
    """Keeps its ratings by what the person said."""

    kept: ClassVar[dict] = {}

    async def rate(self, exchange, attributes):
        found = await super().rate(exchange, attributes)
        value = self.kept.setdefault(exchange.id, len(exchange.response or "") % 3)
        return {a.name: Rating(a.scale.low + value / 2) for a in attributes if a.name in found}


class FirstAnswerOnly(Sound):
    """Keeps its model's answers by what the person said."""

    kept: ClassVar[dict] = {}

    async def rate(self, exchange, attributes):
        key = (exchange.id, exchange.context, *(a.name for a in attributes))
        if key not in self.kept:
            self.kept[key] = await self.ask(prompt(exchange, attributes))
        return self.read(self.kept[key], exchange, attributes)


class Tiring(Counting):
    """Rates higher the longer it works, and says nothing of it."""

    deterministic = False
    calls: ClassVar[list[int]] = [0]

    async def rate(self, exchange, attributes):
        self.calls[0] += 1
        found = await super().rate(exchange, attributes)
        return {a.name: _raised(found[a.name], a.scale, self.calls[0]) for a in attributes}


class Tireless(Tiring):
    """Rates higher the longer it works, and says that it does not."""

    deterministic = True


class Drifting(Sound):
    """Rates higher the longer it works, though its model says the same."""

    deterministic = False
    calls: ClassVar[list[int]] = [0]

    def read(self, text, exchange, attributes):
        self.calls[0] += 1
        found = super().read(text, exchange, attributes)
        return {a.name: _raised(found[a.name], a.scale, self.calls[0]) for a in attributes}


def _raised(answer, scale, by):
    return (
        answer
        if isinstance(answer, Unrated)
        else Rating(min(answer.value + by / 10_000, scale.high))
    )


class ContextOnly(Sound):
    """Shows its model what the person said, and not the response."""

    async def rate(self, exchange, attributes):
        text = await self.ask(prompt(replace(exchange, response=None), attributes))
        return self.read(text, exchange, attributes)


class Swapping(Sound):
    """Gives each attribute the rating of another on the same scale."""

    def read(self, text, exchange, attributes):
        found = super().read(text, exchange, attributes)
        names = [a.name for a in attributes if a.scale == Scale(1, 5)]
        others = {name: found[other] for name, other in zip(names, names[::-1], strict=True)}
        return {**found, **others}


class Sorting(Sound):
    """Gives the ratings out in the order of the alphabet."""

    def read(self, text, exchange, attributes):
        found = super().read(text, exchange, attributes)
        names = [a.name for a in attributes if a.scale == Scale(1, 5)]
        return {**found, **{n: found[o] for n, o in zip(names, sorted(names), strict=True)}}


class AskingOneToFive(Sound):
    """Reads every answer on the scale 1-5, and keeps what fits by chance."""

    def read(self, text, exchange, attributes):
        usual = [replace(a, scale=Scale(1, 5), levels=()) for a in attributes]
        found = super().read(text, exchange, usual)
        return {a.name: _fitting(found[a.name], a.scale) for a in attributes}


def _fitting(answer, scale):
    fits = isinstance(answer, Unrated) or answer.value in scale
    return answer if fits else Unrated(Reason.OUT_OF_SCALE)


class CuttingOthers(Sound):
    """Cuts a number to the scale where that is not 1-5."""

    def read(self, text, exchange, attributes):
        found = super().read(text, exchange, attributes)
        return {a.name: _cut(found[a.name], a.scale) for a in attributes}


def _cut(answer, scale):
    if scale == Scale(1, 5) or isinstance(answer, Rating) or answer.raw is None:
        return answer
    return Rating(min(max(answer.raw, scale.low), scale.high))


class BelievingThePerson(Sound):
    """Knows only of the response that it may be quoted."""

    def read(self, text, exchange, attributes):
        return read_answer(text, attributes, quoted=(exchange.response or "",)).ratings


class BelievingParts(Sound):
    """Takes out what is quoted whole or by its last line."""

    def read(self, text, exchange, attributes):
        for shown in (exchange.response, exchange.context):
            for part in (shown or "", *(shown or "").splitlines()[-1:]):
                text = text.replace(part, "") if part.strip() else text
        return read_answer(text, attributes).ratings


class OneGate(Sound):
    """Lets two ask at once, by one gate for all event loops."""

    gate: ClassVar = asyncio.Semaphore(2)

    async def rate(self, exchange, attributes):
        found = await asyncio.gather(*(self._one(exchange, a) for a in attributes))
        return {a.name: answer for a, answer in zip(attributes, found, strict=True)}

    async def _one(self, exchange, attribute):
        async with self.gate:
            text = await self.ask(prompt(exchange, [attribute]))
        return self.read(text, exchange, [attribute])[attribute.name]
