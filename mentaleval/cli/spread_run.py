"""A run whose shards are given to an engine: what is asked of it, and how it ends."""

from __future__ import annotations

import argparse
import os
import secrets
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mentaleval.cli import engines
from mentaleval.cli.console import message
from mentaleval.cli.progress import telling
from mentaleval.errors import EngineError, MentalevalError, RatingsError, UsageError

if TYPE_CHECKING:
    from mentaleval.bridge.log_folder import LogFolder
    from mentaleval.bridge.settings import RunSettings
    from mentaleval.engines.attending import Ended

_A_WORKER: Final = 4
"""Shards for each worker: the last ones to end keep few of them waiting."""
_OF_THE_WHOLE: Final = (*engines.OPTIONS, "json", "log-dir", "output_path", "tasks")
_DIVIDED: Final = ("max-cost", "max-total-tokens")
_RESULT: Final = "reliability.json"


def run_spread(args: argparse.Namespace, settings: RunSettings, folder: LogFolder) -> int:
    """Carry out a run in shards, and print the trust table of all of them.

    Raises
    ------
    EngineError, UnfinishedError, UsageError
        When the engine cannot be used, or the run not be divided.
    """
    from mentaleval.bridge.sharding import (  # noqa: PLC0415  slow to import
        in_shards,
        shards_of,
        share_unrated,
    )
    from mentaleval.cli.outcome import too_many_unrated  # noqa: PLC0415
    from mentaleval.engines.cluster import connected  # noqa: PLC0415

    folder.path.mkdir(parents=True, exist_ok=True)
    known = shards_of(folder)
    if known is not None and args.shards not in (None, known.of):
        raise UsageError(
            f"{folder} holds this run in {in_shards(known.of)}, and --shards {args.shards} divides "
            "it in another way.",
            hint="leave --shards out, or choose another --log-dir",
        )
    with connected(args.scheduler, args.workers, engines.OF_RUNS) as client:
        number = args.shards or (known.of if known else _A_WORKER * len(client.nthreads()))
        with _seen_by_all(folder, client):
            _announce(args, settings, folder, number, client)
            failed = _carry_out(client, _words(args, settings, folder, number), number)
    now = shards_of(folder)
    if now is not None:
        try:
            _tell_spending(args, settings, folder, now.of)
        except MentalevalError as error:  # what is paid for is analysed in any case
            message(f"warning: what was spent cannot be told: {error}")
    if now is None or not now.finished:
        message("error: no shard is finished, so there is nothing to analyse")
        return 1
    status = _analyse(args, settings, folder)
    too_many = too_many_unrated(share_unrated(folder, now.of), settings.max_unrated)
    return max(1 if failed or too_many else 0, status)


def _tell_spending(
    args: argparse.Namespace, settings: RunSettings, folder: LogFolder, of: int
) -> None:
    """Say what all shards took together, in all parts of the run."""
    from mentaleval.bridge.models import addresses  # noqa: PLC0415  slow to import
    from mentaleval.bridge.prices import Prices  # noqa: PLC0415
    from mentaleval.bridge.shards_paid import paid_by_all  # noqa: PLC0415
    from mentaleval.bridge.watch import Watch  # noqa: PLC0415
    from mentaleval.cli.spending import spending_lines  # noqa: PLC0415

    prices = Prices.known(args.prices, addresses(settings))
    with paid_by_all(folder, of) as paid:
        watch = Watch(paid, prices, batch=bool(settings.batch))
        for line in spending_lines(settings, watch):
            message(line)


def _carry_out(client: Any, words: tuple[str, ...], number: int) -> dict[int, Ended]:
    from mentaleval.bridge.sharding import in_shards  # noqa: PLC0415
    from mentaleval.engines.attending import Job  # noqa: PLC0415
    from mentaleval.engines.shards import Shards  # noqa: PLC0415

    job = Job("mentaleval.cli.attended", words, number, str(Path.cwd()), secrets.token_hex(8))
    with telling("shards", "done") as tell:
        failed = Shards(client, job, message, tell).run()
    message(f"shards: {number - len(failed)} of {number} done")
    if failed:
        message(
            f"error: {len(failed)} of {in_shards(number)} {'is' if len(failed) == 1 else 'are'} "
            f"unfinished: {', '.join(map(str, sorted(failed)))}; the same command goes on with "
            f"{'it' if len(failed) == 1 else 'them'}"
        )
    return failed


