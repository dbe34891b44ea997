"""`mentaleval run FILE`: a run from a file, and the file that every run leaves behind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from mentaleval.cli import main
from mentaleval.documents.marked import read_marked
from mentaleval.documents.runs import run_in
from mentaleval.plugins import installed
from mentaleval.rubric import SEVEN

pytestmark = pytest.mark.filterwarnings("ignore")  # of libraries that Inspect brings

WRITTEN = "mentaleval-run.yaml"


def _file(text: str, name: str = "mine.yaml") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def _changed(path: Path, **said: object) -> None:
    """Change a written file as its owner may."""
    known = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(known | said, sort_keys=False), encoding="utf-8")


def _ratings(folder: Path) -> pd.DataFrame:
    assert main(["ratings", str(folder), "--out", str(folder / "table.csv")]) == 0
    table = pd.read_csv(folder / "table.csv").drop(columns=["source", "source_id"])  # log files
    return table.sort_values([*table.columns]).reset_index(drop=True)


def _result(folder: Path) -> dict[str, object]:
    """Return everything but where it came from, to the last digit."""
    document = json.loads((folder / "reliability.json").read_text(encoding="utf-8"))
    for cell in document["cells"]:
        for one in cell["apart"]:
            del one["log"]  # every run names its own logs
    return {key: value for key, value in document.items() if key not in {"inputs", "behind"}}


def _logs(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*.eval"))


@pytest.mark.slow
def test_the_file_of_a_run_repeats_it_elsewhere_with_the_same_ratings(demo_run, here):
    folder, _ = demo_run
    shutil.copy(folder / WRITTEN, here / "again.yaml")
    assert main(["run", "again.yaml", "--log-dir", "again"]) == 0
    pd.testing.assert_frame_equal(_ratings(here / "again"), _ratings(folder))
    assert _result(here / "again") == _result(folder)
    assert (here / "again" / WRITTEN).read_text() == (folder / WRITTEN).read_text()


def test_the_file_holds_what_was_really_asked_and_no_word_of_a_conversation(demo_run):
    folder, _ = demo_run
    text = (folder / WRITTEN).read_text(encoding="utf-8")
    assert text.startswith("# `mentaleval run mentaleval-run.yaml` goes on with the run")
    run = run_in(read_marked(folder / WRITTEN))
    assert len(run.responders) == 8
    assert {choice.name for choice in run.responders} == {"recorded"}
    assert [(j.name, j.options) for j in run.judges] == [
        ("lexical", {}),
        ("recorded", {"rater": "simulated-judge"}),
    ]
    assert (run.run, run.dataset.name, run.limit) == ("mentalbench", "demo", 4)
    assert set(run.made_with) == {"mentaleval", "inspect-ai"}
    assert run.expects.rubric == SEVEN.fingerprint
    for exchange in installed().dataset("demo").exchanges():
        assert exchange.context[:30] not in text
        assert (exchange.response or "-")[:30] not in text


@pytest.mark.parametrize("log_dir", [[], ["--log-dir", "own"]], ids=["found", "named"])
def test_the_file_in_its_folder_goes_on_there_and_asks_nothing_twice(
    log_dir, here, scripted_models, capsys
):
    scripted_models.answers["judge"] = lambda _: '{"empathy": 4}'
    command = ["run", "empathy", "--limit", "1", "--judge", "scripted/judge"]
    assert main([*command, *log_dir]) == 0
    (written,) = here.rglob(WRITTEN)
    folder, asked, logs = written.parent, len(scripted_models.calls), _logs(here)
    assert asked == 8
    capsys.readouterr()
    assert main(["run", str(written.relative_to(here))]) == 0
    err = capsys.readouterr().err
    assert f"logs in {folder.relative_to(here)}" in err
    assert "warning" not in err
    assert (len(scripted_models.calls), _logs(here)) == (asked, logs)


def test_a_judge_with_fewer_repeats_is_left_out_of_the_file_and_named(here, scripted_models):
    scripted_models.answers["judge"] = lambda _: '{"empathy": 4}'
    command = ["run", "empathy", "--limit", "1", "--log-dir", "own", "--responder", "recorded"]
    command += ["-R", "responder=warm"]
    assert main([*command, "--judge", "lexical"]) == 0
    assert main([*command, "--judge", "scripted/judge", "--epochs", "2"]) == 0
    run = run_in(read_marked(here / "own" / WRITTEN))
    assert [choice.name for choice in run.judges] == ["rubric"]
    text = (here / "own" / WRITTEN).read_text()
    said = "the judge lexical has rated once here, and this file asks 2 times"
    assert f"# Left out: {said}.\n" in text
    assert len(run.responders) == 1
    assert run.epochs == 2
    assert list(run.expects.prompts) == ["judge scripted/judge"]
    asked = len(scripted_models.calls)
    assert asked == 2
    assert main(["run", f"own/{WRITTEN}"]) == 0
    assert len(scripted_models.calls) == asked
    assert run_in(read_marked(here / "own" / WRITTEN)) == run


@pytest.mark.slow
def test_the_file_in_its_folder_asks_nothing_however_that_grew(here, scripted_models):
    def run(*given: str) -> int:
        before = len(scripted_models.calls)
        command = ["run", "empathy", "--limit", "1", "--log-dir", "own", *given]
        assert main(command) == 0
        asked, logs = len(scripted_models.calls), _logs(here)
        shared = (here / "own" / WRITTEN).read_bytes()
        assert main(["run", f"own/{WRITTEN}"]) == 0
        assert (len(scripted_models.calls), _logs(here)) == (asked, logs)
        assert (here / "own" / WRITTEN).read_bytes() == shared
        return asked - before

    for name in "abc":
        scripted_models.answers[name] = lambda _: '{"empathy": 4}'
    warm, coach = (["--responder", "recorded", "-R", f"responder={r}"] for r in ("warm", "coach"))
    a, b, c = (["--judge", f"scripted/{name}"] for name in "abc")
    assert run(*warm, *a) == 1
    assert run(*warm, *b, "--epochs", "3") == 3
    assert run(*warm, *c) == 1
    assert run(*coach, *b) == 1  # fewer than for the other responder, and nothing is lost by it
    assert run(*warm, *coach, *c) == 1
    assert run(*warm, *a, "--epochs", "3") == 2
    table = _ratings(here / "own")
    counts = table.groupby(["rater", "responder"]).size().to_dict()
    assert {(rater[-1], who): n for (rater, who), n in counts.items() if "/" in rater} == {
        ("a", "warm"): 3,
        ("b", "warm"): 3,
        ("b", "coach"): 1,
        ("c", "warm"): 1,
        ("c", "coach"): 1,
    }


def test_other_settings_beside_the_file_of_a_folder_are_a_run_of_their_own(here, capsys):
    assert main(["run", "empathy", "--limit", "1", "--judge", "lexical", "--log-dir", "own"]) == 0
    before = (here / "own" / WRITTEN).read_text()
    capsys.readouterr()
    assert main(["run", f"own/{WRITTEN}", "--limit", "2"]) == 0
    err = capsys.readouterr().err
    assert "a run of its own, since it is not the one of own: limit was 1, is 2" in err
    assert "warning" not in err  # other data is what was asked for
    assert main(["run", f"own/{WRITTEN}", "--epochs", "2", "--dry-run"]) == 0
    err = capsys.readouterr().err
    assert err == "a run of its own, since it is not the one of own: epochs was 1, is 2\n"
    assert (here / "own" / WRITTEN).read_text() == before
    assert len(list(here.glob(f"logs/*/{WRITTEN}"))) == 1


@pytest.mark.slow
def test_judging_earlier_responses_is_repeated_from_its_file(here, capsys):
    assert main(["run", "empathy", "--limit", "1", "--judge", "lexical", "--log-dir", "own"]) == 0
    command = ["run", "safety", "--responses", "own", "--judge", "keyword", "--log-dir", "judged"]
    assert main(command) == 0
    run = run_in(read_marked(here / "judged" / WRITTEN))
    assert (run.responses, run.responders, run.dataset.name) == ("own", None, "demo")
    assert main(["run", f"judged/{WRITTEN}", "--log-dir", "again"]) == 0
    pd.testing.assert_frame_equal(_ratings(here / "again"), _ratings(here / "judged"))
    shutil.rmtree("own")
    capsys.readouterr()
    assert main(["run", f"judged/{WRITTEN}"]) == 2
    err = capsys.readouterr().err
    assert "responses: there is nothing at 'own'; a path starts from the folder that" in err
    assert str(here) in err


def test_what_has_changed_since_is_warned_of_a_line_each_and_the_run_goes_on(
    here, scripted_models, capsys
):
    scripted_models.answers["judge"] = lambda _: '{"empathy": 4}'
    command = ["run", "empathy", "--limit", "1", "--judge", "scripted/judge", "--log-dir", "own"]
    assert main(command) == 0
    expects = yaml.safe_load((here / "own" / WRITTEN).read_text())["expects"]
    shutil.copy(here / "own" / WRITTEN, "old.yaml")
    _changed(
        here / "old.yaml",
        made_with={"inspect-ai": "0.0.2", "gone-by-now": "1", "mentaleval": "0.0.1"},
        expects=expects
        | {"exchanges": "0", "recorded_judgements": "0", "prompts": {"judge scripted/judge": "0"}},
    )
    capsys.readouterr()
    assert main(["run", "old.yaml", "--log-dir", "again"]) == 0
    warnings = [w for w in capsys.readouterr().err.splitlines() if w.startswith("warning")]
    begins = [
        "it was written with inspect-ai 0.0.2, and here is ",
        "it was written with mentaleval 0.0.1, and here is ",
        "the contexts or responses are others",
        "the data set's recorded judgements are others",
        "the judge scripted/judge asks another model or with other words",
    ]
    assert len(warnings) == len(begins)
    for warning, begin in zip(warnings, begins, strict=True):
        assert warning.startswith(f"warning: old.yaml: {begin}")
    assert _logs(here / "again")


@pytest.mark.usefixtures("here")
def test_other_words_of_the_rubric_are_warned_of_once(scripted_models, capsys):
    scripted_models.answers["judge"] = lambda _: "4"
    file = _file(
        "run: empathy\nlimit: 1\njudges: [scripted/judge]\n"
        "expects: {rubric: '00000000', prompts: {judge scripted/judge: '00000000'}}\n"
    )
    assert main(["run", file, "--dry-run"]) == 0
    warnings = capsys.readouterr().err.splitlines()
    assert warnings == ["warning: mine.yaml: the rubric has other words than when it was written"]


CARE = """\
rubric: care
attributes:
- name: warmth
  definition: Is it warm?
  scale: [0, 2]
  levels: ['No: cold.', 'Partly.', 'Yes.']
