"""Responses of earlier runs and of foreign logs, judged without responding anew."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from inspect_ai import Task
from inspect_ai import eval as inspect_eval
from inspect_ai.dataset import Sample
from inspect_ai.solver import generate

from mentaleval.bridge.earlier import earlier_dataset, earlier_exchanges
from mentaleval.bridge.logs import read_ratings
from mentaleval.cli import main
from mentaleval.errors import DataError
from mentaleval.rubric import SEVEN

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

ALL_FOUR = json.dumps(dict.fromkeys(SEVEN.names, 4))


@pytest.fixture
def models(scripted_models):
    scripted_models.answers["writer"] = lambda prompt: f"A reply, {len(prompt)} long."
    scripted_models.answers["strict"] = lambda _: ALL_FOUR
    return scripted_models


def _judged(folder: Path, *words: str) -> int:
    judge = ["--judge", "scripted/strict", "--log-dir", str(folder / "new")]
    return main(["run", *words, *judge])


def _records(folder: Path):
    return read_ratings([folder / "new" / "judgements"]).records


def _the_log(folder: Path) -> Path:
    (log,) = folder.glob("*.eval")
    return log


@pytest.fixture
def earlier(tmp_path, models) -> Path:
    """Make a finished run whose model has responded; return its folder."""
    folder = tmp_path / "earlier"
    run = ["run", "mentalbench", "--limit", "3", "--log-dir", str(folder)]
    assert main([*run, "--responder", "scripted/writer", "--judge", "lexical"]) == 0
    models.calls.clear()
    return folder


def test_a_whole_run_is_judged_anew_and_nobody_responds(earlier, tmp_path, models):
    assert _judged(tmp_path, "--responses", str(earlier)) == 0
    assert Counter(name for name, *_ in models.calls) == {"strict": 3}
    old = {r.response_id for r in read_ratings([earlier / "judgements"]).records}
    records = _records(tmp_path)
    assert {r.response_id for r in records} == old
    assert {(r.responder, r.rater, r.rating) for r in records} == {
        ("scripted/writer", "scripted/strict", 4.0)
    }
    assert _judged(tmp_path, "--responses", str(earlier)) == 0  # the same again
    assert len(models.calls) == 3


@pytest.mark.parametrize("stage", ["responses", "judgements"])
def test_one_log_of_a_run_is_enough(stage, earlier, tmp_path, models):
    assert _judged(tmp_path, "--responses", str(_the_log(earlier / stage))) == 0
    assert Counter(name for name, *_ in models.calls) == {"strict": 3}
    old = {r.response_id for r in read_ratings([earlier / "judgements"]).records}
    assert {r.response_id for r in _records(tmp_path)} == old


def test_recorded_responses_keep_their_human_ratings(tmp_path, models, capsys):
    first = tmp_path / "first"
    run = ["run", "guidance", "--limit", "3", "--judge", "keyword", "--log-dir", str(first)]
    assert main(run) == 0
    capsys.readouterr()
    where = ["--responses", str(first), "--json", "-"]
    assert _judged(tmp_path, "guidance", *where) == 0
    said = capsys.readouterr()
    cells = json.loads(said.out)["cells"]
    assert {cell["judge"] for cell in cells} == {"scripted/strict"}
    assert "has no human ratings" not in said.err
    responders = {r.responder for r in _records(tmp_path)}
    assert len(responders) > 1
    assert len(models.prompts("strict")) == 3 * len(responders)


def test_repeats_of_an_earlier_run_are_asked_each_for_itself(earlier, tmp_path, models):
    assert _judged(tmp_path, "--responses", str(earlier), "--epochs", "3") == 0
    assert set(Counter(models.prompts("strict")).values()) == {3}
    assert Counter(r.epoch for r in _records(tmp_path)) == {1: 21, 2: 21, 3: 21}


def test_a_log_of_plain_inspect_by_our_own_task_is_judged(tmp_path, models):
    (log,) = inspect_eval(
        "mentaleval/safety",
        model="scripted/writer",
        model_roles={"grader": "scripted/strict"},
        limit=3,
        log_dir=str(tmp_path / "plain"),
        display="none",
    )
    assert log.status == "success"
    models.calls.clear()
    assert _judged(tmp_path, "safety", "--responses", str(tmp_path / "plain")) == 0
    assert Counter(name for name, *_ in models.calls) == {"strict": 3}
    assert len(_records(tmp_path)) == 3


@pytest.fixture
def foreign(tmp_path, models) -> Path:
    """Make a log of somebody else's task, which knows nothing of us."""
    samples = [Sample(input=f"I cannot sleep, night {n}.") for n in range(4)]
    inspect_eval(
        Task(dataset=samples, solver=generate(), name="theirs"),
        model="scripted/writer",
        log_dir=str(tmp_path / "theirs"),
        display="none",
    )
    models.calls.clear()
    return tmp_path / "theirs"


