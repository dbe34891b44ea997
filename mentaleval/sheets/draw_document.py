"""The document that says who is to rate what: made by a draw or an escalation, read by sheets.

It holds ids and no text of a conversation.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

VERSION: Final = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """Where the responses came from."""

    source: str
    sha256: str | None = None


class Asked(_Part):
    """One response, and the experts who are asked to rate it."""

    exchange_id: str
    responder: str
    response_id: str | None = Field(None, description="Hash of the response's text.")
    context_hash: str | None = Field(None, description="Hash of the context's text.")
    stratum: str | None = Field(None, description="What it was drawn from, or why it is asked.")
    experts: tuple[str, ...]


class Draw(_Part):
    """Who is to rate what.

    `responses` are in the order of the source; sheets put them into an order of their own.
    """

    mentaleval_draw: Literal[1] = VERSION
    purpose: Literal["random", "stratified", "escalation"]
    seed: int
    version: str = Field(description="Of mentaleval.")
    inputs: tuple[Source, ...] = ()
    attributes: tuple[str, ...]
    experts: tuple[str, ...]
    population: dict[str, int] = Field(
        description="How many conversations there were to draw from, by stratum."
    )
    settings: dict[str, str | float | int | None] = Field(default_factory=dict)
    responses: tuple[Asked, ...]
