"""What a plugin does on import to the process that all share: put back, and told."""

from __future__ import annotations

import json
import logging
import os
import signal
from pathlib import Path

import pytest

from mentaleval.plugins import Kind

WRAPS = """
import io, sys
sys.stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8")
sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
sys.stderr = io.TextIOWrapper(sys.stderr.buffer, encoding="utf-8")
print("wrapped and not flushed")
"""
WRAPS_THE_FIRST = """
import io, sys
sys.stdout = io.TextIOWrapper(sys.__stdout__.buffer, encoding="utf-8")
sys.stderr = io.TextIOWrapper(sys.__stderr__.buffer, encoding="utf-8")
"""
BREAKS = [
    WRAPS,
    WRAPS_THE_FIRST,
    "import sys; sys.stdout.close(); sys.stderr.close(); sys.stdin.close()",
    "import sys; sys.__stdout__.close(); sys.__stderr__.close()",
    "import sys; sys.stdout.buffer.close(); sys.stderr.buffer.raw.close()",
    "import sys; sys.stdout.detach(); sys.stderr.buffer.detach(); sys.stdin.detach()",
    "import codecs, sys; sys.stdout = codecs.getwriter('utf-8')(sys.stdout.detach())",
    "import os, sys; sys.stdout = os.fdopen(sys.stdout.fileno(), 'w', 1); print('x')",
    "import os; os.close(1); os.close(2)",
    "import sys; sys.stdout.reconfigure(encoding='ascii', errors='strict')",
    "import sys; del sys.stdout; sys.stderr = None",
]


