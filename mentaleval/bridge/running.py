"""The run itself: responses once, then each judge on them, as Inspect eval sets.

Both stages resume: the same settings in the same folder finish what is missing.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from inspect_ai import Task, eval_set
from inspect_ai._util.error import PrerequisiteError
from inspect_ai.log import EvalLog, read_eval_log_sample_summaries
from inspect_ai.model import GenerateConfig, Model, get_model
from rich.text import Text

from mentaleval.bridge.asking import GRADER
from mentaleval.bridge.progress import progress_line
from mentaleval.bridge.samples import local_path
from mentaleval.bridge.settings import RunSettings
from mentaleval.bridge.tasks import REGISTERED, respond
from mentaleval.contract import Judge, Plugin, Responder
from mentaleval.errors import RunError

NO_MODEL: Final = "none/none"
RESPONSES: Final = "responses"
JUDGEMENTS: Final = "judgements"
_SAMPLES_IN_FLIGHT: Final = 100
"""Inspect holds a task without a model to 25 samples at a time, whatever its judge allows."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How one stage of a run ended."""

    logs: tuple[str, ...]
    wanted: int
    finished: int
    first_error: str | None = None

    @property
    def unfinished(self) -> int:
        """Samples that ended in an error or were never reached."""
        return self.wanted - self.finished


def check_models(settings: RunSettings) -> None:
    """Make sure that every model can be asked, before anything is.

    Raises
    ------
    RunError
        When a model's provider is unknown, or lacks a key or a library.
    """
    with redirect_stdout(sys.stderr):  # the first model makes Inspect announce its extensions
        for responder in settings.responders:
            _model(responder, settings, settings.model_args)
        for judge in settings.judges:
            _model(judge, settings, {})


def run_responses(settings: RunSettings, folder: Path) -> Stage:
    """Have every responder respond to every context, once."""
    tasks = [_respond_task(settings, responder) for responder in settings.responders]
    # Inspect rebuilds the unflushed samples of a killed run from their model calls alone, which
    # would blank a response that came from no model: those samples are made again instead.
    return _evaluate(settings, tasks, folder / RESPONSES, epochs=1, realtime=False)


def run_judgements(settings: RunSettings, folder: Path) -> Stage:
    """Have every judge rate every responder's responses, one log for each pair."""
    tasks = [
        _judge_task(settings, responder, judge, folder / RESPONSES)
        for judge in settings.judges
        for responder in settings.responders
    ]
    return _evaluate(settings, tasks, folder / JUDGEMENTS, epochs=settings.epochs, realtime=True)


def _respond_task(settings: RunSettings, responder: Responder) -> Task:
    task: Task = respond(
        dataset=settings.dataset.name,
        dataset_options=settings.dataset.options(),
        responder=responder.name,
        responder_options=responder.options(),
        limit=settings.limit,
    )
    task.model = _model(responder, settings, settings.model_args) or get_model(NO_MODEL)
    return task


def _judge_task(settings: RunSettings, responder: Responder, judge: Judge, responses: Path) -> Task:
    task: Task = REGISTERED[settings.task](
        dataset=settings.dataset.name,
        dataset_options=settings.dataset.options(),
        responder=responder.label,
        judge=judge.name,
        judge_options=judge.options(),
        responses=str(responses),
    )
    grader = _model(judge, settings, {})
    if grader is not None:
        task.model_roles = {GRADER: grader}
    task.model = get_model(NO_MODEL)
    return task


def _model(plugin: Plugin, settings: RunSettings, args: dict[str, Any]) -> Model | None:
    name = getattr(plugin, "model", None)
    if name is None:
        return None
    config = GenerateConfig(seed=settings.seed, max_connections=settings.max_connections)
    try:
        return get_model(name, config=config, **args)
    except (PrerequisiteError, ValueError, ImportError, TypeError) as error:
        kind = "judge" if isinstance(plugin, Judge) else "responder"
        raise RunError(
            f"the {kind} {plugin.label!r} cannot use the model {name!r}: {_plain(error)}"
        ) from error


def _evaluate(
    settings: RunSettings, tasks: Sequence[Task], folder: Path, *, epochs: int, realtime: bool
) -> Stage:
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sum(len(task.dataset) for task in tasks) * epochs
    plain = settings.display == "none"
    # stdout is for data; without a display Inspect's own words are not wanted either
    with (
        _said_plainly("the run cannot start"),
        redirect_stdout(io.StringIO() if plain else sys.stderr),
        progress_line(folder.name, wanted) if plain else nullcontext(),
    ):
        _, logs = eval_set(
            list(tasks),
            log_dir=str(folder),
            model=NO_MODEL,
            epochs=epochs,
            display=settings.display,
            log_level="error",
            retry_immediate=False,
            fail_on_error=True,  # a log with a failed sample is no success, so it is gone on with
            continue_on_fail=True,  # once every other sample is done
            retry_attempts=0,
            max_samples=_SAMPLES_IN_FLIGHT,
            score_display=False,
            log_dir_allow_dirty=True,
            log_format="eval",
            log_realtime=realtime,
        )
    places = tuple(local_path(log.location) for log in logs)
    errors = (
        _first_error(place)
        for log, place in zip(logs, places, strict=True)
        if log.status != "success"
    )
    return Stage(places, wanted, sum(map(_finished, logs)), next(filter(None, errors), None))


def _first_error(file: str) -> str | None:
    summaries = read_eval_log_sample_summaries(file)
    return next((str(s.error) for s in summaries if s.error), None)


def _finished(log: EvalLog) -> int:
    """Count the samples that ended well: a run whose samples failed ends as a success too."""
    return log.results.completed_samples if log.results else 0


@contextmanager
def _said_plainly(what: str) -> Iterator[None]:
    try:
        yield
    except PrerequisiteError as error:
        raise RunError(f"{what}: {_plain(error)}") from error


def _plain(error: Exception) -> str:
    """Return Inspect's message in one line, without its markup."""
    words = Text.from_markup(str(error)).plain.removeprefix("ERROR:").split()
    return " ".join(words)
