"""Judges without a defect, for others to be broken from."""

from __future__ import annotations

from pydantic import Field

from mentaleval import Judge, NoAnswerError, Rating, Unrated, read_answer


class Sound(Judge):
    """Asks a model to rate, and reads its answer."""

    name = "sound"
    deterministic = True
    model: str | None = Field(default=None, description="The model that is asked.")
    patience: int = Field(default=1, ge=0, description="How long it waits.")

    async def rate(self, exchange, attributes):
        try:
            text = await self.ask(prompt(exchange, attributes))
        except NoAnswerError as error:
            return {a.name: Unrated(error.reason) for a in attributes}
        return self.read(text, exchange, attributes)

    def read(self, text, exchange, attributes):
        shown = (exchange.context, exchange.response or "")
        return read_answer(text, attributes, quoted=shown).ratings


def prompt(exchange, attributes):
    return f"{[a.name for a in attributes]} of {exchange.response!r} to {exchange.context!r}"


class Counting(Judge):
    """Rates by the number of words, and asks nobody."""

    name = "counting"
    deterministic = True

    async def rate(self, exchange, attributes):
        words = len((exchange.response or "").split())
        return {a.name: Rating(min(a.scale.low + words // 20, a.scale.high)) for a in attributes}
