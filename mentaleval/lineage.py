"""Which vendor and model line a model belongs to.

A judge that rates its own system may favour it, so the analysis has to know kin when it sees
it. A lineage is written ``vendor`` or ``vendor/line``: ``openai/gpt-4o-2024-08-06`` and
``openrouter/openai/gpt-4o`` are both of the lineage ``openai/gpt-4o``.
"""

from __future__ import annotations

import re
from typing import Final

_VENDORS: Final = (
    ("openai", r"gpt-|chatgpt|o[1345](-|$)"),
    ("deepseek", r"deepseek"),  # before llama and qwen: its distilled models carry both names
    ("anthropic", r"claude"),
    ("google", r"gemini|gemma|palm"),
    ("meta", r"(meta-)?llama"),
    ("alibaba", r"qwen|qwq"),
    ("mistral", r"mistral|mixtral|ministral"),
    ("xai", r"grok"),
    ("microsoft", r"phi-"),
    ("huggingface", r"smollm"),
)
_SNAPSHOT: Final = re.compile(
    r"(-(20\d{6}|20\d\d-\d\d-\d\d|\d{4}|latest|exp|preview(-[\d-]+)?))+$", re.IGNORECASE
)


def lineage_of(model: str) -> str | None:
    """Return the lineage of an Inspect model name.

    Parameters
    ----------
    model
        Such as ``"anthropic/claude-3-7-sonnet-20250219"``.

    Returns
    -------
    str or None
        ``"vendor/line"``; None for a mock or an empty name. A vendor that is not known is
        the provider's name.

    Examples
    --------
    >>> lineage_of("anthropic/claude-3-7-sonnet-20250219")
    'anthropic/claude-3-7-sonnet'
    >>> lineage_of("openrouter/openai/gpt-4o-mini")
    'openai/gpt-4o-mini'
    """
    provider, _, name = model.strip().lower().rpartition("/")
    if not name or provider in {"mockllm", "none"}:
        return None
    line = _SNAPSHOT.sub("", name)
    for vendor, pattern in _VENDORS:
        if re.match(pattern, line):
            return f"{vendor}/{line}"
    return f"{provider.split('/')[-1]}/{line}" if provider else line


def vendor_of(lineage: str) -> str:
    """Return the vendor part of a lineage."""
    return lineage.partition("/")[0]
