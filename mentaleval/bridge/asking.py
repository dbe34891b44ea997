"""Let a plugin's `ask` reach an Inspect model."""

from __future__ import annotations

from functools import cache
from typing import Final

from inspect_ai.model import CachePolicy, GenerateConfig, Model, ResponseSchema, get_model
from inspect_ai.util import json_schema
from pydantic import BaseModel

GRADER: Final = "grader"
"""The model role that judges ask."""


class ModelAsker:
    """Answers `ask` with the model under test or, for a judge, the model bound as grader.

    Parameters
    ----------
    role
        ``"grader"`` for a judge; None for a responder, which asks the model under test.
    epoch
        The repeat that is asked for: each has its own cache scope.
    settled
        Generation settings that the task's own configuration already holds, so that
        Inspect's command-line flags go before the plugin's options.
    """

    def __init__(
        self, *, role: str | None, epoch: int, settled: frozenset[str] = frozenset()
    ) -> None:
        self._role = role
        self._epoch = epoch
        self._settled = settled

    async def __call__(
        self,
        prompt: str,
        *,
        schema: type[BaseModel] | None,
        attempt: int,
        temperature: float | None,
        max_tokens: int | None,
    ) -> str:
        """Answer *prompt* (see `mentaleval.contract.Asker`)."""
        wanted = {"temperature": temperature, "max_tokens": max_tokens}
        defaults = GenerateConfig.model_validate(
            {key: value for key, value in wanted.items() if key not in self._settled}
        )
        if self._role is None:
            model, config = get_model(), defaults
        else:  # what the role itself is set to goes before the plugin's defaults
            model = get_model(role=self._role, required=True, config=defaults)
            config = GenerateConfig()
        if schema is not None:
            config = config.merge(GenerateConfig(response_schema=_response_schema(schema)))
        output = await model.generate(prompt, config=config, cache=self._cache(model, attempt))
        return output.completion

    def _cache(self, model: Model, attempt: int) -> CachePolicy | bool:
        policy = model.config.cache
        if not policy:
            return False
        base = policy if isinstance(policy, CachePolicy) else CachePolicy()
        scopes = {**base.scopes, "attempt": str(attempt), "epoch": str(self._epoch)}
        return base.model_copy(update={"scopes": scopes})


@cache
def _response_schema(schema: type[BaseModel]) -> ResponseSchema:
    return ResponseSchema(name=schema.__name__, json_schema=json_schema(schema))
