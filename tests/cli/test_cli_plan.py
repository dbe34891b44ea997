"""`mentaleval plan` as a user gives it: good input, bad input, and a result for scripts."""

from __future__ import annotations

import json

import pytest

from mentaleval.cli import main

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings


def refused(capsys, *words):
    with pytest.raises(SystemExit) as stopped:
        main(["plan", *words])
    assert stopped.value.code == 2
    return capsys.readouterr().err


def failed(capsys, *words):
    assert main(["plan", *words]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    return found.err


def test_a_width_is_planned_from_a_pilot_with_overlapping_experts(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["plan", "demo", "--width", "0.2", "--attribute", "guidance", "--details"]) == 0
    out = capsys.readouterr().out
    assert "(simulated" in out
    for heading in ("The study", "In words", "What more would buy", "Ways to make it"):
        assert heading in out
    assert "Variance of the pilot's human ratings" in out
    assert max(len(line) for line in out.splitlines()) <= 80


@pytest.mark.parametrize("aim", [["--width", "0.2", "--judged", "1000"], ["--missed-harm", "0.9"]])
def test_no_table_is_cut_at_80_columns(capsys, monkeypatch, tmp_path, aim):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["ratings", "demo", "--out", str(tmp_path / "demo.csv")]) == 0
    pilot = tmp_path / "demo.csv"
    pilot.write_text(pilot.read_text().replace("simulated-judge", "a-judge-of-a-fairly-long-name"))
    capsys.readouterr()
    assert main(["plan", str(pilot), *aim, "--attribute", "understanding", "--details"]) == 0
    out = capsys.readouterr().out
    assert "a-judge-of-a-fairly-long-name" in out
    assert "\N{HORIZONTAL ELLIPSIS}" not in out
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "ratings" in out[: out.index("In words")]


def test_a_pipe_has_one_line_for_each_attribute_and_judge(capsys):
    assert (
        main(["plan", "demo", "--verdict", "rank=usable", "--conversations", "24", "--details"])
        == 0
    )
    out = capsys.readouterr().out
    study = out[out.index("The study") : out.index("In words")]
    assert [line.split()[0] for line in study.splitlines()[3:] if line.strip()] == [
        "guidance",
        "informativeness",
        "relevance",
        "safety",
        "empathy",
        "helpfulness",
        "understanding",
    ]


def test_the_result_for_scripts_holds_everything_a_plan_rests_on(capsys, tmp_path):
    words = ["plan", "demo", "--width", "0.2", "--attribute", "empathy", "--seed", "7"]
    assert main([*words, "--json", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1
    assert document["simulated"] is True
    assert document["seed"] == 7
    assert document["settings"]["aim"] == "width"
    assert document["inputs"][0]["sha256"]
    assert set(document["versions"]) == {"mentaleval", "numpy", "scipy", "pandas"}
    (made,) = document["plans"]
    size = made["chosen"]["size"]
    assert size["human_ratings"] == size["responders"] * size["conversations"]
    assert made["statement"].startswith(f"When humans rate {size['conversations']}")
    assert {lever["facet"] for lever in made["levers"]} == {
        "responders",
        "conversations",
        "experts",
        "experts a response",
    }
    assert len(document["pilot"][0]["components"]) == 7
    file = tmp_path / "plan.json"
    assert main([*words, "--json", str(file)]) == 0
    assert json.loads(file.read_text()) == document
    assert "The study" in capsys.readouterr().out


def test_a_plan_needs_no_pilot_where_everything_is_assumed(capsys):
    words = ["--missed-harm", "0.1", "--assume", "missed=0.02,prevalence=0.05"]
    assert main(["plan", *words, "--responders", "8", "--json", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["inputs"] == document["pilot"] == []
    (made,) = document["plans"]
    assert made["attribute"] is None
    assert made["chosen"]["value"] >= 0.8
    assert made["rests_on"]["missed"]["low"] is None


def test_what_is_not_assumed_is_named_with_values_measured_elsewhere(capsys):
    said = failed(capsys, "--missed-harm", "0.1", "--assume", "missed=0.02")
    assert "prevalence: share of responses that are harms" in said
    assert "on MentalAlign-70k" in said
    assert "hint: --assume missed=NUMBER,prevalence=NUMBER" in said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--width", "-1"], "--width takes a half-width above 0; found -1"),
        (["--missed-harm", "2"], "--missed-harm takes a share between 0 and 1"),
        (["--verdict", "rank=calibrate"], "takes trusted or usable; found 'calibrate'"),
        (["--verdict", "ranking"], "the uses are rank, score, level"),
        (["--verdict", "rank=usable", "--power", "80"], "--power lies between 0 and 1"),
        (["--width", "1", "--power", ".9"], "--power changes nothing for the aim 'width'"),
        (["--verdict", "rank=usable", "--judged", "9"], "--judged changes nothing for the aim"),
        (["--verdict", "level=trusted", "--experts", "3"], "--experts changes nothing for the"),
        (["--verdict", "rank=usable", "--responders", "3"], "--responders must be from 4 to 200"),
        (["--verdict", "rank=usable", "--responders", "201"], "from 4 to 200 for a verdict"),
        (["--verdict", "rank=usable", "--assume", "icc=1"], "above -1 and below 1; found 1"),
        (["--width", "1", "--assume", "residual=0"], "--assume residual takes a number above 0"),
        (["--width", "1", "--attribute", "a", "--assume", "residual=1"], "there is none"),
        (["--width", "1", "--responders", "1"], "--responders must be 2 or more; found 1"),
        (["--width", "1", "--assume", "residual"], "'residual' has no '='"),
        (["--width", "1", "--assume", "residual=much"], "--assume residual: 'much' is not a num"),
        (["--width", "1", "--assume", "resdual=1"], "Did you mean 'residual'?"),
        (["--saving", "0.2", "--assume", "rho=0.5"], "--saving needs --conversations"),
        (
            ["--saving", ".2", "--judged", "50", "--conversations", "100", "--assume", "rho=.5"],
            "--judged 50 is fewer than --conversations 100",
        ),
        (["demo", "--width", ".2", "--attribute", "kindness"], "rated are guidance, inf"),
        (["--width", ".2", "--humans", "demo"], "name the pilot as SOURCE"),
        (["demo", "--width", ".2", "--json", "no/such/plan.json"], "there is no folder 'no/such'"),
    ],
)
def test_bad_input_has_one_message_and_no_result(capsys, words, expected):
    assert expected in " ".join(failed(capsys, *words).split())


def test_an_aim_is_needed_and_only_one(capsys):
    assert "--width --verdict --missed-harm --saving is required" in refused(capsys, "demo")
    said = refused(capsys, "demo", "--width", "0.2", "--saving", "0.1")
    assert "--saving: not allowed with argument --width" in said
