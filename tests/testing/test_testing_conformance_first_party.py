"""The plugins that come with mentaleval keep the contracts that they are the example of."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import mentaleval_datasets
import mentaleval_judges
import mentaleval_responders
from mentaleval.errors import PluginError
from mentaleval.plugins import Kind
from mentaleval.plugins.answers import fault, require_class
from mentaleval.plugins.reserved import TAKEN_OPTIONS
from mentaleval.testing import conformance
from mentaleval.testing.conformance.suite import PROMISES

ROOT = Path(__file__).resolve().parents[2]
THREE_LINES = """
import pytest
from mentaleval.testing import conformance
from mentaleval_judges import Keyword

@pytest.mark.parametrize("check", conformance(Keyword), ids=str)
def test_conforms(check):
    check()
"""
READY = [
    *(judge for judge in mentaleval_judges.judges() if judge is not mentaleval_judges.Local),
    *(r for r in mentaleval_responders.responders() if r is not mentaleval_responders.Local),
    mentaleval_datasets.Demo,
    mentaleval_datasets.Canaries,
]


@pytest.mark.parametrize("plugin", READY, ids=lambda plugin: f"{plugin.__module__}.{plugin.name}")
def test_first_party_plugins_conform(plugin, failures):
    assert failures(plugin) == {}


@pytest.mark.parametrize("local", [mentaleval_judges.Local, mentaleval_responders.Local])
def test_a_plugin_with_a_model_of_its_own_conforms(local, failures, tmp_path):
    file = tmp_path / "smollm2-135m.gguf"
    file.write_bytes(b"GGUF")
    assert failures(local(gguf=file)) == {}
    assert set(failures(local)) == {"constructs-from-defaults"}


def test_a_table_conforms(failures, tmp_path):
    file = tmp_path / "ratings.csv"
    file.write_text(
        "id,context,response,responder,rater,rater_kind,attribute,rating\n"
        "a,I am tired.,Rest.,bot,expert,human,empathy,2\n"
        "a,I am tired.,You must be.,person,expert,human,empathy,4\n",
        encoding="utf-8",
    )
    assert failures(mentaleval_datasets.Table(path=file)) == {}


def test_a_data_set_of_files_conforms(failures, tmp_path):
    file = tmp_path / "counsel.csv"
    file.write_text(
        "questionID,questionTitle,questionText,answerText\n"
        "1,I cannot sleep,It has been a week.,Tell me about your evenings.\n"
        "1,I cannot sleep,It has been a week.,Have you seen a doctor about it?\n",
        encoding="utf-8",
    )
    assert failures(mentaleval_datasets.CounselChat(path=file)) == {}


@pytest.mark.slow
def test_the_study_s_release_conforms(failures, real_data):
    folder = real_data("mentalalign-70k")
    assert failures(mentaleval_datasets.MentalAlign70k(path=folder)) == {}


@pytest.mark.slow
def test_counsel_chat_conforms(failures, real_data):
    assert failures(mentaleval_datasets.CounselChat(path=real_data("counsel-chat"))) == {}


def test_three_lines_are_a_test_in_a_project_of_its_own(tmp_path: Path):
    (tmp_path / "test_keyword.py").write_text(THREE_LINES, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:asyncio", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "test_keyword.py::test_conforms[rates-what-is-asked] PASSED" in done.stdout
    assert "test_keyword.py::test_conforms[asks-the-same] SKIPPED (it asks no model)" in done.stdout


def test_what_is_no_plugin_is_refused():
    with pytest.raises(TypeError, match="derives from none"):
        conformance(dict)


def test_the_how_to_page_names_every_check_once_and_no_other():
    page = (ROOT / "docs" / "how-to" / "check-a-plugin.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    assert sorted(named) == sorted({p.name for kind in PROMISES.values() for p in kind})


@pytest.mark.parametrize("name", ["steady", "a.b-c_1", "4o", "", "-a", "Big", "a b", "a/b", "é"])
def test_a_name_conforms_if_the_registry_takes_it(name, failures):
    steady = type("Steady", (mentaleval_judges.Keyword,), {"name": name, "__doc__": "Rates."})
    taken = True
    try:
        require_class(Kind.JUDGE, steady)
    except PluginError:
        taken = False
    assert ("name" not in failures(steady)) == taken


def test_a_name_that_the_registry_needs_itself_does_not_conform(failures):
    replay = type("Replay", (mentaleval_responders.Recorded,), {"name": "replay", "__doc__": "A."})
    assert "needs itself" in (fault(Kind.RESPONDER, replay) or "")
    assert "name" in failures(replay)


@pytest.mark.parametrize("option", TAKEN_OPTIONS[Kind.JUDGE])
def test_an_option_that_the_registry_needs_itself_does_not_conform(option, failures):
    members = {"name": "mine", "__doc__": "A.", "__annotations__": {option: str}, option: "x"}
    judge = type("Mine", (mentaleval_judges.Keyword,), members)
    assert "needs itself" in (fault(Kind.JUDGE, judge) or "")
    assert "options-reserved" in failures(judge)
