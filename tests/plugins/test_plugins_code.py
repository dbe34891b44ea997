"""A judge whose code was changed has not said what its earlier code said."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from preloaded import Preloaded

from mentaleval import Judge
from mentaleval.plugins import Kind, installed
from mentaleval.plugins.code import code_fingerprint

SOURCE = """
from mentaleval import Dataset, Exchange, Judge, Rating, hookimpl

class One(Dataset):
    \"\"\"One invented exchange.\"\"\"
    name = "one"
    def exchanges(self):
        yield Exchange("e1", "I cannot sleep.", "Since when?", "ana")

class Steady(Judge):
    \"\"\"Rates everything the same.\"\"\"
    name = "steady"
    async def rate(self, exchange, attributes):
        return {a.name: Rating(LEVEL) for a in attributes}

@hookimpl
def judges():
    return [Steady]

@hookimpl
def datasets():
    return [One]
"""


def _fingerprint(name: str):
    importlib.invalidate_caches()
    for known in [m for m in sys.modules if m.partition(".")[0] == name]:
        del sys.modules[known]
    return code_fingerprint(importlib.import_module(name).Steady)


@pytest.mark.parametrize("changed", ["__init__.py", "rules.py", "deep/words.txt"])
def test_any_file_of_a_package_changes_the_fingerprint(changed, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    package = tmp_path / "steady_package"
    (package / "deep").mkdir(parents=True)
    for name in ("rules.py", "deep/words.txt"):
        (package / name).write_text("")
    (package / "__init__.py").write_text(SOURCE)
    before = _fingerprint("steady_package")
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "left.pyc").write_text("compiled")
    assert _fingerprint("steady_package") == before
    (package / changed).write_text((package / changed).read_text() + "\n#")
    assert _fingerprint("steady_package") != before


def test_of_a_lone_module_its_neighbours_do_not_count(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "steady_module.py"
    module.write_text(SOURCE)
    before = _fingerprint("steady_module")
    (tmp_path / "other.py").write_text("")
    assert _fingerprint("steady_module") == before
    module.write_text(f"{SOURCE}\n")
    assert _fingerprint("steady_module") != before


def test_a_class_that_was_typed_in_has_no_fingerprint():
    names: dict[str, object] = {"__name__": "typed_in"}
    exec("from mentaleval import Judge\nclass Typed(Judge):\n    name = 'typed'", names)  # noqa: S102
    typed = names["Typed"]
    assert isinstance(typed, type)
    assert issubclass(typed, Judge)
    assert code_fingerprint(typed) is None


def test_what_comes_with_mentaleval_is_known_by_its_version():
    assert installed().code(Kind.JUDGE, "lexical") is None
    assert installed().code(Kind.JUDGE, "nobody") is None


@pytest.mark.slow
def test_ratings_of_changed_code_are_neither_shown_nor_mixed(tmp_path: Path, preloaded: Preloaded):
    module = tmp_path / "steady_judge.py"
    info = tmp_path / "steady_judge-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: steady-judge\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[mentaleval]\nsteady = steady_judge\n")

    env = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    given = ("run", "empathy", "--dataset", "one", "--judge", "steady")

    def written(level: int) -> None:
        module.write_text(dedent(SOURCE).replace("LEVEL", str(level)))

    def run(level: int, *words: str) -> subprocess.CompletedProcess[str]:
        written(level)
        return preloaded.run("mentaleval", *words, env=env, folder=tmp_path)

    def run_anew(level: int) -> subprocess.CompletedProcess[str]:
        """Start in a process with a seed of its own for the order of sets."""
        written(level)
        command = [sys.executable, "-m", "mentaleval", *given]
        return subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )

    def folder(done: subprocess.CompletedProcess[str]) -> str:
        assert done.returncode == 0, done.stderr
        return done.stderr.partition("logs in ")[2].split()[0]

    first, again, changed = map(folder, (run(3, *given), run_anew(3), run(4, *given)))
    assert first == again != changed
    file = f"{first}/mentaleval-run.yaml"
    refused = run(4, "run", file, "--log-dir", first)
    assert refused.returncode == 2
    assert "the judge steady had other code (fingerprint" in refused.stderr
    warned = run(4, "run", file, "--log-dir", "elsewhere")
    assert warned.returncode == 0, warned.stderr
    assert "the code of the judge steady is another than when it was written" in warned.stderr
