"""Which vendor and model line a model belongs to.

A judge that rates its own system may favour it, so the analysis has to know kin when it sees
it. A lineage is written ``vendor`` or ``vendor/line``: ``openai/gpt-4o-2024-08-06`` and
``openrouter/openai/gpt-4o`` are both of the lineage ``openai/gpt-4o``. A lineage keeps its
maker's spelling to be read; `same_line` compares two whatever their spelling.
"""

from __future__ import annotations

import re
from typing import Final

_VENDORS: Final = (
    ("openai", r"gpt[-_ ]?\d|gpt-|chatgpt|o[1345](-|$|mini)"),
    ("deepseek", r"deepseek"),  # before llama and qwen: its distilled models carry both names
    ("anthropic", r"claude"),
    ("google", r"gemini|gemma|palm"),
    ("meta", r"(meta-)?llama"),
    ("alibaba", r"qwen|qwq"),
    ("mistral", r"mistral|mixtral|ministral"),
    ("xai", r"grok"),
    ("microsoft", r"phi-|phi\d"),
    ("huggingface", r"smollm"),
)
_OPTIONS: Final = re.compile(r"\[.*\]$")
"""What `Plugin.label` puts after the model."""

_HOST: Final = re.compile(
    r"((us|us-gov|eu|apac|au|ca|jp|global)\.)?"
    r"(ai21|alibaba|amazon|anthropic|cohere|deepseek|google|meta|microsoft|mistral|openai|qwen|xai)\."
)
"""Where and whose a model is, as Bedrock writes it before the name."""

_CUTS: Final = (
    (re.compile(r"^ft:"), ""),
    (re.compile(r"-v[1-9]\d*:\d.*$"), ""),  # Bedrock's revision; deepseek-v3 is a line
    (re.compile(r"-v0:(\d).*$"), r"-v0.\1"),
    (re.compile(r":(?=\d[\dx.]*b\b)"), "-"),  # Ollama's llama3.1:8b is not its llama3.1:70b
    (re.compile(r"[:@].*$"), ""),
    (re.compile(r"^(claude-.*\d.*)-v\d+$"), r"\1"),
    (re.compile(r"^meta-(?=llama)"), ""),
    (re.compile(r"-instruct-turbo(-free)?$"), "-instruct"),  # gpt-4-turbo is a line
    (
        re.compile(r"(-(20\d{6}|20\d\d-\d\d-\d\d|\d{4}|00\d|latest|exp|preview(-[\d-]+)?))+$"),
        "",
    ),
)
"""What a name carries beside its line (snapshot, revision, tariff), in the order of cutting."""

_MARKS: Final = re.compile(r"[._\s]")
_LOOSE: Final = re.compile(r"(?<!\d)-|-(?!\d)")
"""A dash that tells no two numbers apart."""


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
    provider, _, name = _OPTIONS.sub("", model.strip().lower()).strip().rpartition("/")
    if provider in {"mockllm", "none"}:
        return None
    host = _HOST.match(name)
    if host:
        provider, name = host[3], name[host.end() :]
    line = name
    for pattern, kept in _CUTS:
        line = pattern.sub(kept, line)
    if not line:
        return None
    for vendor, names in _VENDORS:
        if re.match(names, line):
            return f"{vendor}/{line}"
    return f"{provider.split('/')[-1]}/{line}" if provider else line


def same_line(one: str, other: str) -> bool:
    """Say whether two lineages are one model line, whatever their spelling.

    Parameters
    ----------
    one, other
        Lineages, or model names with their provider. A bare vendor or an empty text is no
        line, and the same as nothing.

    Returns
    -------
    bool
        True for one line.

    Examples
    --------
    >>> same_line("anthropic/claude-3.7-sonnet", "anthropic/claude-3-7-sonnet")
    True
    >>> same_line("openai/gpt-4o", "openai/gpt-4o-mini")
    False
    """
    return "/" in one and "/" in other and _spelled(one) == _spelled(other)


def _spelled(lineage: str) -> str:
    """Return a lineage with no dash but between numbers: 3.1-8b and 3-1-8b are 3-1-8b."""
    return _LOOSE.sub("", _MARKS.sub("-", lineage_of(lineage) or lineage))


def vendor_of(lineage: str) -> str:
    """Return the vendor part of a lineage."""
    return lineage.partition("/")[0]
