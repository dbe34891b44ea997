"""Put back what a plugin changes, while it is read, of the process that all share."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def put_back() -> Iterator[list[str]]:
    """Put back what is changed inside this block, and say afterwards what that was.

    Environment variables stay as they are left, since libraries are told by them what to do.
    """
    changes: list[str] = []
    with _folder(changes), _root_logger(changes), _signals(changes), _variables(changes):
        yield changes


@contextmanager
def _folder(changes: list[str]) -> Iterator[None]:
    before = _current()
    try:
        yield
    finally:
        if before is not None and _current() != before:
            changes.append("changes the current folder on import: put back")
            with suppress(OSError):
                os.chdir(before)


def _current() -> Path | None:
    with suppress(OSError):  # it was removed
        return Path.cwd()
    return None


@contextmanager
def _root_logger(changes: list[str]) -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, disabled = [*root.handlers], root.level, root.manager.disable
    try:
        yield
    finally:
        if (root.handlers, root.level, root.manager.disable) != (handlers, level, disabled):
            changes.append("sets up logging for everybody on import: put back")
            root.handlers[:] = handlers
            root.setLevel(level)
            logging.disable(disabled)


@contextmanager
def _signals(changes: list[str]) -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) != handler:
                changes.append(f"changes on import what {number.name} does: put back")
                with suppress(TypeError, ValueError):  # not set by Python, or in another thread
                    signal.signal(number, handler)


@contextmanager
def _variables(changes: list[str]) -> Iterator[None]:
    before = dict(os.environ)
    try:
        yield
    finally:
        after = dict(os.environ)
        names = sorted(n for n in {*before, *after} if before.get(n) != after.get(n))
        if names:  # never their values, which may be keys
            changes.append(f"changes environment variables on import: {', '.join(names)}")
