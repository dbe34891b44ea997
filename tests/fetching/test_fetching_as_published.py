"""Whoever reads figures is told where a file of the data is not the one that was published."""

from __future__ import annotations

import json

import openpyxl
import pytest

from mentaleval.cli import main
from mentaleval.rubric import SEVEN
from mentaleval_datasets.mentalbench import RESPONDERS

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

SAID = " is not the file that was published"


@pytest.fixture
def rated(tmp_path, monkeypatch):
    """Put workbooks of the user's own under the published names into the folder of data."""
    monkeypatch.setenv("MENTALEVAL_DATA", str(tmp_path))

    def make(*names):
        for name in names:
            kind = "human" if "Human" in name else "judge"
            book = openpyxl.Workbook()
            book.active.append(["ConvID", "context", f"{kind}_response_original"])
            for number in range(1, 31):
                cell = json.dumps({name.title(): 1 + number % 5 for name in SEVEN.names})
                book.active.append([number, f"Night {number}.", cell])
            path = tmp_path / "mentalalign-70k" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            book.save(path)
        return tmp_path / "mentalalign-70k"

    return make


@pytest.mark.parametrize("folder", ["", "deeper/"])
def test_an_analysis_tells_it_once_and_its_result_says_how_many(folder, rated, tmp_path, capsys):
    rated(f"{folder}Human_judge.xlsx", f"{folder}claude_llm_judge.xlsx")
    out = tmp_path / "out.json"
    assert main(["reliability", "mentalalign-70k", "--json", str(out)]) == 0
    told = capsys.readouterr().err
    assert told.count(f"warning: Human_judge.xlsx{SAID}") == 1
    assert told.count(f"warning: claude_llm_judge.xlsx{SAID}") == 1
    (found,) = json.loads(out.read_text())["inputs"]
    assert found["counts"]["files not as published"] == 2


def test_one_file_that_is_named_is_told_of_alone(rated, capsys):
    human = rated("Human_judge.xlsx", "claude_llm_judge.xlsx") / "Human_judge.xlsx"
    main(["reliability", "mentalalign-70k", "-D", f"path={human}"])
    told = capsys.readouterr().err
    assert f"Human_judge.xlsx{SAID}" in told
    assert "claude" not in told


def test_a_file_under_a_name_of_its_own_is_nobody_elses(rated, tmp_path, capsys):
    human = rated("Human_judge.xlsx") / "Human_judge.xlsx"
    human.rename(tmp_path / "mine.xlsx")
    main(["reliability", "mentalalign-70k", "-D", f"path={tmp_path / 'mine.xlsx'}"])
    assert SAID not in capsys.readouterr().err


def test_the_sources_of_a_benchmark_that_is_built_are_told_of(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MENTALEVAL_DATA", str(tmp_path))
    file = tmp_path / "counsel-chat/20200325_counsel_chat.csv"
    file.parent.mkdir()
    file.write_text("questionID,questionTitle,questionText,topic,answerText\n1,a,b,grief,c\n")
    words = ["mentalbench-build", "-D", "sources=counsel-chat", "-D", "size=1"]
    assert main(["data", "export", *words, "--out", str(tmp_path / "x.csv")]) == 0
    assert f"warning: {file.name}{SAID}" in capsys.readouterr().err
    assert main(["data", "card", *words]) == 0
    assert capsys.readouterr().out.count(f"**Caution:** {file.name}{SAID}") == 1


def test_the_ratings_that_are_joined_to_the_released_responses_are_told_of(rated, tmp_path, capsys):
    rated("Human_judge.xlsx")
    header = ("context", *RESPONDERS.values())
    bench = tmp_path / "bench.csv"
    rows = (",".join(f"Night {n}." for _ in header) for n in range(1, 31))
    bench.write_text("\n".join([",".join(header), *rows]))
    assert main(["data", "card", "mentalbench-100k", "-D", f"path={bench}"]) == 0
    printed = capsys.readouterr().out
    assert f"**Caution:** Human_judge.xlsx{SAID}" in printed
    assert "| mentalalign-70k: files not as published | 1 |" in printed
