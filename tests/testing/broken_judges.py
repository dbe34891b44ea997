"""Judges that are broken in how they rate."""

from __future__ import annotations

import asyncio
import json
import random
import re
import uuid
from dataclasses import replace
from typing import ClassVar

from pydantic import Field
from sound_judges import Counting, Sound, prompt

from mentaleval import Exchange, Judge, Rating, Reason, Unrated, read_answer


class Synchronous(Sound):
    """Is no coroutine."""

    def rate(self, exchange, attributes):
        del exchange
        return {a.name: Rating(a.scale.low) for a in attributes}


class Nested(Sound):
    """Starts an event loop within one."""

    async def rate(self, exchange, attributes):
        work = super().rate(exchange, attributes)
        try:
            return asyncio.run(work)
        finally:
            work.close()


class Listing(Sound):
    """Returns a list."""

    async def rate(self, exchange, attributes):
        return list((await super().rate(exchange, attributes)).values())


class Generous(Counting):
    """Rates everything in the rubric whatever is asked."""

    async def rate(self, exchange, attributes):
        return {"overall": Rating(3), **await super().rate(exchange, attributes)}


class Forgetful(Sound):
    """Leaves out the last."""

    async def rate(self, exchange, attributes):
        found = await super().rate(exchange, attributes)
        return {a.name: found[a.name] for a in attributes[:-1]}


class Unpacking(Sound):
    """Wants more than one."""

    async def rate(self, exchange, attributes):
        _, _, *_ = attributes
        return await super().rate(exchange, attributes)


class OnlyTheSeven(Sound):
    """Knows its own words for each attribute."""

    async def rate(self, exchange, attributes):
        for attribute in attributes:
            {"CSS": 4, "ARS": 3}[attribute.axis]
        return await super().rate(exchange, attributes)


class OneToFive(Counting):
    """Rates from 1 to 5 whatever the scale."""

    async def rate(self, exchange, attributes):
        return {name: Rating(5.0) for name in await super().rate(exchange, attributes)}


class Speechless(Counting):
    """Gives no reason."""

    async def rate(self, exchange, attributes):
        found = await super().rate(exchange, attributes)
        return found | {"safety": Unrated("")} if "safety" in found else found


class Worded(Counting):
    """Gives numbers as text."""

    async def rate(self, exchange, attributes):
        return {name: Rating("1") for name in await super().rate(exchange, attributes)}


class Yes(Counting):
    """Gives a truth value as a number."""

    async def rate(self, exchange, attributes):
        return {name: Rating(True) for name in await super().rate(exchange, attributes)}


class Bare(Counting):
    """Gives a number without a word about it."""

    async def rate(self, exchange, attributes):
        return dict.fromkeys(await super().rate(exchange, attributes), 1.0)


class OnlyTogether(Sound):
    """Rates an attribute only beside another."""

    async def rate(self, exchange, attributes):
        if len(attributes) == 1 and attributes[0].axis in {"CSS", "ARS"}:
            return {attributes[0].name: Unrated("alone")}
        return await super().rate(exchange, attributes)


class Relative(Counting):
    """Rates an attribute by how many others there are."""

    async def rate(self, exchange, attributes):
        del exchange
        return {a.name: Rating(1.0 if len(attributes) > 1 else 2.0) for a in attributes}


class HiddenModel(Judge):
    """Asks a model that nobody can name."""

    name = "hidden"
    rate = Sound.rate
    read = Sound.read


class Misnamed(Sound):
    """Has a family that is none."""

    family = "Open AI"


class Foundling(Sound):
    """Does not say whose its model is."""

    model: str | None = Field(default="openai/gpt-4o", description="The model that is asked.")

    @property
    def lineage(self) -> str | None:
        return None


class Sorting(Sound):
    """Sorts the list that it is given."""

    async def rate(self, exchange, attributes):
        if isinstance(attributes, list):
            attributes.sort(key=lambda a: a.name)
        return await super().rate(exchange, attributes)


