"""``mentaleval run``: respond, judge, and say what the judges are worth."""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from mentaleval.cli import engines, habits, run_files
from mentaleval.cli.console import message
from mentaleval.cli.forecast import print_forecast
from mentaleval.cli.rubrics import run_rubric
from mentaleval.cli.run_options import add_arguments
from mentaleval.cli.run_settings import run_dataset, run_settings
from mentaleval.cli.targets import require_writable
from mentaleval.documents.validation import near_miss
from mentaleval.errors import UsageError
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Rubric

__all__ = ["DESCRIPTION", "NAME", "SUMMARY", "add_arguments", "run"]

if TYPE_CHECKING:
    from mentaleval.bridge.log_folder import LogFolder
    from mentaleval.bridge.settings import RunSettings

NAME = "run"
SUMMARY = "respond, judge, and end in the trust table"
DESCRIPTION = """\
Have responders respond to a data set and judges rate the responses, as Inspect runs whose logs
are kept; then compare the judges with the data set's human ratings. The same command in the
same folder goes on where it stopped. Without options it runs the bundled demonstration, which
needs no key and no network.

A name with a slash is a model: `--responder openai/gpt-4o` responds by the paper's protocol,
`--judge anthropic/claude-...` rates by the rubric. An option -R/-J goes to the nearest
responder or judge named before it; given before any, to all.

All this may stand in a file instead: `mentaleval run FILE.yaml`. What the command line says goes
before the file. Every run writes such a file beside its logs, and it repeats the run."""


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    from mentaleval.bridge.log_folder import LogFolder  # noqa: PLC0415

    habits.apply(args)
    engines.require_consistent(args)
    file = run_files.settle(args)
    dataset = run_dataset(args)
    engines.require_divisible(args, dataset)
    rubric = run_rubric(args, dataset)
    with file.saying("run") if file else nullcontext():
        tasks = _tasks(args, rubric)
    if args.json is not None:
        _check_json(args, tasks)
    status = 0
    for task in tasks:
        folder = args.log_dir.within(task) if args.log_dir and len(tasks) > 1 else args.log_dir
        settings = run_settings(args, task, dataset, rubric)
        if file is not None:
            folder = folder or run_files.own_folder_of(file, settings)
            run_files.tell_departures(file, settings)
        folder = folder or LogFolder(settings.folder())
        if args.shard is not None:
            settings, folder = settings.of_shard(args.shard), folder.within(args.shard.folder)
        if args.dry_run:
            print_forecast(settings, args.prices, args.rate)
        elif args.engine is not None:
            from mentaleval.cli.spread_run import run_spread  # noqa: PLC0415

            status = max(status, run_spread(args, settings, folder))
        else:
            status = max(status, _carry_out(args, settings, folder))
    return status


def _check_json(args: argparse.Namespace, tasks: Sequence[str]) -> None:
    if args.shard is not None:
        raise UsageError(
            "--json holds the verdicts of a whole run, and a shard has none.",
            hint="`mentaleval reliability DIR --json FILE` analyses the shards together",
        )
    if args.dry_run:
        raise UsageError("--dry-run asks no model, so it has no verdicts for --json: give one.")
    if len(tasks) > 1:
        raise UsageError(
            f"--json holds the verdicts of one task; --tasks names {len(tasks)}.",
            hint="leave --json out: each task's folder of logs has its reliability.json",
        )
    require_writable(args.json, coming=args.log_dir.path if args.log_dir else Path("logs"))


def _carry_out(args: argparse.Namespace, settings: RunSettings, folder: LogFolder) -> int:
    from mentaleval.bridge.models import addresses  # noqa: PLC0415
    from mentaleval.bridge.prices import Prices  # noqa: PLC0415
    from mentaleval.bridge.running import at_work, run_judgements, run_responses  # noqa: PLC0415
    from mentaleval.cli.outcome import Ended, conclude  # noqa: PLC0415

    with at_work(settings, folder, Prices.known(args.prices, addresses(settings))) as watch:
        message(_announced(settings, folder))
        _tell_of_a_part(settings)
        responses = run_responses(settings, folder.path)
        message(f"responses: {responses.finished} of {responses.wanted}")
        ended = Ended(watch, responses.unfinished, responses.first_error)
        if responses.finished:
            judgements = run_judgements(settings, folder.path)
            message(f"judgements: {judgements.finished} of {judgements.wanted}")
            ended.unfinished += judgements.unfinished
            ended.first_error = ended.first_error or judgements.first_error
        return conclude(args, settings, folder, ended)


def _announced(settings: RunSettings, where: LogFolder) -> str:
    counts = {
        "responder": len(settings.responders),
        "judge": len(settings.judges),
        "context": len({exchange.id for exchange in settings.exchanges}),
    }
    said = ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items())
    part = "" if settings.shard is None else f" (shard {settings.shard})"
    return f"{settings.task}{part}: {said} of {settings.dataset.name!r}; logs in {where}"


def _tell_of_a_part(settings: RunSettings) -> None:
    """Say what is another thing in a shard than in a whole run."""
    if settings.shard is None:
        return
    if not settings.exchanges:
        message("this shard has no conversation, so there is nothing to do")
    limited = settings.limits.cost is not None or settings.limits.tokens is not None
    if limited and settings.shard.of > 1:
        message(
            f"the limit is this shard's own: all {settings.shard.of} shards together may spend "
            f"{settings.shard.of} times as much"
        )


def _tasks(args: argparse.Namespace, rubric: Rubric) -> list[str]:
    given = args.tasks or [rubric.name if args.task is None else args.task]
    named = [unicodedata.normalize("NFC", name) for name in given]
    for name in named:
        if name not in rubric.tasks:
            if rubric == SEVEN:
                raise UsageError(
                    f"no task is called {name!r}.{habits.near(name, rubric.tasks)}",
                    hint="`mentaleval list tasks` shows them",
                )
            raise UsageError(
                f"the rubric {rubric.name!r} has no task {name!r}; it has "
                f"{', '.join(rubric.tasks)}.{near_miss(name, rubric.tasks)}"
            )
    return named
