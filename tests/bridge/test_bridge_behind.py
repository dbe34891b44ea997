"""A rating says in which log and sample it stands, whatever the samples are called."""

from __future__ import annotations

import shutil

import pytest
from inspect_ai import eval as inspect_eval
from inspect_ai.log import read_eval_log, read_eval_log_sample, write_eval_log

from mentaleval.bridge.logs import read_ratings
from mentaleval.bridge.tasks import JudgingArgs, judging_task

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

ODD = ("a b/c", "größe", "100%25", "x#1?y=2", "..")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The log of two responders' responses to exchanges with odd names, judged twice each."""
    where = tmp_path_factory.mktemp("odd")
    rows = [f"{name},I feel low about {name},{r},Talk to me." for name in ODD for r in ("A", "B/b")]
    table = where / "odd.csv"
    table.write_text("\n".join(["id,context,responder,response", *rows]), encoding="utf-8")
    named = {name: name for name in ("id", "context", "responder", "response")}
    args = JudgingArgs(
        dataset="table",
        dataset_options={"path": str(table), **named},
        responder="recorded",
        judge="lexical",
    )
    task = judging_task("mentalbench", args)
    inspect_eval(task, model="none/none", epochs=2, log_dir=str(where / "logs"), display="none")
    return where / "logs"


def test_the_sample_of_a_rating_is_found_in_its_log(folder):
    records = read_ratings([folder]).records
    assert {record.exchange_id for record in records} == set(ODD)
    for record in records:
        sample = read_eval_log_sample(str(folder / record.source), record.source_id, record.epoch)
        (score,) = sample.scores.values()
        said = score.metadata["exchange_id"], score.metadata["responder"]
        assert said == (record.exchange_id, record.responder)
        assert score.value[record.attribute] == record.rating


def test_a_sample_that_stands_in_two_logs_is_said_to_be_in_the_later(folder, tmp_path):
    (first,) = folder.glob("*.eval")
    shutil.copy(first, tmp_path)
    log = read_eval_log(str(first))
    again = log.samples[: len(log.samples) // 2]
    log.samples, later = again, "2099-01-01T00-00-00+00-00_mentalbench_later.eval"
    write_eval_log(log, str(tmp_path / later))
    there = {(str(sample.id), sample.epoch) for sample in again}
    records = read_ratings([tmp_path]).records
    assert len(records) == len(read_ratings([folder]).records)
    for record in records:
        known = (record.source_id, record.epoch) in there
        assert record.source == (later if known else first.name)


def test_the_viewer_shows_every_attribute_and_the_lowest_ratings_first(folder):
    (log,) = folder.glob("*.eval")
    shown = read_eval_log(str(log), header_only=True).eval.viewer
    assert shown.trust_content is False
    view = shown.task_samples_view
    names = [column.id.rpartition("__")[2] for column in view.columns if column.visible]
    assert names[2:] == [
        "guidance", "informativeness", "relevance", "safety", "empathy", "helpfulness",
        "understanding", "CSS", "ARS",
    ]  # fmt: skip
    assert [(by.column, by.dir) for by in view.sort] == [("score__lexical__safety", "asc")]
    for name in names[2:]:
        colours = view.score_color_scales[name]
        assert (colours.palette, colours.min, colours.max) == ("good-high", 1, 5)
