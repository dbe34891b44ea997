"""What the tests of new packages share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def python():
    """Run Python as somebody would in a folder, and give what it printed."""

    def run(*command: str, cwd: Path, path: Path | None = None, status: int = 0) -> str:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "MENTALEVAL"))}
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
