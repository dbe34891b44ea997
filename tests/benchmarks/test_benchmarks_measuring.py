"""A process is measured by itself: its own time and memory, not those of who starts it."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture
def measuring(script):
    return script("measuring")


def _python(code):
    return [sys.executable, "-I", "-S", "-c", code]


def test_the_memory_of_who_starts_a_process_is_not_counted(measuring, tmp_path):
    large = b"\1" * 200_000_000
    taken = measuring.process(_python("pass"), folder=tmp_path)
    assert len(large) == 200_000_000
    assert taken.memory < 100


def test_the_most_memory_ever_held_is_counted_though_it_was_given_back(measuring, tmp_path):
    taken = measuring.process(_python("x = b'1' * 150_000_000; del x"), folder=tmp_path)
    assert taken.memory > 143


def test_the_time_of_a_process_and_of_its_own_processes_is_counted(measuring, tmp_path):
    spin = "import time\nwhile time.process_time() < .2: pass\n"
    child = "import subprocess, sys; subprocess.run([sys.executable, '-I', '-S', '-c', {!r}])"
    taken = measuring.process(_python(spin + child.format(spin)), folder=tmp_path)
    assert taken.cpu >= 0.4


def test_a_process_that_fails_is_no_measurement_and_what_it_said_is_told(measuring, tmp_path):
    with pytest.raises(RuntimeError, match=r"(?s)status 1:.*no such ratings"):
        measuring.process(_python("raise SystemExit('no such ratings')"), folder=tmp_path)


def test_a_process_that_is_killed_is_no_measurement(measuring, tmp_path):
    with pytest.raises(RuntimeError, match="status -9"):
        measuring.process(_python("import os; os.kill(os.getpid(), 9)"), folder=tmp_path)
