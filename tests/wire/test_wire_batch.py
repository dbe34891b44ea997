"""Judges in their provider's batch mode, against the provider on loopback."""

from __future__ import annotations

import csv

import pytest

from mentaleval.bridge.logs import read_ratings

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

CASES = [*(f"concern {n}" for n in range(8)), "fault six times 1", "fault refusal times always"]


def test_a_judge_in_batch_mode_rates_asks_again_and_is_paid_once(wire, tmp_path):
    with (tmp_path / "mine.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "context", "reply"])
        rows.writerows([case, case, "I hear you."] for case in CASES)
    command = ["run", "mentalbench", "--dataset", "table", "-D", f"path={tmp_path / 'mine.csv'}"]
    command += ["-D", "response=reply", "--judge", "openai/gpt-4o", "--batch", str(len(CASES))]
    command += ["--log-dir", str(tmp_path / "logs")]
    with wire("--faults", "named") as provider:
        done = provider.run(*command, folder=tmp_path)
        record = provider.record()
        again = provider.run(*command, folder=tmp_path)
        assert len(provider.record()) == len(record)
    records = read_ratings([tmp_path / "logs" / "judgements"]).records
    unrated = {(r.exchange_id, r.reason) for r in records if r.rating is None}
    assert unrated == {("fault refusal times always", "refusal")}
    assert len(records) == 7 * len(CASES)
    assert (done.returncode, again.returncode) == (0, 0)
    assert len(record) == sum(r["paid"] for r in record) == len(CASES) + 2  # two asked again
