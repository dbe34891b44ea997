"""`mentaleval check` from the outside: installed plugins, sound and broken."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from textwrap import dedent

import pytest

from mentaleval.cli import main
from mentaleval.testing import conformance
from mentaleval.testing.conformance.suite import PROMISES
from mentaleval_judges import Lexical

STEADY = '''
from mentaleval import Judge, Rating, Responder, hookimpl
from pydantic import Field

class Steady(Judge):
    """Rates everything the same."""
    name = "steady"
    value: float = Field(default=3, description="The rating.")

    async def rate(self, exchange, attributes):
        print("rating", exchange.id)
        return {a.name: Rating(self.value) for a in attributes}

class Calm(Responder):
    """Says one thing to everybody."""
    name = "calm"

    async def respond(self, exchange):
        return "I hear you."

class AlsoSteady(Calm):
    """Says one thing to everybody, too."""
    name = "steady"

@hookimpl
def judges():
    return [Steady]

@hookimpl
def responders():
    return [Calm, AlsoSteady]
'''


@pytest.fixture
def check(tmp_path):
    """Give what checks plugins of a distribution that is installed for the test."""
    (tmp_path / "mentaleval_steady.py").write_text(dedent(STEADY), encoding="utf-8")
    info = tmp_path / "mentaleval_steady-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mentaleval-steady\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[mentaleval]\nsteady = mentaleval_steady\n")

    def run(*words, **variables):
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), **variables}
        command = [sys.executable, "-m", "mentaleval", "check", *words]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return run


def test_a_sound_plugin_is_told_line_by_line(capsys):
    assert main(["check", "lexical"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [check.name for check in conformance(Lexical)]
    assert [line.split()[1] for line in lines[:-1]] == names
    assert {line[:6] for line in lines[:-1]} == {"ok    ", "skip  "}
    assert "ok    deterministic             It says the same every time, where it says so." in lines
    assert "skip  asks-the-same             it asks no model" in lines
    assert lines[-1].startswith("judge lexical: ")
    assert re.search(rf" of {len(names)} checks; `rate` was called 1\d\d times$", lines[-1])


def test_a_plugin_whose_model_is_ours_is_not_said_to_cost_anything(capsys):
    assert main(["check", "judge", "rubric"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(" 0 skipped of 37 checks")


def test_a_broken_plugin_is_told_what_to_put_right(check):
    done = check("judge", "steady", "-J", "value=9")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    (at,) = (number for number, line in enumerate(lines) if line.startswith("FAIL"))
    assert lines[at].split()[1] == "in-scale-or-unrated"
    assert lines[at + 1].startswith("      attribute 'guidance' is rated 9, and its scale is 1-5.")
    assert " 1 failed, " in lines[-1]


def test_what_a_plugin_prints_is_no_finding(check):
    done = check("judge", "steady", "--json", "-")
    assert "rating invented-shift" in done.stderr
    found = json.loads(done.stdout)
    assert (found["kind"], found["name"], found["conforms"]) == ("judge", "steady", False)
    failed = [one for one in found["checks"] if one["outcome"] == "failed"]
    assert [one["name"] for one in failed] == ["in-scale-or-unrated"]  # 3 is not on -2 to 2
    assert "its scale is -2 to 2" in failed[0]["message"]
    assert {one["outcome"] for one in found["checks"]} == {"ok", "failed", "skipped"}
    assert found["calls"] == done.stderr.count("rating invented-")


def test_a_file_may_keep_what_is_also_shown(capsys, tmp_path):
    file = tmp_path / "found.json"
    assert main(["check", "dataset", "demo", "--json", str(file)]) == 0
    assert "dataset demo: " in capsys.readouterr().out
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["conforms"]
    assert all(one["message"] is None for one in found["checks"] if one["outcome"] == "ok")


def test_a_terminal_is_not_overrun(check):
    lines = check("judge", "steady", COLUMNS="80").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    narrow = check("judge", "steady", COLUMNS="60").stdout.splitlines()
    assert max(map(len, narrow)) <= 60


def test_no_promise_is_longer_than_its_line():
    promises = {promise for kind in PROMISES.values() for promise in kind}
    column = max(len(promise.name) for promise in promises)
    assert not [p.promise for p in promises if 6 + column + 2 + len(p.promise) > 80]


def test_the_kind_may_be_left_out_where_it_is_clear(check):
    assert "responder calm: " in check("calm").stdout
    done = check("steady")
    assert done.returncode == 2
    assert "'steady' is the name of a responder and of a judge: say which one." in done.stderr
    assert check("responder", "steady").returncode == 0


def test_a_model_is_a_judge_or_a_responder(capsys):
    assert main(["check", "openai/gpt-4o"]) == 2
    assert "hint: mentaleval check judge openai/gpt-4o" in capsys.readouterr().err
    assert main(["check", "judge", "openai/gpt-4o"]) == 0
    assert main(["check", "responder", "openai/gpt-4o"]) == 0


def test_a_data_set_that_needs_a_file_says_so(capsys, tmp_path):
    assert main(["check", "table"]) == 1
    assert "Table() needs option path" in capsys.readouterr().out
    file = tmp_path / "said.csv"
    file.write_text("context,response\nI am tired.,You must be.\n", encoding="utf-8")
    assert main(["check", "table", "-D", f"path={file}"]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lexicall"], "Did you mean the judge 'lexical'?"),
        (["judge", "calm"], "no judge is called 'calm'"),
        (
            ["lexical", "-R", "a=1"],
            "-R is for the options of a responder, and 'lexical' is a judge",
        ),
        (["judge", "keyword", "-J", "wort=x"], "Did you mean 'word'?"),
        (["lexical", "--json", "no/such/folder.json"], "there is no folder"),
    ],
)
def test_what_cannot_be_checked_is_one_message(words, said, capsys):
    assert main(["check", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


def test_a_plugin_that_is_switched_off_or_broken_is_named(check, tmp_path):
    off = check("calm", MENTALEVAL_DISABLE="steady")
    assert off.returncode == 2
    assert "Switched off by MENTALEVAL_DISABLE: 'steady' of mentaleval-steady 1.0." in off.stderr
    (tmp_path / "mentaleval_steady.py").write_text("import mentaleval_no_such_thing\n")
    broken = check("calm")
    assert broken.returncode == 2
    assert "Broken and not read: 'steady' of mentaleval-steady 1.0: " in broken.stderr
    assert "mentaleval_no_such_thing" in broken.stderr
