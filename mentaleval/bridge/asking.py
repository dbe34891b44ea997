"""Let a plugin's `ask` reach an Inspect model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import anyio
from inspect_ai.log import transcript
from inspect_ai.model import (
    CachePolicy,
    ContentText,
    GenerateConfig,
    Model,
    ModelOutput,
    ResponseSchema,
    get_model,
)
from inspect_ai.util import json_schema
from pydantic import BaseModel

from mentaleval.bridge.paid import Asked, PaidAnswer, Tokens, key_of
from mentaleval.bridge.watch import StoppedError, Watch, current_watch
from mentaleval.errors import NoAnswerError
from mentaleval.vocabulary import Reason

GRADER: Final = "grader"
"""The model role that judges ask."""

_PAUSES: Final = (1.0, 3.0)
"""Seconds before a call is made again whose answer arrived broken; Inspect retries the rest."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who asks, and about what: a call's answer belongs to it alone."""

    kind: str
    label: str
    about: tuple[str, ...]
    """The exchange, the responder."""
    epoch: int = 1


class ModelAsker:
    """Answers `ask` with the model under test or, for a judge, the model bound as grader.

    Parameters
    ----------
    owner
        Who asks. A judge asks the role ``grader``, a responder the model under test.
    settled
        Generation settings that the task's own configuration already holds, so that
        Inspect's command-line flags go before the plugin's options.
    """

    def __init__(self, owner: Owner, *, settled: frozenset[str] = frozenset()) -> None:
        self._owner = owner
        self._settled = settled
        self._same: Counter[str] = Counter()

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
        if self._owner.kind == "responder":
            model, config = get_model(), defaults
        else:  # what the role itself is set to goes before the plugin's defaults
            model = get_model(role=GRADER, required=True, config=defaults)
            config = GenerateConfig()
        if schema is not None:
            config = config.merge(GenerateConfig(response_schema=_response_schema(schema)))
        watch = current_watch()
        if watch is None:
            policy = self._cache(model, attempt)
            answer = _answer_of(await model.generate(prompt, config=config, cache=policy))
        else:
            answer = await self._paid_once(watch, model, prompt, config, attempt)
        if answer.reason is not None:
            raise NoAnswerError(answer.reason, answer.said)
        return answer.said

    async def _paid_once(
        self, watch: Watch, model: Model, prompt: str, config: GenerateConfig, attempt: int
    ) -> PaidAnswer:
        """Take the answer from the run's store, or ask and keep it there."""
        key = self._key(model, prompt, config, attempt)
        kept = watch.paid.find(key)
        if kept is not None:
            transcript().info("answered before the run was interrupted", source="mentaleval")
            return kept
        name = str(model)
        watch.require_going(name)
        try:
            output = await _generate(_watched(model), prompt, config)
        except StoppedError:
            raise
        except Exception as error:
            watch.failed(name, error)
            raise
        answer = _answer_of(output)
        asked = Asked(self._owner.kind, self._owner.label, name)
        watch.answered(key, asked, answer, _tokens(output), attempt=attempt)
        return answer

    def _key(self, model: Model, prompt: str, config: GenerateConfig, attempt: int) -> str:
        owner, asked = self._owner, model.config.merge(config)
        key = key_of(
            *(owner.kind, owner.label, owner.about, owner.epoch, str(model), attempt, prompt),
            *(asked.temperature, asked.max_tokens, asked.seed),
            asked.response_schema.model_dump(mode="json") if asked.response_schema else None,
        )
        # asked several times with the same words, a model answers several times
        self._same[key] += 1
        return f"{key}-{self._same[key]}"

    def _cache(self, model: Model, attempt: int) -> CachePolicy | bool:
        """Keep repeats apart in Inspect's own cache, where plain Inspect runs with one."""
        policy = model.config.cache
        if not policy:
            return False
        base = policy if isinstance(policy, CachePolicy) else CachePolicy()
        scopes = {**base.scopes, "attempt": str(attempt), "epoch": str(self._owner.epoch)}
        return base.model_copy(update={"scopes": scopes})


def _watched(model: Model) -> Model:
    """Have the model's interface ask the watch before every attempt.

    Calls wait for one of Inspect's connections, and between retries: a run may stop meanwhile.
    """
    interface = vars(model.api)
    if "generate" not in interface:
        unwatched, name = model.api.generate, str(model)

        async def generate(**call: Any) -> Any:
            watch = current_watch()
            if watch is not None:
                watch.require_going(name)
            return await unwatched(**call)

        interface["generate"] = generate
    return model


async def _generate(model: Model, prompt: str, config: GenerateConfig) -> ModelOutput:
    """Ask; a few times, where what arrives is no answer of the provider's interface at all."""
    for pause in _PAUSES:
        try:
            return await model.generate(prompt, config=config, cache=False)
        except Exception as error:
            if not _broken(error):
                raise
            await anyio.sleep(pause)
    return await model.generate(prompt, config=config, cache=False)


def _broken(error: BaseException) -> bool:
    """Whether a body with status 200 could not be read: Inspect takes that for final."""
    causes: Sequence[BaseException | None] = (error, error.__cause__, error.__context__)
    return any(isinstance(cause, ValueError | TypeError | AttributeError) for cause in causes)


def _answer_of(output: ModelOutput) -> PaidAnswer:
    """Return the text of an answer, or why there is none."""
    if not output.choices:
        return PaidAnswer("")
    choice = output.choices[0]
    content = choice.message.content
    declined = not isinstance(content, str) and any(
        isinstance(part, ContentText) and part.refusal for part in content
    )
    if choice.stop_reason == "content_filter" or declined:
        return PaidAnswer(output.completion or "the model declined", Reason.REFUSAL)
    if choice.stop_reason == "model_length":
        return PaidAnswer(output.completion or "too long for the model", Reason.TOO_LONG)
    return PaidAnswer(output.completion)


def _tokens(output: ModelOutput) -> Tokens:
    usage = output.usage
    if usage is None:
        return Tokens()
    return Tokens(
        input=usage.input_tokens,
        cache_read=usage.input_tokens_cache_read or 0,
        cache_write=usage.input_tokens_cache_write or 0,
        output=usage.output_tokens,
    )


@cache
def _response_schema(schema: type[BaseModel]) -> ResponseSchema:
    return ResponseSchema(name=schema.__name__, json_schema=json_schema(schema))
