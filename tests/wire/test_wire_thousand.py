"""300 responses x 2 judges, one answer in ten faulty, killed twice: nothing lost, nothing twice.

With ``MENTALEVAL_THOROUGH=1`` it is 1,000 responses, as in its name. The provider is a process of
its own, so it goes on while the run is killed, and counts what it would have been paid for.
"""

from __future__ import annotations

import csv
import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from answers import Asked, true_ratings
from faults import UNREADABLE, Fault, lost

from mentaleval.bridge.logs import read_ratings
from mentaleval.rubric import SEVEN

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

CONTEXTS = 100 if os.environ.get("MENTALEVAL_THOROUGH") else 30
RESPONDERS, SHARE = 10, 0.1
JUDGES = ("openai-api/lab/judge-a", "openai-api/lab/judge-b")
CALLS = CONTEXTS * RESPONDERS * len(JUDGES)
CONNECTIONS = 20
KEYS = [name.capitalize() for name in SEVEN.names]

Key = tuple[str, str, str, str, int]


def _command(folder: Path) -> list[str]:
    run = ["run", "mentalbench", "--dataset", "table", "-D", f"path={folder / 'mine.csv'}"]
    run += ["-D", "response=reply", "-D", "responder=who", "--log-dir", str(folder / "logs")]
    run += ["--max-connections", str(CONNECTIONS), "--attempt-timeout", "60"]
    return [*run, *(word for judge in JUDGES for word in ("--judge", judge))]


def _reply(n: int, who: int) -> str:
    return f"I hear you, {n}, {who}."


def _write_data(folder: Path) -> None:
    with (folder / "mine.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "context", "reply", "who"])
        rows.writerows(
            [n, f"Concern {n}.", _reply(n, who), f"r{who}"]
            for n in range(CONTEXTS)
            for who in range(RESPONDERS)
        )


def _killed(provider, folder: Path, after: int) -> None:
    """Start the run, and kill it -9 once the provider has sent *after* answers."""
    process = provider.start(*_command(folder), folder=folder)
    while provider.paid() < after:
        assert process.poll() is None, "the run was over before it could be killed"
        time.sleep(0.1)
    process.signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def _table(folder: Path) -> dict[Key, tuple[float | None, str | None]]:
    records = read_ratings([folder / "logs" / "judgements"]).records
    table = {
        (r.exchange_id, r.responder, r.rater, r.attribute, r.epoch): (r.rating, r.reason)
        for r in records
    }
    assert len(table) == len(records)
    return table


def _meant() -> dict[Key, tuple[float, None]]:
    """Return every rating that the models mean to give."""
    meant: dict[Key, tuple[float, None]] = {}
    for judge in JUDGES:
        for n in range(CONTEXTS):
            for who in range(RESPONDERS):
                asked = Asked("", f"Concern {n}.", _reply(n, who), tuple(KEYS))
                for key, rating in true_ratings(judge.rpartition("/")[2], asked).items():
                    meant[str(n), f"r{who}", judge, key.lower(), 1] = (float(rating), None)
    return meant


def test_two_kills_and_a_tenth_of_faults_change_no_rating_and_pay_for_nothing_twice(wire, tmp_path):
    _write_data(tmp_path)
    with wire("--faults", f"share={SHARE}", "--latency", "0.1") as provider:
        _killed(provider, tmp_path, after=CALLS * 3 // 10)
        _killed(provider, tmp_path, after=CALLS * 7 // 10)
        done = provider.run(*_command(tmp_path), folder=tmp_path)
        record = provider.record()
    assert done.returncode == 0, done.stderr

    unreadable = _never_readable(record)
    expected = _meant()
    got = _table(tmp_path)
    assert len(expected) == CALLS * len(KEYS)
    assert got.keys() == expected.keys()
    assert {rating for rating, _ in expected.values()} == {1.0, 2.0, 3.0, 4.0, 5.0}
    assert {k for k in got if got[k] != expected[k]} == unreadable
    assert all(got[key][0] is None and got[key][1] for key in unreadable)
    assert f"unrated: {len(unreadable)} of {len(expected)}" in done.stderr
    _check_paid(record)


def _never_readable(record) -> set[Key]:
    """Return the ratings that the provider never gave, however often it was asked."""
    last = {(r["model"], r["key"]): r for r in record if r["rates"]}
    gone: set[Key] = set()
    for request in last.values():
        if request["fault"] in UNREADABLE:
            _, number, who = request["said"].removesuffix(".").split(", ")
            names = [name.lower() for name in lost(Fault(request["fault"]), KEYS)]
            rater = f"openai-api/lab/{request['model']}"
            gone |= {(number, f"r{who}", rater, name, 1) for name in names}
    assert gone
    return gone


def _check_paid(record) -> None:
    """Check that only what was in flight at a kill was paid for again."""
    paid: Counter[tuple[str, str]] = Counter()
    needed: dict[tuple[str, str], int] = {}
    for request in record:
        key = (request["model"], request["key"])
        paid[key] += request["paid"]
        unread = request["fault"] in UNREADABLE
        needed[key] = max(needed.get(key, 1), 1 + unread)
    assert len(needed) == CALLS
    twice = {key: n - needed[key] for key, n in paid.items() if n > needed[key]}
    assert sum(twice.values()) <= 2 * CONNECTIONS * len(JUDGES)
    assert max(twice.values(), default=0) <= 2
