"""``mentaleval run``: respond, judge, and say what the judges are worth."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mentaleval.cli import habits
from mentaleval.cli.console import message, require_writable
from mentaleval.cli.reliability import seed_number
from mentaleval.cli.values import AddName, Named, add_option, finite
from mentaleval.contract import Dataset, Judge, Responder
from mentaleval.errors import UsageError
from mentaleval.plugins import installed
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Exchange, RaterKind

if TYPE_CHECKING:
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
responder or judge named before it; given before any, to all."""
TASKS = ("mentalbench", *SEVEN.names)
DEMO = "demo"
MAX_UNRATED = 0.1
P = TypeVar("P", Responder, Judge)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    _add_plugin_arguments(parser)
    _add_run_arguments(parser)
    habits.add_arguments(parser)


def _add_plugin_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", nargs="?", metavar="TASK", help=", ".join(TASKS))
    parser.add_argument("--dataset", default=None, metavar="NAME", help=f"a data set ({DEMO})")
    add_option(parser, "-D", "data_options", "an option of the data set")
    parser.add_argument(
        "--responder",
        dest="responders",
        action=AddName,
        metavar="NAME|MODEL",
        help="who responds; repeatable (recorded, where the data set has responses)",
    )
    add_option(parser, "-R", "responders", "an option of the responder")
    parser.add_argument(
        "--judge",
        dest="judges",
        action=AddName,
        metavar="NAME|MODEL",
        help="who judges; repeatable (lexical, and recorded judges where there are any)",
    )
    add_option(parser, "-J", "judges", "an option of the judge")


def _add_run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=_limit, metavar="N", help="only the first N contexts; below 1 a share"
    )
    parser.add_argument(
        "--epochs", type=_count, default=1, metavar="N", help="how often each judge rates (1)"
    )
    parser.add_argument(
        "--seed", type=seed_number, metavar="N", help="seed of generation and analysis"
    )
    parser.add_argument("--log-dir", type=Path, metavar="DIR", help="where the logs go")
    parser.add_argument(
        "--max-connections", type=_count, metavar="N", help="calls to one model at a time"
    )
    parser.add_argument(
        "--max-unrated",
        type=_share,
        default=MAX_UNRATED,
        metavar="SHARE",
        help=f"end with status 1 when more than this share is unrated ({MAX_UNRATED})",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="count calls and tokens; ask no model"
    )
    parser.add_argument("--json", metavar="FILE|-", help="write the verdicts as JSON")
    parser.add_argument(
        "--display",
        choices=("rich", "plain", "none"),
        default="none",
        help="Inspect's own display instead of a progress line",
    )


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    habits.apply(args)
    tasks = _tasks(args)
    if args.json is not None:
        _check_json(args, tasks)
    dataset = installed().dataset(
        DEMO if args.dataset is None else args.dataset, _single(args.data_options)
    )
    status = 0
    for task in tasks:
        folder = args.log_dir / task if args.log_dir and len(tasks) > 1 else args.log_dir
        settings = _settings(args, task, dataset)
        if args.dry_run:
            _foretell(settings)
        else:
            status = max(status, _carry_out(args, settings, folder))
    return status


def _check_json(args: argparse.Namespace, tasks: Sequence[str]) -> None:
    if args.dry_run:
        raise UsageError("--dry-run asks no model, so it has no verdicts for --json: give one.")
    if len(tasks) > 1:
        raise UsageError(
            f"--json holds the verdicts of one task; --tasks names {len(tasks)}.",
            hint="leave --json out: each task's folder of logs has its reliability.json",
        )
    require_writable(args.json, coming=args.log_dir or Path("logs"))


def _carry_out(args: argparse.Namespace, settings: RunSettings, folder: Path | None) -> int:
    from mentaleval.bridge.running import (  # noqa: PLC0415
        check_models,
        run_judgements,
        run_responses,
    )
    from mentaleval.bridge.settings import claim_folder  # noqa: PLC0415
    from mentaleval.cli.outcome import conclude  # noqa: PLC0415

    check_models(settings)
    where = folder or settings.folder()
    claim_folder(settings, where)
    counts = {
        "responder": len(settings.responders),
        "judge": len(settings.judges),
        "context": len({exchange.id for exchange in settings.exchanges}),
    }
    said = ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items())
    message(f"{settings.task}: {said} of {settings.dataset.name!r}; logs in {where}")
    responses = run_responses(settings, where)
    message(f"responses: {responses.finished} of {responses.wanted}")
    if not responses.finished:
        return conclude(args, settings, where, responses.unfinished, responses.first_error)
    judgements = run_judgements(settings, where)
    message(f"judgements: {judgements.finished} of {judgements.wanted}")
    unfinished = responses.unfinished + judgements.unfinished
    return conclude(
        args, settings, where, unfinished, responses.first_error or judgements.first_error
    )


