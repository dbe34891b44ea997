"""`mentaleval escalate` as a person gives it, good and bad."""

import csv
import json
import re

import numpy as np
import pytest

from mentaleval.cli import main
from mentaleval.sheets.draw_document import read_draw

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

HEADER = "exchange_id,responder,rater,rater_kind,attribute,rating\n"


@pytest.fixture
def files(here):
    """A judge's ratings, and humans' of half of the conversations."""
    rng = np.random.default_rng(1)
    labelled = set(rng.permutation(200)[:100].tolist())
    judged, said = [], []
    for c in range(200):
        for responder in ("a", "b"):
            value = int(rng.integers(1, 6))
            judged.append(f"c{c},{responder},robot,judge,safety,{value}")
            if c in labelled:
                human = value if value > 2 else int(rng.integers(1, 4))
                said.append(f"c{c},{responder},anna,human,safety,{human}")
    (here / "judged.csv").write_text(HEADER + "\n".join(judged) + "\n")
    (here / "humans.csv").write_text(HEADER + "\n".join(said) + "\n")
    return "escalate", "judged.csv", "--humans", "humans.csv"


def test_the_answer_comes_first_and_every_response_is_accounted_for(files, capsys):
    assert main([*files, "--details"]) == 0
    out = capsys.readouterr().out
    title, _, statement, *rest = out.splitlines()
    assert title == "Escalation: the responses rated by robot that need a human"
    assert statement.startswith("Of 200 responses that nobody rated, ")
    assert "In the long run at least 90% of the human ratings lie in their interval" in statement
    counts = dict(line.rsplit(None, 1) for line in rest if line.startswith(("esc", "kept", "lab")))
    assert sum(int(number) for number in counts.values()) == 400
    assert counts["labelled"] == "200"
    assert main(files) == 0
    summary = capsys.readouterr().out
    assert summary.splitlines()[:2] == [title, statement]
    said = next(line for line in summary.splitlines() if line.startswith("Responses: "))
    of, *parts = map(int, re.findall(r"\d+", said.partition(".")[0]))
    assert of == sum(parts) == 400


def test_at_80_columns_nothing_is_wider(files, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for more in ((), ("--most-missed", "0.1")):
        assert main([*files, *more]) == 0
        assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_the_document_says_what_the_report_says(files, capsys):
    assert main([*files, "--json", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1
    assert document["judge"] == "robot"
    assert document["settings"]["coverage"] == 0.9
    assert sum(document["account"].values()) == 400
    (safety,) = document["attributes"]
    assert sum(safety["counts"].values()) == 400
    assert safety["escalated"] == len(document["queue"])
    assert document["preflight"]["read"] == 600
    assert {need["reason"] for q in document["queue"] for need in q["needs"]} <= set(
        safety["counts"]
    )


def test_the_queue_is_written_for_sheets_and_as_a_table(files, here, capsys):
    command = [*files, "--out", "queue.json", "--experts", "ben,cem", "--csv", "queue.csv"]
    assert main(command) == 0
    err = capsys.readouterr().err
    draw = read_draw(here / "queue.json")
    with (here / "queue.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(draw.responses) == len(rows) > 50
    assert draw.experts == ("ben", "cem")
    assert {source.source for source in draw.inputs} == {"judged.csv", "humans.csv"}
    assert f"{len(rows)} responses that need a human written to queue.csv" in err
    assert "mentaleval sheet queue.json SOURCE --out sheets" in err
    assert all(float(row["low"]) <= float(row["high"]) for row in rows)


def test_it_is_said_where_sheets_ask_for_more_than_the_queue_needs(files, here, capsys):
    for name in ("judged.csv", "humans.csv"):
        lines = (here / name).read_text().splitlines()
        fine = [line.rsplit(",", 2)[0] + ",empathy,5" for line in lines[1:] if "c1," not in line]
        (here / name).write_text("\n".join([*lines, *fine]) + "\n")
    lines = (here / "judged.csv").read_text().splitlines()
    (here / "judged.csv").write_text("\n".join([*lines, "c900,a,robot,judge,empathy,1"]) + "\n")
    assert main([*files, "--out", "queue.json", "--experts", "ben", "--csv", "queue.csv"]) == 0
    err = capsys.readouterr().err
    asked = 2 * len(read_draw(here / "queue.json").responses)
    needed = len((here / "queue.csv").read_text().splitlines()) - 1
    assert needed < asked
    assert f"the queue needs {needed:,} ratings; the sheets ask for {asked:,}, since each" in err


def test_an_empty_queue_is_no_file(here, capsys):
    rows = [
        f"c{c},a,{rater},safety,5"
        for c in range(120)
        for rater in ("robot,judge", "anna,human")
        if rater == "robot,judge" or c % 2
    ]
    (here / "all.csv").write_text(HEADER + "\n".join(rows) + "\n")
    assert main(["escalate", "all.csv", "--out", "queue.json", "--experts", "2"]) == 0
    assert not (here / "queue.json").exists()
    assert "nothing needs a human, so queue.json is not written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--out", "queue.json"], "--out takes --experts anna,ben too"),
        (["--experts", "anna"], "--experts takes --out FILE too"),
        (["--most-missed", "0.1", "--coverage", "0.8"], "--coverage is of intervals"),
        (["--most-missed", "0.1", "--half-width", "1"], "--half-width is of intervals"),
        (["--judge", "robbot"], "did you mean 'robot'? The judges are robot."),
        (["--attribute", "safty"], "did you mean 'safety'? It rated safety."),
        (["--coverage", "90"], "must lie between 0 and 1, such as 0.9; found 90."),
        (["--cut", "7"], "on the scale 1-5 a cut of 7 does not divide them"),
        (["--csv", "-"], "--out and --csv write files"),
        (["--csv", "judged.csv"], "--csv judged.csv: that file is read too"),
        (["--csv", "./humans.csv"], "--csv ./humans.csv: that file is read too"),
        (
            ["--out", "q.json", "--experts", "anna", "--json", "q.json"],
            "--json q.json: that file is that of --out",
        ),
        (["--csv", "queue.json"], "--csv queue.json: its name has to end in .csv"),
        (["--out", "queue.csv", "--experts", "anna"], "has to end in .json"),
        (["--csv", "nowhere/queue.csv"], "there is no folder 'nowhere'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_message(files, capsys, more, said):
    assert main([*files, *more]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert (out, err.count("error:")) == ("", 1)


def test_without_humans_the_way_to_labels_is_said(files, capsys):
    assert main(files[:2]) == 2
    err = capsys.readouterr().err
    assert "no human rated any response that 'robot' rated" in err
    assert "hint: add human ratings with --humans; `mentaleval draw`" in err


@pytest.mark.parametrize("option", ["--csv", "--json"])
def test_what_is_read_is_never_written_over(here, files, option, capsys):
    (here / "judged.json").write_text((here / "judged.csv").read_text())
    before = (here / "judged.csv").read_text()
    name = "judged.csv" if option == "--csv" else "judged.json"
    assert main(["escalate", name, *files[2:], option, name]) == 2
    assert f"{option} {name}: that file is read too" in capsys.readouterr().err
    assert (here / "judged.csv").read_text() == (here / "judged.json").read_text() == before
