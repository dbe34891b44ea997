"""Where colour goes: to a terminal that wants it, and nowhere else."""

from __future__ import annotations

import os
import pty
import re

import pytest
from rich.text import Text

from mentaleval.cli import main
from mentaleval.cli.console import show

COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-9]m")


def _on_a_terminal(monkeypatch, **environment):
    """Return what a terminal receives of a coloured line."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, monkeypatch.context() as patched:
        patched.setattr("sys.stdout", terminal)
        show([Text("unreliable", style="bold red")])
    said = os.read(ours, 1000).decode()
    os.close(ours)
    return said


def test_a_terminal_gets_colour(monkeypatch):
    assert COLOUR.search(_on_a_terminal(monkeypatch))


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_no_colour_gets_none(monkeypatch, environment):
    said = _on_a_terminal(monkeypatch, **environment)
    assert not COLOUR.search(said)
    assert "unreliable" in said


def test_a_pipe_gets_colour_only_where_it_is_forced(monkeypatch, capsys):
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    line = Text("unreliable", style="bold red")
    show([line])
    assert capsys.readouterr().out == "unreliable\n"
    monkeypatch.setenv("FORCE_COLOR", "1")
    show([line])
    assert COLOUR.search(capsys.readouterr().out)


def test_details_hold_what_the_summary_leaves_out_and_both_begin_alike(capsys):
    printed = []
    for options in ([], ["--details"]):
        assert main(["reliability", "demo", *options]) == 0
        printed.append(capsys.readouterr().out)
    summary, details = printed
    assert summary.splitlines()[0] == details.splitlines()[0]
    assert summary.rstrip().splitlines()[-1].startswith("More: --details prints every table")
    needed = next(line for line in summary.splitlines() if line.startswith("A human is still"))
    assert needed in details
    assert "Limits of agreement" in details
    assert "Limits of agreement" not in summary
