"""What must not lie beside logs: options that are called like a secret, or look like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from mentaleval.documents.places import Place, leaves

ADVICE: Final = "put it into the provider's environment variable, such as OPENAI_API_KEY"

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
"""The words of a name: openai-api-key, X_API_KEY, apiKeys."""
_NAMES: Final = re.compile(
    r"\b(passwords?|passwd|passphrase|secrets?|credentials?|authorization|bearer"
    r"|(api|access|private|hf|hub|github|o?auth|subscription|signing|session|refresh)-?(keys?|tokens?)"
    r"|id-?tokens?)\b|^(token|auth)$"
)
"""Names, their words joined with a hyphen. ``max_tokens``, ``sep_token``, ``id_key`` are none."""
_VALUES: Final = {
    "looks like the key of a provider": re.compile(
        r"(?<![A-Za-z0-9])("
        r"sk-(?=[\w-]*\d)[\w-]{20,}"  # OpenAI, Anthropic, OpenRouter; a digit: no words in a row
        r"|(gsk_|xai-|pplx-|nvapi-|hf_)[\w-]{20,}"  # Groq, xAI, Perplexity, NVIDIA, Hugging Face
        r"|AIza[\w-]{35}|(AKIA|ASIA)[0-9A-Z]{16}"  # Google, Amazon
        r"|gh[opsur]_\w{36}|github_pat_\w{22,}"
        r"|eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+"  # a JSON web token
        r")|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    ),
    "looks like an authorization header": re.compile(
        r"""(^|[:"'])\s*bearer\s+[\w.~+/=-]+["']?\s*$""", re.IGNORECASE
    ),
    "holds an address with a password": re.compile(
        r"[a-z][a-z0-9+.-]*://[^\s/@:]*:[^\s/@]+@", re.IGNORECASE
    ),
}
"""What is wrong with a text, by its form; the forms are those that the providers document."""


def secrets_in(options: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Yield where a secret stands among options or within one, and what gives it away.

    A truth value, and what is empty, is no secret by whatever name: ``use_auth_token: true``.
    """
    for place, value in leaves(options):
        if isinstance(value, bool) or value in (None, "", [], {}):
            continue
        if any(isinstance(key, str) and _called_so(key) for key in place):
            yield place, "is called like a secret"
        elif isinstance(value, str) and (said := _looks(value)) is not None:
            yield place, said


def _called_so(name: str) -> bool:
    return _NAMES.search("-".join(_WORDS.findall(name)).lower()) is not None


def _looks(text: str) -> str | None:
    return next((said for said, form in _VALUES.items() if form.search(text)), None)
