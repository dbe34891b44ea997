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
from pathlib import Path
from typing import IO, Any, Final, TextIO

_LONGEST: Final = 60
_STDOUT_AND_STDERR: Final = (1, 2)
_OUTPUTS: Final = ("stdout", "stderr", "__stdout__", "__stderr__")
_INPUTS: Final = ("stdin", "__stdin__")
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
    """Keep what is printed inside this block, by Python, a library in C or a child process.

    Whatever is done to ``sys.stdin``, ``sys.stdout`` and ``sys.stderr`` inside, they are what they
    were afterwards. To read from stdin finds its end: nobody would see the question.
    """
    heard = Heard()
    with tempfile.TemporaryFile(buffering=0) as file:
        try:
            with (
                warnings.catch_warnings(record=True) as warned,
                _descriptors_into(file),
                _streams_into(file),
            ):
                warnings.simplefilter("always")
                yield heard
        finally:
            file.seek(0)
            heard.printed = file.read().decode(errors="replace")
            heard.warned = [
                f"{one.category.__name__}: {one.message}"
                for one in warned
                if not issubclass(one.category, _UNHEARD)
            ]


class _Kept(io.BufferedIOBase):
    """Takes the bytes of a stand-in: kept inside the block, passed on to stderr after it.

    Also what was made of stdout goes to stderr, since stdout is for data. Closing does nothing: a
    wrapper that a plugin makes of it closes it when it is collected.
    """

    def __init__(self, real: TextIO | None, later: TextIO | None, file: IO[bytes]) -> None:
        self._real = real
        self._later = later
        self.file: IO[bytes] | None = file

    @property
    def name(self) -> str:
        return str(getattr(self._real, "name", "<stand-in>"))

    @property
    def raw(self) -> Any:
        return self

    def detach(self) -> Any:
        return self

    def close(self) -> None:
        pass

    def fileno(self) -> int:
        return super().fileno() if self._real is None else self._real.fileno()

    def isatty(self) -> bool:
        return self._real is not None and self._real.isatty()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        passed = bytes(data)
        if self.file is not None:
            self.file.write(passed)
        elif self._later is not None:
            with suppress(OSError, ValueError):  # closed meanwhile: a lost word harms nobody
                _pass_on(passed, self._later)
        return len(passed)


def _pass_on(data: bytes, stream: TextIO) -> None:
    stream.flush()
    buffer = getattr(stream, "buffer", None)
    if buffer is None:  # as in a notebook
        stream.write(data.decode(errors="replace"))
    else:
        buffer.write(data)
        buffer.flush()


class _Standin(io.TextIOWrapper):
    """Stands for stdout or stderr, and outlives the block: a log handler may be made of it."""

    def __init__(self, real: TextIO | None, kept: _Kept) -> None:
        encoding = getattr(real, "encoding", None) or "utf-8"
        errors = getattr(real, "errors", None) or "backslashreplace"
        super().__init__(kept, encoding=encoding, errors=errors, write_through=True)

    def detach(self) -> Any:
        return self.buffer

    def close(self) -> None:
        pass


@contextmanager
def _streams_into(file: IO[bytes]) -> Iterator[None]:
    before = {name: getattr(sys, name) for name in (*_OUTPUTS, *_INPUTS)}
    later = before["stderr"]
    kept = {name: _Kept(before[name], later, file) for name in _OUTPUTS}
    nothing = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  a plugin may detach it
    try:
        for name, real in before.items():
            setattr(sys, name, _Standin(real, kept[name]) if name in kept else nothing)
        yield
    finally:
        _flush()
        for name, stream in before.items():
            setattr(sys, name, stream)
        for sink in kept.values():
            sink.file = None
        with suppress(ValueError):  # detached
            nothing.close()


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
    for name in _OUTPUTS:
        with suppress(Exception):  # closed, or none
            getattr(sys, name).flush()
