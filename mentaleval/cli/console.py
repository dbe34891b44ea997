"""Where words go: data to stdout, messages to stderr."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mentaleval.errors import UsageError

_PIPE_WIDTH = 100_000


def message(text: str) -> None:
    """Say something to the person at the terminal."""
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


def write_json(document: Any, target: str) -> None:
    """Write a JSON document to a file, or to stdout for ``-``."""
    text = json.dumps(document, indent=2, allow_nan=False, ensure_ascii=False)
    if target == "-":
        print(text)
    else:
        write_text(text + "\n", target)


def write_text(text: str, target: str) -> None:
    """Write a text file.

    Raises
    ------
    UsageError
        When the file cannot be written.
    """
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {target!r}: {error.strerror}.") from error
