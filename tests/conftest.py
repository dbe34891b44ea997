"""Where the tests find real data, which is never part of the project."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared"


def _folder(variable: str, beside: str) -> Path:
    return Path(os.environ.get(variable) or _BESIDE / beside)


def _require(path: Path, what: str) -> Path:
    if path.exists():
        return path
    reason = f"{what} is not at {path}; set MENTALEVAL_DATA to a folder that has it"
    if os.environ.get("MENTALEVAL_REQUIRE_DATA") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Give the folder of a real data set, or skip the test where it is not."""
    return lambda name: _require(_folder("MENTALEVAL_DATA", "data") / name, f"the data set {name!r}")


@pytest.fixture(scope="session")
def published_tables() -> Path:
    """Give the file of the paper's tables, or skip the test where it is not."""
    folder = _folder("MENTALEVAL_REFERENCE", "reference")
    return _require(folder / "published_tables.json", "the paper's tables")
