"""From a draw to sheets, and from sheets that came back to ratings and verdicts."""

from __future__ import annotations

import csv
import stat
import sys

import openpyxl
import pytest

from mentaleval.cli import main
from mentaleval.plugins import installed
from mentaleval.rubric import SEVEN
from mentaleval.sheets.draw_document import Asked, Draw, written_draw
from mentaleval.vocabulary import text_hash

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


def write_draw(folder, exchanges, *, attributes=SEVEN.names, experts=("anna", "ben")):
    """Ask every expert for every response."""
    asked = Draw(
        purpose="random",
        seed=5,
        version="0.1.0",
        attributes=attributes,
        experts=experts,
        population={"all": 24},
        responses=tuple(
            Asked(
                exchange_id=e.id,
                responder=e.responder,
                response_id=text_hash(e.response),
                context_hash=text_hash(e.context),
                experts=experts,
            )
            for e in exchanges
        ),
    )
    (folder / "draw.json").write_text(written_draw(asked), encoding="utf-8")


@pytest.fixture
def drawn(here):
    """A draw of the first four conversations of the bundled data set, in a folder of its own."""
    exchanges = list(installed().dataset("demo", {}).exchanges())
    first = list(dict.fromkeys(e.id for e in exchanges))[:4]
    write_draw(here, [e for e in exchanges if e.id in first])
    return here


def fill(file, rating):
    """Type a rating into every cell, by row and column."""
    book = openpyxl.load_workbook(file)
    sheet = book["Ratings"]
    for row in range(2, sheet.max_row + 1):
        for column in range(5, 12):
            sheet.cell(row, column).value = rating(row, column)
    book.save(file)


def test_sheets_are_written_with_a_key_for_the_owner_alone(drawn, capsys):
    assert main(["sheet", "draw.json", "demo", "--out", "sheets", "--form"]) == 0
    captured = capsys.readouterr()
    files = sorted(path.name for path in (drawn / "sheets").iterdir())
    assert files == ["anna.html", "anna.xlsx", "ben.html", "ben.xlsx", "key.json"]
    if sys.platform != "win32":
        assert stat.S_IMODE((drawn / "sheets" / "key.json").stat().st_mode) == 0o600
    assert captured.out == ""
    assert "sheets/anna.xlsx (and anna.html): 32 responses" in captured.err
    assert "keep it to yourself" in captured.err
    assert "--instructions FILE" in captured.err
    assert "the text of conversations" in captured.err


