"""The card of a data set, and a file of it: what a team shares of a benchmark that it built."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
from pathlib import Path
from typing import ClassVar

import pytest

from mentaleval import Dataset, Exchange
from mentaleval.cli import data_export, main
from mentaleval_datasets import Demo, MentalBenchBuild, Table
from mentaleval_datasets.psych8k import MUST_STAY


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
    assert list(rows[0])[:4] == ["id", "context", "response", "responder"]
    assert list(rows[0])[4:] == ["source", "condition", "other_conditions"]


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


class Mine(Dataset):
    """A data set of a plugin."""

    name: ClassVar[str] = "mine"
    said: ClassVar[str] = "No."
    known: ClassVar[tuple[dict[str, str], ...]] = ({"a": "1"}, {"a": "2", "b": "3"})

    def exchanges(self):
        """Yield as many as something is known of."""
        return [Exchange(str(at), f"I {at}", self.said, "me") for at in range(len(self.known))]

    def details(self, exchange):
        """Return what is known."""
        return self.known[int(exchange.id)]


@pytest.fixture
def mine(monkeypatch):
    monkeypatch.setattr(data_export, "_dataset", lambda _: Mine())
    return Mine


@pytest.mark.usefixtures("mine")
def test_a_column_that_only_later_rows_have_is_not_lost(tmp_path):
    out = tmp_path / "out.csv"
    assert main(["data", "export", "demo", "--out", str(out)]) == 0
    assert out.read_text().splitlines() == [
        "id,context,response,responder,a,b",
        "0,I 0,No.,me,1,",
        "1,I 1,No.,me,2,3",
    ]


@pytest.mark.parametrize("column", ["id", "context", "response", "responder"])
def test_a_detail_does_not_overwrite_what_was_said(tmp_path, capsys, monkeypatch, mine, column):
    monkeypatch.setattr(mine, "known", ({column: "other"},))
    assert main(["data", "export", "demo", "--out", str(tmp_path / "out.csv")]) == 2
    assert f"has a column {column!r} among its details" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["long.csv", "long.jsonl"])
def test_a_very_long_response_is_read_back(tmp_path, monkeypatch, mine, name):
    monkeypatch.setattr(mine, "said", "No. Why?\n" * 50_000 + "No.")
    out = tmp_path / name
    assert main(["data", "export", "demo", "--out", str(out)]) == 0
    assert [e.response for e in Table(path=out).exchanges()] == [mine.said] * 2


@pytest.mark.parametrize("name", ["odd.csv", "odd.jsonl"])
@pytest.mark.parametrize("said", ["one\rtwo", 'a\r\nb\u2028c\0d\x85e "f", =1+1;\tg', "=1\0+1"])
def test_odd_characters_are_read_back(tmp_path, monkeypatch, mine, name, said):
    monkeypatch.setattr(mine, "said", said)
    out = tmp_path / name
    assert main(["data", "export", "demo", "--out", str(out)]) == 0
    assert [e.response for e in Table(path=out).exchanges()] == [said] * 2


@pytest.mark.parametrize("name", ["half.csv", "half.jsonl"])
def test_half_a_character_is_told_and_nothing_is_written(tmp_path, monkeypatch, capsys, mine, name):
    monkeypatch.setattr(mine, "said", "No.\ud83d")
    assert main(["data", "export", "demo", "--out", str(tmp_path / name)]) == 2
    told = capsys.readouterr().err
    assert "the exchange '0' of 'mine': its response has half a character" in told
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(tmp_path, monkeypatch, capsys):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(data_export._WRITERS, ".csv", full)
    assert main(["data", "export", "demo", "--out", str(tmp_path / "out.csv")]) == 2
    assert "out.csv': No space left on device" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_must_not_be_passed_on_is_cautioned_of(tmp_path, capsys):
    pairs = tmp_path / "mine.json"
    pairs.write_text('[{"input": "I am sad.", "output": "Why?"}]', encoding="utf-8")
    built = ["-D", "sources=psych8k", "-D", f"psych8k={pairs}", "-D", "size=1"]
    for words in (["psych8k", "-D", f"path={pairs}"], ["mentalbench-build", *built]):
        assert main(["data", "export", *words, "--out", str(tmp_path / "out.csv")]) == 0
        assert f"warning: {MUST_STAY}" in capsys.readouterr().err
        assert main(["data", "card", *words]) == 0
        assert capsys.readouterr().out.count(f"**Caution:** {MUST_STAY}") == 1


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
