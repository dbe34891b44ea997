"""Ctrl-C in a run: say at once that it was heard, and leave at the second one."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from mentaleval.bridge.progress import say

_PATIENCE: Final = 3.0
"""Seconds in which the process may still end by itself."""


@contextmanager
def leaving_when_told_twice() -> Iterator[None]:
    """End the process soon after a second Ctrl-C inside the block.

    The first has Inspect put its logs in order, which takes seconds, so it is said. At the second,
    asyncio can wait for ever for tasks that it has broken off. What is paid for is kept by then, as
    after ``kill -9``.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    told, telling = socket.socketpair()
    telling.setblocking(False)
    out = threading.Event()
    before = signal.set_wakeup_fd(telling.fileno())  # asyncio's own handler stays as it is
    threading.Thread(target=_leave, args=(told, out), daemon=True).start()
    try:
        yield
    finally:
        out.set()
        signal.set_wakeup_fd(before)
        telling.close()


def _leave(told: socket.socket, out: threading.Event) -> None:
    with told:
        heard = 0
        while heard < 2:  # noqa: PLR2004
            signals = told.recv(16)
            if not signals:
                return
            if not heard and signal.SIGINT in signals and not out.is_set():
                say("stopping: the logs are put in order; a second Ctrl-C does not wait for them")
            heard += signals.count(signal.SIGINT)
        warnings.simplefilter("ignore")  # of tasks that asyncio breaks off before they begin
        time.sleep(_PATIENCE)
        if not out.is_set():  # else it has been said
            say("interrupted; the same command goes on where it stopped")
        os._exit(128 + signal.SIGINT)
