"""A new package, built as a wheel and installed: listed, and used by name."""

from __future__ import annotations

import json
import re
import zipfile

import pytest

from mentaleval.plugins import Kind
from mentaleval.scaffold import Naming, write_package

pytestmark = pytest.mark.slow

WITH_A_MODEL = """
import sys
from inspect_ai.model import ModelAPI, ModelOutput, ModelUsage, modelapi
from mentaleval.cli import main

@modelapi(name="scripted")
class Scripted(ModelAPI):
    async def generate(self, input, tools, tool_choice, config):
        output = ModelOutput.from_content(self.model_name, "That sounds hard.")
        output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
        return output

sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def install(tmp_path, python):
    """Build the wheel of a new package, and unpack it where Python looks, as pip does."""
    site = tmp_path / "site"

    def built(kind):
        folder = write_package(Naming(kind, "new-one"), tmp_path)
        python("-W", "error", "-m", "hatchling", "build", "-t", "wheel", cwd=folder)
        (wheel,) = (folder / "dist").glob("*.whl")
        with zipfile.ZipFile(wheel) as opened:
            opened.extractall(site)
        return site

    return built


@pytest.mark.parametrize("kind", list(Kind))
def test_the_wheel_holds_the_module_and_nothing_else_to_import(kind, install):
    top = {path.name for path in install(kind).iterdir()}
    assert top == {"mentaleval_new_one.py", "mentaleval_new_one-0.1.0.dist-info"}


@pytest.mark.parametrize("kind", list(Kind))
def test_it_is_listed_under_its_own_name_without_a_problem(kind, install, python, tmp_path):
    site = install(kind)
    said = python("-m", "mentaleval", "list", "--json", cwd=tmp_path, path=site)
    listed = json.loads(said)
    (plugin,) = [p for p in listed["plugins"] if p["name"] == "new-one"]
    assert (plugin["distribution"], plugin["version"]) == ("mentaleval-new-one", "0.1.0")
    assert plugin["problem"] is None
    (made,) = [p for p in listed[kind.plural] if p["name"] == "new-one"]
    assert made["summary"].endswith(".")
    assert made["options"]
    assert all(option["description"] for option in made["options"])


@pytest.mark.parametrize("kind", list(Kind))
def test_it_is_checked_by_its_name(kind, install, python, tmp_path):
    said = python("-m", "mentaleval", "check", kind, "new-one", cwd=tmp_path, path=install(kind))
    assert "FAIL" not in said
    assert re.search(r"(?m)^ *ok\b", said)


def test_a_new_judge_rates_the_demonstration_to_a_verdict(install, python, tmp_path):
    said = python(
        *("-m", "mentaleval", "run", "--judge", "new-one", "--limit", "3"),
        cwd=tmp_path,
        path=install(Kind.JUDGE),
    )
    assert "Reliability of 1 judge against the human reference" in said
    assert "judge new-one: 168 judged" in said  # 3 contexts, 8 responders, 7 attributes


def test_a_new_responder_lets_its_model_respond(install, python, tmp_path):
    said = python(
        *("-c", WITH_A_MODEL, "run", "--responder", "new-one", "-R", "model=scripted/m"),
        *("--judge", "lexical", "--limit", "3"),
        cwd=tmp_path,
        path=install(Kind.RESPONDER),
    )
    assert "judge lexical: 21 judged" in said


def test_the_responses_of_a_new_data_set_are_judged(install, python, tmp_path):
    said = python(
        *("-m", "mentaleval", "run", "--dataset", "new-one"),
        cwd=tmp_path,
        path=install(Kind.DATASET),
    )
    assert "judge lexical: 14 judged" in said
