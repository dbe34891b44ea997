"""A language model that rates by the rubric."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from pydantic import Field

from mentaleval import (
    Attribute,
    Exchange,
    Judge,
    NoAnswerError,
    Rating,
    Reason,
    Unrated,
    read_answer,
)
from mentaleval_judges.prompt import asked_again, full_prompt
from mentaleval_judges.shape import answer_shape

Outcomes = dict[str, Rating | Unrated]


class ByRubric(Judge):
    """Rates by the rubric, whichever model it asks."""

    deterministic = True
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
    reasks: int = Field(
        default=1,
        ge=0,
        le=5,
        description="How often an answer that leaves an attribute without a rating is asked again.",
    )
    longest: int = Field(
        default=40_000,
        ge=1,
        description=(
            "Characters of context and response together that are still rated; longer is unrated."
        ),
    )

    async def rate(
        self, exchange: Exchange, attributes: Sequence[Attribute]
    ) -> Mapping[str, Rating | Unrated]:
        """Rate by one call or by one an attribute, each asked again where it has to be."""
        length = len(exchange.context) + len(exchange.response or "")
        if length > self.longest:
            why = f"context and response: {length:,} characters; at most {self.longest:,} are rated"
            return {a.name: Unrated(Reason.TOO_LONG, explanation=why) for a in attributes}
        if self.calls == "joint":
            return await self._rated(exchange, tuple(attributes))
        parts = await asyncio.gather(*(self._rated(exchange, (a,)) for a in attributes))
        return {name: rating for part in parts for name, rating in part.items()}

    async def _rated(self, exchange: Exchange, attributes: tuple[Attribute, ...]) -> Outcomes:
        """Ask until every attribute has a rating, at most as often as the options allow."""
        prompt = full_prompt(exchange, attributes)
        outcomes, askable = await self._asked(prompt, exchange, attributes, attempt=0)
        for attempt in range(1, self.reasks + 1):
            unread = [a for a in attributes if isinstance(outcomes[a.name], Unrated)]
            if not (unread and askable):
                break
            again = asked_again(prompt, unread, attempt=attempt)
            later, askable = await self._asked(again, exchange, attributes, attempt=attempt)
            outcomes |= {a.name: _settled(outcomes[a.name], later[a.name]) for a in unread}
        return outcomes

    async def _asked(
        self, prompt: str, exchange: Exchange, attributes: tuple[Attribute, ...], *, attempt: int
    ) -> tuple[Outcomes, bool]:
        """Return what one answer says, and whether asking again can help."""
        try:
            text = await self.ask(
                prompt,
                schema=answer_shape(attributes),
                attempt=attempt,
                temperature=self.temperature,
                max_tokens=self.max_tokens,
            )
        except NoAnswerError as error:
            none = Unrated(error.reason, explanation=str(error), attempts=attempt + 1)
            return dict.fromkeys((a.name for a in attributes), none), error.reason == Reason.REFUSAL
        shown = (exchange.context, exchange.response or "")
        read = read_answer(text, attributes, quoted=shown).ratings
        return {name: replace(said, attempts=attempt + 1) for name, said in read.items()}, True


class RubricJudge(ByRubric):
    """Asks a language model to rate by the rubric: definition and anchored levels.

    It rates the attributes of any rubric on their own scales. An answer that leaves an
    attribute without a rating is asked again; a rating once given is never replaced. What
    stays without one is unrated with the reason, never at a low rating.
    """

    name = "rubric"
    model: str | None = Field(
        default=None, description="The model that judges; without one, the run's grader."
    )


def _settled(earlier: Rating | Unrated, later: Rating | Unrated) -> Rating | Unrated:
    """Return the later outcome, or the earlier one if only it says a number (out of scale)."""
    if (
        isinstance(earlier, Unrated)
        and earlier.reason == Reason.OUT_OF_SCALE
        and isinstance(later, Unrated)
        and later.reason != Reason.OUT_OF_SCALE
    ):
        return replace(earlier, attempts=later.attempts)
    return later
