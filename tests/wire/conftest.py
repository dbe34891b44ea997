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
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the provider also runs as a process of its own, from this folder


@dataclass(frozen=True)
class Wire:
    """A provider in a process of its own."""

    url: str

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

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "mentaleval", *words]

    def run(self, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Carry out ``mentaleval WORDS`` against this provider, to its end."""
        return subprocess.run(
            self.command(*words),
            env=self.environment(),
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )


@contextmanager
def _wire(*options: str) -> Iterator[Wire]:
    command = [sys.executable, str(HERE / "provider.py"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Wire(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.kill()


@pytest.fixture(scope="session")
def wire():
    """Start providers: ``with wire("--faults", "named") as provider:``."""
    return _wire
