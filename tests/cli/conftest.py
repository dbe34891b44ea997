"""What the tests of the command line share."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory):
    """The embedded default on a few conversations, once for all tests."""
    folder = tmp_path_factory.mktemp("demo") / "logs"
    done = subprocess.run(
        [sys.executable, "-m", "mentaleval", "run", "--limit", "4", "--log-dir", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder.parent,
    )
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of the test's own, in which its commands are given."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
