"""The one command: what it keeps, shows and puts into the page, and that its parts agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentaleval.cli import main as mentaleval

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "benchmarks" / "performance.json"
PAGE = ROOT / "docs" / "explanation" / "performance.md"


@pytest.fixture(scope="module")
def everything(script):
    return script("all")


@pytest.fixture(scope="module")
def kept():
    return json.loads(KEPT.read_text(encoding="utf-8"))


def test_the_page_shows_what_was_measured(everything, kept):
    page = PAGE.read_text(encoding="utf-8")
    assert everything.paged(page, kept) == page
    assert set(kept) == set(everything.PARTS)


def test_what_was_measured_grows_linearly(kept):
    for name, slopes in kept["growth"]["slopes"].items():
        assert max(slopes.values()) < 1.2, name  # n log n is 1.06 here


def test_all_that_the_page_shows_is_of_one_run(kept):
    assert len({part["run"] for part in kept.values()}) == 1


def test_a_page_without_a_block_for_a_part_is_refused(everything, kept):
    with pytest.raises(ValueError, match="figures: growth"):
        everything.paged("# A page\n", {"growth": kept["growth"]})


def test_a_part_is_put_into_its_own_block(everything, kept):
    page = "\n<!-- figures: run -->\n```text\nold\n```\n\n```text\nother\n```\n"
    done = everything.paged(page, {"run": kept["run"]})
    assert "plain Inspect" in done
    assert "old" not in done
    assert done.endswith("\n```\n\n```text\nother\n```\n")


def test_parts_that_are_not_measured_again_stay_in_the_file(
    everything, kept, tmp_path, monkeypatch
):
    file = tmp_path / "kept.json"
    file.write_text(json.dumps({"logs": kept["logs"], "growth": kept["growth"]}), encoding="utf-8")
    found = {**kept["run"], "repeats": 3}
    part = everything.Part("A run", lambda _: found, everything.PARTS["run"].as_text)
    monkeypatch.setitem(everything.PARTS, "run", part)
    everything.main(["--only", "run", "--json", str(file)])
    now = json.loads(file.read_text(encoding="utf-8"))
    assert list(now) == ["run", "logs", "growth"]
    assert now["run"]["run"] != now["logs"]["run"]  # each says which run it is of
    assert (now["run"]["repeats"], now["logs"]) == (3, kept["logs"])


def test_kept_figures_are_shown_again(everything, kept, capsys):
    everything.main(["--show", str(KEPT), "--only", "logs"])
    shown = capsys.readouterr().out
    assert everything.PARTS["logs"].as_text(kept["logs"]) in shown
    assert "pingouin" not in shown


def test_a_file_that_is_not_there_is_said_to_be_so(everything, tmp_path, capsys):
    with pytest.raises(SystemExit):
        everything.main(["--show", str(tmp_path / "none.json")])
    assert "none.json" in capsys.readouterr().err


def test_the_published_analysis_written_plainly_gives_our_figures(
    script, tmp_path, capsys, monkeypatch
):
    workbooks = script("workbooks_maker")
    assert workbooks.write(tmp_path, 20) == 20 * 10 * 5 * 7
    for judge in ("gpt-4o", "gemini", "o4-mini"):
        (tmp_path / f"{judge}_llm_judge.xlsx").unlink()
    plain = script("plain_analysis")
    monkeypatch.setattr(plain, "RESAMPLES", 20)  # of intervals, which are not compared
    plain.main(tmp_path, tmp_path / "plain.json")
    words = ["reliability", "mentalalign-70k", "-D", f"path={tmp_path}", "--method", "published"]
    assert mentaleval([*words, "--json", str(tmp_path / "published.json")]) == 0
    capsys.readouterr()
    assert script("analysis").apart(tmp_path) < 1e-9


def test_another_figure_is_found_apart(script, tmp_path):
    cell = {"judge": "j", "attribute": "a", "icc_c1": 0.5, "icc_a1": 0.4, "bias": 0.1, "mse": 1.0}
    ours = {**cell, "composite": False, "icc_c1": {"estimate": 0.5}, "icc_a1": {"estimate": 0.43}}
    (tmp_path / "plain.json").write_text(json.dumps([cell]), encoding="utf-8")
    (tmp_path / "published.json").write_text(json.dumps({"cells": [ours]}), encoding="utf-8")
    assert script("analysis").apart(tmp_path) == pytest.approx(0.03)
