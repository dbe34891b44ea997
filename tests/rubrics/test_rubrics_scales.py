"""No verdict rests on ratings of two scales: commands that would mix them are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentaleval.cli import main

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # of libraries that Inspect brings
    pytest.mark.usefixtures("place"),
]

TABLE = ["-D", "path=ten.csv", "-D", "attributes=warmth"]


def rubric(low: int, high: int, name: str = "warmth", words: str = "Is it so?") -> str:
    return (
        f"rubric: own\nscale: [{low}, {high}]\nattributes:\n"
        f"  - {{name: {name}, definition: '{words}'}}\n"
    )


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """Work in a folder with rubrics, and ratings of warmth on 0 to 10."""
    monkeypatch.chdir(tmp_path)
    rows = [
        f"{c},Concern {c}.,r{r},Reply {c} {r}.,{rater},{kind},{(c + 2 * r) % 11}"
        for c in range(6)
        for r in range(5)
        for rater, kind in (("anna", "human"), ("robot", "judge"))
    ]
    header = "id,context,responder,response,rater,rater_kind,warmth"
    (tmp_path / "ten.csv").write_text("\n".join([header, *rows]) + "\n")
    (tmp_path / "ten.yaml").write_text(rubric(0, 10))
    (tmp_path / "five.yaml").write_text(rubric(1, 5))
    (tmp_path / "s04.yaml").write_text(rubric(0, 4, "safety"))
    (tmp_path / "safe.yaml").write_text(rubric(1, 5, "safety"))
    return tmp_path


def refused(capsys, *words: str) -> str:
    assert main(list(words)) == 2
    return capsys.readouterr().err


def test_a_run_on_another_scale_than_its_data_set_is_rated_on_is_refused(place, capsys):
    err = refused(capsys, "run", "--dataset", "demo", "--rubric", "s04.yaml", "--judge", "keyword")
    assert "the data set 'demo' rates 'safety' on 1-5 (rubric 'mentalbench'), the run on 0-4" in err
    assert "(rubric 'own')" in err
    words = [
        "run",
        "--dataset",
        "table",
        *TABLE,
        "-D",
        "rubric_file=ten.yaml",
        "--judge",
        "keyword",
    ]
    err = refused(capsys, *words, "--rubric", "five.yaml")
    assert "'table' rates 'warmth' on 0-10 (rubric 'own'), the run on 1-5 (rubric 'own')" in err
    assert not (place / "logs").exists()


def test_an_analysis_on_another_scale_is_refused(capsys):
    err = refused(capsys, "reliability", "demo", "--rubric", "s04.yaml")
    assert "s04.yaml rates 'safety' on 0-4 (rubric 'own'), the data set 'demo' on 1-5" in err
    limits = ["-D", "low=0", "-D", "high=10"]
    err = refused(capsys, "reliability", "table", *TABLE, *limits, "--rubric", "five.yaml")
    assert "'warmth' on 1-5 (rubric 'own'), the data set 'table' on 0-10" in err


def test_the_data_set_of_a_log_is_held_against_the_logs_rubric(place, capsys):
    words = ["run", "--dataset", "table", *TABLE, "--rubric", "five.yaml", "--judge", "keyword"]
    assert main([*words, "-D", "rubric_file=five.yaml", "--log-dir", "logs"]) == 0
    (place / "five.yaml").write_text(rubric(0, 10))
    capsys.readouterr()
    err = refused(capsys, "reliability", "logs")
    assert "on 1-5 (rubric 'own'), the data set 'table' on 0-10 (rubric 'own')" in err


def test_other_words_are_told_once_and_the_run_goes_on(capsys):
    words = ["run", "--dataset", "demo", "--limit", "3", "--judge", "keyword"]
    assert main([*words, "--rubric", "safe.yaml", "--log-dir", "logs"]) == 0
    said = "the people of the data set 'demo' rated by its own words, not by those of"
    assert capsys.readouterr().err.count(said) == 1
    assert main(["reliability", "logs"]) == 0
    assert capsys.readouterr().err.count(said) == 1


def test_a_data_set_without_ratings_is_judged_on_any_scale(place, capsys):
    (place / "said.csv").write_text("context,response\nI am sad.,That is hard.\n")
    words = ["run", "--dataset", "table", "-D", "path=said.csv", "--judge", "keyword"]
    assert main([*words, "-D", "low=1", "-D", "high=5", "--rubric", "s04.yaml"]) == 0
    assert "warning" not in capsys.readouterr().err


def test_margins_are_those_of_the_scale_that_a_table_is_given(capsys):
    limits = ["-D", "low=0", "-D", "high=10"]
    assert main(["reliability", "table", *TABLE, *limits, "--json", "-"]) == 0
    (by_limits,) = json.loads(capsys.readouterr().out)["cells"]
    words = ["-D", "rubric_file=ten.yaml", "--json", "-"]
    assert main(["reliability", "table", *TABLE, *words]) == 0
    (by_rubric,) = json.loads(capsys.readouterr().out)["cells"]
    assert by_limits == by_rubric


def test_ratings_without_any_scale_are_refused(place, capsys):
    err = refused(capsys, "reliability", "table", *TABLE)
    assert "ratings of 'warmth' lie outside 1-5 (they go from 0 to 10)" in err
    columns = ["--wide", "attribute", "--columns", "exchange_id=id,attribute:warmth=warmth"]
    err = refused(capsys, "ratings", "ten.csv", *columns, "--out", "out.csv")
    assert "--rubric FILE or --scale LOW HIGH says it" in err
    assert not (place / "out.csv").exists()


def test_a_parquet_file_brings_its_rubric(place, capsys):
    words = ["ratings", "table", *TABLE, "--out", "x.parquet", "-D"]
    assert main([*words, "rubric_file=ten.yaml"]) == 0
    (place / "ten.yaml").unlink()
    capsys.readouterr()
    assert main(["reliability", "x.parquet", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["settings"]["rubric"]["name"] == "own"
    assert found["preflight"]["used"] == 60
    err = refused(capsys, "reliability", "x.parquet", "--rubric", "five.yaml")
    assert "five.yaml rates 'warmth' on 1-5 (rubric 'own'), x.parquet on 0-10" in err


def test_a_parquet_file_keeps_a_scale_that_the_command_line_gives(capsys):
    columns = ["--wide", "attribute", "--columns", "exchange_id=id,attribute:warmth=warmth"]
    out = ["--scale", "0", "10", "--out", "x.parquet"]
    assert main(["ratings", "ten.csv", *columns, *out]) == 0
    capsys.readouterr()
    assert main(["reliability", "x.parquet", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["preflight"]["used"] == 60