def test_a_foreign_log_is_judged_as_it_stands(foreign, tmp_path, models, capsys):
    assert _judged(tmp_path, "--responses", str(_the_log(foreign))) == 0
    assert Counter(name for name, *_ in models.calls) == {"strict": 4}
    asked = "".join(models.prompts("strict"))
    assert all(asked.count(f"I cannot sleep, night {n}.") == 1 for n in range(4))
    assert asked.count("A reply, ") == 4
    assert {r.responder for r in _records(tmp_path)} == {"scripted/writer"}
    assert "has no human ratings" in capsys.readouterr().err


def test_what_the_logs_hold_is_known_without_a_data_set(foreign):
    exchanges = earlier_exchanges(foreign)
    assert [e.context for e in exchanges] == [f"I cannot sleep, night {n}." for n in range(4)]
    assert {e.responder for e in exchanges} == {"scripted/writer"}
    assert list(earlier_dataset(foreign).exchanges()) == exchanges
    assert list(earlier_dataset(foreign).ratings()) == []


def test_where_there_is_no_response_the_place_is_named(tmp_path):
    with pytest.raises(DataError, match="no responses at"):
        earlier_exchanges(tmp_path / "nowhere")
    with pytest.raises(DataError, match="hold no response"):
        earlier_exchanges(tmp_path)


@pytest.mark.parametrize("name", ["note.txt", "torn.eval", "torn.json"])
def test_what_is_no_log_is_named(name, tmp_path, capsys):
    file = tmp_path / name
    file.write_bytes(b"PK\x03\x04 no log")
    assert _judged(tmp_path, "--responses", str(file)) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: the log at {file} cannot be read: ")


def test_a_responder_beside_responses_is_refused(earlier, tmp_path, models, capsys):
    words = ("--responses", str(earlier), "--responder", "scripted/writer")
    assert _judged(tmp_path, *words) == 2
    assert "leave --responder out" in capsys.readouterr().err
    assert models.calls == []


def test_other_responses_at_the_same_place_are_refused_in_the_same_folder(
    earlier, foreign, tmp_path, models, capsys
):
    assert _judged(tmp_path, "--responses", str(earlier)) == 0
    models.calls.clear()
    assert _judged(tmp_path, "--responses", str(foreign)) == 2
    assert "holds a run with other settings" in capsys.readouterr().err
    assert models.calls == []


def test_logs_of_several_data_sets_are_refused_together(tmp_path, models, capsys):
    rows = tmp_path / "mine.csv"
    rows.write_text("context\nI cannot sleep.\n")
    where, data = tmp_path / "mixed", ["--dataset", "table", "-D", f"path={rows}"]
    for name, words in (("a", ["--limit", "1"]), ("b", data)):
        run = ["run", *words, "--responder", "scripted/writer", "--judge", "lexical"]
        assert main([*run, "--log-dir", str(tmp_path / name)]) == 0
        where.mkdir(exist_ok=True)
        log = _the_log(tmp_path / name / "responses")
        log.rename(where / log.name)
    assert _judged(tmp_path, "--responses", str(where)) == 2
    assert "are of several data sets" in capsys.readouterr().err
    del models
