"""A provider that goes away, and one that turns every call down."""

from __future__ import annotations

import pytest
from conftest import CONNECTIONS, CONTEXTS

from mentaleval.bridge.watch import FAILURES_IN_A_ROW

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def test_when_the_network_is_lost_the_run_says_so_and_the_same_command_goes_on(lab, undisturbed):
    one = lab("--latency", "0.2")
    calls = ("-J", "calls=separate", "--max-retries", "0")
    process = one.start(*calls)
    one.until(process, CONTEXTS + 30)
    before = one.provider.paid()
    one.provider.stop()
    ended = one.end(process)
    assert ended.status == 1, ended.said
    assert f"{FAILURES_IN_A_ROW} calls of openai-api/lab/judge failed in a row" in ended.said
    assert "the last with: APIConnectionError: Connection error" in ended.said
    assert "the same command goes on" in ended.said
    assert "Traceback" not in ended.said

    one.provider.start()  # at the same port; it has forgotten what it was paid for
    ended = one.run(*calls)
    assert ended.status == 0, ended.said
    assert one.table() == undisturbed
    assert before + one.provider.paid() <= 8 * CONTEXTS + CONNECTIONS


def test_with_a_wrong_key_a_model_is_asked_no_more_after_a_few_calls(lab):
    one = lab("--faults", "always=unauthorised")
    rows = ["context", *(f"Concern {n} of mine." for n in range(200))]
    (one.folder / "mine.csv").write_text("\n".join(rows))
    ended = one.run()
    assert ended.status == 1, ended.said
    assert "calls of openai-api/lab/writer failed in a row, the last with" in ended.said
    assert "401" in ended.said
    assert "Traceback" not in ended.said
    assert FAILURES_IN_A_ROW <= one.provider.asked() <= FAILURES_IN_A_ROW + CONNECTIONS
