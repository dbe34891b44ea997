"""The options of ``mentaleval run``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from mentaleval.cli import habits
from mentaleval.cli.reliability import seed_number
from mentaleval.cli.values import AddName, add_option, finite
from mentaleval.rubric import SEVEN

TASKS: Final = ("mentalbench", *SEVEN.names)
DEMO: Final = "demo"
MAX_UNRATED: Final = 0.1
MAX_RETRIES: Final = 7
ATTEMPT_TIMEOUT: Final = 300
BATCH: Final = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    _add_plugin_arguments(parser)
    _add_run_arguments(parser)
    _add_calling_arguments(parser)
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
        "--responses",
        type=Path,
        metavar="LOGS",
        help="judge the responses of an earlier run or log; nobody responds",
    )
    parser.add_argument(
        "--max-unrated",
        type=_share,
        default=MAX_UNRATED,
        metavar="SHARE",
        help=f"end with status 1 when more than this share is unrated ({MAX_UNRATED})",
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


def _add_calling_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how models are called, and what that may cost")
    group.add_argument(
        "--max-connections",
        type=_count,
        metavar="N",
        help="calls to one model at a time (adapts, 10 to 100)",
    )
    group.add_argument(
        "--max-retries",
        type=_number,
        default=MAX_RETRIES,
        metavar="N",
        help=f"how often a failed call is repeated ({MAX_RETRIES}), after 3 seconds and then twice "
        "as long each time; a provider's own client may repeat it besides",
    )
    group.add_argument(
        "--attempt-timeout",
        type=_count,
        default=ATTEMPT_TIMEOUT,
        metavar="SECONDS",
        help=f"how long one call may take before it is made again ({ATTEMPT_TIMEOUT})",
    )
    group.add_argument(
        "--batch",
        type=_count,
        nargs="?",
        const=BATCH,
        metavar="SIZE",
        help=f"judges use their provider's batch mode, cheaper and slower ({BATCH} calls a batch)",
    )
    group.add_argument(
        "--max-cost",
        type=_positive,
        metavar="DOLLARS",
        help="stop asking when the run, with its earlier parts, has cost so much; calls under "
        "way are finished",
    )
    group.add_argument(
        "--max-total-tokens",
        type=_count,
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
        type=_positive,
        metavar="N",
        help="model calls a second that --dry-run reckons with (5)",
    )


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


def _number(text: str) -> int:
    value = finite(text)
    if value < 0 or not value.is_integer():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 0")
    return int(value)


def _positive(text: str) -> float:
    value = finite(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value
