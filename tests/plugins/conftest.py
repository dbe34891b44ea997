"""Real distributions on disk, for discovery to find."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from preloaded import Preloaded

from mentaleval.plugins import collect

GOOD = """
from mentaleval import Judge, Rating, hookimpl
from pydantic import Field

class Steady(Judge):
    \"\"\"Rates everything the same.\"\"\"
    name = "steady"
    value: int = Field(3, description="The rating.", ge=1, le=5)
    hint: str | None = None

    async def rate(self, exchange, attributes):
        return {a.name: Rating(self.value) for a in attributes}

@hookimpl
def judges():
    return [Steady]
"""

TWO_CLASSES = """
from mentaleval import Judge, Rating, Responder, hookimpl
from pydantic import Field

class Broken(Judge):
    \"\"\"Has a fault.\"\"\"
    {fault}

class Fine(Judge):
    \"\"\"Has none.\"\"\"
    name = "fine"
    async def rate(self, exchange, attributes):
        return {{a.name: Rating(3) for a in attributes}}

class Echo(Responder):
    \"\"\"Says it again.\"\"\"
    name = "echo"
    async def respond(self, exchange):
        return exchange.context

@hookimpl
def judges():
    return [Broken, Fine]

@hookimpl
def responders():
    return [Echo]
"""


class Site:
    """A folder of installed distributions, each with one plugin."""

    def __init__(self, folder: Path, preloaded: Callable[[], Preloaded]) -> None:
        self.folder = folder
        self.preloaded = preloaded
        self.modules: list[str] = []

    def __call__(
        self,
        name: str,
        source: str | None,
        entry: str = "extra",
        *,
        value: str | None = None,
        metadata: tuple[str, ...] = (),
    ) -> None:
        """Install a module as a distribution; without a source only its metadata."""
        if source is not None:
            (self.folder / f"{name}.py").write_text(dedent(source))
        info = self.folder / f"{name}-1.0.dist-info"
        info.mkdir()
        lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", *metadata, ""]
        (info / "METADATA").write_text("\n".join(lines))
        (info / "entry_points.txt").write_text(f"[mentaleval]\n{entry} = {value or name}\n")
        self.modules.append(name)

    def found(self, disabled: tuple[str, ...] = ()):
        """Collect what is installed here, and nothing else."""
        for name in self.modules:
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        points = [
            point
            for dist in importlib.metadata.distributions(path=[str(self.folder)])
            for point in dist.entry_points
        ]
        return collect(sorted(points, key=lambda p: p.value), disabled=disabled)

    def ran(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run mentaleval as a process that sees these distributions."""
        return subprocess.run(
            [sys.executable, "-m", "mentaleval", *command],
            env=self._environment() | variables,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def ran_preloaded(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Do the same where nothing hangs on how the process starts."""
        return self.preloaded().run(
            "mentaleval", *command, env=self._environment(), folder=self.folder
        )

    def _environment(self) -> dict[str, str]:
        known = {k: v for k, v in os.environ.items() if not k.startswith("MENTALEVAL_")}
        return known | {"PYTHONPATH": str(self.folder)}


@pytest.fixture
def install(tmp_path, monkeypatch, request) -> Iterator[Site]:
    """Install modules as distributions with an entry point each, and collect them."""
    monkeypatch.syspath_prepend(tmp_path)
    site = Site(tmp_path, lambda: request.getfixturevalue("preloaded"))
    yield site
    for name in site.modules:
        sys.modules.pop(name, None)


@pytest.fixture
def good() -> str:
    """The source of a plugin with nothing wrong: a judge called ``steady``."""
    return GOOD


@pytest.fixture
def two_classes() -> Callable[[str], str]:
    """Give the source of a plugin with a judge that has a fault, and two classes that have none."""
    return lambda fault: TWO_CLASSES.format(fault=fault)
