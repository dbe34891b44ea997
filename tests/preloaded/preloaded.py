"""Asks `preloaded_server.py` for commands: from a test, or in a command's place from a shell."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMANDS = ("mentaleval", "attended", "inspect")


@dataclass
class Started:
    """A command under way, in a process and a session of its own."""

    pid: int
    connection: socket.socket
    status: int | None = None

    def poll(self, patience: float | None = 0) -> int | None:
        """Return how the command ended, or None while it goes on."""
        if self.status is None and select.select([self.connection], [], [], patience)[0]:
            self.status = int(self.connection.recv(16))
            self.connection.close()
        return self.status

    def wait(self, patience: float | None = None) -> int:
        """Wait for its end; what takes longer is killed."""
        status = self.poll(patience)
        if status is None:
            self.signal(signal.SIGKILL)
            raise subprocess.TimeoutExpired(f"process {self.pid}", patience or 0)
        return status

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)


def start(
    path: str, words: list[str], env: Mapping[str, str], folder: str, streams: list[int]
) -> Started:
    """Start a command whose standard streams are *streams*."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    socket.send_fds(connection, [b"!"], streams)
    asked = {"words": words, "env": dict(env), "folder": folder}
    connection.sendall(f"{json.dumps(asked)}\n".encode())
    with connection.makefile("rb", buffering=0) as file:
        return Started(int(file.readline()), connection)


@dataclass(frozen=True)
class Preloaded:
    """Processes that have imported everything when they begin."""

    folder: Path
    """Has commands of the usual names, for the PATH of a shell."""

    def start(
        self, *words: str, env: Mapping[str, str], folder: Path, out: Path, errors: Path
    ) -> Started:
        """Start a command whose output goes into files, which may be the same one."""
        with (
            Path(os.devnull).open("rb") as nothing,
            out.open("wb") as stdout,
            stdout if errors == out else errors.open("wb") as stderr,
        ):
            streams = [nothing.fileno(), stdout.fileno(), stderr.fileno()]
            return start(str(self.folder / "socket"), list(words), env, str(folder), streams)

    def run(
        self, *words: str, env: Mapping[str, str], folder: Path, patience: float = 600
    ) -> subprocess.CompletedProcess[str]:
        """Carry a command out, to its end."""
        with tempfile.TemporaryDirectory(dir=self.folder) as kept:
            out, errors = Path(kept, "out"), Path(kept, "errors")
            started = self.start(*words, env=env, folder=folder, out=out, errors=errors)
            status = started.wait(patience)
            said = [file.read_text(encoding="utf-8") for file in (out, errors)]
        return subprocess.CompletedProcess(words, status, *said)


@contextmanager
def preloading() -> Iterator[Preloaded]:
    """Start the process that forks, and wait until it has imported everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for command in COMMANDS:
            _write_stand_in(folder / command, folder / "socket")
        serving = [sys.executable, str(HERE / "preloaded_server.py"), str(folder / "socket")]
        with subprocess.Popen(serving, stdin=subprocess.DEVNULL) as server:
            try:
                while not (folder / "socket").exists():
                    assert server.poll() is None, "the process that forks did not start"
                    time.sleep(0.02)
                yield Preloaded(folder)
            finally:
                server.kill()


def _write_stand_in(file: Path, path: Path) -> None:
    """Write a command that has itself carried out by a fork."""
    stand_in = f'exec "{sys.executable}" -IS "{__file__}" "{path}" {file.name} "$@"'
    file.write_text(f"#!/bin/sh\n{stand_in}\n", encoding="utf-8")
    file.chmod(0o755)


def main() -> int:
    """Stand in for a command: its words, its streams, its environment, its status."""
    path, *words = sys.argv[1:]
    started = start(path, words, os.environ, str(Path.cwd()), [0, 1, 2])
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda one, _: started.signal(one))
    status = started.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
