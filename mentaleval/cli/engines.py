"""The options that say which engine does the work, where it is not this process alone."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from mentaleval.contract import Dataset
from mentaleval.documents import ranges
from mentaleval.errors import UsageError
from mentaleval.spreading import Spread

ENGINES: Final = ("dask",)
OPTIONS: Final = ("engine", "scheduler", "workers", "shards")
"""What is of the engine and not of the work, and of no meaning to a part of it."""
_OF_ANALYSES: Final = ("mentaleval", "numpy", "scipy", "pandas")
OF_RUNS: Final = ("mentaleval", "inspect-ai")


def add_arguments(parser: argparse.ArgumentParser, *, shards: bool = False) -> None:
    """Add the options; those of a run have shards."""
    group = parser.add_argument_group("several processes or machines")
    group.add_argument(
        "--engine", choices=ENGINES, help="spread the work with Dask (pip install mentaleval[dask])"
    )
    group.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask scheduler's, as tcp://HOST:8786"
    )
    group.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="without --scheduler: processes on this machine (one a core)",
    )
    if shards:
        group.add_argument(
            "--shards", type=_count, metavar="N", help="parts of the run (4 for each worker)"
        )


def _count(text: str) -> int:
    try:
        return int(ranges.COUNT(float(text)))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not {ranges.COUNT}") from error


def require_consistent(args: argparse.Namespace) -> None:
    """Make sure that the options of the engine belong together.

    Raises
    ------
    UsageError
        When one of them says nothing beside the others.
    """
    for name in OPTIONS[1:]:
        if args.engine is None and getattr(args, name, None) is not None:
            raise UsageError(
                f"--{name} is an option of --engine dask, which is not given.",
                hint="add --engine dask",
            )
    if args.scheduler is not None and args.workers is not None:
        raise UsageError(
            "--workers starts workers on this machine, and --scheduler names a scheduler that has "
            "its own: give one of them."
        )
    if args.engine is not None and getattr(args, "shard", None) is not None:
        raise UsageError(
            "--engine dask does all shards of a run, and --shard names one: give one of them.",
            hint="--shards N says how many there are",
        )


def require_divisible(args: argparse.Namespace, dataset: Dataset) -> None:
    """Make sure that a run which is to be divided can be.

    Raises
    ------
    UsageError
        When its result is of another kind than what shards are analysed to together.
    """
    if dataset.baseline is not None and (args.engine is not None or args.shard is not None):
        given = "--engine dask" if args.shard is None else f"--shard {args.shard}"
        raise UsageError(
            f"{given} divides a run, and the data set {dataset.name!r} measures how far judges "
            "are moved, which is found at the end of one whole run.",
            hint=f"leave {given} out",
        )


@contextmanager
def spreading(args: argparse.Namespace) -> Iterator[Spread]:
    """Give what spreads the parts of an analysis: Dask's workers, or this process alone.

    Raises
    ------
    EngineError
        When the engine cannot be used.
    """
    if args.engine is None:
        yield map
        return
    from mentaleval.engines.cluster import connected  # noqa: PLC0415  the rest needs no engine
    from mentaleval.engines.over_dask import OverDask  # noqa: PLC0415

    with connected(args.scheduler, args.workers, _OF_ANALYSES) as client:
        yield OverDask(client)


def told_without(words: Sequence[str], options: Sequence[str]) -> list[str]:
    """Return the words of a command line without some options that take one value each.

    Examples
    --------
    >>> told_without(["run", "--engine", "dask", "--shards=8", "--seed", "1"], ("engine", "shards"))
    ['run', '--seed', '1']
    """
    names = {f"--{name}" for name in options}
    kept: list[str] = []
    coming = iter(words)
    for word in coming:
        if word in names:
            next(coming, None)
        elif word.partition("=")[0] not in names:
            kept.append(word)
    return kept
