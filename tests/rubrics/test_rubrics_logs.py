"""A log says by which scales and words was rated, whatever becomes of the rubric's file."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from inspect_ai import Task
from inspect_ai import eval as inspect_eval
from inspect_ai import score as inspect_score
from inspect_ai.log import read_eval_log, write_eval_log

from mentaleval.bridge.judging import scorer_of
from mentaleval.bridge.logs import read_ratings
from mentaleval.bridge.tasks import JudgingArgs, by_rubric, judging_task
from mentaleval.documents.rubrics import read_rubric
from mentaleval.errors import DataError, UsageError
from mentaleval.rubric import SEVEN

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # of libraries that Inspect brings
    pytest.mark.usefixtures("rubric"),
]

TEN = """\
rubric: own
scale: [0, 10]
attributes:
  - {name: warmth, axis: Care, definition: 'Is it warm?'}
  - {name: clarity, axis: Care, definition: 'Is it clear?'}
"""
DEMO: dict[str, Any] = {"responder": "original", "judge": "keyword", "limit": 2}


@pytest.fixture
def rubric(tmp_path, monkeypatch) -> Path:
    """Work in a folder with a rubric."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "own.yaml"
    file.write_text(TEN)
    return file


def judged(task: Task) -> Path:
    (log,) = inspect_eval(task, model="none/none", log_dir="logs", display="none")
    assert log.status == "success"
    return Path(log.location.removeprefix("file://"))


def rewritten(log: Path, change: Callable[[dict[str, Any]], None], *, samples: int = 99) -> None:
    """Write a log again with other records in its first samples."""
    with zipfile.ZipFile(log) as old:
        files = {name: json.loads(old.read(name)) for name in old.namelist()}
    chosen = [n for n in sorted(files) if n.startswith("samples/")][:samples]
    ids = [files[name]["id"] for name in chosen]
    listed = [one for n in files if n == "summaries.json" for one in files[n] if one["id"] in ids]
    journal = [
        one
        for n in files
        if n.startswith("_journal/summaries/")
        for one in files[n]
        if one["id"] in ids
    ]
    for sample in [*(files[name] for name in chosen), *listed, *journal]:
        for score in sample["scores"].values():
            change(score["metadata"])
    with zipfile.ZipFile(log, "w") as new:
        for name, content in files.items():
            new.writestr(name, json.dumps(content))


def five(record: dict[str, Any]) -> None:
    record["scales"] = [[1, 5] for _ in record["scales"]]


def worded(record: dict[str, Any]) -> None:
    record["words"] = ["0" * 6 + words[6:] for words in record["words"]]


def test_every_score_says_what_it_was_rated_by(rubric):
    log = judged(by_rubric(rubric="own.yaml", attributes="clarity", **DEMO))
    for sample in read_eval_log(str(log)).samples:
        record = sample.scores["keyword"].metadata
        assert record["attributes"] == ["clarity"]
        assert record["scales"] == [[0, 10]]
        assert [len(words) for words in record["words"]] == [12]
        assert "rubric" not in record
    (by,) = read_ratings([log]).rubrics
    assert (by.rubric, by.rated) == (read_rubric(rubric), {"clarity"})
    assert by.judges == {"keyword"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (five, "'keyword' rated 'warmth' on 1-5 and on 0-10"),
        (worded, "'keyword' rated 'warmth' by two wordings, which differ in definition"),
    ],
)
def test_a_log_that_mixes_rubrics_is_refused(change, said):
    log = judged(by_rubric(rubric="own.yaml", **DEMO))
    rewritten(log, change, samples=1)
    with pytest.raises(DataError, match=r"holds ratings by two rubrics") as refused:
        read_ratings([log])
    assert said in str(refused.value)


@pytest.mark.parametrize("change", [five, worded])
def test_a_log_whose_header_says_another_rubric_is_refused(change):
    log = judged(by_rubric(rubric="own.yaml", **DEMO))
    rewritten(log, change)
    with pytest.raises(DataError, match="was given the rubric 'own', and its ratings are by anoth"):
        read_ratings([log])


def test_a_log_of_before_scores_said_it_still_reads():
    log = judged(by_rubric(rubric="own.yaml", **DEMO))
    whole = read_ratings([log])

    def pruned(record: dict[str, Any]) -> None:
        del record["scales"], record["words"]

    rewritten(log, pruned)
    reading = read_ratings([log])
    assert reading.records == whole.records
    assert reading.rubrics == whole.rubrics


@pytest.mark.parametrize("longer", ["", "?" * 1500], ids=["short", "too long for a summary"])
def test_a_scorer_that_was_given_a_path_keeps_what_the_file_said(rubric, longer):
    rubric.write_text(TEN.replace("Is it warm?", "Is it warm?" + longer))
    said = read_rubric(rubric)
    log = judged(judging_task("mentalbench", JudgingArgs(**DEMO)))
    scorer = scorer_of("keyword")(rubric="own.yaml", word="tea")
    scored = inspect_score(read_eval_log(str(log)), scorer, action="append", display="none")
    write_eval_log(scored, str(log))
    rubric.write_text(TEN.replace("[0, 10]", "[1, 5]"))
    changed = read_ratings([log])
    rubric.unlink()
    assert read_ratings([log]).rubrics == changed.rubrics
    found = {by.judges: by.rubric for by in changed.rubrics}
    assert found == {frozenset({"keyword"}): SEVEN, frozenset({"keyword[word=tea]"}): said}


def test_a_scorer_without_a_rubric_knows_the_seven_whatever_the_log_calls_its_own():
    log = judged(by_rubric(rubric="own.yaml", **DEMO))
    with zipfile.ZipFile(log) as old:
        files = {name: old.read(name).decode() for name in old.namelist()}
    with zipfile.ZipFile(log, "w") as new:
        for name, text in files.items():
            new.writestr(name, text.replace('"rubric":"own"', '"rubric":"mentalbench"'))
    scored = inspect_score(
        read_eval_log(str(log)), scorer_of("keyword")(word="tea"), action="append", display="none"
    )
    write_eval_log(scored, str(log))
    found = {by.judges: by.rubric.names for by in read_ratings([log]).rubrics}
    assert found[frozenset({"keyword[word=tea]"})] == SEVEN.names
    assert found[frozenset({"keyword"})] == ("warmth", "clarity")


def test_the_task_of_any_rubric_needs_one():
    with pytest.raises(UsageError, match="is not told by which rubric to rate"):
        by_rubric()


def test_one_attribute_may_be_named_as_a_word():
    task = by_rubric(rubric="own.yaml", attributes="warmth", **DEMO)
    assert task.name.startswith("warmth")
    with pytest.raises(UsageError, match="has no attribute 'warm'; it has warmth, clarity"):
        by_rubric(rubric="own.yaml", attributes="warm", **DEMO)
