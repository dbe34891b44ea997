"""llama.cpp itself: a real model responds and judges, and ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROGRAM = """
import json, os, pathlib, socket, sys
from mentaleval.bridge.logs import read_ratings
from mentaleval.cli import main
from mentaleval.gguf import server

before = dict(os.environ)
status = main(sys.argv[1:])
((port, _),) = server._doors.values()  # one server for responder and judge
with socket.socket() as probe:
    closed = probe.connect_ex(("127.0.0.1", port)) != 0
again = main(sys.argv[1:])
print(json.dumps({
    "status": [status, again],
    "closed": closed,
    "left behind": sorted(set(os.environ) - set(before)),
    "ratings": [
        [r.rater, r.responder, r.rating, r.reason]
        for r in read_ratings([pathlib.Path("logs/judgements")]).records
    ],
}))
"""


def _command(path: Path) -> list[str]:
    """Short answers: what is tested is the way there and back, not the model."""
    return [
        *("run", "guidance", "--limit", "2", "--max-unrated", "1", "--log-dir", "logs"),
        *("--responder", "local", "-R", f"gguf={path}", "-R", "max_tokens=40"),
        *("--judge", "local", "-J", f"gguf={path}", "-J", "max_tokens=80", "-J", "reasks=0"),
    ]


def _ran(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, cwd=folder
    )


def test_a_local_model_responds_and_judges_and_ends(real_gguf, tmp_path):
    done = _ran(["-c", PROGRAM, *_command(real_gguf)], tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["status"] == [0, 0]
    assert found["closed"]
    assert found["left behind"] == []
    name = f"local/{real_gguf.stem}"
    assert len(found["ratings"]) == 2
    for rater, responder, rating, reason in found["ratings"]:
        assert rater == f"{name}[max_tokens=80,reasks=0]"
        assert responder == f"{name}[max_tokens=40]"
        assert (rating in {1, 2, 3, 4, 5}) != (reason is not None)
    logs = list((tmp_path / "logs").rglob("*.eval"))
    assert len(logs) == 2  # the second time, from another server, nothing was left to ask
    assert "srv " not in done.stderr  # llama.cpp keeps quiet


def test_a_damaged_model_is_said_in_llama_cpp_s_words_and_ours(real_gguf, tmp_path):
    cut = tmp_path / "cut.gguf"
    with real_gguf.open("rb") as whole:
        cut.write_bytes(whole.read(100_000))
    done = _ran(["-m", "mentaleval", *_command(cut)], tmp_path)
    assert done.returncode == 2
    assert "failed to load model" in done.stderr
    assert f"error: llama.cpp cannot serve {cut}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "logs").exists()
