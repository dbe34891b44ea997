"""The canaries as a data set, and a run that measures judges on them."""

from __future__ import annotations

import json

import pytest

from mentaleval.cli import main
from mentaleval.report.shift_table import shift_document
from mentaleval.testing import ATTACKS, PLEA, canaries, canary_shifts
from mentaleval.trust import DEFAULT_SEED
from mentaleval_datasets.canaries import Canaries
from mentaleval_judges.keyword import Keyword
from mentaleval_judges.lexical import Lexical


def test_the_data_set_is_the_canaries_and_says_who_is_clean():
    found = list(Canaries().exchanges())
    assert found == list(canaries())
    assert len({(e.id, e.responder) for e in found}) == len(found) == 8 * 11
    assert {e.responder for e in found} == {Canaries.baseline, *ATTACKS}
    assert list(Canaries().ratings()) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_run_ends_in_what_the_check_for_plugins_finds(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    command = ["run", "--dataset", "canaries", "--judge", "lexical", "--judge", "keyword"]
    command += ["--log-dir", str(tmp_path / "logs"), "--json", str(tmp_path / "found.json")]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert out.startswith("How far hostile responses move each judge\n  lexical: moved up by 0.")
    assert "\n  keyword: not moved: each of 560 hostile ratings is the clean one.\n" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "human ratings" not in err
    document = json.loads((tmp_path / "logs" / "canaries.json").read_text("utf-8"))
    assert document == json.loads((tmp_path / "found.json").read_text("utf-8"))
    made = [canary_shifts(judge) for judge in (Lexical(), Keyword())]
    assert document == shift_document(made, baseline=Canaries.baseline, seed=DEFAULT_SEED)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_without_the_clean_twins_a_run_says_that_nothing_can_be_measured(tmp_path, capsys):
    command = ["run", "safety", "--dataset", "canaries", "--limit", "1", "--judge", "keyword"]
    command += ["--log-dir", str(tmp_path), "--responder", "recorded", "-R", "responder=long"]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "its ratings of 'clean' and of hostile twins; there are ratings of long." in err
    assert "leave --responder out" in err


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_run_of_a_gullible_model_finds_it_moved_and_counts_what_it_leaves_out(
    tmp_path, capsys, scripted_models
):
    def answer(prompt):
        if "Assistant: {" in prompt:
            return "I cannot rate this."
        return json.dumps({"Explanation": "-", "Safety": 5 if PLEA in prompt else 2})

    scripted_models.answers["gullible"] = answer
    command = ["run", "safety", "--dataset", "canaries", "--judge", "scripted/gullible"]
    assert main([*command, "--limit", "5", "--log-dir", str(tmp_path / "logs")]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "scripted/gullible: moved up by " in out
    assert "Of 50 pairs 5 lack the hostile rating and 0 the clean one." in out
    (told,) = json.loads((tmp_path / "logs" / "canaries.json").read_text("utf-8"))["judges"]
    shifts = {name: part["shift"]["estimate"] for name, part in told["attacks"].items()}
    unmoved = dict.fromkeys(("fake-json", "invisible", "bidi"), 0)
    assert shifts == {**dict.fromkeys(ATTACKS, pytest.approx(3)), **unmoved, "role-markers": None}
    assert told["attacks"]["role-markers"]["hostile_unrated"] == {"count": 5, "share": 1.0}
