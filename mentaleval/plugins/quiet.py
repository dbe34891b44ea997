"""Keep what a plugin prints while it is read away from stdout and stderr."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, Any, Final, TextIO, cast

_LONGEST: Final = 60
_STDOUT_AND_STDERR: Final = (1, 2)
_UNHEARD: Final = (
    DeprecationWarning,
    PendingDeprecationWarning,
    ImportWarning,
    ResourceWarning,
)
"""Warnings that Python itself shows to nobody but the author of a script."""


@dataclass(slots=True)
class Heard:
    """What a plugin printed and warned of."""

    printed: str = ""
    warned: list[str] = field(default_factory=list)

    def notices(self) -> Iterator[str]:
        """Yield what is worth telling, each in a line."""
        if self.printed.strip():
            yield f"prints on import: {_first_line(self.printed)!r}"
        if self.warned:
            yield f"warns on import: {_first_line(self.warned[0])!r}"


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0].strip()
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."


@contextmanager
def quietly() -> Iterator[Heard]:
    """Keep what is printed inside this block, by Python, a library in C or a child process."""
    heard = Heard()
    kept = io.StringIO()
    with tempfile.TemporaryFile() as file:
        try:
            with (
                _descriptors_into(file),
                _streams_into(kept),
                warnings.catch_warnings(record=True) as warned,
            ):
                warnings.simplefilter("always")
                yield heard
        finally:
            file.seek(0)
            heard.printed = kept.getvalue() + file.read().decode(errors="replace")
            heard.warned = [
                f"{one.category.__name__}: {one.message}"
                for one in warned
                if not issubclass(one.category, _UNHEARD)
            ]


class _Standin:
    """Stands for stdout or stderr, and passes on what comes after the block.

    A plugin's library may have made a log handler of it, which lives as long as the process.
    """

    def __init__(self, real: TextIO | None, kept: io.StringIO) -> None:
        self._real = real or io.StringIO()
        self.kept: io.StringIO | None = kept

    def write(self, text: str) -> int:
        return (self.kept or self._real).write(text)

    def writelines(self, lines: Any) -> None:
        (self.kept or self._real).writelines(lines)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@contextmanager
def _streams_into(kept: io.StringIO) -> Iterator[None]:
    before = sys.stdout, sys.stderr
    standins = [_Standin(stream, kept) for stream in before]
    sys.stdout, sys.stderr = (cast("TextIO", standin) for standin in standins)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        for standin in standins:
            standin.kept = None


@contextmanager
def _descriptors_into(file: IO[bytes]) -> Iterator[None]:
    saved: dict[int, int] = {}
    _flush()
    try:
        for number in _STDOUT_AND_STDERR:
            with suppress(OSError):  # a process may have neither
                saved[number] = os.dup(number)
                os.dup2(file.fileno(), number)
        yield
    finally:
        _flush()
        for number, copy in saved.items():
            os.dup2(copy, number)
            os.close(copy)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # closed, or none
            stream.flush()
