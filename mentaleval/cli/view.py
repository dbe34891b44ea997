"""``mentaleval view``: Inspect's log viewer."""

from __future__ import annotations

import argparse
import os
import shlex
import socket
from pathlib import Path
from typing import Final

from mentaleval.cli.bringing import brought_here
from mentaleval.cli.console import message
from mentaleval.cli.targets import require_named
from mentaleval.errors import UsageError

NAME = "view"
SUMMARY = "open Inspect's log viewer"
DESCRIPTION = """\
Open Inspect's viewer on a folder of logs: every sample with its ratings as coloured columns, the
lowest first. It serves on this machine alone, until Ctrl-C. --bundle writes the same as a static
site, which any web server can serve (`python -m http.server --directory DIR`). The logs hold
conversations: publish a bundle only where all of them may be shown."""

_HOST: Final = "127.0.0.1"
_LAST_PORT: Final = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "log_dir", nargs="?", default="logs", help="the folder of logs (default: logs)"
    )
    parser.add_argument(
        "--port", type=_port, default=7575, metavar="N", help="port on this machine (7575)"
    )
    parser.add_argument("--bundle", metavar="DIR", help="write a static site there instead")


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = 0
    if not 0 < port <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {_LAST_PORT}")
    return port


def run(args: argparse.Namespace) -> int:
    """Carry out the command."""
    folder = _folder(brought_here(args.log_dir))
    if args.bundle is None:
        _require_free(args.port)
    else:
        require_named("--bundle", args.bundle)
        _require_new(Path(args.bundle), folder)
    from mentaleval.bridge.viewer import bundle, count_logs, serve  # noqa: PLC0415  Inspect is slow

    logs = count_logs(folder)
    if args.bundle is None:
        message(f"the viewer of {logs} logs in {folder}: http://{_HOST}:{args.port}/")
        serve(folder, args.port)
        return 0
    try:
        bundle(folder, Path(args.bundle))
    except OSError as error:
        raise UsageError(
            f"--bundle {args.bundle!r} cannot be written: {error.strerror or error}."
        ) from error
    command = shlex.join(["python", "-m", "http.server", "--directory", args.bundle])
    message(
        f"{logs} logs are in {args.bundle}, with every conversation that they hold: publish it "
        f"only where all of them may be shown\n`{command}` shows it; from a file it does not open"
    )
    return 0


def _folder(given: str) -> Path:
    folder = Path(given)
    if folder.is_dir():
        return folder
    if folder.exists():
        beside = shlex.quote(str(folder.parent))
        raise UsageError(
            f"{given!r} is a file, and the viewer opens folders.",
            hint=f"`mentaleval view {beside}` shows it among the logs beside it",
        )
    raise UsageError(f"there is no folder of logs at {given!r}.", hint="`mentaleval run` makes one")


def _require_free(port: int) -> None:
    """Make sure that nobody listens on a port: Inspect would end a viewer that does."""
    with socket.socket() as listening:
        if os.name == "posix":  # a viewer that was just closed is no hindrance
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((_HOST, port))
        except OSError as error:
            raise UsageError(
                f"port {port} of this machine cannot be used: {error.strerror}.",
                hint=f"a viewer may be open there already; `--port {port % _LAST_PORT + 1}` opens "
                "another",
            ) from error


def _require_new(target: Path, folder: Path) -> None:
    """Make sure that a bundle can be written to *target*, which then is its own folder."""
    place = Path(os.path.realpath(target))
    if Path(os.path.realpath(folder)) in (place, *place.parents):
        raise UsageError(
            f"--bundle {str(target)!r} lies in the folder of logs itself; choose another place."
        )
    if target.is_symlink():  # a new folder could not take its place
        raise UsageError(f"--bundle {str(target)!r} is a link; name the folder itself.")
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UsageError(f"--bundle {str(target)!r} is there already; choose a new folder.")
    if not target.parent.is_dir():
        raise UsageError(f"--bundle {str(target)!r}: there is no folder {str(target.parent)!r}.")
    if not os.access(target.parent, os.W_OK):
        raise UsageError(f"--bundle {str(target)!r}: permission denied.")
