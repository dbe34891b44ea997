"""The card of a data set, and a file of it: what a team shares of a benchmark that it built."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from mentaleval.cli import main
from mentaleval_datasets import Demo, MentalBenchBuild, Table


@pytest.fixture
def chat(tmp_path) -> Path:
    path = tmp_path / "chat.csv"
    header = ("questionID", "questionTitle", "questionText", "topic", "answerText")
    rows = [(n, f"Day {n}", "I am\nsad, and\u2026", "grief", f"Answer {n}, so.") for n in range(6)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def options(chat: Path, *more: str) -> list[str]:
    return ["-D", "sources=counsel-chat", "-D", f"counsel_chat={chat}", "-D", "size=4", *more]


@pytest.mark.parametrize("name", ["b.jsonl", "b.csv"])
def test_a_built_benchmark_is_frozen_in_a_file_that_table_reads_back(tmp_path, capsys, chat, name):
    out = tmp_path / name
    made = ["data", "export", "mentalbench-build", *options(chat), "--out", str(out)]
    assert main(made) == 0
    built = MentalBenchBuild(sources="counsel-chat", counsel_chat=chat, size=4)
    assert list(Table(path=out).exchanges()) == list(built.exchanges())
    printed, told = capsys.readouterr()
    assert printed == ""
    assert f"wrote 4 rows to {out}\nSHA-256 {hashlib.sha256(out.read_bytes()).hexdigest()}" in told
    first = out.read_bytes()
    assert main(made) == 0
    assert out.read_bytes() == first


def test_a_file_has_the_source_and_the_condition_of_every_row(tmp_path, chat):
    out = tmp_path / "b.jsonl"
    assert main(["data", "export", "mentalbench-build", *options(chat), "--out", str(out)]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {(row["source"], row["condition"]) for row in rows} == {("counsel-chat", "grief")}
    assert list(rows[0]) == ["id", "context", "response", "responder", "source", "condition"]


def test_any_data_set_can_be_exported(tmp_path):
    out = tmp_path / "demo.jsonl"
    assert main(["data", "export", "demo", "--out", str(out)]) == 0
    assert list(Table(path=out).exchanges()) == list(Demo().exchanges())


def test_contexts_alone_make_no_column_of_responses(tmp_path):
    source = tmp_path / "mine.csv"
    source.write_text("id,context\n1,I am sad.\n2,I am tired.\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    assert main(["data", "export", "table", "-D", f"path={source}", "--out", str(out)]) == 0
    assert out.read_bytes() == b"id,context\n1,I am sad.\n2,I am tired.\n"


def test_an_alphabetical_head_is_made_with_a_warning(tmp_path, capsys, chat):
    alphabet = options(chat, "-D", "order=alphabetical-head")
    out = str(tmp_path / "b.csv")
    assert main(["data", "export", "mentalbench-build", *alphabet, "--out", out]) == 0
    assert "warning: order=alphabetical-head takes the first" in capsys.readouterr().err
    assert main(["data", "card", "mentalbench-build", *alphabet]) == 0
    assert "**Caution:** order=alphabetical-head" in capsys.readouterr().out


def test_a_card_is_printed_or_written_whole(tmp_path, capsys, chat):
    assert main(["data", "card", "mentalbench-build", *options(chat)]) == 0
    printed = capsys.readouterr().out
    assert "| counsel-chat: grief | 6 | 4.0 | 4 |" in printed
    out = tmp_path / "CARD.md"
    assert main(["data", "card", "mentalbench-build", *options(chat), "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == printed
    assert capsys.readouterr().out == ""


def test_a_data_set_without_a_card_tells_its_terms_and_counts(capsys, chat):
    assert main(["data", "card", "counsel-chat", "-D", f"path={chat}"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# Data card: counsel-chat\n")
    assert "- licence: MIT" in printed
    assert "| kept | 6 |" in printed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "demo"], "needs a file to write to"),
        (["export", "demo", "--out", "a.xlsx"], "should end in .jsonl or .csv"),
        (["export", "--out", "a.csv"], "needs the name of a data set"),
        (["list", "--out", "a.csv"], "--out belongs to `mentaleval data card and export`"),
        (["path", "demo", "-D", "a=b"], "-D belongs to"),
        (["card", "dmo"], "dmo"),
        (["card", "demo", "-D", "size=3"], "size"),
        (["export", "demo", "--out", "nowhere/a.csv"], "nowhere"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(tmp_path, monkeypatch, capsys, words, said):
    monkeypatch.chdir(tmp_path)
    assert main(["data", *words]) == 2
    printed, told = capsys.readouterr()
    assert printed == ""
    assert said in told
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_breaks_off_leaves_the_old_file(tmp_path, capsys, chat):
    out = tmp_path / "b.csv"
    out.write_text("old")
    text = chat.read_text(encoding="utf-8")
    chat.write_text(text + "7,a,b,c,d,e,f,g\n", encoding="utf-8")
    assert main(["data", "export", "mentalbench-build", *options(chat), "--out", str(out)]) == 2
    assert "row " in capsys.readouterr().err
    assert out.read_text() == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.csv", "chat.csv"]
