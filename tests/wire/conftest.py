"""The provider on loopback, for the tests of this folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from preloaded import Preloaded, Started

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the provider also runs as a process of its own, from this folder


@dataclass(frozen=True)
class Wire:
    """A provider in a process of its own."""

    url: str
    preloaded: Preloaded

    def record(self) -> list[dict[str, Any]]:
        return self._get("/record")

    def paid(self) -> int:
        return self._get("/paid")

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def environment(self) -> dict[str, str]:
        """Return an environment in which every provider's client comes here."""
        kept = {k: v for k, v in os.environ.items() if not re.search("proxy", k, re.IGNORECASE)}
        return {
            **kept,
            "LAB_BASE_URL": f"{self.url}/v1",
            "LAB_API_KEY": "none",
            "OPENAI_BASE_URL": f"{self.url}/v1",
            "OPENAI_API_KEY": "none",
            "ANTHROPIC_BASE_URL": self.url,
            "ANTHROPIC_API_KEY": "none",
        }

    def start(self, *words: str, folder: Path) -> Started:
        """Start ``mentaleval WORDS`` against this provider; nobody reads what it prints."""
        nowhere = Path(os.devnull)
        return self.preloaded.start(
            "mentaleval",
            *words,
            env=self.environment(),
            folder=folder,
            out=nowhere,
            errors=nowhere,
        )

    def run(self, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Carry out ``mentaleval WORDS`` against this provider, to its end."""
        return self.preloaded.run("mentaleval", *words, env=self.environment(), folder=folder)


@contextmanager
def _wire(preloaded: Preloaded, *options: str) -> Iterator[Wire]:
    command = [sys.executable, str(HERE / "provider.py"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Wire(f"http://127.0.0.1:{int(process.stdout.readline())}", preloaded)
        finally:
            process.kill()


@pytest.fixture(scope="session")
def wire(preloaded: Preloaded):
    """Start providers: ``with wire("--faults", "named") as provider:``."""
    return partial(_wire, preloaded)
