"""A Dask scheduler and workers as processes that can be killed, as machines of a cluster are."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Client

PATIENCE = 60
_SCHEDULER = "from distributed.cli.dask_scheduler import main; main()"
_WORKER = (
    "import sys; sys.executable = sys.argv.pop(1); "
    "from distributed.cli.dask_worker import main; main()"
)


@dataclass
class Machines:
    """A scheduler, always at one address, and its workers.

    A worker starts its processes by *python*, which may be a stand-in.
    """

    folder: Path
    environment: Mapping[str, str]
    python: str = sys.executable
    scheme: str = "tcp"
    port: int = 0
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def start(self, workers: int) -> None:
        words = ("--protocol", self.scheme, "--port", str(self.port), "--no-show")
        self.scheduler = self._started(_SCHEDULER, *words)
        self.add(workers)

    def add(self, workers: int, **environment: str) -> None:
        """Start more workers, and wait until all that live are there."""
        words = (self.python, self.address, "--nthreads", "1", "--no-nanny")
        self.workers += [self._started(_WORKER, *words, **environment) for _ in range(workers)]
        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            living = sum(worker.poll() is None for worker in self.workers)
            deadline = time.monotonic() + PATIENCE
            while len(client.nthreads()) < living:
                assert time.monotonic() < deadline, (self.folder / "dask.txt").read_text()
                time.sleep(0.05)

    def stop(self) -> None:
        for process in (*self.workers, *([self.scheduler] if self.scheduler else [])):
            process.kill()
            process.wait()
        self.workers.clear()

    def _started(self, code: str, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", code, *words, "--host", "127.0.0.1", "--no-dashboard"]
        with (self.folder / "dask.txt").open("ab") as said:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env={**self.environment, **environment},
                stdout=said,
                stderr=said,
                start_new_session=True,
            )


@contextmanager
def machines(folder: Path, environment: Mapping[str, str], **more: str) -> Iterator[Machines]:
    """Give what starts machines, and stop them."""
    found = Machines(folder, environment, **more)
    try:
        yield found
    finally:
        found.stop()
