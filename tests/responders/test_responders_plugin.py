import re
import subprocess
import sys
import types
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import mentaleval_responders
from mentaleval import Exchange
from mentaleval.plugins import Kind, collect

README = Path(__file__).resolve().parents[2] / "plugins" / "responders" / "README.md"
NAMES = (
    "model",
    "local",
    *(preset.name for preset in mentaleval_responders.PAPER),
    "recorded",
    "original",
)


def registry(module: str):
    return collect([EntryPoint("responders", module, "mentaleval")])


def test_the_plugin_provides_its_responders():
    found = registry("mentaleval_responders")
    assert [p.problem for p in found.installed] == [None]
    assert found.names(Kind.RESPONDER) == NAMES
    replaying = [p.name for p in found.provided if p.plugin.replays]
    assert replaying == ["recorded", "original"]


@pytest.mark.parametrize(
    "responder", mentaleval_responders.responders(), ids=lambda responder: responder.name
)
def test_every_responder_describes_itself_and_its_options(responder):
    assert re.fullmatch(r"[A-Z].*\.", responder.summary())
    assert all(field.description for field in responder.model_fields.values())


def test_a_model_name_is_the_model_responder_with_it():
    made = registry("mentaleval_responders").responder("openai/gpt-4o", {"temperature": "0"})
    assert made == mentaleval_responders.ModelResponder(model="openai/gpt-4o", temperature=0)


def test_importing_the_responders_imports_nothing_slow():
    code = (
        "import sys, mentaleval_responders;"
        "print([m for m in ('pandas', 'inspect_ai', 'pyarrow', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_the_readme_names_every_responder_and_its_example_works(monkeypatch):
    text = README.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in NAMES)
    module = types.ModuleType("mentaleval_mirror")
    exec(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0], vars(module))  # noqa: S102
    monkeypatch.setitem(sys.modules, "mentaleval_mirror", module)
    assert '[project.entry-points.mentaleval]\nmirror = "mentaleval_mirror"' in text
    mirror = registry("mentaleval_mirror").responder("mirror", {"words": "2"})
    assert await mirror.respond(Exchange("x", "I lost my job.")) == "You tell me: I lost"
