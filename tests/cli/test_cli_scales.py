"""Data sets that rate on another scale than the rubric's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentaleval.cli import main

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


@pytest.fixture
def ten(tmp_path) -> Path:
    """Ratings on 0 to 10, half of them above 5."""
    file = tmp_path / "ten.csv"
    rows = [
        f"Concern {c}.,Reply {c} {r}.,r{r},{rater},{kind},empathy,{(c + 2 * r) % 11}"
        for c in range(6)
        for r in range(5)
        for rater, kind in (("expert", "human"), ("robot", "judge"))
    ]
    header = "context,response,responder,rater,rater_kind,attribute,rating\n"
    file.write_text(header + "\n".join(rows) + "\n")
    return file


def _options(file: Path) -> list[str]:
    options = ["-D", f"path={file}", "-D", "low=0", "-D", "high=10"]
    for name in ("response", "responder", "rater", "rater_kind", "attribute", "rating"):
        options += ["-D", f"{name}={name}"]
    return options


def test_a_data_sets_own_scale_is_kept(ten, capsys):
    assert main(["reliability", "table", *_options(ten), "--json", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["preflight"]["read"] == document["preflight"]["used"] == 60
    (cell,) = document["cells"]
    assert cell["n_responders"] == 5
    assert cell["judge_mean"] > 4


def test_the_table_that_is_written_keeps_every_number(ten, tmp_path, capsys):
    out = tmp_path / "out.csv"
    assert main(["ratings", "table", *_options(ten), "--out", str(out)]) == 0
    assert "60 ratings written" in capsys.readouterr().err
    assert main(["reliability", str(out), "--scale", "0", "10", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["preflight"]["used"] == 60


def test_a_run_does_not_compare_judges_and_humans_on_different_scales(ten, capsys, monkeypatch):
    monkeypatch.chdir(ten.parent)
    command = ["run", "empathy", "--dataset", "table", *_options(ten), "--judge", "keyword"]
    assert main(command) == 2
    err = capsys.readouterr().err
    assert "0-10" in err
    assert "1-5" in err
    assert not (ten.parent / "logs").exists()
