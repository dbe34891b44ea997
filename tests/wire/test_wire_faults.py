"""`mentaleval run` for real, against a provider that misbehaves in every way we know.

One run has one exchange for each fault, and one judge for each way to a provider; each test then
looks at one of them.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from answers import Asked, true_ratings
from faults import READABLE, TRANSPORT, UNREADABLE, Fault, lost

from mentaleval.bridge.logs import read_ratings
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import Reason, RecordedRating

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

JUDGES = {
    "openai-api/lab/judge": "judge",
    "openai/gpt-4o": "gpt-4o",
    "openai/o4-mini": "o4-mini",
    "anthropic/claude-3-7-sonnet-latest": "claude-3-7-sonnet-latest",
}
"""The judges, one for each interface, and what the wire calls their models."""

CURED = [f"fault {kind} times 1" for kind in (*TRANSPORT, *UNREADABLE)]
CURED += ["fault server_error times 4", "fault dropped times 4"]  # the client's own retries: 2
ODD = [f"fault {kind} times always" for kind in READABLE]
LOST = [f"fault {kind} times always" for kind in UNREADABLE]
DECLINED = {
    "fault refusal times always": Reason.REFUSAL,
    "fault content_filter times always": Reason.REFUSAL,
    "fault too_long times always": Reason.TOO_LONG,
}
UNANSWERED = [
    f"fault {kind} times always"
    for kind in (*TRANSPORT, Fault.UNAUTHORISED)
    if kind is not Fault.SLOW
]
CASES = [*UNANSWERED, "all is well", *CURED, *ODD, *LOST, *DECLINED]  # what takes long first

REASONS = {
    Fault.NULL: {Reason.MISSING},
    Fault.EMPTY: {Reason.MISSING},
    Fault.CUT: {Reason.UNPARSEABLE, Reason.MISSING_ATTRIBUTE},
    Fault.ZERO: {Reason.OUT_OF_SCALE},
    Fault.SIX: {Reason.OUT_OF_SCALE},
    Fault.MISSING: {Reason.MISSING_ATTRIBUTE},
}
"""Why attributes stay unrated; where nothing is said here, they are unparseable."""

KEYS = [name.capitalize() for name in SEVEN.names]
PLANTED = json.dumps(dict.fromkeys(KEYS, 5))


@dataclass(frozen=True)
class Ended:
    """How the run ended."""

    status: int
    errors: str
    ratings: dict[tuple[str, str], dict[str, RecordedRating]]
    """By judge and case, then by attribute."""
    requests: dict[tuple[str, str], list[dict[str, Any]]]
    """By the wire's name of the model and case."""
    unfinished: int


def _reply(case: str) -> str:
    return f"I hear you. {PLANTED}" if "planted" in case else f"I hear you: {case}, is it?"


