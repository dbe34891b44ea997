"""The Inspect tasks: respond, mentalbench and one for each attribute, and any other rubric."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import GenerateConfig

from mentaleval.bridge.asking import GRADER
from mentaleval.bridge.judging import names_given, rubric_given, scorer_of
from mentaleval.bridge.logged_rubrics import RUBRIC
from mentaleval.bridge.plainly import said_plainly
from mentaleval.bridge.responding import generation_config, replay, solver_of
from mentaleval.bridge.samples import Origin, read_exchanges, to_judge, to_respond
from mentaleval.bridge.viewing import responses_viewer, viewer
from mentaleval.contract import Responder
from mentaleval.documents.rubrics import rubric_data
from mentaleval.errors import DataError, UsageError
from mentaleval.plugins import installed
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Rubric

_LONGEST: Final = 80
"""Bytes of a label in a log's file name: two of them, and what Inspect adds, stay below 255."""
_LONGEST_TASK: Final = 32
"""Bytes of a task's name before them: 40 letters of some scripts are 160 bytes."""

Options = Mapping[str, Any] | None


@task(name="respond")
@said_plainly
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
        viewer=responses_viewer(),
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


def judging_task(name: str, args: JudgingArgs, rubric: Rubric = SEVEN) -> Task:
    """Return the task in which one judge rates responses as a rubric's task of that name asks."""
    return _judging(name, args, rubric, rubric.of_task(name))


def _judging(name: str, args: JudgingArgs, rubric: Rubric, asked: Rubric) -> Task:
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
        scorer=scorer_of(judge.name)(
            attributes=list(asked.names),
            **({} if rubric == SEVEN else {"rubric": rubric_data(rubric)}),
            **judge.options(),
        ),
        config=config,
        model=model,
        model_roles={GRADER: grader} if grader else None,
        name=name
        if args.responses is None
        else _file_name(_short(name, _LONGEST_TASK), judge.label, "on", label),
        version=asked.fingerprint,
        metadata={"responder": label, "judge": judge.label, RUBRIC: rubric_data(rubric)},
        viewer=viewer(judge.name, rubric, asked),
    )


def _file_name(*words: str) -> str:
    """Join words into a name that tells one log of a run from the next, in any file system."""
    return "-".join(map(_short, words))


def _short(word: str, longest: int = _LONGEST) -> str:
    """Return a word for a file name; one that is cut ends in a hash, so that no two meet."""
    whole = re.sub(r"[^\w.]+", "-", word)
    if len(whole.encode()) <= longest:
        return whole.strip("-")
    digest = hashlib.sha256(word.encode()).hexdigest()[:8]
    begins = whole.encode()[: longest - len(digest) - 1].decode(errors="ignore")
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
    @said_plainly
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

    make.__doc__ = f"Rate responses on {', '.join(SEVEN.of_task(name).names)}."
    return make


REGISTERED: Final = {name: _register(name) for name in SEVEN.tasks}
"""The judging tasks of the seven attributes as Inspect knows them, by name."""


def _asked(
    rubric: str | dict[str, Any] | None, attributes: str | list[str] | None
) -> tuple[Rubric, Rubric, str]:
    """Return a rubric, what is asked of it, and the task's name."""
    if rubric is None:
        raise UsageError(
            "the task 'rubric' is not told by which rubric to rate.",
            hint=f"-T rubric=FILE; the seven of the paper are the task {SEVEN.name!r}",
        )
    whole, names = rubric_given(rubric), names_given(attributes)
    if names is None:
        return whole, whole, whole.name
    asked = whole.select(names)
    return whole, asked, asked.names[0] if len(asked) == 1 else whole.name


@task(name="rubric")
@said_plainly
def by_rubric(  # noqa: PLR0917  Inspect fills them by name
    rubric: str | dict[str, Any] | None = None,
    attributes: str | list[str] | None = None,
    dataset: str = "demo",
    dataset_options: dict[str, Any] | None = None,
    responder: str = "model",
    responder_options: dict[str, Any] | None = None,
    judge: str = "rubric",
    judge_options: dict[str, Any] | None = None,
    responses: str | None = None,
    limit: float | None = None,
) -> Task:
    """Rate responses on the attributes of any rubric.

    Parameters
    ----------
    rubric
        The path of a rubric's file, or the rubric itself in its JSON form.
    attributes
        Only these of its attributes.
    dataset, dataset_options, responder, responder_options, judge, judge_options, responses, limit
        As of the other judging tasks (see `JudgingArgs`).
    """
    whole, asked, name = _asked(rubric, attributes)
    args = JudgingArgs(
        dataset=dataset,
        dataset_options=dataset_options,
        responder=responder,
        responder_options=responder_options,
        judge=judge,
        judge_options=judge_options,
        responses=responses,
        limit=limit,
    )
    return _judging(name, args, whole, asked)
