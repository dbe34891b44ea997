"""What is wrong with the options that a plugin was given."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mentaleval.errors import PluginError
from mentaleval.plugins.records import Kind, Provided


def option_message(provided: Provided, error: ValidationError, given: Mapping[str, Any]) -> str:
    """Say which options are wrong, and what would be right."""
    fields = provided.plugin.model_fields
    lines = []
    for problem in error.errors():
        option = str(problem["loc"][0]) if problem["loc"] else ""
        if problem["type"] == "extra_forbidden":
            near = difflib.get_close_matches(option, fields, n=1)
            guess = f" Did you mean {near[0]!r}?" if near else ""
            takes = ", ".join(fields) or "none"
            lines.append(f"has no option {option!r}.{guess} Its options: {takes}.")
        elif problem["type"] == "missing":
            about = fields[option].description or ""
            lines.append(f"needs the option {option!r}. {about}".rstrip())
        elif option:
            own = "" if option in given else ", its own default"
            lines.append(
                f"option {option!r} cannot be {problem['input']!r}{own}: {problem['msg']}."
            )
        else:
            lines.append(problem["msg"].removeprefix("Value error, "))
    return "; ".join(f"{provided.kind} {provided.name!r} {line}" for line in lines)


def require_model_name(kind: Kind, model: object) -> None:
    """Make sure that a model is named as Inspect names models.

    Raises
    ------
    PluginError
        When a part of the name is empty.
    """
    if not isinstance(model, str) or all(part.strip() for part in model.split("/")):
        return
    provider, _, path = model.partition("/")
    if provider.strip() and path.strip("/ ") and Path(path).exists():
        return  # weights in a local folder: hf//data/weights
    raise PluginError(
        f"the {kind} model {model!r} is not a model name: it has an empty part.",
        hint="models are named provider/name, as openai/gpt-4o",
    )
