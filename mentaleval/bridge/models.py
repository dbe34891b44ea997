"""The models of a run, made once and checked before anything is asked."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any, Final

from inspect_ai._util.error import PrerequisiteError
from inspect_ai.model import BatchConfig, GenerateConfig, Model, get_model
from rich.text import Text

from mentaleval.bridge.prices import Prices
from mentaleval.bridge.settings import RunSettings
from mentaleval.contract import Judge, Plugin
from mentaleval.errors import RunError, UsageError

NO_MODEL: Final = "none/none"

BATCHING: Final = frozenset({"openai", "anthropic", "google", "grok", "together"})
"""The providers whose batch mode Inspect speaks; it takes no notice of the wish elsewhere."""

_ADDRESS: Final = "base_url"
"""The argument of a model, in ``--model_args``, that says where it is asked."""

_LOGIN: Final = re.compile(r"(?:[^/?#]*//)?[^/?#]*@")
"""How an address begins that holds a user name."""


def check_models(settings: RunSettings, prices: Prices) -> None:
    """Make sure that every model can be asked as the settings wish, before anything is.

    Raises
    ------
    RunError
        When a model's provider is unknown, or lacks a key or a library.
    UsageError
        When a provider has no batch mode, a limit on cost meets a model without a price, or an
        address holds a password.
    """
    plugins: list[Plugin] = [*settings.responders, *settings.judges]
    with redirect_stdout(sys.stderr):  # the first model makes Inspect announce its extensions
        for plugin in plugins:
            model = model_of(plugin, settings)
            if model is None:
                continue
            name = str(model)
            _require_no_password(model, settings)
            if settings.limits.cost is not None and _price(prices, name) is None:
                raise prices.unpriced(name)
            provider = name.partition("/")[0]
            if settings.batch and isinstance(plugin, Judge) and provider not in BATCHING:
                raise UsageError(
                    f"--batch: the provider {provider!r} of the judge {plugin.label!r} has no "
                    f"batch mode here; there are {', '.join(sorted(BATCHING))}."
                )


def addresses(settings: RunSettings) -> dict[str, str]:
    """Return where ``--model_args`` have models asked, by the models' names."""
    address = settings.model_args.get(_ADDRESS)
    if not address:
        return {}
    models = (getattr(responder, "model", None) for responder in settings.responders)
    return {model: str(address) for model in models if model}


def _require_no_password(model: Model, settings: RunSettings) -> None:
    """Make sure that no address holds a password: Inspect writes it into the logs."""
    for where, address in _addressed(model, settings):
        if _LOGIN.match(address):
            raise UsageError(
                f"{where}: the address of the model {str(model)!r} holds a user name or a "
                "password, and addresses are written into the logs.",
                hint="give the address without what stands before the @, and put the key into "
                "the provider's ..._API_KEY, such as OPENAI_API_KEY",
            )


def _addressed(model: Model, settings: RunSettings) -> Iterator[tuple[str, str]]:
    """Yield what may say where a model is asked, and the address it holds."""
    yield f"--model_args {_ADDRESS}", str(settings.model_args.get(_ADDRESS, ""))
    named = [*str(model).upper().replace("-", "_").split("/")[:2], "INSPECT_EVAL_MODEL"]
    for variable, address in os.environ.items():
        whose = variable.removesuffix("_BASE_URL")
        of_model = any(f"_{part}_" in f"_{whose}_" for part in named)  # as AZUREAI_OPENAI
        if whose != variable and (of_model or address == model.api.base_url):
            yield variable, address


def _price(prices: Prices, model: str) -> float | None:
    return prices.cost(model, input_tokens=1, output_tokens=1)


def model_of(plugin: Plugin, settings: RunSettings) -> Model | None:
    """Return the Inspect model that a plugin asks, or None where it asks none.

    Raises
    ------
    RunError
        When it cannot be made.
    """
    name = getattr(plugin, "model", None)
    if name is None:
        return None
    judges = isinstance(plugin, Judge)
    batch = settings.batch if judges else None
    config = GenerateConfig(
        seed=settings.seed,
        max_connections=settings.max_connections,
        max_retries=settings.max_retries,
        attempt_timeout=None if batch else settings.attempt_timeout,  # a batch takes hours
        # Inspect's `size` is how many calls it waits for; without a limit all that wait go along
        batch=BatchConfig(size=batch, max_size=batch) if batch else None,
        # A cache of prompts holds what is said again: the rubric, which is too short for one.
        # Anthropic would charge a quarter more to write each prompt, and none is read again.
        cache_prompt=False,
    )
    args: dict[str, Any] = {} if judges else settings.model_args
    try:
        return get_model(name, config=config, **args)
    except (PrerequisiteError, ValueError, ImportError, TypeError) as error:
        kind = "judge" if judges else "responder"
        raise RunError(
            f"the {kind} {plugin.label!r} cannot use the model {name!r}: {plain(error)}"
        ) from error


def plain(error: Exception) -> str:
    """Return Inspect's message in one line, without its markup."""
    text = re.sub(r"^ERROR:\s*", "", Text.from_markup(str(error)).plain.strip())
    return " ".join(text.split())
