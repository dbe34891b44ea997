"""A run file under the command line: what is given there goes before it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from mentaleval.cli.console import message
from mentaleval.cli.guarding import require_no_secret
from mentaleval.cli.run_settings import lacks_model
from mentaleval.cli.values import Named
from mentaleval.contract import Plugin
from mentaleval.documents.marked import Marked, read_marked
from mentaleval.documents.places import Place
from mentaleval.documents.rubrics import read_rubric, rubric_data
from mentaleval.documents.runs import SUFFIXES, Choice, RunDocument, run_in
from mentaleval.documents.validation import Problem, refused, shown
from mentaleval.errors import MentalevalError, PluginError, UsageError
from mentaleval.plugins import installed

if TYPE_CHECKING:
    from mentaleval.bridge.log_folder import LogFolder
    from mentaleval.bridge.settings import RunSettings

_SETTLED: Final = (
    "limit",
    "epochs",
    "seed",
    "max_unrated",
    "max_connections",
    "max_retries",
    "attempt_timeout",
    "batch",
    "max_cost",
    "max_total_tokens",
    "model_args",
)
"""What a flag and a key of a run file have one name for."""


@dataclass(frozen=True, slots=True)
class RunFile:
    """A run file as it was read, and where everything stands in it."""

    marked: Marked
    document: RunDocument

    @property
    def path(self) -> Path:
        """The file."""
        return self.marked.path

    @contextmanager
    def saying(self, key: str) -> Iterator[None]:
        """Name the line of *key* in whatever is found wrong inside the block."""
        try:
            yield
        except MentalevalError as error:
            where = self.marked.where((key,))
            raise UsageError(f"{where}: {key}: {error.message}", hint=error.hint) from error


def settle(args: argparse.Namespace) -> RunFile | None:
    """Fill in what the command line leaves open: from the run file that it names, or defaults.

    Returns
    -------
    RunFile or None
        The file; None where TASK is the name of a task.

    Raises
    ------
    MentalevalError
        When there is no such file, it holds what cannot be done, or the command line a secret.
    """
    _require_no_secret(args)
    file = _read(args.task)
    if file is not None:
        args.task = file.document.run
        _take_plugins(args, file)
        _take_responses(args, file)
        _take_rubric(args, file)
    document = RunDocument() if file is None else file.document
    for name in _SETTLED:
        if getattr(args, name) is None:
            setattr(args, name, getattr(document, name))
    return file


def _require_no_secret(args: argparse.Namespace) -> None:
    given: list[tuple[str, dict[str, Any]]] = [("--model_args", args.model_args or {})]
    for flag, kind in (("-D", args.data_options), ("-R", args.responders), ("-J", args.judges)):
        if kind is not None:
            given += [(flag, options) for _, options in ((flag, kind.shared), *kind.items)]
    require_no_secret(given)


def _read(task: str | None) -> RunFile | None:
    if task is None or not task.lower().endswith(SUFFIXES):
        return None
    path = Path(task)
    if not path.exists():
        raise UsageError(
            f"there is no run file {task}.",
            hint="a TASK that ends in .yaml, .yml or .toml is a run file; "
            "`mentaleval list tasks` shows the names of tasks",
        )
    marked = read_marked(path)
    return RunFile(marked, run_in(marked))


def _take_plugins(args: argparse.Namespace, file: RunFile) -> None:
    """Take who responds and judges, and the data set, where the command line names nobody."""
    document = file.document
    problems = [*_problems(args, file)]
    if problems:
        raise refused(file.marked, problems)
    if args.responders is not None and args.responders.items:
        args.model_args = args.model_args or {}  # the file's are for the file's responders
    elif args.responses is None:
        args.responders = _added(document.responders, args.responders)
    args.judges = _added(document.judges, args.judges)
    if args.dataset is None and document.dataset is not None:
        args.dataset = document.dataset.name
        shared = args.data_options.shared if args.data_options else {}
        args.data_options = Named(shared={**document.dataset.options, **shared})


def _added(choices: Sequence[Choice] | None, given: Named | None) -> Named | None:
    """Return the file's choices with the options given for all; those given by name instead."""
    if choices is None or (given is not None and given.items):
        return given
    shared = given.shared if given else {}
    return Named([(choice.name, {**choice.options, **shared}) for choice in choices])