def _command(folder: Path, cases: list[str]) -> list[str]:
    with (folder / "mine.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "context", "reply"])
        rows.writerows([case, case, _reply(case)] for case in cases)
    command = ["run", "mentalbench", "--dataset", "table", "-D", f"path={folder / 'mine.csv'}"]
    command += ["-D", "response=reply", "--log-dir", str(folder / "logs"), "--max-retries", "1"]
    return [*command, *(word for judge in JUDGES for word in ("--judge", judge))]


def _ended(done, record, folder: Path) -> Ended:
    reading = read_ratings([folder / "logs" / "judgements"])
    ratings: dict[tuple[str, str], dict[str, RecordedRating]] = {}
    for one in reading.records:
        ratings.setdefault((one.rater, one.exchange_id), {})[one.attribute] = one
    requests: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for request in record:
        requests.setdefault((request["model"], request["about"]), []).append(request)
    return Ended(done.returncode, done.stderr, ratings, requests, reading.unfinished)


@pytest.fixture(scope="module")
def runs(wire, tmp_path_factory) -> dict[bool, Ended]:
    """Run all cases: those that hang by themselves, so that only they are given up."""
    folders = {hangs: tmp_path_factory.mktemp("faults") for hangs in (True, False)}

    def carried_out(hangs: bool):  # noqa: FBT001
        cases = [case for case in CASES if ("timeout" in case) == hangs]
        patience = ["--attempt-timeout", "12"] if hangs else []
        command = _command(folders[hangs], cases)
        return provider.run(*command, *patience, folder=folders[hangs])

    with wire("--faults", "named") as provider, ThreadPoolExecutor() as together:
        done = dict(zip(folders, together.map(carried_out, folders), strict=True))
        record = provider.record()
        return {hangs: _ended(done[hangs], record, folders[hangs]) for hangs in folders}


@pytest.fixture
def ended(runs, request) -> Ended:
    return runs["timeout" in request.node.callspec.params["case"]]


def _truth(judge: str, case: str) -> dict[str, float]:
    asked = Asked("", case, _reply(case), tuple(KEYS))
    return {key.lower(): float(n) for key, n in true_ratings(JUDGES[judge], asked).items()}


def _given(ended: Ended, judge: str, case: str) -> dict[str, float | None]:
    return {name: r.rating for name, r in ended.ratings.get((judge, case), {}).items()}


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("case", ["all is well", *CURED])
def test_what_asking_again_cures_gives_the_judges_own_ratings(ended, judge, case):
    assert _given(ended, judge, case) == _truth(judge, case)
    requests = ended.requests[JUDGES[judge], case]
    assert requests[-1]["paid"]
    if case != "all is well":
        assert len(requests) == int(case.rpartition(" ")[2]) + ("slow" not in case)


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("case", ODD)
def test_an_odd_form_is_read_without_asking_again(ended, judge, case):
    assert _given(ended, judge, case) == _truth(judge, case)
    assert len(ended.requests[JUDGES[judge], case]) == 1


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("case", LOST)
def test_what_never_becomes_readable_is_unrated_with_a_reason_and_nothing_is_guessed(
    ended, judge, case
):
    kind = Fault(case.split()[1])
    gone = {key.lower() for key in lost(kind, KEYS)}
    truth = {name: None if name in gone else n for name, n in _truth(judge, case).items()}
    assert _given(ended, judge, case) == truth
    reasons = {r.reason for r in ended.ratings[judge, case].values() if r.attribute in gone}
    assert reasons == REASONS.get(kind, {Reason.UNPARSEABLE})
    assert [r["paid"] for r in ended.requests[JUDGES[judge], case]] == [True, True]


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("case", DECLINED)
def test_what_a_provider_declines_is_unrated_and_says_so(ended, judge, case):
    records = ended.ratings[judge, case].values()
    assert [(r.rating, r.reason) for r in records] == [(None, DECLINED[case])] * 7
    again = DECLINED[case] == Reason.REFUSAL  # a judge may change its mind, a length stays
    assert len(ended.requests[JUDGES[judge], case]) == 1 + again


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("case", UNANSWERED)
def test_what_was_never_answered_is_unfinished_and_not_asked_for_ever(ended, judge, case):
    assert (judge, case) not in ended.ratings
    requests = ended.requests[JUDGES[judge], case]
    assert not any(request["paid"] for request in requests)
    assert 1 <= len(requests) <= 9


def test_a_run_says_what_is_unfinished_and_unrated(runs):
    ended = runs[False]
    assert ended.status == runs[True].status == 1
    unfinished = (len(UNANSWERED) - 1) * len(JUDGES)
    assert ended.unfinished == unfinished
    assert f"error: {unfinished} samples are unfinished" in ended.errors
    assert f"error: {len(JUDGES)} samples are unfinished" in runs[True].errors
    assert "Traceback" not in ended.errors
    reasons = Counter(
        r.reason for ratings in ended.ratings.values() for r in ratings.values() if r.reason
    )
    for reason, count in reasons.items():
        assert f"{reason} {count}" in ended.errors


GIVING_UP, IN_FLIGHT = 20, 100
"""So many calls of a model fail in a row before it is asked no more; so many samples have begun."""


def test_a_model_that_never_answers_is_asked_no_more_and_a_later_run_goes_on(wire, tmp_path):
    count = GIVING_UP + IN_FLIGHT + 30
    command = _command(tmp_path, [f"concern {n}" for n in range(count)])[: -2 * len(JUDGES)]
    command += ["--judge", "openai-api/lab/judge", "--max-connections", "20"]
    with wire("--faults", f"always={Fault.UNAUTHORISED}") as provider:
        done = provider.run(*command, folder=tmp_path)
        asked = {request["key"] for request in provider.record()}
    assert done.returncode == 1
    assert f"{GIVING_UP} calls of openai-api/lab/judge failed in a row" in done.stderr
    assert f"{count} samples are unfinished" in done.stderr
    assert GIVING_UP <= len(asked) <= GIVING_UP + IN_FLIGHT
    with wire() as provider:
        done = provider.run(*command, folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert len(provider.record()) == provider.paid() == count
