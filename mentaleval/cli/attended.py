"""A command that stops in order when whoever started it is gone: ``python -m`` this module.

Whoever starts it holds the other end of its standard input and never writes to it. The end of that
input comes when they say so, and also when they are killed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Final

from mentaleval.cli import main

_IN_ORDER: Final = 25.0
_AT_ONCE: Final = 10.0


def attended() -> int:
    """Carry out the command that the arguments are, for as long as somebody looks after it."""
    theirs = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)  # the command itself reads nothing
    os.close(nothing)
    threading.Thread(target=_end_with, args=(theirs,), daemon=True).start()
    return main()


def _end_with(theirs: int) -> None:
    while os.read(theirs, 1024):
        pass
    for patience in (_IN_ORDER, _AT_ONCE):  # at the second a run does not wait for its logs
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(patience)
    os._exit(128 + signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(attended())
