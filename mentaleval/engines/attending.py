"""On a worker: one shard's process, from its start to its end, whatever happens to the worker.

The process holds the other end of its standard input. When that closes, because the worker says
so or is killed, the process stops in order (`mentaleval.cli.attended`), so nothing is left that
asks models beside whoever does the shard next.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from mentaleval.engines.own_lines import BUSY, LIMIT, UNFINISHED, UNRATED, own_lines

_REFUSED: Final = 2
_EVERY: Final = 0.2
_GRACE: Final = 45.0
_BUSY_PAUSE: Final = 5.0
_BUSY_TRIES: Final = 12

_alive: Counter[str] = Counter()
"""How many processes this worker looks after, by the token of their job."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every shard of one run has in common.

    Parameters
    ----------
    module
        What Python runs, as ``python -m`` does.
    words
        Its arguments, without the shard's.
    of
        How many shards there are.
    folder
        Where the command was given; a worker that has the folder starts its shards there.
    token
        Tells the job from every other.
    """

    module: str
    words: tuple[str, ...]
    of: int
    folder: str
    token: str

    def command(self, number: int) -> list[str]:
        """Return the command of one shard, by the worker's own Python."""
        return [sys.executable, "-m", self.module, *self.words, "--shard", f"{number}/{self.of}"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How the process of a shard ended: its status, the worker, the last of our own lines."""

    status: int
    worker: str
    last: tuple[str, ...]

    @property
    def refused(self) -> bool:
        """Whether the command was bad input, which it stays wherever it is given."""
        return self.status == _REFUSED and not self.busy

    @property
    def busy(self) -> bool:
        """Whether another process is at work on the shard."""
        return self.status == _REFUSED and any(BUSY in line for line in self.last)

    @property
    def finished(self) -> bool:
        """Whether the shard is; of what nobody rated too much may be there, all the same."""
        too_many = any(UNRATED in line for line in self.last)
        unfinished = any(UNFINISHED in line for line in self.last)
        return self.status == 0 or (self.status == 1 and too_many and not unfinished)

    @property
    def limited(self) -> bool:
        """Whether it has spent what it may: beginning it again would find the same."""
        return any(LIMIT in line for line in self.last)

    @property
    def how(self) -> str:
        """Say how it ended, in words."""
        if self.busy:
            return "is at work in another process"
        if self.status < 0:
            return f"was killed (signal {-self.status})"
        if self.status > signal.NSIG:
            return f"was interrupted on {self.worker}"
        return f"ended with status {self.status} on {self.worker}"


def attend(job: Job, number: int) -> Ended:
    """Carry out one shard on this worker; called by Dask."""
    from distributed import get_worker  # noqa: PLC0415  an extra, and slow to import

    worker = get_worker()
    wanted = _wanted(worker, worker.get_current_task())
    _alive[job.token] += 1
    try:
        for _ in range(_BUSY_TRIES):
            ended = _once(job.command(number), job.folder, wanted, worker.address)
            if not ended.busy or not _waited(_BUSY_PAUSE, wanted):
                break
        return ended
    finally:
        _alive[job.token] -= 1


def alive(token: str) -> int:
    """Return how many processes of a job this worker still looks after; called by Dask."""
    return _alive[token]


def _wanted(worker: Any, key: Any) -> Callable[[], bool]:
    """Return what says whether anybody still waits for a task of this worker.

    Dask does not break a task off that runs in a thread. But the worker knows that it was
    cancelled: by the command, or because the command's process or the scheduler is gone.
    """
    from distributed import Status  # noqa: PLC0415  an extra, and slow to import

    at_work = {Status.init, Status.running, Status.paused}

    def wanted() -> bool:
        task = worker.state.tasks.get(key)
        return worker.status in at_work and task is not None and task.state == "executing"

    return wanted


def _waited(seconds: float, wanted: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not wanted():
            return False
        time.sleep(_EVERY)
    return True


def _once(command: list[str], folder: str, wanted: Callable[[], bool], worker: str) -> Ended:
    where = folder if Path(folder).is_dir() else None
    with tempfile.TemporaryFile() as said, _process(command, where, said) as process:
        while process.poll() is None:
            if not wanted():
                _stop(process)
                break
            time.sleep(_EVERY)
        status = process.wait()
        said.seek(0)
        words = said.read().decode(errors="replace")
        return Ended(status, worker, own_lines(words, refused=status == _REFUSED))


@contextmanager
def _process(
    command: list[str], folder: str | None, said: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process in a session of its own: a terminal's Ctrl-C reaches it through us."""
    process = subprocess.Popen(  # noqa: S603  the command is ours
        command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=said,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            _stop(process)
        if process.stdin is not None:
            process.stdin.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Have a process put its logs in order and end; one that does not is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
