"""``mentaleval view``: Inspect's log viewer."""

from __future__ import annotations

import argparse
from pathlib import Path

from mentaleval.errors import UsageError

NAME = "view"
SUMMARY = "open Inspect's log viewer"
DESCRIPTION = """\
Open Inspect's viewer on a folder of logs: every sample with its ratings as columns. It serves
on this machine alone. The logs hold conversations: publish a bundle only where they may be
shown."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "log_dir", nargs="?", default="logs", help="the folder of logs (default: logs)"
    )
    parser.add_argument("--port", type=int, default=7575, help="port on this machine (7575)")
    parser.add_argument("--bundle", metavar="DIR", help="write a static site there instead")


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    folder = Path(args.log_dir)
    if not folder.is_dir():
        raise UsageError(
            f"there is no folder of logs at {str(folder)!r}.", hint="`mentaleval run` makes one"
        )
    from mentaleval.bridge.viewer import bundle, serve  # noqa: PLC0415  Inspect is slow to import

    if args.bundle:
        bundle(folder, Path(args.bundle))
    else:
        serve(folder, args.port)
    return 0
