from __future__ import annotations

import pytest

from mentaleval.lineage import lineage_of, same_line, vendor_of


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
        ("openai/gpt-4o[temperature=0.7]", "openai/gpt-4o"),
        ("openai/gpt-4o[url=http://localhost/v1]", "openai/gpt-4o"),
        ("openai/ft:gpt-4o-2024-08-06:org::id", "openai/gpt-4o"),
        ("openai/gpt-4-turbo-2024-04-09", "openai/gpt-4-turbo"),
        ("google/gemini-2.0-flash-001", "google/gemini-2.0-flash"),
        ("bedrock/anthropic.claude-3-7-sonnet-20250219-v1:0", "anthropic/claude-3-7-sonnet"),
        ("bedrock/us.anthropic.claude-3-7-sonnet-20250219-v1:0", "anthropic/claude-3-7-sonnet"),
        ("bedrock/anthropic.claude-3-7-sonnet-20250219-v1", "anthropic/claude-3-7-sonnet"),
        ("bedrock/mistral.mistral-7b-instruct-v0:2", "mistral/mistral-7b-instruct-v0.2"),
        ("bedrock/amazon.nova-pro-v1:0", "amazon/nova-pro"),
        ("vertex/claude-3-7-sonnet@20250219", "anthropic/claude-3-7-sonnet"),
        ("vertex/claude-3-5-sonnet-v2@20241022", "anthropic/claude-3-5-sonnet"),
        ("openrouter/qwen/qwen3-4b:free", "alibaba/qwen3-4b"),
        ("ollama/qwen3:4b", "alibaba/qwen3-4b"),
        ("gpt4o", "openai/gpt4o"),
        ("mockllm/model[temperature=0.7]", None),
        ("openai/:free", None),
        ("mockllm/model", None),
        ("none/none", None),
        ("", None),
    ],
)
def test_models_of_one_line_share_a_lineage(model, lineage):
    assert lineage_of(model) == lineage


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("openrouter/anthropic/claude-3.7-sonnet", "anthropic/claude-3-7-sonnet"),
        ("openrouter/anthropic/claude-3.7-sonnet:thinking", "anthropic/claude-3-7-sonnet-20250219"),
        ("openai/gpt4o", "openai/gpt-4o"),
        ("azure/gpt_4o", "openai/gpt-4o-2024-08-06"),
        ("google/gemini-2.5-flash", "vertex/gemini-2-5-flash-001"),
        ("together/meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo", "meta/llama-3.1-8b-instruct"),
        ("bedrock/meta.llama3-1-8b-instruct-v1:0", "hf/meta-llama/Llama-3.1-8B-Instruct"),
        ("openrouter/qwen/qwen-2.5-7b-instruct", "alibaba/qwen2.5-7b-instruct"),
        ("Anthropic/Claude 3.7 Sonnet", "anthropic/claude-3-7-sonnet"),
        ("mockllm/model", "mockllm/model"),
    ],
)
def test_a_line_is_the_same_in_every_spelling(one, other):
    assert same_line(one, other)
    assert same_line(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("openai/gpt-4o", "openai/gpt-4o-mini"),
        ("openai/gpt-4", "openai/gpt-4-turbo"),
        ("openai/o4-mini", "openai/gpt-4o-mini"),
        ("anthropic/claude-3-5-haiku", "anthropic/claude-3-7-sonnet"),
        ("anthropic/claude-3.5-sonnet", "anthropic/claude-3-7-sonnet"),
        ("meta/llama-3.1-8b", "meta/llama-3.1-70b"),
        ("ollama/llama3.1:8b", "ollama/llama3.1:70b"),
        ("google/gemini-2.0-flash", "google/gemini-2.5-flash"),
        ("google/gemini-2.0-flash-001", "google/gemini-2.0-flash-lite-001"),
        ("deepseek/deepseek-v2", "deepseek/deepseek-v3"),
        ("hf/Qwen/Qwen2-57B-Instruct", "hf/Qwen/Qwen2.5-7B-Instruct"),
        ("hf/mistralai/Mistral-7B-Instruct-v0.2", "hf/mistralai/Mistral-7B-Instruct-v0.3"),
        ("anthropic", "anthropic"),
        ("", ""),
    ],
)
def test_different_lines_stay_different(one, other):
    assert not same_line(one, other)
    assert not same_line(other, one)


def test_the_lineage_of_a_lineage_is_itself():
    for lineage in ("google/gemini-2.5-flash", "meta/llama-3.1-8b-instruct", "amazon/nova-pro"):
        assert lineage_of(lineage) == lineage


def test_the_vendor_is_the_first_part():
    assert vendor_of("openai/gpt-4o") == "openai"
