"""`mentaleval reliability` on ratings files, good and bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentaleval.cli import main

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

HEADER = "exchange_id,responder,rater,rater_kind,attribute,rating\n"


def _ratings_file(path: Path, *, raters=("expert:human", "robot:judge"), rating=None) -> Path:
    rows = [
        f"c{c},r{r},{rater.split(':')[0]},{rater.split(':')[1]},empathy,"
        f"{rating(c, r, rater) if rating else 1 + (c + r) % 5}"
        for c in range(6)
        for r in range(5)
        for rater in raters
    ]
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        (HEADER, "empty but for its header"),
        (HEADER + "c,r,x,person,empathy,4\n", "row 2, column 'rater_kind': found 'person'"),
        (HEADER + "c,r,x,human,empathy,four\n", "four"),
        (HEADER + "c,r,x,human,empathy,4\nc,r,x,human,empathy,5\n", "twice and differently"),
        ("a,b\n1,2\n", "exchange_id"),
    ],
)
def test_a_bad_ratings_file_is_named_with_its_row(content, said, tmp_path, capsys):
    file = tmp_path / "mine.csv"
    file.write_text(content)
    assert main(["reliability", str(file)]) == 2
    err = capsys.readouterr().err
    assert "mine.csv" in err
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize("kind", ["human", "judge"])
def test_one_kind_of_rater_only_is_said_plainly(kind, tmp_path, capsys):
    file = _ratings_file(tmp_path / "one.csv", raters=(f"someone:{kind}",))
    assert main(["reliability", str(file)]) == 2
    missing = {"human": "judge", "judge": "human"}[kind]
    assert missing in capsys.readouterr().err


def test_a_constant_judge_is_undetermined_or_unreliable_with_a_warning(tmp_path, capsys):
    file = _ratings_file(
        tmp_path / "flat.csv",
        rating=lambda c, r, rater: 5 if rater == "robot:judge" else 1 + (c * r) % 5,
    )
    assert main(["reliability", str(file), "--json", "-"]) == 0
    (cell,) = json.loads(capsys.readouterr().out)["cells"]
    assert cell["verdicts"]["rank"] in {"undetermined", "unreliable"}
    assert cell["verdicts"]["score"] is None


def test_out_of_scale_ratings_are_counted_not_used(tmp_path, capsys):
    file = _ratings_file(tmp_path / "six.csv")
    file.write_text(
        file.read_text().replace("c0,r0,expert,human,empathy,1", "c0,r0,expert,human,empathy,6")
    )
    assert main(["reliability", str(file), "--json", "-"]) == 0
    preflight = json.loads(capsys.readouterr().out)["preflight"]
    assert preflight["excluded"]["out_of_scale"] == 1
    assert preflight["used"] + sum(preflight["excluded"].values()) == preflight["read"] == 60


def test_two_responders_are_too_few_but_no_error(tmp_path, capsys):
    file = tmp_path / "two.csv"
    rows = [
        f"c{c},r{r},{rater},empathy,{1 + (c + r) % 5}"
        for c in range(5)
        for r in range(2)
        for rater in ("e,human", "j,judge")
    ]
    file.write_text(HEADER + "\n".join(rows) + "\n")
    assert main(["reliability", str(file), "--json", "-"]) == 0
    (cell,) = json.loads(capsys.readouterr().out)["cells"]
    assert cell["verdicts"]["rank"] == "undetermined"
    assert cell["icc_c1"]["estimate"] is None
