"""Runs as processes that can be killed, and a provider that outlives them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from preloaded import Preloaded, Started

from mentaleval.bridge.logs import read_ratings

HERE = Path(__file__).resolve().parent
PROVIDER = HERE.parent / "wire" / "provider.py"
sys.path.insert(0, str(HERE))  # the tests import what stands here

CONTEXTS = 12
CONNECTIONS = 4
PATIENCE = 120


@dataclass
class Provider:
    """The provider on loopback, in a process of its own that can be stopped and come back."""

    options: tuple[str, ...] = ()
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, str(PROVIDER), *self.options, "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.port = int(self.process.stdout.readline())

    def stop(self) -> None:
        with self.process:
            self.process.kill()

    def paid(self) -> int:
        return self._get("/paid")

    def asked(self) -> int:
        return len(self._get("/record"))

    def bought(self) -> Counter[tuple[str, str]]:
        """Count the answers paid for, by model and by what was asked."""
        return Counter((r["model"], r["key"]) for r in self._get("/record") if r["paid"])

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return json.load(answer)


@dataclass
class Ended:
    """How a command ended, and all it said."""

    status: int
    said: str


@dataclass
class Lab:
    """A folder with data, and a provider."""

    folder: Path
    provider: Provider
    preloaded: Preloaded
    words: list[str] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    """Of the environment."""

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not re.search("proxy", k, re.IGNORECASE)}
        url = f"http://127.0.0.1:{self.provider.port}/v1"
        return {**kept, "LAB_BASE_URL": url, "LAB_API_KEY": "none", **self.more}

    def command(self, *more: str) -> list[str]:
        known = ["--max-connections", str(CONNECTIONS), "--log-dir", "logs"]
        return ["run", *self.words, *known, *more]

    def start(self, *more: str, saying: str = "said.txt") -> Started:
        """Start the run in a process of its own."""
        words = ("mentaleval", *self.command(*more))
        file = self.folder / saying
        return self.preloaded.start(
            *words, env=self.environment(), folder=self.folder, out=file, errors=file
        )

    def end(self, process: Started, *, saying: str = "said.txt") -> Ended:
        status = process.wait(PATIENCE)
        return Ended(status, self.said(saying))

    def said(self, saying: str = "said.txt") -> str:
        file = self.folder / saying
        return file.read_text() if file.exists() else ""

    def run(self, *more: str, saying: str = "said.txt") -> Ended:
        """Carry the run out, to its end."""
        return self.end(self.start(*more, saying=saying), saying=saying)

    def until(self, process: Started, count: int) -> None:
        """Wait until the provider has been paid for *count* answers."""
        deadline = time.monotonic() + PATIENCE
        while self.provider.paid() < count:
            assert process.poll() is None, f"over too soon to be disturbed: {self.said()}"
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)

    def killed(self, count: int, *more: str, by: signal.Signals = signal.SIGKILL) -> Ended:
        """Start the run and disturb it by a signal once *count* answers are paid for."""
        process = self.start(*more)
        self.until(process, count)
        process.signal(by)
        return self.end(process)

    def table(self, logs: Path | None = None) -> list[tuple[Any, ...]]:
        """Return the ratings, of the one judge that there is."""
        records = read_ratings([logs or self.folder / "logs" / "judgements"]).records
        names = ("exchange_id", "responder", "epoch", "attribute", "response_id")
        outcome = ("rating", "reason", "recovered", "attempts")
        return sorted(tuple(getattr(r, name) for name in names + outcome) for r in records)


@contextmanager
def _lab(folder: Path, preloaded: Preloaded, *options: str) -> Iterator[Lab]:
    contexts = [f"Concern {n} of mine." for n in range(CONTEXTS)]
    (folder / "mine.csv").write_text("\n".join(["context", *contexts]))
    words = ["mentalbench", "--dataset", "table", "-D", "path=mine.csv"]
    words += ["--responder", "openai-api/lab/writer", "--judge", "openai-api/lab/judge"]
    provider = Provider(options)
    provider.start()
    try:
        yield Lab(folder, provider, preloaded, words)
    finally:
        provider.stop()


@pytest.fixture
def lab(tmp_path: Path, preloaded: Preloaded) -> Iterator[Callable[..., Lab]]:
    """Give what makes a lab: ``lab(*options of the provider)``."""
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(_lab(tmp_path, preloaded, *options))


@pytest.fixture(scope="session")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, preloaded: Preloaded
) -> list[tuple[Any, ...]]:
    """Give the ratings table of a run that nothing has disturbed."""
    with _lab(tmp_path_factory.mktemp("undisturbed"), preloaded) as one:
        ended = one.run()
        assert ended.status == 0, ended.said
        assert one.provider.paid() == 2 * CONTEXTS
        return one.table()
