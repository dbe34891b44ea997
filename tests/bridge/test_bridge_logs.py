"""What a judge said comes back from its log as it was, however long the record of it is."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from inspect_ai import Task
from inspect_ai import eval as inspect_eval
from inspect_ai.scorer import mean, scorer

from mentaleval import Attribute, Exchange, Judge, Rating, Reason, Rubric, Unrated
from mentaleval.bridge.judging import judging
from mentaleval.bridge.logs import read_ratings
from mentaleval.bridge.responding import replay
from mentaleval.bridge.samples import Origin, to_respond
from mentaleval.plugins import installed
from mentaleval.ratings import from_records

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


class _Patient(Judge):
    """Needs more tries from one attribute to the next, then gives up."""

    name = "patient"

    async def rate(self, exchange, attributes):
        del exchange
        *rated, last = enumerate(attributes, start=1)
        answers = {a.name: Rating(4.0, recovered=n == 2, attempts=n) for n, a in rated}
        return answers | {last[1].name: Unrated(Reason.UNPARSEABLE, attempts=last[0])}


def _judged(count: int, folder: Path) -> list:
    """Return what the log of one sample gives on a rubric of *count* attributes."""
    rubric = Rubric("long", tuple(Attribute(f"a-quality-numbered-{n}") for n in range(count)))

    @scorer(metrics={"*": [mean()]}, name="patient")
    def patient():
        return judging(_Patient(), rubric)

    responder = installed().responder("original")
    exchange = Exchange("c1", "I cannot sleep.", "That is hard.", responder.label)
    (sample,) = to_respond(responder, [exchange], Origin("demo", {}))
    task = Task(dataset=[sample], scorer=patient(), solver=replay())
    inspect_eval(task, model="none/none", log_dir=str(folder), display="none")
    return read_ratings([folder]).records


@pytest.mark.parametrize("count", [3, 40, 300])
def test_repairs_and_attempts_come_through_whatever_the_rubric(count, tmp_path):
    records = _judged(count, tmp_path)
    assert [record.attempts for record in records] == list(range(1, count + 1))
    assert [record.recovered for record in records] == [n == 1 for n in range(count)]
    assert [record.rating for record in records] == [4.0] * (count - 1) + [None]
    assert records[-1].reason == "unparseable"


def test_a_log_of_before_attempts_were_counted_reads_as_asked_once(tmp_path):
    _judged(3, tmp_path)
    (log,) = tmp_path.glob("*.eval")
    _without_attempts(log)
    table = from_records(read_ratings([log]).records)
    assert table["attempts"].tolist() == [1, 1, 1]
    assert table["recovered"].tolist() == [False, True, False]


def _without_attempts(log: Path) -> None:
    """Write a log again as a version wrote it that did not know of attempts."""
    with zipfile.ZipFile(log) as old:
        files = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(log, "w") as new:
        for name, content in files.items():
            new.writestr(name, json.dumps(_pruned(json.loads(content))))


def _pruned(value):
    if isinstance(value, dict):
        return {key: _pruned(v) for key, v in value.items() if key != "attempts"}
    return [_pruned(v) for v in value] if isinstance(value, list) else value