- name: clarity
  definition: Is it clear?
"""


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_a_rubric_of_one_s_own_stands_in_the_file_and_is_not_needed_again(capsys):
    Path("care.yaml").write_text(CARE, encoding="utf-8")
    file = _file("rubric: care.yaml\njudges: [keyword]\nlimit: 1\n")
    assert main(["run", file, "--log-dir", "own"]) == 0
    written = run_in(read_marked(Path("own") / WRITTEN))
    assert written.run == "care"
    assert isinstance(written.rubric, dict)
    assert written.rubric["attributes"][0]["levels"][0] == "No: cold."
    Path("care.yaml").unlink()
    shutil.copy(Path("own") / WRITTEN, "again.yaml")
    capsys.readouterr()
    assert main(["run", "again.yaml", "--log-dir", "again"]) == 0
    assert "warning" not in capsys.readouterr().err
    pd.testing.assert_frame_equal(_ratings(Path("again")), _ratings(Path("own")))
    assert main(["run", f"own/{WRITTEN}"]) == 0
    assert "logs in own" in capsys.readouterr().err
    text = Path("again.yaml").read_text(encoding="utf-8")
    Path("again.yaml").write_text(text.replace("Is it warm?", "Is it kind?"), encoding="utf-8")
    assert main(["run", "again.yaml", "--dry-run"]) == 0
    said = "warning: again.yaml: the rubric has other words than when it was written\n"
    assert capsys.readouterr().err == said
