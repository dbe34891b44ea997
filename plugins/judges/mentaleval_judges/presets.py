"""The four judges of the paper (arXiv 2510.19032): the rubric judge with their settings.

The models and settings are theirs, the prompt is ours. Some of these snapshots may no longer be
served; `model` takes a successor.
"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from mentaleval_judges.rubric import RubricJudge

_MODEL: Final = "The model that judges."
_TEMPERATURE: Final = "Sampling temperature; none: the provider's default."
_MAX_TOKENS: Final = "Most tokens of an answer; none: the provider's default."


class PaperJudge(RubricJudge):
    """The rubric judge with the generation settings of the paper."""

    temperature: float | None = Field(default=0.7, ge=0, description=_TEMPERATURE)
    max_tokens: int | None = Field(default=512, ge=1, description=_MAX_TOKENS)

    @property
    def label(self) -> str:
        """The label of the rubric judge with these settings, whose ratings these are."""
        return RubricJudge.model_validate(self.model_dump()).label


class Claude37Sonnet(PaperJudge):
    """Claude 3.7 Sonnet as the paper's judge."""

    name = "claude-3.7-sonnet"
    family = "anthropic/claude-3-7-sonnet"
    model: str | None = Field(default="anthropic/claude-3-7-sonnet-20250219", description=_MODEL)


class Gpt4o(PaperJudge):
    """GPT-4o as the paper's judge."""

    name = "gpt-4o"
    family = "openai/gpt-4o"
    model: str | None = Field(default="openai/gpt-4o", description=_MODEL)


class Gemini25Flash(PaperJudge):
    """Gemini 2.5 Flash as the paper's judge."""

    name = "gemini-2.5-flash"
    family = "google/gemini-2.5-flash"
    model: str | None = Field(default="google/gemini-2.5-flash-preview-04-17", description=_MODEL)


class O4Mini(PaperJudge):
    """o4-mini as the paper's judge, with the provider's own settings."""

    name = "o4-mini"
    family = "openai/o4-mini"
    model: str | None = Field(default="openai/o4-mini", description=_MODEL)
    # models of this series refuse a temperature, and a limit would count their hidden reasoning
    temperature: float | None = Field(default=None, ge=0, description=_TEMPERATURE)
    max_tokens: int | None = Field(default=None, ge=1, description=_MAX_TOKENS)
