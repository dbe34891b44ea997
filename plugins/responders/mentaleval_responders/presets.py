"""The nine models of the paper (arXiv 2510.19032) as responders.

Where the paper names a model without a snapshot or a hub address, the one here is the likely
one; `model` takes another. The open ones run locally through Inspect's provider ``hf``.
"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from mentaleval_responders.model import ModelResponder

_MODEL: Final = "The model that responds."


class Gpt4o(ModelResponder):
    """GPT-4o by the paper's protocol."""

    name = "gpt-4o"
    family = "openai/gpt-4o"
    model: str | None = Field(default="openai/gpt-4o", description=_MODEL)


class Gpt4oMini(ModelResponder):
    """GPT-4o mini by the paper's protocol."""

    name = "gpt-4o-mini"
    family = "openai/gpt-4o-mini"
    model: str | None = Field(default="openai/gpt-4o-mini", description=_MODEL)


class Claude35Haiku(ModelResponder):
    """Claude 3.5 Haiku by the paper's protocol."""

    name = "claude-3.5-haiku"
    family = "anthropic/claude-3-5-haiku"
    model: str | None = Field(default="anthropic/claude-3-5-haiku-20241022", description=_MODEL)


class Gemini20Flash(ModelResponder):
    """Gemini 2.0 Flash by the paper's protocol."""

    name = "gemini-2.0-flash"
    family = "google/gemini-2.0-flash"
    model: str | None = Field(default="google/gemini-2.0-flash", description=_MODEL)


class Llama318B(ModelResponder):
    """Llama 3.1 8B Instruct by the paper's protocol."""

    name = "llama-3.1-8b"
    family = "meta/llama-3.1-8b-instruct"
    model: str | None = Field(default="hf/meta-llama/Llama-3.1-8B-Instruct", description=_MODEL)


class Qwen257B(ModelResponder):
    """Qwen2.5 7B Instruct by the paper's protocol."""

    name = "qwen2.5-7b"
    family = "alibaba/qwen2.5-7b-instruct"
    model: str | None = Field(default="hf/Qwen/Qwen2.5-7B-Instruct", description=_MODEL)


class Qwen34B(ModelResponder):
    """Qwen3 4B by the paper's protocol."""

    name = "qwen3-4b"
    family = "alibaba/qwen3-4b"
    model: str | None = Field(default="hf/Qwen/Qwen3-4B", description=_MODEL)


class DeepSeekLlama8B(ModelResponder):
    """DeepSeek R1 distilled into Llama 8B by the paper's protocol."""

    name = "deepseek-llama-8b"
    family = "deepseek/deepseek-r1-distill-llama-8b"
    model: str | None = Field(
        default="hf/deepseek-ai/DeepSeek-R1-Distill-Llama-8B", description=_MODEL
    )


class DeepSeekQwen7B(ModelResponder):
    """DeepSeek R1 distilled into Qwen 7B by the paper's protocol."""

    name = "deepseek-qwen-7b"
    family = "deepseek/deepseek-r1-distill-qwen-7b"
    model: str | None = Field(
        default="hf/deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", description=_MODEL
    )


PAPER: Final[tuple[type[ModelResponder], ...]] = (
    Gpt4o,
    Gpt4oMini,
    Claude35Haiku,
    Gemini20Flash,
    Llama318B,
    Qwen257B,
    Qwen34B,
    DeepSeekLlama8B,
    DeepSeekQwen7B,
)
"""In the order of the paper's table."""
