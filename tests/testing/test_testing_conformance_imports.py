"""What a plugin's module does when it is imported is found in a fresh interpreter."""

from __future__ import annotations

import importlib
import sys
from itertools import count
from pathlib import Path

import pytest

from mentaleval.testing import conformance

JUDGE = '''
from mentaleval import Judge, Rating


class Steady(Judge):
    """Rates everything the same."""

    name = "steady"

    async def rate(self, exchange, attributes):
        return {a.name: Rating(a.scale.low) for a in attributes}
'''
_numbers = count()


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Write a module with a judge after some lines of its own, and give the judge."""
    monkeypatch.syspath_prepend(tmp_path)
    written = []

    def write(lines):
        name = f"mentaleval_steady_{next(_numbers)}"
        (tmp_path / f"{name}.py").write_text(f"{JUDGE}\n", encoding="utf-8")
        written.append(name)
        found = importlib.import_module(name)  # what it does is not to be done here
        (tmp_path / f"{name}.py").write_text(f"{lines}\n{JUDGE}", encoding="utf-8")
        return found.Steady

    yield write
    for name in written:
        sys.modules.pop(name)


@pytest.fixture
def in_a_folder(tmp_path, monkeypatch):
    """Let what is written lie in a folder of the test."""
    monkeypatch.chdir(tmp_path)


DEFECTS = {
    "prints": ("print('loading')", "prints 'loading'"),
    "prints an error": ("import sys; print('ready', file=sys.stderr)", "prints 'ready'"),
    "writes": ("open('kept.txt', 'w').close()", "writes the file 'kept.txt'"),
    "writes below": ("import os; os.open('low.txt', os.O_CREAT | os.O_WRONLY)", "writes the file"),
    "makes a folder": ("import pathlib; pathlib.Path('kept').mkdir()", "makes a folder"),
    "connects": (
        "import socket\ntry: socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError: pass",
        "opens a connection",
    ),
    "listens": ("import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.close()", "port"),
    "starts a process": (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', ''])",
        "starts a process",
    ),
    "starts a thread": (
        "import threading; t = threading.Thread(target=int); t.start(); t.join()",
        "starts a thread",
    ),
    "goes elsewhere": ("import os; os.chdir('/')", "changes the working folder"),
    "silences": ("import warnings; warnings.simplefilter('ignore')", "the filters of warnings"),
    "logs": ("import logging; logging.basicConfig(level=10)", "changes the root logger"),
    "fails": ("import mentaleval_no_such_thing", "fails: ModuleNotFoundError"),
    "ends": ("raise SystemExit('enough')", "fails: SystemExit: enough"),
    "dies": ("import os; os._exit(3)", "ends the program"),
}


@pytest.mark.parametrize(("lines", "said"), DEFECTS.values(), ids=DEFECTS)
@pytest.mark.usefixtures("in_a_folder")
def test_what_is_done_on_import_is_found(lines, said, module, failures):
    failed = failures(module(lines))
    assert set(failed) == {"imports-quietly"}, failed
    assert said in failed["imports-quietly"]


@pytest.mark.parametrize("heavy", ["pandas", "inspect_ai"])
def test_a_slow_import_is_found(heavy, module, failures):
    failed = failures(module(f"import {heavy}"))
    assert failed["imports-lightly"].startswith("`import mentaleval_steady")
    assert heavy in failed["imports-lightly"]


def test_a_slow_import_is_all_that_is_found_of_a_quiet_library(module, failures, tmp_path):
    (tmp_path / "nltk.py").write_text("", encoding="utf-8")
    failed = failures(module("import nltk"))
    assert set(failed) == {"imports-lightly"}
    assert "imports nltk" in failed["imports-lightly"]


def test_a_library_may_set_filters_of_its_own(module, failures):
    assert failures(module("import numpy")) == {}


def test_a_quiet_module_is_let_pass(module, failures):
    assert failures(module("import asyncio, re, json")) == {}


def test_a_class_of_no_module_is_not_looked_for():
    judge = type("Steady", (), {})  # only its module matters here
    from mentaleval import Judge  # noqa: PLC0415

    found = type(
        "Steady", (Judge,), {"__module__": "mentaleval_nowhere", "__doc__": judge.__name__}
    )
    (check,) = (check for check in conformance(found) if check.name == "imports-quietly")
    with pytest.raises(Exception, match="mentaleval_nowhere is no module"):
        check()


def test_nothing_is_left_of_looking(module, failures, tmp_path):
    failures(module(""))
    assert not [p for p in Path(tmp_path).rglob("*") if p.name == "report.json"]
