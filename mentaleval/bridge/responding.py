"""A responder as an Inspect solver of its own name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspect_ai.model import GenerateConfig, ModelOutput
from inspect_ai.solver import Generate, Solver, TaskState, solver

from mentaleval.bridge.asking import ModelAsker, Owner
from mentaleval.bridge.plainly import said_plainly
from mentaleval.bridge.progress import one_more
from mentaleval.bridge.prompts import asks
from mentaleval.bridge.samples import RESPONSE, recorded_response
from mentaleval.contract import Responder, answering
from mentaleval.errors import NoAnswerError
from mentaleval.plugins import Kind, installed, saying_what_lacks
from mentaleval.vocabulary import Exchange, Refusal

_GENERATION = ("temperature", "max_tokens")


def generation_config(responder: Responder) -> GenerateConfig:
    """Return the generation settings that a responder's options hold.

    They become the task's own, so that the log's header shows them and Inspect's flags
    (``--temperature``) go before them.
    """
    return GenerateConfig.model_validate(
        {key: getattr(responder, key) for key in _settled(responder)}
    )


def _settled(responder: Responder) -> frozenset[str]:
    return frozenset(_GENERATION) & frozenset(type(responder).model_fields)


def responding(responder: Responder) -> Solver:
    """Return a solver that puts the responder's response into the sample's output."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        response = recorded_response(state) if responder.replays else None
        exchange = Exchange(
            str(state.metadata.get("exchange_id") or state.sample_id), state.input_text, response
        )
        owner = Owner("responder", responder.label, (exchange.id,), state.epoch)
        asker = ModelAsker(owner, settled=_settled(responder))
        if asks(responder):
            asker.require_going()
        with answering(asker):
            answer = await _response(responder, exchange)
        asker.require_unbroken()
        solved = _with_output(state, answer)
        # Inspect rebuilds the samples of a crashed log without this; then it shows.
        solved.metadata[RESPONSE] = solved.output.completion
        one_more()
        return solved

    return solve


async def _response(responder: Responder, exchange: Exchange) -> str | Refusal:
    try:
        with saying_what_lacks():
            return await responder.respond(exchange)
    except NoAnswerError as error:
        return Refusal(error.reason)


def _with_output(state: TaskState, answer: str | Refusal) -> TaskState:
    text = "" if isinstance(answer, Refusal) else answer
    if isinstance(answer, Refusal):
        state.metadata["refusal"] = answer.reason
    usage = state.output.usage
    state.output = ModelOutput.from_content(str(state.metadata.get("responder", "")), text)
    state.output.usage = usage
    state.messages.append(state.output.message)
    return state


@solver(name="replay")
def replay() -> Solver:
    """Give the response that the sample carries: judging never regenerates a response."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        return _with_output(state, recorded_response(state) or "")

    return solve


_SOLVERS: dict[str, Callable[..., Solver]] = {}


def solver_of(responder: Responder) -> Solver:
    """Return a responder as a solver that logs name as it is registered."""
    return _register(responder.name)(**responder.options())


def _register(name: str) -> Callable[..., Solver]:
    if name not in _SOLVERS:

        @solver(name=name)
        @said_plainly
        def make(**options: Any) -> Solver:
            return responding(installed().responder(name, options))

        _SOLVERS[name] = make
    return _SOLVERS[name]


def register_responders() -> None:
    """Register a solver for every usable responder."""
    for provided in installed().usable(Kind.RESPONDER):
        _register(provided.name)
