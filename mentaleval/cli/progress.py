"""What long work is doing, and how far it is: one line, on a terminal and nowhere else.

The work is told nothing of this: it calls a plain function (`mentaleval.telling`), which sets two
numbers. The line is drawn by a thread of its own, so a call costs next to nothing.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mentaleval.telling import Tell

if TYPE_CHECKING:
    from rich.console import Console

DELAY: Final = 0.5
"""Seconds before anything is shown: what is over by then would only flicker."""
_EVERY: Final = 0.2
_PATIENCE: Final = 1.0
_SHOW_CURSOR: Final = b"\x1b[?25h"

_lines: list[_Line] = []
"""Those of the work that is under way."""


@contextmanager
def telling(doing: str, unit: str = "", *, delay: float = DELAY) -> Iterator[Tell | None]:
    """Show what is being done while the block runs, and how much of it is done.

    Parameters
    ----------
    doing
        What, in words.
    unit
        What is counted, as ``cells``.
    delay
        Seconds before anything is shown.

    Yields
    ------
    What the work is to call, which may be never; None where nobody would see it.
    """
    if not _seen():
        yield None
        return
    line = _Line(doing, unit, delay)
    _lines.append(line)
    try:
        line.start()
        yield line.tell
    finally:
        line.close()
        _lines.remove(line)


def say(text: str) -> bool:
    """Say something above the line; return False where there is no line."""
    for line in _lines:
        if line.console is not None:
            line.console.print(text, markup=False, highlight=False, soft_wrap=True)
            return True
    return False


def close_all() -> None:
    """Take the lines away, for whoever ends the process in the middle of the work."""
    for line in tuple(_lines):
        line.close()


def _seen() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class _Line:
    """One line on the terminal, and the thread that draws it."""

    def __init__(self, doing: str, unit: str, delay: float) -> None:
        self.console: Console | None = None
        self._doing, self._unit, self._delay = doing, unit, delay
        self._done = self._of = 0
        self._since = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._draw, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def tell(self, done: int, of: int) -> None:
        if not done:
            self._since = time.monotonic()
        self._done, self._of = done, of

    def close(self) -> None:
        self._over.set()
        if self._thread.is_alive():
            # not for ever: interrupted in the middle of an import, it may wait for this thread
            self._thread.join(_PATIENCE)
            if self._thread.is_alive():
                os.write(sys.stderr.fileno(), _SHOW_CURSOR)
        self.console = None

    def _draw(self) -> None:
        if self._over.wait(self._delay):
            return
        from rich.console import Console  # noqa: PLC0415  slow to import, and seldom needed
        from rich.live import Live  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        console = Console(stderr=True)
        if self._over.is_set() or not console.is_interactive:
            return
        with (
            suppress(OSError),  # the terminal is gone
            Live(
                console=console,
                auto_refresh=False,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            ) as live,
        ):
            self.console = console
            while True:
                words = Text(self.words(), no_wrap=True, overflow="ellipsis")
                live.update(words, refresh=True)
                if self._over.wait(_EVERY):
                    return

    def words(self) -> str:
        """Return what the line says now."""
        done, of, elapsed = self._done, self._of, time.monotonic() - self._since
        if not of:
            return f"{self._doing}  {_clock(elapsed)}"
        said = f"{self._doing}: {done:,} of {of:,} {self._unit}".rstrip()
        left = f"  {_clock(elapsed / done * (of - done))} left" if done else ""
        return said + left


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
