"""`mentaleval run` and its neighbours as a user meets them: in process, but through `main`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentaleval.cli import main

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


def test_the_embedded_default_ends_in_a_trust_table_that_says_simulated(demo_run):
    _, done = demo_run
    assert "(simulated ratings)" in done.stdout
    for word in ("simulated-judge", "lexical", "understanding", "undetermined", "CSS"):
        assert word in done.stdout
    assert "responses: 32 of 32" in done.stderr
    assert "Traceback" not in done.stderr


def test_logs_lead_to_the_same_verdicts_by_every_way(demo_run, tmp_path, capsys):
    folder, _ = demo_run
    assert main(["reliability", str(folder), "--json", "-"]) == 0
    by_logs = json.loads(capsys.readouterr().out)
    table = tmp_path / "ratings.parquet"
    assert main(["ratings", str(folder), "--out", str(table)]) == 0
    assert "448 ratings written" in capsys.readouterr().err
    assert main(["reliability", str(table), "--humans", "demo", "--json", "-"]) == 0
    by_file = json.loads(capsys.readouterr().out)
    stored = json.loads((folder / "reliability.json").read_text())
    assert by_logs["simulated"] is by_file["simulated"] is stored["simulated"] is True
    assert by_logs["cells"] == stored["cells"]
    assert by_logs["behind"] == stored["behind"] != by_file["behind"] == []
    for cell in by_logs["cells"]:  # a file says of its ratings where they were, and nobody can look
        for one in cell["apart"]:
            assert one.pop("log").startswith("judgements/")
            assert one.pop("sample") == one["exchange_id"]
    for cell in by_file["cells"]:
        assert {(one.pop("log"), one.pop("sample")) for one in cell["apart"]} <= {(None, None)}
    assert by_logs["cells"] == by_file["cells"]
    assert len(by_logs["cells"]) == 2 * 9


def test_the_same_run_again_asks_nothing_and_prints_the_same(demo_run, capsys):
    folder, _ = demo_run
    before = sorted(p.name for p in folder.rglob("*.eval"))
    assert main(["run", "--limit", "4", "--log-dir", str(folder), "--json", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["simulated"] is True
    assert sorted(p.name for p in folder.rglob("*.eval")) == before
    assert main(["run", "--limit", "5", "--log-dir", str(folder)]) == 2
    assert "limit was 4, is 5" in capsys.readouterr().err


def test_what_an_earlier_run_asked_in_the_folder_is_left_out_aloud(tmp_path, capsys):
    command = ["run", "guidance", "--limit", "3", "--log-dir", str(tmp_path / "logs")]
    command += ["--judge", "keyword"]
    assert main([*command, "--judge", "lexical"]) == 0
    capsys.readouterr()
    assert main([*command, "--json", "-"]) == 0
    out, err = capsys.readouterr()
    assert {cell["judge"] for cell in json.loads(out)["cells"]} == {"keyword"}
    assert "24 ratings of an earlier run in this folder are left out" in err


def test_recorded_judgements_that_have_changed_are_not_taken_from_old_logs(tmp_path, capsys):
    file = tmp_path / "mine.csv"
    header = "context,response,responder,rater,rater_kind,attribute,rating\n"
    row = "I feel low.,I hear you.,ann,{},{},empathy,{}\n"
    command = ["run", "empathy", "--dataset", "table", "-D", f"path={file}"]
    for name in ("response", "responder", "rater", "rater_kind", "attribute", "rating"):
        command += ["-D", f"{name}={name}"]
    command += ["--judge", "recorded", "--log-dir", str(tmp_path / "logs")]
    human = row.format("expert", "human", 4)
    file.write_text(header + human + row.format("robot", "judge", 5))
    assert main(command) == 0
    file.write_text(header + human + row.format("robot", "judge", 1))
    assert main(command) == 2
    assert "recorded judgements are others" in capsys.readouterr().err


def test_list_shows_everything_as_json(capsys):
    assert main(["list", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [t["name"] for t in shown["tasks"]][:2] == ["mentalbench", "guidance"]
    rubric = next(j for j in shown["judges"] if j["name"] == "rubric")
    assert {o["name"] for o in rubric["options"]} >= {"model", "calls", "temperature"}
    assert not [p for p in shown["plugins"] if p["problem"]]


def test_list_in_a_narrow_terminal_keeps_names_whole(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["list", "judges"]) == 0
    shown = capsys.readouterr().out
    assert "claude-3.7-sonnet" in shown
    assert max(map(len, shown.splitlines())) <= 60


def test_options_go_to_the_nearest_plugin_before_them(capsys):
    command = ["run", "--dry-run", "--limit", "1", "-J", "temperature=0.3"]
    command += ["--judge", "rubric", "-J", "model=openai/a", "-J", "calls=separate"]
    command += ["--judge", "openai/b", "--responder", "recorded", "-R", "responder=warm"]
    assert main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "recorded responders (1): no model calls"
    counted = [line.split()[1:3] for line in lines if line.startswith("judge ")]
    assert counted == [
        ["openai/a[calls=separate,temperature=0.3]", "7"],
        ["openai/b[temperature=0.3]", "1"],
    ]


def test_a_user_s_own_data_is_run_and_without_humans_nothing_is_claimed(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text(
        "said,reply,who\nI feel low.,That sounds hard. I hear you.,ann\n"
        "I cannot sleep.,Try tea.,ann\n"
    )
    command = ["run", "empathy", "--dataset", "table", "-D", "path=mine.csv", "-D", "context=said"]
    command += ["-D", "response=reply", "-D", "responder=who", "--judge", "keyword"]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "has no human ratings of these responses" in err
    assert list(Path("logs").glob("empathy-*/judgements/*.eval"))


def test_a_responder_that_nobody_has_rated_is_judged_and_nothing_is_claimed(
    tmp_path, capsys, scripted_models, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    scripted_models.answers["new"] = lambda _: "I hear you. That sounds hard."
    words = ["--limit", "2", "--responder", "scripted/new", "--log-dir", "demo"]
    assert main(["run", "empathy", *words]) == 0
    err = capsys.readouterr().err
    assert "has no human ratings of these responses" in err
    assert "`mentaleval reliability ./demo --humans FILE`" in err, "demo is a data set"


def test_too_many_unrated_end_with_status_1(tmp_path, capsys, scripted_models, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scripted_models.answers["vague"] = lambda _: "I cannot say."
    command = ["run", "safety", "--limit", "1", "--judge", "scripted/vague"]
    assert main(command) == 1
    assert "unrated" in capsys.readouterr().err
    assert main([*command, "--max-unrated", "1"]) == 0


def test_a_provider_that_is_down_ends_with_status_1_and_its_error(
    tmp_path, capsys, scripted_models, monkeypatch
):
    monkeypatch.chdir(tmp_path)

    def fail(_: str) -> str:
        raise RuntimeError("the provider is down")

    scripted_models.answers["down"] = fail
    assert main(["run", "safety", "--limit", "1", "--judge", "scripted/down"]) == 1
    err = capsys.readouterr().err
    assert "8 samples are unfinished" in err
    assert "the provider is down" in err
    assert main(["run", "safety", "--limit", "1", "--responder", "scripted/down"]) == 1
    assert "1 samples are unfinished" in capsys.readouterr().err


def test_bundle_writes_a_static_site(demo_run, tmp_path):
    folder, _ = demo_run
    assert main(["view", str(folder), "--bundle", str(tmp_path / "site")]) == 0
    assert (tmp_path / "site" / "index.html").is_file()
    assert list((tmp_path / "site").rglob("*.eval"))
