from __future__ import annotations

import pytest

from mentaleval.lineage import lineage_of, vendor_of


@pytest.mark.parametrize(
    ("model", "lineage"),
    [
        ("openai/gpt-4o", "openai/gpt-4o"),
        ("openai/gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini"),
        ("openrouter/openai/gpt-4o", "openai/gpt-4o"),
        ("openai/o4-mini", "openai/o4-mini"),
        ("anthropic/claude-3-5-haiku-20241022", "anthropic/claude-3-5-haiku"),
        ("google/gemini-2.5-flash-preview-04-17", "google/gemini-2.5-flash"),
        ("hf/meta-llama/Llama-3.1-8B-Instruct", "meta/llama-3.1-8b-instruct"),
        ("hf/deepseek-ai/DeepSeek-R1-Distill-Llama-8B", "deepseek/deepseek-r1-distill-llama-8b"),
        ("hf/Qwen/Qwen3-4B", "alibaba/qwen3-4b"),
        ("acme/own-model", "acme/own-model"),
        ("mockllm/model", None),
        ("none/none", None),
        ("", None),
    ],
)
def test_models_of_one_line_share_a_lineage(model, lineage):
    assert lineage_of(model) == lineage


def test_the_vendor_is_the_first_part():
    assert vendor_of("openai/gpt-4o") == "openai"
