"""What the tests of new packages share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def python(tmp_path_factory):
    """Run Python as somebody would in a folder, and give what it printed."""
    known = tmp_path_factory.mktemp("mypy")  # what it finds out about libraries, for all packages

    def run(*command: str, cwd: Path, path: Path | None = None, status: int = 0) -> str:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "MENTALEVAL"))}
        env["MYPY_CACHE_DIR"] = str(known)
        if path is not None:
            env["PYTHONPATH"] = str(path)
        done = subprocess.run(
            [sys.executable, *command],
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
            env=env,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run
