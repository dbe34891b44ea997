"""The benchmarks are scripts and no part of the package."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="session")
def script() -> Callable[[str], ModuleType]:
    """Import a benchmark by its name, with the others beside it."""

    def imported(name: str) -> ModuleType:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "path", [str(SCRIPTS), *sys.path])
            return importlib.import_module(name)

    return imported