@pytest.mark.parametrize("broken", BREAKS)
def test_nothing_that_is_done_to_the_streams_reaches_them(install, good, broken):
    """Two of the kind, since the second meets what the first has left."""
    umlaut = good.replace("Rates everything the same", "Rates alles für sich")
    install("first_to_break", broken + "\n" + umlaut)
    install("second_to_break", broken + "\n" + good.replace('"steady"', '"other"'), entry="b")
    done = install.ran("list", "--json", PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    judges = {entry["name"]: entry["summary"] for entry in json.loads(done.stdout)["judges"]}
    assert judges["steady"] == "Rates alles für sich."
    assert judges["other"] == "Rates everything the same."
    shown = install.ran("list", "plugins")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "first_to_break" in shown.stdout
    assert "BROKEN" not in shown.stdout


def test_what_stays_in_a_plugins_own_wrapper_is_told_all_the_same(install, good, capfd):
    install("wraps", WRAPS + good)
    notices = install.found().installed[0].notices
    assert notices == ("prints on import: 'wrapped and not flushed'",)
    assert capfd.readouterr() == ("", "")


SAYS_LATER = """
import atexit, io, logging, sys
ours = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
logging.getLogger("loud").addHandler(logging.StreamHandler(sys.stdout))
atexit.register(logging.getLogger("loud").error, "logged later")
atexit.register(print, "printed later", file=ours)
"""


def test_what_a_plugin_made_of_stdout_says_later_goes_to_stderr(install, good):
    install("says_later", SAYS_LATER + good)
    done = install.ran("list", "--json")
    assert "steady" in {entry["name"] for entry in json.loads(done.stdout)["judges"]}
    assert (done.returncode, done.stderr) == (0, "printed later\nlogged later\n")


def test_a_plugin_that_asks_on_import_is_broken_and_does_not_wait(install, good):
    install("asks_on_import", "name = input('Your key? ')\n" + good)
    (plugin,) = install.found().installed
    assert plugin.problem == "EOFError: EOF when reading a line (asks_on_import, line 1)"


CHANGES = """
import logging, os, signal, sys
os.chdir(os.path.dirname(os.getcwd()))
logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, force=True)
logging.disable(logging.CRITICAL)
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.environ["SOME_KEY"] = "sk-hidden"
os.environ.pop("TO_BE_LOST", None)
"""
TOLD = (
    "changes environment variables on import: SOME_KEY, TO_BE_LOST",
    "changes on import what SIGINT does: put back",
    "sets up logging for everybody on import: put back",
    "changes the current folder on import: put back",
)


def test_what_a_plugin_changes_for_everybody_is_put_back_and_told(install, good, monkeypatch):
    monkeypatch.setenv("TO_BE_LOST", "x")
    monkeypatch.setenv("SOME_KEY", "before")
    root = logging.getLogger()
    before = Path.cwd(), [*root.handlers], root.level, signal.getsignal(signal.SIGINT)
    install("changes_much", CHANGES + good)
    registry = install.found()
    after = Path.cwd(), [*root.handlers], root.level, signal.getsignal(signal.SIGINT)
    assert after == before
    assert root.manager.disable == 0
    assert registry.installed[0].notices == TOLD
    assert (os.environ["SOME_KEY"], "TO_BE_LOST" in os.environ) == ("sk-hidden", False)
    assert registry.judge("steady").name == "steady"


def test_what_a_broken_plugin_changed_is_put_back_as_well(install):
    install("changes_and_fails", CHANGES + "raise SystemExit")
    before = Path.cwd()
    (plugin,) = install.found().installed
    assert Path.cwd() == before
    assert plugin.problem
    assert TOLD[-1] in plugin.notices
    os.environ.pop("SOME_KEY")


@pytest.mark.slow
def test_a_run_is_not_disturbed_by_what_a_plugin_changed(install, good):
    install("changes_much", CHANGES + good)
    done = install.ran_preloaded(
        "run", "understanding", "--judge", "steady", "--limit", "1", "--log-dir", "logs",
        "--json", "-",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["schema_version"]
    assert (install.folder / "logs").is_dir()
    listed = install.ran("list", "plugins")
    assert all(notice in " ".join(listed.stdout.split()) for notice in TOLD[1:])
    assert "sk-hidden" not in listed.stdout


def test_of_two_plugins_that_claim_a_name_one_can_be_switched_off(install, good):
    install("claims_first", good)
    install("claims_second", good.replace("Steady", "Other"), entry="other")
    refused = install.ran("run", "understanding", "--judge", "steady", "--dry-run")
    assert refused.returncode == 2
    for told in (refused.stderr, install.ran("list", "plugins").stdout):
        words = " ".join(told.split())
        assert "`MENTALEVAL_DISABLE=claims_second` leaves that of claims_first" in words
        assert "`MENTALEVAL_DISABLE=claims_first` leaves that of claims_second" in words
    off = {"MENTALEVAL_DISABLE": "claims_second"}
    document = json.loads(install.ran("list", "judges", "--json", **off).stdout)
    owners = [
        (e["distribution"], e["problem"]) for e in document["judges"] if e["name"] == "steady"
    ]
    assert owners == [("claims_first", None)]
    done = install.ran("run", "understanding", "--judge", "steady", "--dry-run", **off)
    assert done.returncode == 0, done.stderr


def test_of_three_plugins_that_claim_a_name_all_but_one_are_switched_off(install, good):
    for number in "123":
        install(f"claims_{number}", good)
    registry = install.found()
    said = registry.unusable[0].problem
    assert "`MENTALEVAL_DISABLE=claims_1,claims_3` leaves that of claims_2" in said
    left = install.found(disabled=("claims_1", "claims_3"))
    assert left.find(Kind.JUDGE, "steady").owner.distribution == "claims_2"


def test_the_way_out_names_no_plugin_that_is_to_be_left(install, good):
    install("warmth", good, entry="first")
    install("mentaleval_warmth", good, entry="warmth")
    said = install.found().unusable[0].problem
    assert "`MENTALEVAL_DISABLE=first` leaves that of mentaleval_warmth" in said
    left = install.found(disabled=("first",))
    assert left.find(Kind.JUDGE, "steady").owner.distribution == "mentaleval_warmth"
