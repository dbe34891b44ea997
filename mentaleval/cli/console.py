"""Where words go: data to stdout, messages to stderr."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
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
    if not progress.say(text) and sys.stderr is not None:  # None: it is closed
        with suppress(OSError):  # it is full, or its reader went away
            print(text, file=sys.stderr, flush=True)


class PrintingError(Exception):
    """What was found cannot be printed."""


@contextmanager
def printing() -> Iterator[None]:
    """Have what is printed inside the block arrive; letters that stdout lacks are written out.

    Raises
    ------
    PrintingError
        When it does not arrive, as on a full disk.
    BrokenPipeError
        When the reader of a pipe went away.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        with suppress(OSError):  # it was a file when Python opened it, and is a pipe by now
            sys.stdout.reconfigure(errors="backslashreplace")
    try:
        yield
    finally:
        with _to_stdout():
            sys.stdout.flush()


@contextmanager
def _to_stdout() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is left
        if isinstance(error, BrokenPipeError):
            raise
        raise PrintingError(f"stdout cannot be written to: {error.strerror}.") from error


def put(text: str) -> None:
    """Print lines to stdout."""
    with _to_stdout():
        print(text)


def width() -> int | None:
    """Return how wide a table may be; None in a pipe, where it is as wide as it needs."""
    if "COLUMNS" in os.environ or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return None


def show(renderables: Iterable[Any]) -> None:
    """Print rich renderables to stdout."""
    from rich.console import Console  # noqa: PLC0415  slow to import

    console = Console(width=width() or _PIPE_WIDTH, soft_wrap=False, highlight=False)
    with _to_stdout():
        try:
            console.print(*renderables, sep="\n")
        except SystemExit as error:  # so rich says that the reader of a pipe went away
            raise BrokenPipeError from error


def write_json(document: Any, target: str) -> None:
    """Write a JSON document to a file, or to stdout for ``-``."""
    plain = target == "-" and "utf" not in (sys.stdout.encoding or "").lower()
    text = json.dumps(document, indent=2, allow_nan=False, ensure_ascii=plain)
    if target == "-":
        put(text)
    else:
        write_text(text + "\n", target)


def write_text(text: str, target: str) -> None:
    """Write a text file: all of it, or what was there stays as it was.

    A name of a file may hold what is no character; it is written out, as JSON does it.

    Raises
    ------
    UsageError
        When the file cannot be written.
    """
    try:
        with whole_file(Path(target)) as file:
            file.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError(f"cannot write {target!r}: {error.strerror}.") from error


def write_report(page: str, target: str) -> None:
    """Write an HTML file, and say where it is."""
    write_text(page, target)
    message(f"the report is in {target}")
