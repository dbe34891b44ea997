"""Ctrl-C at many moments: one word, status 130, and nothing half-done."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import mentaleval

READING = {
    "reliability": ("--json", "old.json"),
    "compare": ("--json", "old.json"),
    "plan": ("--verdict", "rank=trusted", "--json", "old.json"),
    "escalate": ("--json", "old.json"),
    "ratings": ("--out", "old.csv"),
    "draw": ("--conversations", "3", "--experts", "2", "--out", "old.json"),
}


@pytest.mark.parametrize("command", READING)
def test_interrupted_while_it_reads_a_command_says_one_word(command, here, terminal):
    os.mkfifo(here / "slow.csv")  # as long as nobody writes into it, it is being read
    for old in ("old.json", "old.csv"):
        (here / old).write_text("old", encoding="utf-8")
    before = sorted(here.iterdir())
    one = terminal("mentaleval", command, "slow.csv", *READING[command])
    one.until("reading slow.csv")
    one.started.signal(signal.SIGINT)
    assert one.end() == 130
    assert one.last_line == "interrupted"
    assert "Traceback" not in one.said
    assert one.said.rfind("\x1b[?25h") > one.said.rfind("\x1b[?25l"), "the cursor is hidden"
    assert one.printed == ""
    assert sorted(here.iterdir()) == before
    assert (here / "old.json").read_text() == (here / "old.csv").read_text() == "old"


def test_interrupted_twice_while_it_computes_a_command_says_one_word(long_table, terminal):
    words = ("reliability", str(long_table), "--method", "published", "--json", "new.json")
    one = terminal("mentaleval", *words)
    one.until("held against experts: ")
    one.started.signal(signal.SIGINT)
    one.started.signal(signal.SIGINT)
    assert one.end() == 130
    assert one.last_line == "interrupted"
    assert one.said.count("interrupted") == 1
    assert "Traceback" not in one.said
    assert not Path("new.json").exists()


@pytest.mark.parametrize(
    ("library", "words"),
    [
        ("pydantic", ("reliability", "demo", "--json", "new.json")),
        ("numpy", ("reliability", "demo", "--json", "new.json")),
        ("scipy._lib", ("compare", "demo", "--json", "new.json")),
        ("matplotlib", ("reliability", "demo", "--html", "new.html")),
    ],
)
def test_interrupted_while_a_library_is_imported_a_command_says_one_word(library, words, here):
    command = [sys.executable, "-X", "importtime", "-m", "mentaleval", *words]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        for line in process.stderr:
            if re.search(rf"\| +{library}\.", line):
                process.send_signal(signal.SIGINT)
                break
        rest = process.stderr.read()
    said = [line for line in rest.splitlines() if not line.startswith("import time:")]
    assert said == ["interrupted"]
    assert process.returncode == 130
    assert list(here.iterdir()) == []


_WRITING = """
import sys, time
from pathlib import Path
from mentaleval.cli.interrupting import ending_at_once
from mentaleval.writing import whole_file, whole_folder

with ending_at_once(), whole_file(Path("old.txt")) as file, whole_folder(Path("new")) as folder:
    file.write_text("half")
    (folder / "key.json").write_text("half")
    print("half", flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize(
    ("number", "status", "said"),
    [
        (signal.SIGINT, 130, "interrupted\n"),
        (signal.SIGTERM, -signal.SIGTERM, ""),
        (signal.SIGHUP, -signal.SIGHUP, ""),
    ],
)
def test_interrupted_while_it_writes_a_command_leaves_the_old_file(number, status, said, here):
    (here / "old.txt").write_text("old", encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", _WRITING], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "half\n"
        assert len(list(here.iterdir())) == 3
        process.send_signal(number)
        assert process.stderr.read() == said
    assert process.returncode == status
    assert [path.name for path in here.iterdir()] == ["old.txt"]
    assert (here / "old.txt").read_text() == "old"


_SWALLOWING = """
import time
from mentaleval.cli.interrupting import ending_at_once

class Slow:
    def __del__(self):
        print("in it", flush=True)
        time.sleep(600)

with ending_at_once():
    Slow()
    print("it was lost", flush=True)
"""


def test_ctrl_c_is_not_lost_in_a_destructor(here):
    del here
    with subprocess.Popen(
        [sys.executable, "-c", _SWALLOWING],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "in it\n"
        process.send_signal(signal.SIGINT)
        assert (process.stdout.read(), process.stderr.read()) == ("", "interrupted\n")
    assert process.returncode == 130


_HANDLERS = """
import signal
from mentaleval.cli.interrupting import ending_at_once, raising

usual = signal.getsignal(signal.SIGINT)
with ending_at_once():
    ours = signal.getsignal(signal.SIGINT)
    assert ours is not usual
    with raising():
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is ours
assert signal.getsignal(signal.SIGINT) is usual
signal.signal(signal.SIGINT, signal.SIG_IGN)  # as of a command in the background of a script
with ending_at_once(), raising():
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
"""


def test_what_signals_do_is_put_back_and_what_is_ignored_stays_so():
    subprocess.run([sys.executable, "-c", _HANDLERS], check=True)


def test_nothing_slow_is_imported_before_ctrl_c_is_heard():
    slow = "{'pydantic', 'pluggy', 'rich', 'asyncio'}"
    script = (
        f"import sys, mentaleval.cli; found = {slow} & set(sys.modules); assert not found, found"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_front_door_has_what_it_promises_and_nothing_else():
    script = (
        "import mentaleval, pydantic\n"
        "for name in mentaleval.__all__: getattr(mentaleval, name)\n"
        "assert issubclass(mentaleval.Judge, pydantic.BaseModel)\n"
        "assert not hasattr(mentaleval, 'Jugde')"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_front_door_names_what_it_has_and_leads_to_every_room():
    script = (
        "import mentaleval\n"
        "assert {*mentaleval.__all__} <= {*dir(mentaleval)}\n"
        "assert mentaleval.errors.UsageError is mentaleval.UsageError\n"
        "assert mentaleval.testing.scripted"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_type_checker_finds_a_misspelt_name():
    tree = ast.parse(Path(mentaleval.__file__).read_text(encoding="utf-8"))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert "__getattr__" not in defined, "for which it takes every name"


_IN_A_DESTRUCTOR = """
import os, signal, sys, time
from mentaleval.cli.interrupting import ending_at_once, raising

class Held:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        sum(range(10))  # the exception comes here, and is lost

with ending_at_once(), raising():
    try:
        held = Held()
        del held
        time.sleep(60)
        print("slept on")
    except KeyboardInterrupt:
        print("raised again")
"""


def test_interrupted_in_a_destructor_what_puts_itself_in_order_hears_of_it_all_the_same():
    ended = subprocess.run(
        [sys.executable, "-c", _IN_A_DESTRUCTOR], capture_output=True, text=True, check=True
    )
    assert (ended.stdout, ended.stderr) == ("raised again\n", "")
