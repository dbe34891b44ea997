"""Where words go: data to stdout, messages to stderr."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mentaleval.cli import progress
from mentaleval.errors import UsageError
from mentaleval.legible import one_line
from mentaleval.writing import whole_file

_PIPE_WIDTH = 100_000


def message(text: str) -> None:
    """Say something to the person at the terminal, whom no name in it may command."""
    text = "\n".join(one_line(line) for line in text.split("\n"))
    if not progress.say(text):
        print(text, file=sys.stderr, flush=True)


def width() -> int | None:
    """Return how wide a table may be; None in a pipe, where it is as wide as it needs."""
    if "COLUMNS" in os.environ or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return None


def show(renderables: Iterable[Any]) -> None:
    """Print rich renderables to stdout."""
    from rich.console import Console  # noqa: PLC0415  slow to import

    console = Console(width=width() or _PIPE_WIDTH, soft_wrap=False, highlight=False)
    console.print(*renderables, sep="\n")


def require_writable(target: str, coming: Path | None = None) -> None:
    """Make sure that a file can be written, before any work is done for it.

    Parameters
    ----------
    target
        The file, or ``-`` for stdout.
    coming
        A folder that the work itself will make; the file may lie in it or above it.

    Raises
    ------
    UsageError
        When there is no such folder, or it may not be written to.
    """
    if target == "-":
        return
    file = Path(target)
    folder = file.parent
    try:
        if coming is not None and folder.absolute() in _upwards(coming):
            folder = next(above for above in _upwards(folder) if above.exists())
        if file.is_dir():
            raise UsageError(f"cannot write {target!r}: it is a folder, not a file.")
        if not folder.is_dir():
            raise UsageError(f"cannot write {target!r}: there is no folder {str(folder)!r}.")
    except OSError as error:
        raise UsageError(f"cannot write {target!r}: {error.strerror}.") from error
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise UsageError(f"cannot write {target!r}: permission denied.")


def require_folder(option: str, target: str) -> None:
    """Make sure that files can be written to a folder, which may have to be made, before any work.

    Raises
    ------
    UsageError
        When it is a file, or may not be made or written to.
    """
    if not target:
        raise UsageError(f"{option} takes the name of a folder, and was given none.")
    there = next(path for path in _upwards(Path(target)) if os.path.lexists(path))
    if not there.is_dir():
        raise UsageError(f"{option} {target}: {str(there)!r} is no folder.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise UsageError(f"{option} {target}: {str(there)!r} may not be written to.")


def require_apart(targets: Mapping[str, str | None], sources: Iterable[str | None]) -> None:
    """Make sure that nothing is written over what is read, or over what is written too.

    Parameters
    ----------
    targets
        The file of each option that writes one; None where it is not given.
    sources
        What is read.

    Raises
    ------
    UsageError
        When two are one file.
    """
    taken = {Path(source).resolve(): "is read too" for source in sources if source}
    for option, target in targets.items():
        if target is None or target == "-":
            continue
        file = Path(target).resolve()
        if file in taken:
            raise UsageError(f"{option} {target}: that file {taken[file]}, so give another name.")
        taken[file] = f"is that of {option}"


def _upwards(folder: Path) -> tuple[Path, ...]:
    return folder.absolute(), *folder.absolute().parents


def write_json(document: Any, target: str) -> None:
    """Write a JSON document to a file, or to stdout for ``-``."""
    text = json.dumps(document, indent=2, allow_nan=False, ensure_ascii=False)
    if target == "-":
        print(text)
    else:
        write_text(text + "\n", target)


def write_text(text: str, target: str) -> None:
    """Write a text file: all of it, or what was there stays as it was.

    Raises
    ------
    UsageError
        When the file cannot be written.
    """
    try:
        with whole_file(Path(target)) as file:
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {target!r}: {error.strerror}.") from error


def write_report(page: str, target: str) -> None:
    """Write an HTML file, and say where it is."""
    write_text(page, target)
    message(f"the report is in {target}")
