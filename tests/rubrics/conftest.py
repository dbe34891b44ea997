"""What the tests of a foreign rubric share: the folder that they work in."""

from __future__ import annotations

from importlib import util
from pathlib import Path

import pytest

_SPEC = util.spec_from_file_location("german", Path(__file__).with_name("german.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
_german = util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_german)


@pytest.fixture(scope="session")
def german():
    """Give the rubric's names, how good each response is, and a model's answer."""
    return _german


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """Give a folder with the rubric and the ratings, and work in it."""
    _german.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path
