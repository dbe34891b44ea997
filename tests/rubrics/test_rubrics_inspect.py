"""Plain Inspect evaluates and scores by a rubric of one's own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from mentaleval.cli import main

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # of libraries that Inspect brings
    pytest.mark.slow,
]


@pytest.fixture
def inspect(preloaded):
    """Run plain Inspect where the test is."""

    def run(*words: str, display: str = "none") -> subprocess.CompletedProcess[str]:
        words = ("inspect", *words, "--display", display)
        return preloaded.run(*words, env=os.environ, folder=Path.cwd())

    return run


def test_plain_inspect_evaluates_and_scores_by_a_rubric(place, german, capsys, inspect):
    options = json.dumps({"path": "ratings.csv", "attributes": ",".join(german.NAMES)})
    cells = [*german.NAMES, "nähe", "rat"]
    words = ["-T", "judge=keyword", "-T", "responder=recorded", "-T", "dataset=table"]
    done = inspect(
        *("eval", "mentaleval/rubric", "-T", "rubric=begleitung.yaml", *words),
        *("-T", f"dataset_options={options}", "--model", "mockllm/model", "--log-dir", "logs"),
    )
    assert done.returncode == 0, done.stderr
    assert main(["reliability", "logs", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [cell["attribute"] for cell in found["cells"]] == cells

    (log,) = (place / "logs").glob("*.eval")
    scorer = ["--scorer", "mentaleval/keyword", "-S", "word=Ich", "-S", "rubric=begleitung.yaml"]
    done = inspect("score", str(log), *scorer, "--action", "append", "--overwrite")
    assert done.returncode == 0, done.stderr
    assert main(["reliability", "logs", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [cell["attribute"] for cell in found["cells"]] == cells * 2
    (place / "begleitung.yaml").unlink()
    assert main(["reliability", "logs", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["cells"] == found["cells"]


def test_plain_inspect_is_told_what_is_wrong_with_a_rubric(place, inspect):
    (place / "wrong.yaml").write_text("rubric: r\nattributes: []\n")
    done = inspect("eval", "mentaleval/rubric", "-T", "rubric=wrong.yaml", "--model", "none/none")
    assert done.returncode != 0
    assert "wrong.yaml:2: attributes: found an empty list" in done.stdout + done.stderr


def test_plain_inspect_is_told_that_a_rubric_is_missing(inspect):
    done = inspect("eval", "mentaleval/rubric", "--model", "none/none", display="plain")
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode != 0
    assert "the task 'rubric' is not told by which rubric to rate" in said
    assert "-T rubric=FILE" in said
    assert "Traceback" not in said
