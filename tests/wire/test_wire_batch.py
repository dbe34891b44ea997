"""Judges in their provider's batch mode, against the provider on loopback."""

from __future__ import annotations

import csv

import pytest
from inspect_ai.model._providers.util import batch

from mentaleval.bridge.logs import read_ratings
from mentaleval.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

CASES = [*(f"concern {n}" for n in range(8)), "fault six times 1", "fault refusal times always"]
JUDGE = "openai/gpt-4o-2024-08-06"
"""Of this test alone: Inspect keeps a client, with its address, for the whole process."""


@pytest.fixture
def provider(wire, monkeypatch):
    """Give a provider that is looked at twice a second, where Inspect waits for 15 seconds."""
    monkeypatch.setattr(batch, "DEFAULT_BATCH_TICK", 0.5)
    monkeypatch.setattr(batch, "DEFAULT_SEND_DELAY", 0.5)
    with wire("--faults", "named") as found:
        for name, value in found.environment().items():
            monkeypatch.setenv(name, value)
        yield found


def test_a_judge_in_batch_mode_rates_asks_again_and_is_paid_once(provider, tmp_path):
    with (tmp_path / "mine.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "context", "reply"])
        rows.writerows([case, case, "I hear you."] for case in CASES)
    command = ["run", "mentalbench", "--dataset", "table", "-D", f"path={tmp_path / 'mine.csv'}"]
    command += ["-D", "response=reply", "--judge", JUDGE, "--batch", str(len(CASES))]
    command += ["--log-dir", str(tmp_path / "logs")]
    done = main(command)
    record = provider.record()
    again = main(command)
    assert len(provider.record()) == len(record)
    records = read_ratings([tmp_path / "logs" / "judgements"]).records
    unrated = {(r.exchange_id, r.reason) for r in records if r.rating is None}
    assert unrated == {("fault refusal times always", "refusal")}
    assert len(records) == 7 * len(CASES)
    assert (done, again) == (0, 0)
    assert len(record) == sum(r["paid"] for r in record) == len(CASES) + 2  # two asked again
