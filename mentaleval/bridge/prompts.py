"""A fingerprint of what a plugin asks which model: another prompt makes another run."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from pydantic import BaseModel

from mentaleval.contract import MOST_ASKED, Judge, Plugin, Responder, answering
from mentaleval.errors import NoAnswerError
from mentaleval.vocabulary import Attribute, Exchange, Reason

_PROBE: Final = Exchange("probe", "What a person wrote.", "What was said to it.", "probe")


def asks(plugin: Plugin) -> bool:
    """Whether a plugin has a model to ask."""
    return getattr(plugin, "model", None) is not None


class _Listener:
    """Notes what it is asked, and answers with nothing."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    async def __call__(
        self,
        prompt: str,
        *,
        schema: type[BaseModel] | None,
        attempt: int,
        temperature: float | None,
        max_tokens: int | None,
    ) -> str:
        if len(self.heard) == MOST_ASKED:
            raise NoAnswerError(Reason.REFUSAL, "asked without end about one exchange")
        shape = None if schema is None else schema.model_json_schema()
        self.heard.append([prompt, shape, attempt, temperature, max_tokens])
        return ""


def prompt_fingerprint(plugin: Plugin, attributes: Sequence[Attribute]) -> str | None:
    """Return eight hexadecimal digits that change with its model and any word that it asks.

    The plugin is driven with an invented exchange, and no model: twice, since words that are
    others each time cannot tell one run from another. None for a plugin that has no model.
    """
    model = getattr(plugin, "model", None)
    if model is None:
        return None
    heard, again = _heard(plugin, attributes), _heard(plugin, attributes)
    text = "\n".join([model, *(heard if heard == again else ())])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _heard(plugin: Plugin, attributes: Sequence[Attribute]) -> list[str]:
    listener = _Listener()
    with suppress(Exception):  # a plugin may stumble over nothing; what it asked counts
        asyncio.run(_drive(plugin, attributes, listener))
    return sorted(json.dumps(one, sort_keys=True, default=str) for one in listener.heard)


async def _drive(plugin: Plugin, attributes: Sequence[Attribute], listener: _Listener) -> None:
    with answering(listener):
        if isinstance(plugin, Judge):
            await plugin.rate(_PROBE, attributes)
        elif isinstance(plugin, Responder):
            await plugin.respond(Exchange(_PROBE.id, _PROBE.context))
