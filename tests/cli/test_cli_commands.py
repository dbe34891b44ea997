"""The command line as a user meets it: in process, but through `main`."""

from __future__ import annotations

import json
import subprocess
import sys
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


@pytest.fixture(scope="module")
def demo_run(tmp_path_factory):
    """The embedded default on a few conversations, once for the module."""
    folder = tmp_path_factory.mktemp("demo") / "logs"
    done = subprocess.run(
        [sys.executable, "-m", "mentaleval", "run", "--limit", "4", "--log-dir", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder.parent,
    )
    assert done.returncode == 0, done.stderr
    return folder, done


def test_the_embedded_default_ends_in_a_trust_table_that_says_simulated(demo_run):
    _, done = demo_run
    assert "(simulated ratings)" in done.stdout
    for word in ("simulated-judge", "lexical", "understanding", "undetermined", "CSS", "ARS"):
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
    assert by_logs["cells"] == by_file["cells"] == stored["cells"]
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
    assert lines[2].startswith("judge openai/a[calls=separate,temperature=0.3]: 7 calls, about ")
    assert lines[3].startswith("judge openai/b[temperature=0.3]: 1 calls, about ")


def test_the_habits_of_lm_evaluation_harness_are_kept(capsys, tmp_path):
    command = ["run", "--tasks", "guidance,empathy", "--model", "openai-chat-completions"]
    command += ["--model_args", "model=gpt-4o", "--gen_kwargs", "temperature=0,max_gen_toks=99"]
    command += ["--limit", "0.05", "--output_path", str(tmp_path), "--log_samples", "--dry-run"]
    assert main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("guidance on 'demo', 2 contexts")
    assert lines[1].startswith("responder openai/gpt-4o[max_tokens=99,temperature=0.0]: 2 calls")
    assert "at most 198 answer tokens" in lines[1]
    assert any(line.startswith("empathy on") for line in lines)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["run", "guidence"], "no task is called 'guidence'. Did you mean 'guidance'?"),
        (["run", "guidance", "--tasks", "empathy"], "TASK (guidance) and --tasks (empathy)"),
        (["run", "--include_path", "x"], "entry points"),
        (["run", "--model_args", "a=b"], "--model_args needs --model"),
        (["run", "--model", "openai/x", "--model_args", "api_key=abc"], "end up in the logs"),
        (["run", "--model", "hf"], "needs --model_args pretrained=NAME"),
        (["run", "--gen_kwargs", "temprature=1"], "Did you mean 'temperature'?"),
        (["run", "--dataset", "deno"], "no dataset is called 'deno'. Did you mean 'demo'?"),
        (["run", "--judge", "lexicla"], "no judge is called 'lexicla'. Did you mean 'lexical'?"),
        (["run", "--judge", "nosuch/model"], "'nosuch/model' cannot"),
        (["run", "--judge", "openai/gpt-4o"], "OPENAI_API_KEY"),
        (["run", "--judge", "rubric"], "the judge 'rubric' needs a model"),
        (["run", "--responder", "model"], "the responder 'model' needs a model"),
        (["run", "--judge", "lexical", "--judge", "lexical"], "asked for twice"),
        (["run", "--judge", "keyword", "-J", "wrod=x"], "has no option 'wrod'. Did you mean"),
        (["run", "--judge", "rubric", "-J", "calls=both"], "option 'calls' cannot be 'both'"),
        (["run", "--responder", "recorded", "-R", "responder=wram"], "'warm'"),
        (["reliability", "nowhere.csv"], "nowhere.csv"),
        (["reliability", "demmo"], "Did you mean the data set 'demo'?"),
        (["reliability", "counsel-chat"], "counsel-chat"),
        (["reliability", "mentalalign-70k", "-D", "path=/no/such/folder"], "/no/such/folder"),
        (["reliability", "demo", "--thresholds", "0.9", "0.5"], "usable before trusted"),
        (["reliability", "demo", "--exclude", "lexcal=warm"], "lexcal"),
        (["ratings", "demo", "--out", "x.docx"], ".docx"),
        (["ratings", "demo", "--out", "/no/such/folder/x.csv"], "/no/such/folder"),
        (["view", "nowhere"], "no folder of logs at 'nowhere'"),
    ],
)
def test_bad_input_gets_one_message_and_status_2(command, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("MENTALEVAL_DATA", "OPENAI_API_KEY", "AZUREAI_OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert main(command) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert err.startswith("error: ")
    assert "Traceback" not in err
    assert out == ""
    assert not list(tmp_path.iterdir())  # nothing done


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["run", "--limit", "2.5"], "neither a whole number nor a share below 1"),
        (["run", "--limit", "0"], "neither a whole number nor a share below 1"),
        (["run", "--epochs", "none"], "'none' is not a number"),
        (["run", "--max-unrated", "2"], "not a share between 0 and 1"),
        (["run", "-J", "word"], "'word' has no '='"),
        (["reliability", "demo", "--exclude", "x"], "not JUDGE=RESPONDER"),
        (["reliabilty"], "invalid choice"),
        (["list", "judge"], "invalid choice"),
    ],
)
def test_wrong_options_are_refused_by_the_grammar(command, said, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(command)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_debug_shows_the_traceback():
    with pytest.raises(Exception, match="no task is called"):
        main(["run", "guidence", "--debug"])


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
    assert main(["run", "empathy", "--limit", "2", "--responder", "scripted/new"]) == 0
    assert "has no human ratings of these responses" in capsys.readouterr().err


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
