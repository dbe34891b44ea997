"""One call of a model: what Inspect leaves to us around it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import anyio
from inspect_ai.model import ContentText, GenerateConfig, Model, ModelOutput

from mentaleval.bridge.paid import PaidAnswer, Tokens
from mentaleval.bridge.tokens import tokens_of
from mentaleval.bridge.watch import current_watch
from mentaleval.errors import NoAnswerError
from mentaleval.vocabulary import Reason

_PAUSES: Final = (1.0, 3.0)
"""Seconds before a call is made again whose answer arrived broken; Inspect retries the rest."""

_UNREADABLE: Final = (ValueError, TypeError, AttributeError, AssertionError)
"""What Inspect raises where a body with status 200 is no answer: it does not ask again then."""

_ERROR_IN_DISGUISE: Final = "OpenAIResponseError"
"""Likewise; known by its name, since its module needs OpenAI's package."""

_CONTEXT_EXCEEDED: Final = "exceed_context_size_error"
"""What llama.cpp calls a prompt that does not fit; Inspect knows only OpenAI's word for it."""

_SECRET: Final = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$", re.IGNORECASE)
_SHORTEST_SECRET: Final = 8
_MASK: Final = "[secret]"


def watched(model: Model) -> Model:
    """Have the model's interface ask the watch before every attempt, and hide keys in errors.

    Calls wait for one of Inspect's connections, and between retries: a run may stop meanwhile.
    """
    interface = vars(model.api)
    if "generate" not in interface:
        unwatched, name = model.api.generate, str(model)

        async def ask(**call: Any) -> Any:
            watch = current_watch()
            if watch is not None:
                await watch.require_ours()
                watch.require_going(name)
            try:
                result = await unwatched(**call)
            except Exception as error:
                _understand(error)
                raise
            failed = result[0] if isinstance(result, tuple) else result
            if isinstance(failed, Exception):  # some providers return what they could raise
                _understand(failed)
            return result

        interface["generate"] = ask
    return model


async def generate(model: Model, prompt: str, config: GenerateConfig) -> ModelOutput:
    """Ask a model, and again where what arrives is no answer of the provider's interface.

    Raises
    ------
    StoppedError
        When the run has stopped asking the model.
    NoAnswerError
        When the prompt is too long for it.
    Exception
        Whatever a provider's client raises, after Inspect's retries; without any key.
    """
    for pause in _PAUSES:
        try:
            return await watched(model).generate(prompt, config=config, cache=False)
        except Exception as error:
            if not _broken(error):
                raise
            await anyio.sleep(pause)
    return await model.generate(prompt, config=config, cache=False)


def _understand(error: Exception) -> None:
    """Hide keys in an error, and turn the one that is an answer of its own into that."""
    mask_secrets(error)
    if _CONTEXT_EXCEEDED in str(error):
        raise NoAnswerError(Reason.TOO_LONG, str(error)) from error


def _broken(error: BaseException) -> bool:
    """Whether a body with status 200 could not be read: Inspect takes that for final."""
    causes: Sequence[BaseException | None] = (error, error.__cause__, error.__context__)
    return any(
        isinstance(cause, _UNREADABLE) or type(cause).__name__ == _ERROR_IN_DISGUISE
        for cause in causes
    )


def answer_of(output: ModelOutput) -> PaidAnswer:
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


def usage_of(output: ModelOutput, prompt: str) -> Tokens:
    """Return what a call took, as the provider reports it, or estimated where it does not."""
    usage = output.usage
    if usage is None:
        return Tokens(input=tokens_of(prompt), output=tokens_of(output.completion))
    return Tokens(
        input=usage.input_tokens,
        cache_read=usage.input_tokens_cache_read or 0,
        cache_write=usage.input_tokens_cache_write or 0,
        output=usage.output_tokens,
    )


def mask_secrets(error: BaseException) -> None:
    """Hide the environment's keys in what an error says: a server may repeat them in its answer.

    An error goes into the logs, and a log is passed on.
    """
    secrets = [
        value
        for name, value in os.environ.items()
        if _SECRET.search(name) and len(value) >= _SHORTEST_SECRET
    ]
    for one in _chain(error):
        one.args = tuple(_masked(part, secrets) for part in one.args)
        for name, value in vars(one).items():
            if isinstance(value, str | dict | list):
                setattr(one, name, _masked(value, secrets))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and not any(one is other for other in seen):
            seen.append(one)
            waiting += [one.__cause__, one.__context__]
            yield one


def _masked(value: Any, secrets: Sequence[str]) -> Any:
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, _MASK)
        return value
    if isinstance(value, dict):
        return {key: _masked(part, secrets) for key, part in value.items()}
    return [_masked(part, secrets) for part in value] if isinstance(value, list) else value
