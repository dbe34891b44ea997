"""The document that says who is to rate what: made by a draw or an escalation, read by sheets.

It holds ids and no text of a conversation.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from mentaleval.documents.marked import Marked
from mentaleval.documents.validation import Problem, refused, validated
from mentaleval.sheets.assignment import problem_with_name
from mentaleval.sheets.json_files import read_object

VERSION: Final = 1
ESCALATION: Final = "escalation"
"""The purpose of a draw that is none: its responses were chosen because a judge was not sure."""


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

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits that change with anything in it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


def written_draw(draw: Draw) -> str:
    """Return a draw as JSON: what `read_draw` reads."""
    return draw.model_dump_json(indent=2) + "\n"


def read_draw(path: Path) -> Draw:
    """Read a draw from its file.

    Raises
    ------
    DataError
        With everything that is wrong with it.
    """
    what = "a draw, as `mentaleval draw` or `mentaleval escalate` writes it"
    marked = Marked(path, read_object(path, mark="mentaleval_draw", what=what), {})
    draw = validated(marked, Draw)
    if problems := list(_problems(draw)):
        raise refused(marked, problems)
    return draw


def _problems(draw: Draw) -> Iterator[Problem]:
    """Yield what does not fit together: a person may have changed the file."""
    folded = Counter(expert.casefold() for expert in draw.experts)
    for n, expert in enumerate(draw.experts):
        if why := problem_with_name(expert):
            yield Problem(("experts", n), f"{expert!r} cannot name a file: {why}.")
        if folded[expert.casefold()] > 1:
            yield Problem(("experts", n), f"{expert!r} is named twice; every expert once.")
    seen = set()
    for n, asked in enumerate(draw.responses):
        if (asked.exchange_id, asked.responder) in seen:
            said = f"{asked.responder!r} on {asked.exchange_id!r} is asked for above already."
            yield Problem(("responses", n), said)
        seen.add((asked.exchange_id, asked.responder))
        for expert in sorted(set(asked.experts) - set(draw.experts)):
            yield Problem(("responses", n, "experts"), f"{expert!r} is none of the experts.")
