"""What the tests of the command line share."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory, preloaded):
    """The embedded default on a few conversations, once for all tests."""
    folder = tmp_path_factory.mktemp("demo") / "logs"
    words = ["mentaleval", "run", "--limit", "4", "--log-dir", str(folder)]
    done = preloaded.run(*words, env=os.environ, folder=folder.parent)
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of the test's own, in which its commands are given."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
