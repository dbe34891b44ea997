"""The run itself: responses once, then each judge on them, as Inspect eval sets.

Both stages resume: the same settings in the same folder finish what is missing.
"""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from inspect_ai import Task, eval_set
from inspect_ai._util.error import PrerequisiteError
from inspect_ai.log import EvalLog
from inspect_ai.model import Model, get_model

from mentaleval.bridge.asking import GRADER
from mentaleval.bridge.folder import own_folder
from mentaleval.bridge.leaving import leaving_when_told_twice
from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.logged_shards import mark_of
from mentaleval.bridge.logs import finished_samples, first_error
from mentaleval.bridge.models import NO_MODEL, check_models, model_of, plain
from mentaleval.bridge.paid import PaidAnswers
from mentaleval.bridge.prices import Prices
from mentaleval.bridge.progress import progress_line
from mentaleval.bridge.samples import OF_THIS_RUN, RESPONSES, at_hand, local_path, responses_at
from mentaleval.bridge.settings import RunSettings
from mentaleval.bridge.shard_claims import claim_shard
from mentaleval.bridge.sharding import JUDGEMENTS
from mentaleval.bridge.shared_run import NotSentError, Stops, sharing
from mentaleval.bridge.stopping import StopsWithItsModel
from mentaleval.bridge.store import StoreError
from mentaleval.bridge.tasks import REGISTERED, by_rubric, respond
from mentaleval.bridge.watch import Limits, Watch, current_watch, watching
from mentaleval.contract import Judge, Plugin, Responder
from mentaleval.documents.rubrics import rubric_data
from mentaleval.errors import RunError, UnfinishedError
from mentaleval.rubric import SEVEN

_SAMPLES_IN_FLIGHT: Final = 100
"""Inspect holds a task without a model to 25 samples at a time, whatever its judge allows."""
_IN_FLIGHT_IN_BATCHES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Stage:
    """How one stage of a run ended."""

    wanted: int
    finished: int
    logs: tuple[str, ...] = ()
    first_error: str | None = None

    @property
    def unfinished(self) -> int:
        """Samples that ended in an error or were never reached."""
        return self.wanted - self.finished


@contextmanager
def at_work(settings: RunSettings, folder: Path | LogFolder, prices: Prices) -> Iterator[Watch]:
    """Get all ready that the stages of a run need, and put it away after them.

    The plugins' own models are started, all models checked, the folder claimed, and the answers
    opened that an earlier part of the run has paid for.

    Raises
    ------
    UsageError, RunError
        When something is not as it must be; then nothing has been asked.
    """
    place = LogFolder(folder) if isinstance(folder, Path) else folder
    plugins: list[Plugin] = [*settings.responders, *settings.judges]
    with ExitStack() as stack:
        stack.enter_context(leaving_when_told_twice())
        # what is loaded by now stays: to look through it again and again takes a tenth of a run
        gc.collect()
        gc.freeze()
        stack.callback(gc.unfreeze)
        for plugin in plugins:
            stack.enter_context(plugin.serving())
        check_models(settings, prices)
        claim_shard(settings, place.parent)
        stops = Stops()
        shared = stack.enter_context(sharing(place, stops))
        stack.enter_context(own_folder(settings, place.path, called=str(place)))
        if shared is not None:
            shared.bring_logs()
        paid = PaidAnswers(place.path)
        stack.callback(paid.close)
        if shared is not None:
            shared.answers.send_unsent()
            shared.answers.take_into(paid)
            stack.enter_context(shared.sent_at_the_end(paid))
        watch = Watch(paid, prices, settings.limits, batch=bool(settings.batch), shared=shared)
        stops.reach(watch)
        stack.enter_context(watching(watch))
        yield watch


def run_responses(settings: RunSettings, folder: Path) -> Stage:
    """Have every responder respond to every context, once."""
    if settings.responses is not None:
        return Stage(len(settings.exchanges), len(settings.exchanges))
    whole = settings.whole or settings
    with at_hand(whole.dataset, whole.limit, whole.exchanges):
        tasks = [_respond_task(settings, responder) for responder in settings.responding]
    return _evaluate(settings, tasks, folder / RESPONSES, epochs=1)


def run_judgements(settings: RunSettings, folder: Path) -> Stage:
    """Have every judge rate every responder's responses, one log for each pair."""
    where = settings.responses or folder / RESPONSES
    fingerprints = [settings.prompts(), settings.code()]
    tasks = [
        _judge_task(
            settings,
            responder,
            judge,
            where,
            [found[name] for found in fingerprints if (name := f"judge {judge.label}") in found],
        )
        for judge in settings.judges
        for responder in settings.responding
    ]
    return _evaluate(settings, tasks, folder / JUDGEMENTS, epochs=settings.epochs)


