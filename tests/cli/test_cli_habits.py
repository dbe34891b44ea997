"""The flags of lm-evaluation-harness, with its meaning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentaleval.cli import habits, main
from mentaleval.cli.grammar import build_parser

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


def test_the_habits_of_lm_evaluation_harness_are_kept(capsys, tmp_path):
    command = ["run", "--tasks", "guidance,empathy", "--model", "openai-chat-completions"]
    command += ["--model_args", "model=gpt-4o", "--gen_kwargs", "temperature=0,max_gen_toks=99"]
    command += ["--limit", "0.05", "--output_path", str(tmp_path), "--log_samples", "--dry-run"]
    assert main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("guidance on 'demo', 2 contexts")
    asked = next(line.split() for line in lines if line.startswith("responder "))
    assert asked[1:3] == ["openai/gpt-4o[max_tokens=99,temperature=0.0]", "2"]
    assert asked[4] == "198"  # answer tokens
    assert any(line.startswith("empathy on") for line in lines)


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("do_sample=False", "[temperature=0.0]"),
        ("do_sample=false,max_tokens=9", "[max_tokens=9,temperature=0.0]"),
        ('{"do_sample": false}', "[temperature=0.0]"),
        ("do_sample=False,temperature=0.4", "[temperature=0.4]"),
        ("temperature=0.4,do_sample=False", "[temperature=0.4]"),
        ("do_sample=True", ""),
    ],
)
def test_no_sampling_means_temperature_0(given, label, capsys):
    command = ["run", "empathy", "--limit", "1", "--dry-run", "--model", "hf/x"]
    assert main([*command, "--gen_kwargs", given]) == 0
    assert f"responder hf/x{label}  " in capsys.readouterr().out


def test_model_args_arrive_with_their_types():
    given = "pretrained=7,trust_remote_code=True,low_cpu=false,batch_size=8,offset=-2,share=0.5"
    given += ",dtype=auto,revision=2024_01,odd=nan,device=null"
    given += f",long={10**400}"
    args = build_parser().parse_args(["run", "--model", "hf", "--model_args", given])
    habits.apply(args)
    assert args.responders.resolved() == [("hf/7", {})]
    right = {"trust_remote_code": True, "low_cpu": False, "batch_size": 8, "offset": -2}
    right |= {"share": 0.5, "dtype": "auto", "revision": "2024_01", "odd": "nan", "device": None}
    right["long"] = 10**400
    assert args.model_args == right
    assert {key: type(value) for key, value in args.model_args.items()} == {
        key: type(value) for key, value in right.items()
    }


def test_model_args_may_stand_beside_responders_that_are_no_models(capsys):
    command = ["run", "empathy", "--limit", "1", "--dry-run", "--responder", "recorded"]
    assert main([*command, "--model", "hf/x", "--model_args", "batch_size=8"]) == 0
    assert "responder hf/x  " in capsys.readouterr().out


def test_the_result_may_lie_in_the_folder_that_the_run_makes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = ["run", "empathy", "--limit", "1", "--judge", "lexical"]
    assert main([*command, "--output_path", "out/logs", "--json", "out/x.json"]) == 0
    assert json.loads(Path("out/x.json").read_text())["cells"]


def test_a_task_named_twice_is_run_once(capsys):
    assert main(["run", "--tasks", "empathy,empathy", "--limit", "1", "--dry-run"]) == 0
    assert capsys.readouterr().out.count("empathy on") == 1
