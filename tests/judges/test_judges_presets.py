import json
import pickle

import pytest

from mentaleval import SEVEN, Exchange, answering, lineage_of
from mentaleval_judges import Claude37Sonnet, Gemini25Flash, Gpt4o, O4Mini, RubricJudge

PAPER = [
    (Claude37Sonnet, "claude-3.7-sonnet", "anthropic/claude-3-7-sonnet-20250219", 0.7, 512),
    (Gpt4o, "gpt-4o", "openai/gpt-4o", 0.7, 512),
    (Gemini25Flash, "gemini-2.5-flash", "google/gemini-2.5-flash-preview-04-17", 0.7, 512),
    (O4Mini, "o4-mini", "openai/o4-mini", None, None),
]
each = pytest.mark.parametrize(("preset", "name", "model", "temperature", "max_tokens"), PAPER)


@each
async def test_asks_with_the_settings_of_the_paper(preset, name, model, temperature, max_tokens):
    seen = []

    async def asker(_prompt: str, **settings: object) -> str:
        seen.append((settings["temperature"], settings["max_tokens"]))
        return json.dumps({name.capitalize(): 4 for name in SEVEN.names})

    with answering(asker):
        await preset().rate(Exchange("x", "a", "b"), SEVEN.attributes)
    assert seen == [(temperature, max_tokens)]
    assert (preset.name, preset().model) == (name, model)


@each
def test_declares_the_family_of_its_model(preset, name, model, temperature, max_tokens):
    del name, temperature, max_tokens
    assert preset.family == lineage_of(model) == preset().lineage


@each
def test_shares_its_label_with_the_rubric_judge_of_the_same_settings_alone(
    preset, name, model, temperature, max_tokens
):
    del name
    same = RubricJudge(model=model, temperature=temperature, max_tokens=max_tokens)
    assert preset().label == same.label
    assert preset().label.startswith(model)
    assert preset().label != RubricJudge(model=model).label
    assert preset(calls="separate").label != preset().label
    assert preset(reasks=0).label != preset().label
    assert preset(reasks=1, longest=40_000).label == preset().label


@each
def test_round_trips_its_options_and_pickles(preset, name, model, temperature, max_tokens):
    del name, model, temperature, max_tokens
    assert preset().options() == {}
    changed = preset(calls="separate", temperature=0.1)
    assert changed.options() == {"calls": "separate", "temperature": 0.1}
    assert preset.model_validate(changed.options()) == changed
    assert pickle.loads(pickle.dumps(changed)) == changed  # noqa: S301  our own bytes


def test_takes_another_model_and_its_family():
    assert Gpt4o(model="anthropic/claude-3-opus").lineage == "anthropic/claude-3-opus"
