"""The smallest judge there is: one word decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import Field

from mentaleval import Attribute, Exchange, Judge, Rating, Unrated


class Keyword(Judge):
    """Rates high where a response has a word, else low: for tests, never for a finding."""

    name = "keyword"
    deterministic = True
    word: str = Field(
        default="hear", min_length=1, description="The word to look for, as it is written."
    )

    async def rate(
        self, exchange: Exchange, attributes: Sequence[Attribute]
    ) -> Mapping[str, Rating | Unrated]:
        """Rate every attribute alike, on its own scale."""
        found = self.word in (exchange.response or "")
        return {a.name: Rating(a.scale.high if found else a.scale.low) for a in attributes}