def _respond_task(settings: RunSettings, responder: Responder) -> Task:
    task: Task = respond(
        dataset=settings.dataset.name,
        dataset_options=settings.dataset.options(),
        responder=responder.name,
        responder_options=responder.options(),
        limit=settings.limit,
    )
    _keep(task, settings)
    model = model_of(responder, settings)
    task.model = model or get_model(NO_MODEL)
    _stop_with(task, model)
    return task


def _judge_task(
    settings: RunSettings,
    responder: Responder,
    judge: Judge,
    responses: Path,
    fingerprints: list[str],
) -> Task:
    with responses_at(responses):
        task: Task = _maker(settings)(
            dataset=settings.dataset.name,
            dataset_options=settings.dataset.options(),
            responder=responder.label,
            judge=judge.name,
            judge_options=judge.options(),
            responses=OF_THIS_RUN,
        )
    _keep(task, settings)
    grader = model_of(judge, settings)
    if grader is not None:
        task.model_roles = {GRADER: grader}
    task.model = get_model(NO_MODEL)
    # Inspect takes a log for this task's own only if the versions agree
    task.version = "-".join([str(task.version), *fingerprints])
    _stop_with(task, grader)
    return task


def _keep(task: Task, settings: RunSettings) -> None:
    """Leave out of a task what is not of this run, or not in its shard; its log says which."""
    kept = {exchange.id for exchange in settings.exchanges}
    task.dataset = task.dataset.filter(lambda s: (s.metadata or {})["exchange_id"] in kept)
    task.metadata = {**(task.metadata or {}), **mark_of(settings)}


def _maker(settings: RunSettings) -> Callable[..., Task]:
    """Return the registered task that asks for what the run asks for."""
    if settings.rubric == SEVEN:
        return REGISTERED[settings.task]
    attributes = None if settings.asked == settings.rubric else list(settings.asked.names)
    return partial(by_rubric, rubric=rubric_data(settings.rubric), attributes=attributes)


def _stop_with(task: Task, model: Model | None) -> None:
    watch = current_watch()
    if watch is not None and model is not None:
        task.early_stopping = StopsWithItsModel(watch, str(model))


def _evaluate(settings: RunSettings, tasks: Sequence[Task], folder: Path, *, epochs: int) -> Stage:
    tasks = [task for task in tasks if len(task.dataset)]
    if not tasks:  # a shard may have no conversation
        return Stage(0, 0)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sum(len(task.dataset) for task in tasks) * epochs
    plain_display = settings.display == "none"
    names = {task.name for task in tasks}
    # stdout is for data; without a display Inspect's own words are not wanted either
    with (
        _said_plainly(folder),
        redirect_stdout(io.StringIO() if plain_display else sys.stderr),
        progress_line(folder.name, wanted, finished_samples(folder, names))
        if plain_display
        else nullcontext(),
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
            max_samples=_in_flight(settings),
            score_display=False,
            log_dir_allow_dirty=True,
            log_format="eval",
            # What Inspect would recover after a crash, the store of paid answers has; and what
            # it recovers of a sample without a model call is blank.
            log_realtime=False,
        )
    if len(logs) < len(tasks):  # Inspect says nothing of Ctrl-C but leaves out what it broke off
        raise KeyboardInterrupt
    _send()
    return _stage(logs, wanted)


def _send() -> None:
    """Have the logs of a stage where other machines find them."""
    watch = current_watch()
    if watch is None or watch.shared is None:
        return
    try:
        watch.shared.send()
    except StoreError as error:
        raise NotSentError(error) from error


def _in_flight(settings: RunSettings) -> int:
    if settings.batch:  # a limit stops between batches
        limited = settings.limits != Limits()
        return settings.batch if limited else _IN_FLIGHT_IN_BATCHES
    return max(_SAMPLES_IN_FLIGHT, 2 * (settings.max_connections or 0))


def _stage(logs: Sequence[EvalLog], wanted: int) -> Stage:
    places = tuple(local_path(log.location) for log in logs)
    errors = (
        log.error.message if log.error else first_error(place)
        for log, place in zip(logs, places, strict=True)
        if log.status != "success"
    )
    return Stage(wanted, sum(map(_finished, logs)), places, next(filter(None, errors), None))


def _finished(log: EvalLog) -> int:
    """Count the samples that ended well: a run whose samples failed ends as a success too."""
    return log.results.completed_samples if log.results else 0


@contextmanager
def _said_plainly(folder: Path) -> Iterator[None]:
    try:
        yield
    except PrerequisiteError as error:
        raise RunError(f"the run cannot start: {plain(error)}") from error
    except OSError as error:
        raise UnfinishedError(
            f"the logs in {folder} cannot be written: {error.strerror or error}.",
            hint="put that right, as by making room on a full disk; the same command then goes on",
        ) from error
