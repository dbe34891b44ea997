"""What a model's tokens cost, where that is known.

The published prices come with `genai-prices`; nothing is fetched. A price is given only for a
model that the provider really sells under that name: the package also matches names that merely
begin alike, and a local server may call its model anything.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from mentaleval.errors import UsageError

_PROVIDERS: Final = {
    "anthropic": "anthropic",
    "azureai": "azure",
    "bedrock": "aws",
    "deepseek": "deepseek",
    "fireworks": "fireworks",
    "google": "google",
    "grok": "x-ai",
    "groq": "groq",
    "mistral": "mistral",
    "moonshot": "moonshotai",
    "openai": "openai",
    "openrouter": "openrouter",
    "perplexity": "perplexity",
    "together": "together",
}
"""Inspect's name of a provider that sells models, and the one of `genai-prices`."""

LOCAL: Final = "openai-api/gguf-"
"""How the models begin that a run itself serves on this machine (see `mentaleval.gguf`)."""

_CENT: Final = 0.01
_LEAST: Final = 0.0001
_UNKNOWN: Final = "unknown"

_SERVICES: Final = {"azure": "azure", "bedrock": "aws", "vertex": "google"}
"""The clouds that sell another's models, as in ``anthropic/bedrock/...``."""

_SOLD_ON: Final = {"openai", "anthropic", "google", "mistral"}

_ADDRESS: Final = {"grok": ("XAI_BASE_URL", "GROK_BASE_URL")}
"""Environment variables that move a provider elsewhere, where not ``PROVIDER_BASE_URL``."""

_VERSION: Final = re.compile(
    r"(?:[-@:]?(?:latest|preview|exp|v\d+(?::\d+)?|\d{8}|\d{3,4}|\d{4}-\d\d-\d\d|\d\d-\d{2,4}))*"
)
"""What may follow a model's name without making it another model."""

_KEYS: Final = ("input", "output", "input_cache_read", "input_cache_write")
_MILLION: Final = 1_000_000
_PROBE: Final = 1_000  # tokens: far below the sizes at which some models cost more


@dataclass(frozen=True, slots=True)
class _Price:
    """Dollars for one token."""

    input: float
    output: float
    cache_read: float
    cache_write: float


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of models: those of a file first, then the published ones."""

    source: str
    """Where they come from, in words."""
    _listed: Mapping[str, _Price] = field(default_factory=dict)
    _addresses: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def known(cls, file: Path | None = None, addresses: Mapping[str, str] | None = None) -> Prices:
        """Return the published prices, and before them those of a file.

        Parameters
        ----------
        file
            YAML or JSON in the form of Inspect's ``--model-cost-config``: for each model its
            ``input`` and ``output`` and, where they differ from ``input``, its
            ``input_cache_read`` and ``input_cache_write``, in dollars a million tokens.
        addresses
            Where models are asked, by name, if a run says so itself: what a provider sells is
            priced at its own address only.

        Raises
        ------
        UsageError
            When the file is not that.
        """
        from genai_prices import __version__  # noqa: PLC0415  slow to import

        published = f"genai-prices {__version__}"
        if file is None:
            return cls(published, {}, addresses or {})
        return cls(f"{file.name}, then {published}", _read(file), addresses or {})

    def cost(
        self,
        model: str,
        *,
        input_tokens: int,
        output_tokens: int,
        cache_read_tokens: int = 0,
        cache_write_tokens: int = 0,
        batch: bool = False,
    ) -> float | None:
        """Return what the tokens of any number of calls cost.

        Parameters
        ----------
        model
            A model as Inspect names it.
        input_tokens, output_tokens
            Tokens at the full price: as in Inspect's usage, ``input_tokens`` leaves out those
            read from or written to the provider's cache.
        cache_read_tokens, cache_write_tokens
            Tokens read from and written to the cache.
        batch
            Whether the calls went by the provider's batches. The ordinary price stands in where
            no price of batches is known; a file's price is taken as it is.

        Returns
        -------
        float or None
            Dollars; None where no price is known.
        """
        price = self._listed.get(model) or _published(
            model, batch=batch, address=self._addresses.get(model)
        )
        if price is None:
            return 0.0 if model.startswith(LOCAL) else None
        return (
            price.input * input_tokens
            + price.output * output_tokens
            + price.cache_read * cache_read_tokens
            + price.cache_write * cache_write_tokens
        )

    def unpriced(self, model: str) -> UsageError:
        """Return the error of a limit on cost that meets a model without a price."""
        provider = model.partition("/")[0]
        base = f"{provider.upper().replace('-', '_')}_BASE_URL"
        where = f" at the address in {base}" if os.environ.get(base) else ""
        if model in self._addresses:
            where = " at the address in --model_args base_url"
        return UsageError(
            f"--max-cost cannot be kept: no price is known for the model {model!r}{where}.",
            hint="give its price with --prices FILE, or limit the run by --max-total-tokens",
        )


def _published(model: str, *, batch: bool, address: str | None) -> _Price | None:
    provider, _, name = model.partition("/")
    sold_by = _PROVIDERS.get(provider)
    service, _, rest = name.partition("/")
    if provider in _SOLD_ON and service in _SERVICES:
        return _looked_up(_SERVICES[service], rest, batch=batch, address=address)
    if sold_by is None:
        return None
    variables = _ADDRESS.get(provider, (f"{provider.upper()}_BASE_URL",))
    set_there = (os.environ.get(v) for v in (*variables, "INSPECT_EVAL_MODEL_BASE_URL"))
    address = address or next(filter(None, set_there), None)
    return _looked_up(sold_by, name, batch=batch, address=address)


@lru_cache(maxsize=256)
def _looked_up(provider: str, name: str, *, batch: bool, address: str | None) -> _Price | None:
    """Return the price under which a provider sells a model of exactly this name."""
    from genai_prices import Usage, calc_price  # noqa: PLC0415  slow to import

    def dollars(**tokens: int) -> float:
        found = calc_price(Usage(**tokens), name, provider_id=provider, price_context=context)
        return float(found.total_price / _PROBE)

    context = {"processing": "batch"} if batch else None
    try:
        found = calc_price(Usage(), name, provider_id=provider, price_context=context)
    except LookupError:
        return None
    elsewhere = address is not None and not re.match(found.provider.api_pattern, address)
    per_token = found.model_price.input_mtok is not None and found.total_price == 0
    if elsewhere or not per_token or not _names(found.model.match, name.lower()):
        return None
    return _Price(
        input=dollars(input_tokens=_PROBE),
        output=dollars(output_tokens=_PROBE),
        cache_read=dollars(input_tokens=_PROBE, cache_read_tokens=_PROBE),
        cache_write=dollars(input_tokens=_PROBE, cache_write_tokens=_PROBE),
    )


def _names(rule: Any, name: str) -> bool:
    """Whether a name is a model's own, as its rule spells it, but for a path and a version."""
    parts = getattr(rule, "or_", None)
    if parts is not None:
        return any(_names(part, name) for part in parts)
    parts = getattr(rule, "and_", None)
    if parts is not None:
        return rule.is_match(name) and any(_names(part, name) for part in parts)
    if not rule.is_match(name):
        return False
    return any(
        re.fullmatch(r"(?:[\w-]+[./])*", name[:start]) and _VERSION.fullmatch(name[end:])
        for start, end in _spelled(rule, name)
    )


