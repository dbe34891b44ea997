"""Processes that are killed while calls are in flight, and the same command again."""

from __future__ import annotations

import signal
import time

import pytest
from conftest import CONNECTIONS, CONTEXTS

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def test_killed_twice_a_run_pays_again_only_for_what_was_in_flight(lab, undisturbed):
    one = lab("--latency", "0.2")
    assert one.killed(5).status == -signal.SIGKILL
    assert one.killed(CONTEXTS + 7).status == -signal.SIGKILL
    ended = one.run()
    assert ended.status == 0, ended.said
    assert one.table() == undisturbed
    assert one.provider.paid() <= 2 * CONTEXTS + 2 * CONNECTIONS
    assert max(one.provider.bought().values()) <= 2


def test_killed_between_the_calls_of_one_sample_a_run_keeps_the_answers_it_has(lab, undisturbed):
    one = lab("--latency", "0.2")
    separate = ("-J", "calls=separate")
    assert one.killed(CONTEXTS + 30, *separate).status == -signal.SIGKILL
    ended = one.run(*separate)
    assert ended.status == 0, ended.said
    assert one.table() == undisturbed
    assert one.provider.paid() <= 8 * CONTEXTS + CONNECTIONS


@pytest.mark.parametrize(("count", "times"), [(5, 1), (CONTEXTS + 3, 2)])
def test_ctrl_c_ends_with_one_line_and_the_same_command_goes_on(count, times, lab, undisturbed):
    one = lab("--latency", "0.2")
    process = one.start()
    one.until(process, count)
    for _ in range(times):
        process.signal(signal.SIGINT)
        time.sleep(0.1)
    ended = one.end(process)
    assert ended.status == 130, ended.said
    assert ended.said.endswith("interrupted; the same command goes on where it stopped\n")
    assert ended.said.count("stopping: ") == 1
    assert "Traceback" not in ended.said
    assert "Warning" not in ended.said
    assert one.provider.paid() < 2 * CONTEXTS, "it went on asking"
    ended = one.run()
    assert ended.status == 0, ended.said
    assert one.table() == undisturbed
    assert one.provider.paid() <= 2 * CONTEXTS + CONNECTIONS


def test_a_second_process_is_refused_while_the_first_is_at_work_and_a_killed_one_is_no_obstacle(
    lab,
):
    one = lab("--latency", "0.5")
    first = one.start()
    one.until(first, 1)
    second = one.run("--judge", "lexical", saying="second.txt")
    assert second.status == 2
    assert "another process is at work in logs" in second.said
    assert "lexical" not in (one.folder / "logs" / "mentaleval-run.json").read_text()
    first.signal(signal.SIGKILL)
    one.end(first)
    ended = one.run()
    assert ended.status == 0, ended.said


def test_a_finished_run_that_was_moved_is_not_paid_for_again(lab):
    one = lab()
    assert one.run().status == 0
    asked, table = one.provider.asked(), one.table()
    (one.folder / "logs").rename(one.folder / "archive")
    again = one.run("--log-dir", str(one.folder / "archive"))
    assert again.status == 0, again.said
    assert one.provider.asked() == asked
    (one.folder / "archive").rename(one.folder / "logs")
    assert one.table() == table
