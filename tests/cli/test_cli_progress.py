"""Long work says what it does and how far it is: on a terminal, and nowhere else."""

from __future__ import annotations

import doctest
import json
import os
import re
import signal
import subprocess
import sys
from functools import partial

import pytest

from mentaleval import telling as telling_module
from mentaleval.cli.progress import telling
from mentaleval.comparison import compare
from mentaleval.escalation import escalate
from mentaleval.planning import plan
from mentaleval.planning.settings import Aim
from mentaleval.planning.settings import Settings as PlanSettings
from mentaleval.plugins import installed
from mentaleval.ratings import from_records
from mentaleval.rubric import SEVEN
from mentaleval.trust import Settings, assess

_DRAWN = """
import time
from mentaleval.cli import progress
from mentaleval.cli.console import message

with progress.telling("reading logs", "logs", delay=0) as tell:
    if tell is None:
        print("nobody sees it")
    else:
        tell(0, 3000)
        tell(1000, 3000)
        while progress._lines[0].console is None:
            time.sleep(0.01)
        message("a warning [bold]with[/bold] many words" + " and words" * 30)
        print("done")
"""


def _on_terminal(script, **env):
    """Run a script whose standard error is a terminal; return what it printed, and that shows."""
    ours, theirs = os.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "TERM": "xterm", "COLUMNS": "60", **env},
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
            check=True,
        )
        os.set_blocking(ours, False)
        try:
            said = os.read(ours, 65536).decode()
        except BlockingIOError:
            said = ""
    finally:
        os.close(ours)
        os.close(theirs)
    return done.stdout, said


def test_the_line_says_what_how_far_and_how_long_and_goes_without_a_trace():
    printed, said = _on_terminal(_DRAWN)
    assert printed == "done\n"
    assert re.search(r"reading logs: 1,000 of 3,000 logs  0:00:\d\d left", said)
    assert "a warning [bold]with[/bold] many words" + " and words" * 30 + "\r\n" in said
    assert said.endswith("\x1b[?25h\r\x1b[1A\x1b[2K"), "the cursor is back and the line is wiped"


def test_the_line_has_no_colour():
    _, said = _on_terminal(_DRAWN, NO_COLOR="1")
    assert "reading logs" in said
    assert not re.search(r"\x1b\[[\d;]*m", said)


def test_a_dumb_terminal_shows_nothing():
    assert _on_terminal(_DRAWN, TERM="dumb") == ("nobody sees it\n", "")


def test_what_is_over_soon_shows_nothing():
    script = _DRAWN.replace("delay=0", "delay=600").replace("console is None", "console")
    printed, said = _on_terminal(script)
    assert printed == "done\n"
    assert said.startswith("a warning")
    assert "reading" not in said


def test_in_a_pipe_nothing_is_shown_even_when_colours_are_forced(monkeypatch, capfd):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with telling("reading", delay=0) as tell:
        assert tell is None
    assert capfd.readouterr() == ("", "")


def test_long_work_counts_what_is_done(long_table, terminal):
    one = terminal("mentaleval", "reliability", str(long_table), "--method", "published")
    one.until(r"held against experts: \d+ of 360 cells  0:\d\d:\d\d left")
    one.started.signal(signal.SIGKILL)
    one.end()


_AT_ONCE = """
import rich.live
from mentaleval.cli import main, progress

progress.telling.__wrapped__.__kwdefaults__["delay"] = 0
assert main(["reliability", "demo", "--json", "-"]) == 0
"""


def test_standard_output_holds_json_alone_while_the_terminal_shows_progress():
    printed, said = _on_terminal(_AT_ONCE)
    assert json.loads(printed)["cells"]
    assert "reading demo" in said
    assert "held against experts" in said
    assert said.endswith("\x1b[2K")


def test_a_command_in_a_pipe_shows_no_progress():
    done = subprocess.run(
        [sys.executable, "-c", _AT_ONCE], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["cells"]
    assert "reading demo" not in done.stderr
    assert "held against" not in done.stderr


@pytest.fixture(scope="module")
def demo():
    """The ratings of the demonstration."""
    dataset = installed().dataset("demo", {})
    return from_records(list(dataset.ratings()), rubric=SEVEN)


@pytest.mark.parametrize(
    "work",
    [
        assess,
        partial(assess, settings=Settings(method="published", label_seeds=2)),
        compare,
        escalate,
        partial(plan, settings=PlanSettings(Aim.MISSED_HARM, goal=0.3)),
        partial(plan, settings=PlanSettings(Aim.WIDTH, goal=0.3)),
    ],
)
def test_work_tells_every_step_and_finds_the_same_when_nobody_listens(work, demo):
    told = []
    found = work(demo, tell=lambda done, of: told.append((done, of)))
    (of,) = {of for _, of in told}
    assert list(dict.fromkeys(done for done, _ in told)) == list(range(of + 1))
    assert of > 1
    assert repr(work(demo)) == repr(found)


def test_reading_logs_tells_of_every_log(demo_run):
    from mentaleval.bridge.logs import read_ratings  # noqa: PLC0415  Inspect is slow to import

    told = []
    folder, _ = demo_run
    reading = read_ratings([folder], tell=lambda done, of: told.append((done, of)))
    assert told == [(n, len(reading.files)) for n in range(len(reading.files) + 1)]


def test_drawing_figures_tells_of_every_figure(demo, tmp_path):
    from mentaleval.pages import reliability_page  # noqa: PLC0415  matplotlib is slow to import
    from mentaleval.plots.files import write_figures  # noqa: PLC0415
    from mentaleval.plots.reliability import reliability_plots  # noqa: PLC0415

    assessment = assess(demo)
    plots = reliability_plots(assessment)[:2]
    for of, work in (
        (len(reliability_plots(assessment)), partial(reliability_page, assessment, command="")),
        (len(plots), partial(write_figures, plots, tmp_path)),
    ):
        told = []
        work(tell=lambda *step, told=told: told.append(step))
        assert told == [(n, of) for n in range(of + 1)]


def test_the_examples_of_telling_are_true():
    assert doctest.testmod(telling_module).failed == 0
