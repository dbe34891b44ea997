"""The options of ``mentaleval run``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mentaleval.cli import engines, habits
from mentaleval.cli.reliability import seed_number
from mentaleval.cli.values import AddName, add_option, finite
from mentaleval.documents import ranges
from mentaleval.documents.runs import BATCH, RunDocument
from mentaleval.rubric import SEVEN

if TYPE_CHECKING:
    from mentaleval.bridge.sharding import Shard

TASKS: Final = ("mentalbench", *SEVEN.names)
DEMO: Final = "demo"
_DEFAULTS: Final = RunDocument()
"""For the words of ``--help``: what is given is told from what is not by None."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    _add_plugin_arguments(parser)
    _add_run_arguments(parser)
    group = parser.add_argument_group("how models are called, and what that may cost")
    _add_calling_arguments(group)
    _add_cost_arguments(group)
    engines.add_arguments(parser, shards=True)
    habits.add_arguments(parser)


def _add_plugin_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "task",
        nargs="?",
        metavar="TASK|FILE",
        help=f"{', '.join(TASKS)}; or a run file (.yaml, .yml, .toml)",
    )
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
    parser.add_argument(
        "--rubric",
        metavar="FILE",
        help="the attributes to rate (.yaml, .toml); TASK is then its name, or an attribute's",
    )


def _add_run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit",
        type=_number(ranges.LIMIT),
        metavar="N",
        help="only the first N contexts; below 1 a share",
    )
    parser.add_argument(
        "--epochs",
        type=_number(ranges.COUNT),
        metavar="N",
        help=f"how often each judge rates ({_DEFAULTS.epochs})",
    )
    parser.add_argument(
        "--seed", type=seed_number, metavar="N", help="seed of generation and analysis"
    )
    parser.add_argument(
        "--log-dir",
        type=habits.log_folder,
        metavar="DIR|URL",
        help="where the logs go; several machines share an s3://BUCKET/FOLDER",
    )
    parser.add_argument(
        "--shard",
        type=_shard,
        metavar="I/N",
        help="only the I-th of N parts of the conversations, as 3/16; the parts share --log-dir",
    )
    parser.add_argument(
        "--responses",
        type=_responses,
        metavar="LOGS",
        help="judge the responses of an earlier run or log; nobody responds",
    )
    parser.add_argument(
        "--max-unrated",
        type=_number(ranges.SHARE),
        metavar="SHARE",
        help=f"end with status 1 when more than this share is unrated ({_DEFAULTS.max_unrated})",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="tell calls, tokens and cost; ask no model"
    )
    parser.add_argument("--json", metavar="FILE|-", help="write the verdicts as JSON")
    parser.add_argument(
        "--display",
        choices=("rich", "plain", "none"),
        default="none",
        help="Inspect's own display instead of a progress line",
    )


def _add_calling_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--max-connections",
        type=_number(ranges.COUNT),
        metavar="N",
        help="calls to one model at a time (adapts, 10 to 100)",
    )
    group.add_argument(
        "--max-retries",
        type=_number(ranges.NUMBER),
        metavar="N",
        help=f"how often a failed call is repeated ({_DEFAULTS.max_retries}), after 3 seconds and "
        "then twice as long each time; a provider's own client may repeat it besides",
    )
    group.add_argument(
        "--attempt-timeout",
        type=_number(ranges.COUNT),
        metavar="SECONDS",
        help=f"how long one call may take before it is made again ({_DEFAULTS.attempt_timeout})",
    )
    group.add_argument(
        "--batch",
        type=_number(ranges.COUNT),
        nargs="?",
        const=BATCH,
        metavar="SIZE",
        help=f"judges use their provider's batch mode, cheaper and slower ({BATCH} calls a batch)",
    )


def _add_cost_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--max-cost",
        type=_number(ranges.POSITIVE),
        metavar="DOLLARS",
        help="stop asking when the run, with its earlier parts, has cost so much; calls under "
        "way are finished",
    )
    group.add_argument(
        "--max-total-tokens",
        type=_number(ranges.COUNT),
        metavar="N",
        help="stop asking when the run, with its earlier parts, has taken so many tokens",
    )
    group.add_argument(
        "--prices",
        type=Path,
        metavar="FILE",
        help="YAML or JSON, dollars a million tokens; goes before the known prices",
    )
    group.add_argument(
        "--rate",
        type=_number(ranges.POSITIVE),
        metavar="N",
        help="model calls a second that --dry-run reckons with (5)",
    )


def _responses(text: str) -> Path:
    if "://" not in text:
        return Path(text)
    if not text.startswith("file://"):
        raise argparse.ArgumentTypeError(
            f"what lies at {text.partition('://')[0]}:// is not on this machine: copy the logs "
            "here, and give their path"
        )
    from mentaleval.bridge.bringing import path_of  # noqa: PLC0415  fsspec is slow to import

    return path_of(text)


def _shard(text: str) -> Shard:
    from mentaleval.bridge.sharding import Shard  # noqa: PLC0415

    try:
        return Shard.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _number(right: ranges.Range) -> Callable[[str], int | float]:
    def read(text: str) -> int | float:
        try:
            return right(finite(text))
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text!r} is not {error}") from error

    return read