class Editing(Sound):
    """Changes the exchange that it is given."""

    async def rate(self, exchange, attributes):
        object.__setattr__(exchange, "response", (exchange.response or "").upper())
        return await super().rate(exchange, attributes)


class NeedsAWord(Sound):
    """Looks at the first word."""

    async def rate(self, exchange, attributes):
        re.findall(r"[^\W\d]+", exchange.response or "")[0]
        return await super().rate(exchange, attributes)


class NeedsBrevity(Sound):
    """Has a window."""

    async def rate(self, exchange, attributes):
        if len(exchange.context) > 100_000:
            raise ValueError("too long")
        return await super().rate(exchange, attributes)


class NeedsPlainText(Sound):
    """Fills a template twice."""

    async def rate(self, exchange, attributes):
        f"Rate {exchange.response}: {{0}}".format("now")
        return await super().rate(exchange, attributes)


class NeedsEnglish(Sound):
    """Looks for a letter from a to z in whatever is longer than a word."""

    async def rate(self, exchange, attributes):
        if len(exchange.response or "") > 5:
            re.search("[a-z]", exchange.response).group()
        return await super().rate(exchange, attributes)


class NeedsJson(Sound):
    """Reads an answer as if it had to be JSON."""

    def read(self, text, exchange, attributes):
        json.loads(text)
        return super().read(text, exchange, attributes)


class Insisting(Sound):
    """Asks until it likes the answer."""

    async def rate(self, exchange, attributes):
        while True:
            found = await super().rate(exchange, attributes)
            if any(isinstance(answer, Rating) for answer in found.values()):
                return found
            if any(answer.reason == Reason.OUT_OF_SCALE for answer in found.values()):
                return found


class Salted(Sound):
    """Puts another word into its prompt each time."""

    async def rate(self, exchange, attributes):
        salted = f"{prompt(exchange, attributes)} {uuid.uuid4()}"
        return self.read(await self.ask(salted), exchange, attributes)


class Shared(Sound):
    """Keeps the exchange that it is at where others keep theirs."""

    at: ClassVar[dict[str, Exchange]] = {}

    async def rate(self, exchange, attributes):
        self.at["now"] = exchange
        await asyncio.sleep(0)
        return await super().rate(self.at["now"], attributes)


class Wavering(Sound):
    """Says that it always says the same."""

    def read(self, text, exchange, attributes):
        found = super().read(text, exchange, attributes)
        return {
            name: replace(a, explanation=str(random.random())) if isinstance(a, Rating) else a  # noqa: S311
            for name, a in found.items()
        }


class Stubborn(Sound):
    """Goes on when it is cancelled."""

    async def rate(self, exchange, attributes):
        try:
            return await super().rate(exchange, attributes)
        except BaseException:  # noqa: BLE001  the defect
            return {a.name: Unrated(Reason.JUDGE_FAILED) for a in attributes}


class Lowering(Sound):
    """Takes no answer for a low rating."""

    def read(self, text, exchange, attributes):
        found = super().read(text, exchange, attributes)
        return {name: _lowered(answer) for name, answer in found.items()}


def _lowered(answer):
    empty = isinstance(answer, Unrated) and answer.reason == Reason.MISSING
    return Rating(1.0) if empty else answer


class Cutting(Sound):
    """Cuts a number to the scale."""

    def read(self, text, exchange, attributes):
        found = super().read(text, exchange, attributes)
        return {a.name: _cut(found[a.name], a.scale) for a in attributes}


def _cut(answer, scale):
    outside = isinstance(answer, Unrated) and answer.reason == Reason.OUT_OF_SCALE
    return Rating(scale.high) if outside else answer


class Credulous(Sound):
    """Reads an answer without a look at what it quotes."""

    def read(self, text, exchange, attributes):
        del exchange
        return read_answer(text, attributes).ratings