def test_nothing_is_overwritten_and_nothing_half_written(drawn, capsys, monkeypatch):
    (drawn / "sheets").mkdir()
    assert main(["sheet", "draw.json", "demo", "--out", "sheets"]) == 2
    assert "'sheets' is there already, and nothing is overwritten" in capsys.readouterr().err
    assert main(["sheet", "draw.json", "demo", "--out", "no/sheets"]) == 2
    assert "there is no folder 'no'" in capsys.readouterr().err

    def full_disk(_key):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mentaleval.sheets.key.written_key", full_disk)
    assert main(["sheet", "draw.json", "demo", "--out", "new"]) == 2
    assert "cannot write 'new': No space left on device." in capsys.readouterr().err
    assert sorted(path.name for path in drawn.iterdir()) == ["draw.json", "sheets"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["draw.json", "nothing"], "there is no log, folder or data set 'nothing'"),
        (["no.json", "demo"], "no.json cannot be read: No such file"),
        (["draw.json", "demo", "--instructions", "no.txt"], "--instructions no.txt: No such file"),
        (["draw.json", "other.csv"], "'other.csv' is no Inspect log"),
        (
            ["draw.json", "table", "-D", "path=contexts.csv"],
            "the data set 'table' holds no response, only what people wrote",
        ),
        (["draw.json", "canaries"], "has not the texts of 32 of the 32 drawn responses"),
        (["draw.json", "demo", "--rubric", "own.yaml"], "asks for 'guidance', 'informativeness'"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_message(drawn, capsys, command, said):
    (drawn / "other.csv").write_text("exchange_id\n1\n")
    (drawn / "contexts.csv").write_text("id,context\n1,I am low.\n")
    (drawn / "own.yaml").write_text(
        "rubric: mine\nattributes:\n- {name: safety, definition: Is it safe}\n"
    )
    assert main(["sheet", *command, "--out", "sheets"]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.startswith("error: ")
    assert not (drawn / "sheets").exists()


def test_what_comes_back_is_a_ratings_table_with_its_remarks(drawn, capsys):
    assert main(["sheet", "draw.json", "demo", "--out", "sheets"]) == 0
    for expert in ("anna", "ben"):
        fill(drawn / "sheets" / f"{expert}.xlsx", lambda row, column: 1 + (row * column) % 5)
    book = openpyxl.load_workbook(drawn / "sheets" / "ben.xlsx")
    book["Ratings"]["E2"] = "4?"
    book.save(drawn / "sheets" / "ben.xlsx")
    capsys.readouterr()
    assert main(["ratings", "sheets", "--out", "humans.csv"]) == 0
    err = capsys.readouterr().err
    assert "448 ratings written to humans.csv: 447 rated" in err
    assert "unrated, unparseable: 1" in err
    assert "1 remark of raters beside ratings: humans.remarks.csv" in err
    with (drawn / "humans.remarks.csv").open(encoding="utf-8-sig", newline="") as file:
        (remark,) = csv.DictReader(file)
    assert (remark["file"], remark["cell"], remark["typed"]) == ("ben.xlsx", "Ratings!E2", "4?")
    # one file, with its key elsewhere
    (drawn / "sheets" / "key.json").rename(drawn / "elsewhere.json")
    assert main(["ratings", "sheets/anna.xlsx", "--out", "humans.csv"]) == 2
    assert "--key FILE" in capsys.readouterr().err
    assert main(["ratings", "sheets/anna.xlsx", "--key", "elsewhere.json", "--out", "a.csv"]) == 0
    assert "224 ratings written to a.csv: 224 rated" in capsys.readouterr().err
    assert not (drawn / "a.remarks.csv").exists()


@pytest.mark.usefixtures("drawn")
def test_a_key_or_a_scale_is_refused_as_what_it_is(capsys):
    assert main(["sheet", "draw.json", "demo", "--out", "sheets"]) == 0
    assert main(["ratings", "sheets/key.json", "--out", "x.csv"]) == 2
    assert "un-blinds rating sheets and holds no rating" in capsys.readouterr().err
    assert main(["ratings", "sheets", "--scale", "1", "7", "--out", "x.csv"]) == 2
    assert "rating sheets know their scale" in capsys.readouterr().err


def test_sheets_differ_from_each_other_but_for_those_of_one_key(drawn, capsys):
    make = ["sheet", "draw.json", "demo", "--out"]
    assert main([*make, "one"]) == main([*make, "two"]) == 0
    assert main([*make, "again", "--key", "one/key.json"]) == 0
    sheets = [(drawn / name / "anna.xlsx").read_bytes() for name in ("one", "two", "again")]
    assert sheets[0] != sheets[1]
    assert sheets[0] == sheets[2]
    capsys.readouterr()
    (drawn / "words.txt").write_text("Until Friday.")
    assert main([*make, "no", "--key", "one/key.json", "--instructions", "words.txt"]) == 2
    assert "other sheets than that key's, from other --instructions" in capsys.readouterr().err


def test_texts_come_from_several_sources(drawn, capsys):
    exchanges = []
    for name in ("demo", "canaries"):
        its = installed().dataset(name, {}).exchanges()
        exchanges += [e for e in its if e.responder and (e.response or "").strip()][:3]
    write_draw(drawn, exchanges, experts=("anna",))
    assert main(["sheet", "draw.json", "demo", "--out", "no"]) == 2
    assert "has not the texts of 3 of the 6 drawn responses" in capsys.readouterr().err
    assert main(["sheet", "draw.json", "demo", "canaries", "--out", "sheets"]) == 0
    assert "anna.xlsx: 6 responses" in capsys.readouterr().err


def test_what_is_not_read_and_who_is_missing_is_said(drawn, capsys):
    assert main(["sheet", "draw.json", "demo", "--out", "sheets"]) == 0
    (drawn / "sheets" / "ben.xlsx").unlink()
    (drawn / "sheets" / "ben.numbers").write_text("?")
    fill(drawn / "sheets" / "anna.xlsx", lambda row, _: 4 if row > 2 else None)
    capsys.readouterr()
    assert main(["ratings", "sheets", "--out", "humans.csv"]) == 0
    err = capsys.readouterr().err
    assert "anna: 217 of 224 ratings" in err
    assert "not there: the sheet of ben" in err
    assert "warning: not read in sheets: ben.numbers (a rating sheet has to come back" in err
    (drawn / "sheets" / "anna.xlsx").rename(drawn / "anna.xlsx")
    assert main(["ratings", "sheets", "--out", "humans.csv"]) == 2
    assert "sheets holds no rating sheet; of ben.numbers" in capsys.readouterr().err
    (drawn / "ben.csv").write_text("No.,Code,Context,Response,Safety\n1,BBB-BBB,a,b,4\n")
    assert main(["ratings", "ben.csv", "--out", "humans.csv"]) == 2
    assert "ask for it" in capsys.readouterr().err


def test_sheets_in_a_folder_of_logs_are_said_to_be_unread(drawn, capsys):
    assert main(["sheet", "draw.json", "demo", "--out", "sheets"]) == 0
    (drawn / "sheets" / "run.eval").write_text("no log")
    capsys.readouterr()
    assert main(["ratings", "sheets", "--out", "humans.csv"]) == 2
    assert "not read in sheets: anna.xlsx, ben.xlsx (the folder holds logs" in (
        capsys.readouterr().err
    )


def test_a_file_that_is_no_remarks_is_never_written_over(drawn, capsys):
    assert main(["sheet", "draw.json", "demo", "--out", "sheets"]) == 0
    other = drawn / "study.remarks.csv"
    other.write_text("my,own\n1,2\n")
    assert main(["ratings", "demo", "--out", "study.csv"]) == 0
    assert other.read_text() == "my,own\n1,2\n"
    capsys.readouterr()
    assert main(["ratings", "sheets", "--out", "study.csv"]) == 2
    assert "where the remarks of raters go, and is something else" in capsys.readouterr().err
    assert other.read_text() == "my,own\n1,2\n"


@pytest.mark.slow
def test_ratings_on_sheets_meet_the_judgements_of_a_run(here):
    assert main(["run", "empathy", "--limit", "2", "--judge", "lexical", "--log-dir", "logs"]) == 0
    from mentaleval.bridge.earlier import earlier_exchanges  # noqa: PLC0415  slow to import
    from mentaleval.ratings import read, settle  # noqa: PLC0415

    write_draw(here, earlier_exchanges(here / "logs"), attributes=("empathy",))
    assert main(["sheet", "draw.json", "logs", "--out", "sheets"]) == 0
    key = ["--key", "sheets/key.json"]
    assert main(["sheet", "draw.json", "demo", *key, "--out", "of-demo"]) == 0
    for expert in ("anna", "ben"):
        name = f"{expert}.xlsx"
        assert (here / "sheets" / name).read_bytes() == (here / "of-demo" / name).read_bytes()
        fill(here / "sheets" / name, lambda row, column: 1 + row % 5 if column == 5 else None)
    assert main(["ratings", "logs", "sheets", "--out", "all.parquet"]) == 0
    ledger = settle(read(here / "all.parquet")).ledger
    # every rating meets its partner: two conversations, eight responders, a judge and two experts
    assert ledger.read == ledger.used == 2 * 8 * 3