def _announce(
    args: argparse.Namespace, settings: RunSettings, folder: LogFolder, number: int, client: Any
) -> None:
    from mentaleval.bridge.sharding import in_shards  # noqa: PLC0415

    workers = len(client.nthreads())
    where = f"of the scheduler {args.scheduler}" if args.scheduler else "on this machine"
    plural = "" if workers == 1 else "s"
    message(
        f"{settings.task}: {in_shards(number)} by {workers} worker{plural} {where}; "
        f"logs in {folder}"
    )
    if args.scheduler and folder.url is None:
        message(
            f"warning: {folder} is a path, and locks on it are not reliable on every network file "
            f"system; --log-dir file://{folder.path.absolute().as_posix()} takes none"
        )
    for name, share in _shares(args, number).items() if number > 1 else ():
        message(f"--{name} is divided: each of the {number} shards may spend {share}")


def _shares(args: argparse.Namespace, number: int) -> dict[str, str]:
    """Return each shard's part of the limits.

    Raises
    ------
    UsageError
        When there is less than one token for each.
    """
    shares = {}
    if args.max_cost is not None:
        shares["max-cost"] = f"{args.max_cost / number:.12g}"
    if args.max_total_tokens is not None:
        if args.max_total_tokens < number:
            raise UsageError(
                f"--max-total-tokens {args.max_total_tokens} is less than one for each of the "
                f"{number} shards."
            )
        shares["max-total-tokens"] = str(args.max_total_tokens // number)
    return shares


def _words(
    args: argparse.Namespace, settings: RunSettings, folder: LogFolder, number: int
) -> tuple[str, ...]:
    """Return the command of every shard but for its number: ours, with what is divided."""
    typed = shlex.split(args.typed)[1:]
    where = folder.url or str(folder.path.absolute())
    tasks = ["--tasks", settings.task] if args.tasks else []
    shares = [word for name, most in _shares(args, number).items() for word in (f"--{name}", most)]
    return (
        *engines.told_without(typed, (*_OF_THE_WHOLE, *_DIVIDED)),
        *("--log-dir", where),
        *tasks,
        *shares,
    )


@contextmanager
def _seen_by_all(folder: LogFolder, client: Any) -> Iterator[None]:
    """Make sure that a folder on disk is the same one for every worker.

    Raises
    ------
    EngineError
        When a worker does not see what is written there.
    """
    if folder.url is not None:
        yield
        return
    mark = folder.path.absolute() / f".seen-{secrets.token_hex(8)}"
    mark.touch()
    try:
        seen = client.run(os.path.exists, str(mark))
    finally:
        mark.unlink()
    blind = [worker for worker, sees in seen.items() if not sees]
    if blind:
        raise EngineError(
            f"--log-dir {folder}: the worker {blind[0]} does not see this folder.",
            hint="give a folder that all machines share, or an s3://BUCKET/FOLDER",
        )
    yield


def _analyse(args: argparse.Namespace, settings: RunSettings, folder: LogFolder) -> int:
    """Analyse the logs of all shards, as `mentaleval reliability` does."""
    from mentaleval.cli.grammar import build_parser  # noqa: PLC0415  it has this command too

    source = folder.as_source
    words = ["reliability", source]
    words += [] if args.seed is None else ["--seed", str(args.seed)]
    target = args.json or (None if folder.url else str(folder.path / _RESULT))
    words += ["--json", target] if target else []
    asked = build_parser().parse_args(words)
    asked.typed = shlex.join(["mentaleval", *words])
    try:
        status: int = asked.run_command(asked)
    except RatingsError as error:
        message(
            f"nothing can be said of how far the judges of {settings.dataset.name!r} can be "
            f"trusted: {error}"
        )
        return 0
    return status
