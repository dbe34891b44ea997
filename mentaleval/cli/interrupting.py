"""Ctrl-C: whenever it comes, a command ends with one word and leaves nothing half-written.

Python's own way is an exception in the middle of whatever is running. It gets lost in a destructor
or in the middle of C code, it is taken for a missing library while that is imported, and all of
them print tracebacks. So the process ends where it stands, after taking away what it has begun.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import Any, Final, NoReturn

from mentaleval.cli.progress import close_all
from mentaleval.writing import remove_unfinished

INTERRUPTED: Final = 128 + signal.SIGINT
_ENDING: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_SOON: Final = 0.01  # seconds
_USUAL: Final = (signal.default_int_handler, signal.SIG_DFL)


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Have Ctrl-C, a request to terminate or a closed terminal end the process in the block."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _ENDING}
    ours = [number for number, handler in before.items() if handler in _USUAL]  # none is ignored
    with _standard_error() as stderr:

        def end(number: int, _: FrameType | None) -> NoReturn:
            _end(number, stderr)

        for number in ours:
            signal.signal(number, end)
        try:
            yield
        finally:
            for number in ours:
                signal.signal(number, before[number])


@contextmanager
def _standard_error() -> Iterator[int]:
    """Give standard error as it is now: while plugins are imported, it leads elsewhere."""
    try:
        stderr = os.dup(2)
    except OSError:  # it is closed
        yield -1
        return
    try:
        yield stderr
    finally:
        os.close(stderr)


@contextmanager
def raising() -> Iterator[None]:
    """Have Ctrl-C raise an exception again inside the block, for what puts itself in order.

    Where Python would lose it, in a destructor, it is raised again a moment later.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _ENDING}
    ours = [number for number, handler in before.items() if callable(handler)]
    unraised = sys.unraisablehook
    for number in ours:
        usual = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        signal.signal(number, usual)
    sys.unraisablehook = partial(_raised_again, unraised)
    try:
        yield
    finally:
        sys.unraisablehook = unraised
        for number in ours:
            signal.signal(number, before[number])


def _raised_again(usual: Callable[[Any], object], lost: Any) -> None:
    if lost.exc_type is not KeyboardInterrupt:
        usual(lost)
        return
    main = threading.main_thread().ident
    soon = threading.Timer(_SOON, signal.pthread_kill, (main, signal.SIGINT))  # lost again here
    soon.daemon = True
    soon.start()


def ignore_at_exit() -> None:
    """Let nothing disturb the end of the process, when all is done and said."""
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


def _end(number: int, stderr: int) -> NoReturn:
    for one in _ENDING:  # a second one could only disturb this
        signal.signal(one, signal.SIG_IGN)
    close_all()
    remove_unfinished()
    if number != signal.SIGINT:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    with suppress(OSError):
        os.write(stderr, b"interrupted\n")
    os._exit(INTERRUPTED)