def _spelled(rule: Any, name: str) -> Iterator[tuple[int, int]]:
    """Yield where in a name the words of a rule stand."""
    if hasattr(rule, "regex"):
        found = re.search(rule.regex, name)
        if found and found.end() > 0:  # a mere look-ahead spells nothing
            yield found.span()
        return
    for key in ("equals", "starts_with", "ends_with", "contains"):
        word = getattr(rule, key, None)
        if word is not None:
            start = name.find(word.lower())
            yield start, start + len(word)


def _read(file: Path) -> dict[str, _Price]:
    import yaml  # noqa: PLC0415  rarely needed

    try:
        text = file.read_text(encoding="utf-8")
        found = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise _wrong(file, f"it cannot be read: {error.strerror or error}") from error
    except (ValueError, yaml.YAMLError) as error:
        raise _wrong(file, f"it is neither YAML nor JSON: {error}") from error
    if not isinstance(found, dict) or not found:
        raise _wrong(file, f"it holds no models with their prices but {found!r:.40}")
    return {str(model): _price(file, str(model), entry) for model, entry in found.items()}


def _price(file: Path, model: str, entry: Any) -> _Price:
    if not isinstance(entry, dict):
        raise _wrong(file, f"{model!r} has no prices but {entry!r:.40}")
    for key, value in entry.items():
        if key not in _KEYS:
            raise _wrong(file, f"{model!r} has the key {key!r}; known are {', '.join(_KEYS)}")
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or value < 0:
            raise _wrong(file, f"{model!r} has {key} {value!r}, which is no amount of dollars")
    for key in ("input", "output"):
        if key not in entry:
            raise _wrong(file, f"{model!r} has no {key!r}")
    dollars = {**dict.fromkeys(_KEYS, entry["input"]), **entry}
    return _Price(*(dollars[key] / _MILLION for key in _KEYS))


def _wrong(file: Path, what: str) -> UsageError:
    return UsageError(
        f"--prices {file}: {what}.",
        hint="it gives each model its prices in dollars a million tokens, as\n"
        "openai/gpt-4o: {input: 2.5, output: 10, input_cache_read: 1.25}",
    )


def dollars(cost: float | None) -> str:
    """Return a price as people read it."""
    if cost is None:
        return _UNKNOWN
    if cost == 0 or cost >= _CENT:
        return f"${cost:,.2f}"
    return f"${cost:.4f}" if cost >= _LEAST else f"below ${_LEAST}"
