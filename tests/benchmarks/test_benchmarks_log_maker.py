"""A log that is made large of a small one is a log like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from inspect_ai import Task
from inspect_ai import eval as inspect_eval
from inspect_ai.log import read_eval_log
from inspect_ai.scorer import mean, scorer

from mentaleval import SEVEN, Exchange
from mentaleval.bridge.judging import judging
from mentaleval.bridge.logs import read_ratings
from mentaleval.bridge.responding import replay
from mentaleval.bridge.samples import Origin, to_respond
from mentaleval.plugins import installed
from mentaleval.vocabulary import text_hash

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("small")

    @scorer(metrics={"*": [mean()]}, name="keyword")
    def keyword():
        return judging(installed().judge("keyword"), SEVEN)

    original = installed().responder("original")
    exchanges = [Exchange(f"c{n}", f"Night {n}.", "I hear you.", original.label) for n in range(3)]
    task = Task(
        dataset=to_respond(original, exchanges, Origin("demo", {})),
        scorer=keyword(),
        solver=replay(),
    )
    inspect_eval(task, model="none/none", log_dir=str(folder), display="none")
    (log,) = folder.glob("*.eval")
    return log


@pytest.mark.parametrize("transcripts", [True, False])
def test_every_sample_is_one_of_its_own(transcripts, small, tmp_path, script):
    large = tmp_path / "large.eval"
    script("log_maker").make_log(small, large, 8, transcripts=transcripts)
    records = read_ratings([large]).records
    assert len(records) == 8 * 7
    assert len({r.exchange_id for r in records}) == 8
    assert len({r.context_hash for r in records}) == 8
    if not transcripts:
        return
    whole = read_eval_log(str(large))
    assert (len(whole.samples), whole.results.completed_samples) == (8, 8)
    assert len({sample.uuid for sample in whole.samples}) == 8
    assert {sample.id for sample in whole.samples} == set(whole.eval.dataset.sample_ids)
    assert {r.context_hash for r in records} == {text_hash(s.input) for s in whole.samples}
