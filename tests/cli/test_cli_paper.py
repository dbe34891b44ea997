"""`--tables` and `--figures`: files for a paper, in a folder that may hold other things."""

from __future__ import annotations

import csv
import json

import pytest

from mentaleval.cli import main, manifest

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


@pytest.mark.parametrize("command", ["reliability", "compare"])
def test_tables_are_in_a_folder_that_is_made(command, ratings, tmp_path, capsys):
    folder = tmp_path / "paper" / "tables"
    assert main([command, str(ratings), "--tables", str(folder)]) == 0
    files = {file.name for file in folder.iterdir()} - {manifest.FILE}
    ours = {"reliability": "verdicts", "compare": "means"}[command]
    assert {f"{ours}.md", f"{ours}.tex", f"{ours}.csv", "ledger.csv", "origin.csv"} <= files
    said = capsys.readouterr().err
    assert f"the tables are in {folder}: {len(files)} files\n" in said


def test_a_name_that_is_a_formula_is_text_in_the_csv(ratings, tmp_path):
    assert main(["compare", str(ratings), "--tables", str(tmp_path / "t")]) == 0
    with (tmp_path / "t" / "means.csv").open(encoding="utf-8", newline="") as opened:
        names = {row["responder"] for row in csv.DictReader(opened)}
    assert names == {"'=1+1", "b", "c|d", "e_f", "g"}


def test_stdout_is_json_alone_and_the_tables_hold_the_same(ratings, tmp_path, capsys):
    words = ["reliability", str(ratings), "--json", "-", "--tables", str(tmp_path / "t")]
    assert main(words) == 0
    document = json.loads(capsys.readouterr().out)
    with (tmp_path / "t" / "cells.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [float(row["bias"]) for row in rows] == [cell["bias"] for cell in document["cells"]]


@pytest.mark.parametrize("words", [["compare"], ["reliability", "--method", "published"]])
def test_figures_are_beside_tables_and_what_was_there(words, ratings, tmp_path, capsys):
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "thesis.tex").write_text("mine")
    options = ["--figures", str(folder), "--tables", str(folder)]
    assert main([*words, str(ratings), *options]) == 0
    assert (folder / "thesis.tex").read_text() == "mine"
    figures = {file.name for file in folder.iterdir() if file.suffix in {".svg", ".pdf"}}
    assert figures
    assert len([name for name in figures if name.endswith("-1col.pdf")]) == len(figures) / 4
    said = f"the figures are in {folder}: {len(figures | {'captions.md'})} files"
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--figures", "--tables"])
@pytest.mark.parametrize("below", ["", "/deeper"])
@pytest.mark.parametrize("command", ["reliability", "compare"])
def test_a_file_where_a_folder_belongs_is_refused_before_anything_is_read(
    command, option, below, tmp_path, capsys
):
    (tmp_path / "file").write_text("mine")
    bad = f"{tmp_path / 'file'}{below}"
    assert main([command, str(tmp_path / "unread.csv"), option, bad]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.startswith(f"error: {option} {bad}: ")
    assert "is no folder" in err
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_that_has_no_name_is_refused(capsys):
    assert main(["reliability", "unread.csv", "--tables", ""]) == 2
    assert "--tables takes the name of a folder" in capsys.readouterr().err


def test_a_folder_where_a_file_of_ours_belongs_is_said_by_its_name(ratings, tmp_path, capsys):
    (tmp_path / "t" / "verdicts.md").mkdir(parents=True)
    assert main(["reliability", str(ratings), "--tables", str(tmp_path / "t")]) == 2
    err = capsys.readouterr().err
    assert "verdicts.md" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["reliability", "compare"])
def test_tables_of_the_demo_say_that_its_ratings_are_simulated(command, tmp_path):
    assert main([command, "demo", "--tables", str(tmp_path)]) == 0
    files = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    del files[manifest.FILE]
    for name, text in files.items():
        if name.endswith(".csv"):
            header, *lines = text.splitlines()
            assert header.startswith("simulated,"), name
            assert all(line.startswith("True,") for line in lines), name
        else:
            assert "(simulated ratings)" in text, name
            assert "simulated ratings, of no real judge or responder" in text, name
