import re
import subprocess
import sys
import types
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import mentaleval_judges
from mentaleval import SEVEN, Exchange
from mentaleval.plugins import Kind, collect

README = Path(__file__).resolve().parents[2] / "plugins" / "judges" / "README.md"
NAMES = (
    "rubric",
    "local",
    "claude-3.7-sonnet",
    "gpt-4o",
    "gemini-2.5-flash",
    "o4-mini",
    "recorded",
    "lexical",
    "keyword",
)


def registry(module: str):
    return collect([EntryPoint("judges", module, "mentaleval")])


def test_the_plugin_provides_its_judges():
    found = registry("mentaleval_judges")
    assert [p.problem for p in found.installed] == [None]
    assert found.names(Kind.JUDGE) == NAMES


@pytest.mark.parametrize("judge", mentaleval_judges.judges(), ids=lambda judge: judge.name)
def test_every_judge_describes_itself_and_its_options(judge):
    assert re.fullmatch(r"[A-Zo].*\.", judge.summary())
    assert all(field.description for field in judge.model_fields.values())
    if not any(field.is_required() for field in judge.model_fields.values()):
        assert judge.model_validate(judge().options()) == judge()


def test_a_model_name_is_the_rubric_judge_with_it():
    judge = registry("mentaleval_judges").judge("openai/gpt-4o", {"calls": "separate"})
    assert judge == mentaleval_judges.RubricJudge(model="openai/gpt-4o", calls="separate")


def test_importing_the_judges_imports_nothing_slow():
    code = (
        "import sys, mentaleval_judges;"
        "print([m for m in ('pandas', 'inspect_ai', 'pyarrow', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_the_readme_names_every_judge_and_its_example_works(monkeypatch):
    text = README.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in NAMES)
    module = types.ModuleType("mentaleval_lengthy")
    exec(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0], vars(module))  # noqa: S102
    monkeypatch.setitem(sys.modules, "mentaleval_lengthy", module)
    assert '[project.entry-points.mentaleval]\nlengthy = "mentaleval_lengthy"' in text
    judge = registry("mentaleval_lengthy").judge("lengthy", {"enough": "4"})
    ratings = await judge.rate(Exchange("x", "a", "one two"), SEVEN.attributes)
    assert {rating.value for rating in ratings.values()} == {3}