def _take_responses(args: argparse.Namespace, file: RunFile) -> None:
    """Take the earlier responses, unless somebody is named who responds."""
    names_responders = args.responders is not None and args.responders.items
    if args.responses is None and file.document.responses is not None and not names_responders:
        args.responses = _existing(file, "responses", file.document.responses)


def _take_rubric(args: argparse.Namespace, file: RunFile) -> None:
    rubric = file.document.rubric
    if args.rubric is not None or rubric is None:
        return
    if isinstance(rubric, str):
        path = _existing(file, "rubric", rubric)
        with file.saying("rubric"):
            rubric = rubric_data(read_rubric(path))
    args.rubric = rubric


def _existing(file: RunFile, key: str, path: str) -> Path:
    if not Path(path).exists():
        raise refused(file.marked, [_nothing((key,), path)])
    return Path(path)


def _nothing(place: Place, path: str) -> Problem:
    said = (
        f"there is nothing at {path!r}; a path starts from the folder that the command is given "
        f"in, {Path.cwd()}."
    )
    return Problem(place, said)


def _problems(args: argparse.Namespace, file: RunFile) -> Iterator[Problem]:
    """Yield what is wrong with the plugins of the file, as far as they are used as they stand."""
    registry, document, words = installed(), file.document, file.marked.words
    if args.dataset is None and args.data_options is None and document.dataset is not None:
        yield from _problem(("dataset",), document.dataset, registry.dataset, words)
    if args.responders is None and args.responses is None:
        for n, choice in enumerate(document.responders or ()):
            yield from _problem(("responders", n), choice, registry.responder, words)
    if args.judges is None:
        for n, choice in enumerate(document.judges or ()):
            yield from _problem(("judges", n), choice, registry.judge, words)


def _problem(
    place: Place,
    choice: Choice,
    make: Callable[[str, dict[str, Any]], Plugin],
    words: Mapping[Place, str],
) -> Iterator[Problem]:
    try:
        plugin = make(choice.name, choice.options)
    except PluginError as error:
        yield _wrong(place, choice, error, words)
        return
    if lacks_model(plugin):
        yield Problem(place, f"{plugin.name!r} needs a model: as its option `model`.")
    for key in choice.options:
        value = getattr(plugin, key, None)
        if isinstance(value, Path) and not value.expanduser().exists():
            yield _nothing((*place, "options", key), str(value))


def _wrong(place: Place, choice: Choice, error: PluginError, words: Mapping[Place, str]) -> Problem:
    """Say what a plugin does not take: of one option where that stands, and how it is written."""
    cause = error.__cause__
    found = cause.errors() if isinstance(cause, ValidationError) else []
    wrong = {str(detail["loc"][0]) for detail in found if detail["loc"]} & {*choice.options}
    if len(wrong) != 1:
        return Problem(place, error.message)
    (option,) = wrong
    place = (*place, "options", option)
    if place not in words or "extra_forbidden" in {detail["type"] for detail in found}:
        return Problem(place, error.message)
    written = shown(choice.options[option], words[place])
    return Problem(place, f"{written}; {error.message} Put it in quotes if it is a text.")


def own_folder_of(file: RunFile, settings: RunSettings) -> LogFolder | None:
    """Return the folder of a run whose own file this is, where the run can go on in it."""
    from mentaleval.bridge.folder import differences  # noqa: PLC0415
    from mentaleval.bridge.log_folder import LogFolder  # noqa: PLC0415
    from mentaleval.bridge.run_files import RUN_FILE  # noqa: PLC0415  Inspect is slow to import
    from mentaleval.bridge.sharding import SETTINGS_FILE, SHARDS_FILE  # noqa: PLC0415

    folder = file.path.parent
    if file.path.name == RUN_FILE and (folder / SHARDS_FILE).exists():
        return LogFolder(folder)
    if file.path.name != RUN_FILE or not (folder / SETTINGS_FILE).exists():
        return None
    differing = differences(settings, folder)
    if settings.epochs != file.document.epochs:  # the command that began it would be refused then
        differing.append(f"epochs was {file.document.epochs}, is {settings.epochs}")
    if differing:
        message(f"a run of its own, since it is not the one of {folder}: {'; '.join(differing)}")
        return None
    return LogFolder(folder)


def tell_departures(file: RunFile, settings: RunSettings) -> None:
    """Warn of what is not as it was when the file was written."""
    from mentaleval.bridge.run_files import departures  # noqa: PLC0415  Inspect is slow to import

    for departure in departures(file.document, settings):
        message(f"warning: {file.path}: {departure}")
