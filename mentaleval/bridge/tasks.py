"""The Inspect tasks: respond, mentalbench and one for each attribute."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import GenerateConfig
from inspect_ai.viewer import ViewerConfig

from mentaleval.bridge.asking import GRADER
from mentaleval.bridge.judging import scorer_of
from mentaleval.bridge.responding import generation_config, replay, solver_of
from mentaleval.bridge.samples import Origin, read_exchanges, to_judge, to_respond
from mentaleval.bridge.viewing import viewer
from mentaleval.contract import Responder
from mentaleval.errors import DataError
from mentaleval.plugins import installed
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Rubric

ALL: Final = "mentalbench"
"""The task that asks for all seven attributes at once."""

TASKS: Final = (ALL, *SEVEN.names)
"""The names of the judging tasks."""

_LONGEST: Final = 80
"""Bytes of a label in a log's file name: two of them, and what Inspect adds, stay below 255."""

Options = Mapping[str, Any] | None


def rubric_of(name: str) -> Rubric:
    """Return the attributes that a judging task asks for."""
    return SEVEN if name == ALL else SEVEN.select([name])


@task(name="respond")
def respond(
    dataset: str = "demo",
    dataset_options: dict[str, Any] | None = None,
    responder: str = "model",
    responder_options: dict[str, Any] | None = None,
    limit: float | None = None,
) -> Task:
    """Have one responder respond to a data set, and keep the responses.

    Parameters
    ----------
    dataset, dataset_options
        A data set and its options.
    responder, responder_options
        A responder and its options; ``model`` is the model under test.
    limit
        Only the first contexts: a number, or a share below 1.
    """
    speaking = installed().responder(responder, responder_options)
    return Task(
        dataset=_named(dataset, _samples(dataset, dataset_options, speaking, limit)),
        solver=solver_of(speaking),
        config=generation_config(speaking),
        model=getattr(speaking, "model", None),
        name=_file_name("respond", speaking.label),
        metadata={"responder": speaking.label},
        viewer=ViewerConfig(trust_content=False),
    )


@dataclass(frozen=True, slots=True)
class JudgingArgs:
    """What a judging task is told; each field is an argument of the registered tasks.

    Parameters
    ----------
    dataset, dataset_options
        A data set and its options.
    responder, responder_options
        A responder and its options; ``model`` is the model under test. With *responses*, the
        label of the responder whose responses are judged.
    judge, judge_options
        A judge and its options; the rubric judge asks the model role ``grader``.
    responses
        A folder of response logs to judge instead of responding anew.
    limit
        Only the first contexts: a number, or a share below 1.
    """

    dataset: str = "demo"
    dataset_options: dict[str, Any] | None = None
    responder: str = "model"
    responder_options: dict[str, Any] | None = None
    judge: str = "rubric"
    judge_options: dict[str, Any] | None = None
    responses: str | None = None
    limit: float | None = None


def judging_task(name: str, args: JudgingArgs) -> Task:
    """Return the task in which one judge rates responses on the attributes of *name*."""
    rubric = rubric_of(name)
    judge = installed().judge(args.judge, args.judge_options)
    if args.responses is None:
        speaking = installed().responder(args.responder, args.responder_options)
        samples = _samples(args.dataset, args.dataset_options, speaking, args.limit)
        solver, config = solver_of(speaking), generation_config(speaking)
        model, label = getattr(speaking, "model", None), speaking.label
    else:
        samples = to_judge(args.responses, args.responder)
        solver, config, model, label = replay(), GenerateConfig(), None, args.responder
    grader = getattr(judge, "model", None)
    return Task(
        dataset=_named(args.dataset, samples),
        solver=solver,
        scorer=scorer_of(judge.name)(attributes=list(rubric.names), **judge.options()),
        config=config,
        model=model,
        model_roles={GRADER: grader} if grader else None,
        name=name if args.responses is None else _file_name(name, judge.label, "on", label),
        version=rubric.fingerprint,
        metadata={"responder": label, "judge": judge.label},
        viewer=viewer(judge.name, rubric),
    )


def _file_name(*words: str) -> str:
    """Join words into a name that tells one log of a run from the next, in any file system."""
    return "-".join(map(_short, words))


def _short(word: str) -> str:
    """Return a word for a file name; one that is cut ends in a hash, so that no two meet."""
    whole = re.sub(r"[^\w.]+", "-", word)
    if len(whole.encode()) <= _LONGEST:
        return whole.strip("-")
    digest = hashlib.sha256(word.encode()).hexdigest()[:8]
    begins = whole.encode()[: _LONGEST - len(digest) - 1].decode(errors="ignore")
    return f"{begins.strip('-')}-{digest}"


def _samples(
    dataset: str, options: Options, responder: Responder, limit: float | None
) -> list[Sample]:
    source = installed().dataset(dataset, options)
    exchanges = read_exchanges(source, limit)
    origin = Origin(dataset, source.options())
    variants = responder.variants(source, exchanges)
    samples = [s for variant in variants for s in to_respond(variant, exchanges, origin)]
    if len(variants) > 1:  # several responders in one log: the exchange alone is no id
        for sample in samples:
            sample.id = f"{sample.id}/{(sample.metadata or {})['responder']}"
    if not samples:
        raise DataError(
            f"the data set {dataset!r} has no exchange for the responder {responder.label!r}."
        )
    return samples


def _named(dataset: str, samples: Sequence[Sample]) -> MemoryDataset:
    return MemoryDataset(list(samples), name=dataset)


def _register(name: str) -> Callable[..., Task]:
    @task(name=name)
    def make(  # noqa: PLR0917  Inspect fills them by name
        dataset: str = "demo",
        dataset_options: dict[str, Any] | None = None,
        responder: str = "model",
        responder_options: dict[str, Any] | None = None,
        judge: str = "rubric",
        judge_options: dict[str, Any] | None = None,
        responses: str | None = None,
        limit: float | None = None,
    ) -> Task:
        return judging_task(
            name,
            JudgingArgs(
                dataset=dataset,
                dataset_options=dataset_options,
                responder=responder,
                responder_options=responder_options,
                judge=judge,
                judge_options=judge_options,
                responses=responses,
                limit=limit,
            ),
        )

    make.__doc__ = f"Rate responses on {', '.join(rubric_of(name).names)}."
    return make


REGISTERED: Final = {name: _register(name) for name in TASKS}
"""The judging tasks as Inspect knows them, by name."""
