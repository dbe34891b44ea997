import pickle

import pytest

from mentaleval import lineage_of
from mentaleval_responders import PAPER, ModelResponder

MODELS = {
    "gpt-4o": "openai/gpt-4o",
    "gpt-4o-mini": "openai/gpt-4o-mini",
    "claude-3.5-haiku": "anthropic/claude-3-5-haiku-20241022",
    "gemini-2.0-flash": "google/gemini-2.0-flash",
    "llama-3.1-8b": "hf/meta-llama/Llama-3.1-8B-Instruct",
    "qwen2.5-7b": "hf/Qwen/Qwen2.5-7B-Instruct",
    "qwen3-4b": "hf/Qwen/Qwen3-4B",
    "deepseek-llama-8b": "hf/deepseek-ai/DeepSeek-R1-Distill-Llama-8B",
    "deepseek-qwen-7b": "hf/deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",
}


def test_are_the_nine_models_of_the_paper():
    assert {preset.name: preset().model for preset in PAPER} == MODELS


@pytest.mark.parametrize("preset", PAPER, ids=lambda preset: preset.name)
def test_keep_the_protocol_and_declare_the_family_of_their_model(preset):
    responder = preset()
    assert (responder.temperature, responder.max_tokens) == (0.7, 512)
    assert preset.family == lineage_of(responder.model) == responder.lineage
    assert responder.label == ModelResponder(model=responder.model).label == responder.model
    assert responder.options() == {}
    assert pickle.loads(pickle.dumps(responder)) == responder  # noqa: S301  our own bytes


def test_no_two_share_a_label_or_a_family():
    assert len({preset().label for preset in PAPER}) == len(PAPER)
    assert len({preset.family for preset in PAPER}) == len(PAPER)