def _settings(args: argparse.Namespace, task: str, dataset: Dataset) -> RunSettings:
    from mentaleval.bridge.samples import read_exchanges  # noqa: PLC0415
    from mentaleval.bridge.settings import RunSettings  # noqa: PLC0415

    for attribute in SEVEN:
        if dataset.scale not in {None, attribute.scale}:
            raise UsageError(
                f"the data set {dataset.name!r} rates on {dataset.scale}, and the judges of a run "
                f"on {attribute.scale}: they cannot be compared.",
                hint=f"`mentaleval reliability {dataset.name}` compares judges that it recorded",
            )
    exchanges = read_exchanges(dataset, args.limit)
    responders = _responders(args.responders, dataset, exchanges)
    habits.require_one_model(args, responders)
    return RunSettings(
        task=task,
        dataset=dataset,
        exchanges=exchanges,
        responders=responders,
        judges=_judges(args.judges, dataset, responders),
        limit=args.limit,
        epochs=args.epochs,
        seed=args.seed,
        max_connections=args.max_connections,
        model_args=args.model_args,
        display=args.display,
    )


def _tasks(args: argparse.Namespace) -> list[str]:
    named = args.tasks or [TASKS[0] if args.task is None else args.task]
    for name in named:
        if name not in TASKS:
            raise UsageError(
                f"no task is called {name!r}.{habits.near(name, TASKS)}",
                hint="`mentaleval list tasks` shows them",
            )
    return named


def _single(named: Named | None) -> dict[str, Any]:
    return dict(named.shared) if named else {}


def _responders(
    named: Named | None, dataset: Dataset, exchanges: list[Exchange]
) -> list[Responder]:
    recorded = any(e.response is not None for e in exchanges)
    default = ("recorded",) if recorded else ()
    wanted = (named or Named()).resolved(default)
    if not wanted:
        raise UsageError(
            f"the data set {dataset.name!r} has no recorded responses, so somebody must respond.",
            hint="name a responder, as --responder openai/gpt-4o; ratings that a data set has "
            f"recorded are compared by `mentaleval reliability {dataset.name}`",
        )
    found = [
        variant
        for name, options in wanted
        for variant in installed().responder(name, options).variants(dataset, exchanges)
    ]
    return _unique(found, "responder")


def _judges(named: Named | None, dataset: Dataset, responders: Sequence[Responder]) -> list[Judge]:
    """Make the judges; a recorded judge is a default only where it has rated every responder."""
    replayed = all(responder.replays for responder in responders)
    judged = replayed and any(r.rater_kind == RaterKind.JUDGE for r in dataset.ratings())
    default = ("lexical", "recorded") if judged else ("lexical",)
    found = [
        variant
        for name, options in (named or Named()).resolved(default)
        for variant in installed().judge(name, options).variants(dataset)
    ]
    return _unique(found, "judge")


def _unique(plugins: list[P], kind: str) -> list[P]:
    for plugin in plugins:
        if "model" in type(plugin).model_fields and getattr(plugin, "model", None) is None:
            letter = kind[0].upper()
            raise UsageError(
                f"the {kind} {plugin.name!r} needs a model.",
                hint=f"--{kind} {plugin.name} -{letter} model=openai/gpt-4o, "
                f"or short: --{kind} openai/gpt-4o",
            )
    labels = [plugin.label for plugin in plugins]
    for label in labels:
        if labels.count(label) > 1:
            raise UsageError(f"the {kind} {label!r} is asked for twice with the same options.")
    return plugins


def _foretell(settings: RunSettings) -> None:
    from mentaleval.bridge.foretelling import foretell  # noqa: PLC0415

    for line in foretell(settings):
        print(line)


def _limit(text: str) -> float:
    value = finite(text)
    if value <= 0 or (value > 1 and not value.is_integer()):
        raise argparse.ArgumentTypeError(f"{text!r} is neither a whole number nor a share below 1")
    return value if value < 1 else int(value)


def _count(text: str) -> int:
    value = finite(text)
    if value < 1 or not value.is_integer():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(value)


def _share(text: str) -> float:
    value = finite(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share between 0 and 1")
    return value
