"""The smallest judge there is: one word decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import Field

from mentaleval import Attribute, Exchange, Judge, Rating, Unrated


class Keyword(Judge):
    """Rates 5 when a response contains a word, else 1: for tests, never for a finding."""

    name = "keyword"
    deterministic = True
    word: str = Field(
        default="hear", min_length=1, description="The word to look for, as it is written."
    )

    async def rate(
        self, exchange: Exchange, attributes: Sequence[Attribute]
    ) -> Mapping[str, Rating | Unrated]:
        """Rate every attribute alike, within its scale."""
        value = 5.0 if self.word in (exchange.response or "") else 1.0
        return {a.name: Rating(min(max(value, a.scale.low), a.scale.high)) for a in attributes}
