"""A run that is killed before it judges; tests/interrupted has the judgements."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from preloaded import Preloaded

from mentaleval.bridge.logs import read_ratings

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

CONTEXTS, RESPONDERS = 120, 4


def _command(folder: Path) -> list[str]:
    run = ["run", "empathy", "--dataset", "table"]
    run += ["-D", f"path={folder / 'mine.csv'}", "-D", "response=reply", "-D", "responder=who"]
    return [*run, "--judge", "keyword", "--log-dir", str(folder / "logs")]


def _write_data(folder: Path) -> None:
    with (folder / "mine.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["context", "reply", "who"])
        for context in range(CONTEXTS):
            for who in range(RESPONDERS):
                rows.writerow([f"Concern {context}.", f"I hear you, {context}, {who}.", f"r{who}"])


def _killed(folder: Path, preloaded: Preloaded) -> bool:
    """Start the run, kill it -9 among the responses; whether it was still running."""
    nowhere = Path(os.devnull)
    process = preloaded.start(
        "mentaleval",
        *_command(folder),
        env=os.environ,
        folder=folder,
        out=nowhere,
        errors=nowhere,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if any((folder / "logs" / "responses").glob("*.eval")):
            time.sleep(1)
            break
        time.sleep(0.05)
    running = process.poll() is None
    if running:
        process.signal(signal.SIGKILL)
        process.wait()
    return running


def test_killed_while_it_asks_for_responses_a_run_goes_on(tmp_path, preloaded):
    _write_data(tmp_path)
    assert _killed(tmp_path, preloaded), "the run was over before it could be killed"
    # a process that starts anew has a seed of its own for the order of sets
    command = [sys.executable, "-m", "mentaleval", *_command(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    records = read_ratings([tmp_path / "logs" / "judgements"]).records
    assert len(records) == CONTEXTS * RESPONDERS
    assert {(r.rating, r.reason) for r in records} == {(5.0, None)}
