"""A language model that rates by the rubric."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from mentaleval import Attribute, Exchange, Judge, Rating, Unrated, read_answer
from mentaleval_judges.prompt import full_prompt
from mentaleval_judges.shape import answer_shape


class RubricJudge(Judge):
    """Asks a language model to rate by the rubric: definition and anchored levels.

    It rates the attributes of any rubric on their own scales. An answer that cannot be read
    leaves its attributes unrated with the reason, never at a low rating.
    """

    name = "rubric"
    model: str | None = Field(
        default=None, description="The model that judges; without one, the run's grader."
    )
    calls: Literal["joint", "separate"] = Field(
        default="joint",
        description="joint: one call rates all attributes; separate: one call an attribute.",
    )
    temperature: float | None = Field(
        default=0.0, ge=0, description="Sampling temperature; none: the provider's default."
    )
    max_tokens: int | None = Field(
        default=1024, ge=1, description="Most tokens of an answer; none: the provider's default."
    )

    async def rate(
        self, exchange: Exchange, attributes: Sequence[Attribute]
    ) -> Mapping[str, Rating | Unrated]:
        """Rate by one call or by one an attribute."""
        if self.calls == "joint":
            return await self._rated(exchange, tuple(attributes))
        parts = await asyncio.gather(*(self._rated(exchange, (a,)) for a in attributes))
        return {name: rating for part in parts for name, rating in part.items()}

    async def _rated(
        self, exchange: Exchange, attributes: tuple[Attribute, ...]
    ) -> Mapping[str, Rating | Unrated]:
        # The place for a bounded re-ask: with attempt=1, 2... while the reading leaves an
        # attribute unrated. There is none yet: the first answer counts.
        text = await self.ask(
            full_prompt(exchange, attributes),
            schema=answer_shape(attributes),
            attempt=0,
            temperature=self.temperature,
            max_tokens=self.max_tokens,
        )
        shown = (exchange.context, exchange.response or "")
        return read_answer(text, attributes, quoted=shown).ratings
