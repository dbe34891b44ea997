"""Let a plugin's `ask` reach an Inspect model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Final

from inspect_ai.log import transcript
from inspect_ai.model import (
    CachePolicy,
    GenerateConfig,
    Model,
    ResponseSchema,
    get_model,
)
from inspect_ai.util import json_schema
from pydantic import BaseModel

from mentaleval.bridge.calling import answer_of, generate, usage_of, watched
from mentaleval.bridge.paid import Asked, PaidAnswer, key_of
from mentaleval.bridge.watch import StoppedError, Watch, current_watch, in_words
from mentaleval.errors import NoAnswerError, RunError

GRADER: Final = "grader"
"""The model role that judges ask."""


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
        self._broken: RunError | None = None

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
        model = self._model(defaults)
        config = defaults if self._owner.kind == "responder" else GenerateConfig()
        if schema is not None:
            config = config.model_copy(update={"response_schema": _response_schema(schema)})
        watch = current_watch()
        if watch is None:
            policy = self._cache(model, attempt)
            answer = answer_of(await watched(model).generate(prompt, config=config, cache=policy))
        else:
            answer = await self._paid_once(watch, model, prompt, config, attempt)
        if answer.reason is not None:
            raise NoAnswerError(answer.reason, answer.said)
        return answer.said

    def require_going(self) -> None:
        """Make sure that the run still asks the model, before a sample is begun.

        Raises
        ------
        StoppedError
            When it does not: also a sample that needs no call is then left for the next run.
        """
        watch = current_watch()
        if watch is not None:
            watch.require_going(str(self._model()))

    def require_unbroken(self) -> None:
        """Make sure that no call came to nothing, whatever the plugin has made of that.

        Raises
        ------
        RunError
            The first one: an answer that may still come is no reason to leave anything unrated.
        """
        if self._broken is not None:
            raise self._broken

    def _model(self, config: GenerateConfig | None = None) -> Model:
        if self._owner.kind == "responder":
            return get_model()
        # what the role itself is set to goes before the plugin's defaults
        return get_model(role=GRADER, required=True, config=config or GenerateConfig())

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
        try:
            watch.require_going(name)
            output = await generate(model, prompt, config)
        except NoAnswerError:
            raise
        except StoppedError as error:
            self._broken = self._broken or error
            raise
        except Exception as error:
            watch.failed(name, error)
            self._broken = RunError(f"{name} gave no answer: {in_words(error)}")
            raise self._broken from error
        answer = answer_of(output)
        asked = Asked(self._owner.kind, self._owner.label, name)
        tokens = usage_of(output, prompt)
        call = await watch.keep_for_others(key, asked, answer, tokens, attempt=attempt)
        watch.answered(key, asked, answer, tokens, attempt=attempt, call=call)
        return answer

    def _key(self, model: Model, prompt: str, config: GenerateConfig, attempt: int) -> str:
        owner, shape = self._owner, config.response_schema
        key = key_of(
            *(owner.kind, owner.label, owner.about, owner.epoch, str(model), attempt, prompt),
            *(
                getattr(model.config if getattr(config, name) is None else config, name)
                for name in ("temperature", "max_tokens", "seed")
            ),
            None if shape is None else shape.model_dump(mode="json"),
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


@cache
def _response_schema(schema: type[BaseModel]) -> ResponseSchema:
    return ResponseSchema(name=schema.__name__, json_schema=json_schema(schema))
