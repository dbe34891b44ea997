"""What importing a plugin promises: that it costs and does nothing."""

from __future__ import annotations

from typing import Any, Final

from mentaleval.testing.conformance.candidate import Candidate
from mentaleval.testing.conformance.check import Promise
from mentaleval.testing.conformance.finding import NotApplicable, NotConforming
from mentaleval.testing.conformance.importing import imported

_HEAVY: Final = (
    *("inspect_ai", "torch", "transformers", "tensorflow", "jax", "sentence_transformers"),
    *("openai", "anthropic", "google.genai", "litellm", "langchain"),
    *("pandas", "polars", "pyarrow", "scipy", "sklearn", "datasets", "spacy", "nltk"),
    *("matplotlib", "numba", "sympy"),
)
"""What takes a second or more to import, or is not there without an extra."""


def _imported(candidate: Candidate) -> dict[str, Any]:
    module = candidate.cls.__module__
    found = imported(module)
    if found["error"] == "absent" or module == "__main__":
        raise NotApplicable(f"{module} is no module that a fresh interpreter finds")
    return found


def quietly(candidate: Candidate) -> None:
    """Fail for a module that does something when it is imported."""
    found = _imported(candidate)
    if found["error"]:
        raise NotConforming(
            f"in a fresh interpreter, `import {candidate.cls.__module__}` fails: {found['error']}"
        )
    if found["deeds"]:
        raise NotConforming(
            f"`import {candidate.cls.__module__}` {'; '.join(found['deeds'])}. Plugins are "
            "imported by every command, also by `mentaleval list`: do this in the method that "
            "needs it."
        )


def lightly(candidate: Candidate) -> None:
    """Fail for a module that imports something slow at its top."""
    found = set(_imported(candidate)["modules"])
    heavy = [name for name in _HEAVY if name in found]
    if heavy:
        raise NotConforming(
            f"`import {candidate.cls.__module__}` imports {', '.join(heavy)}, and plugins are "
            "imported by every command. Import it inside the method that needs it"
            + ("; a plugin never needs Inspect." if heavy[0] == "inspect_ai" else ".")
        )


PROMISES: Final = (
    Promise("imports-quietly", "Importing it does nothing else.", quietly),
    Promise("imports-lightly", "Importing it imports nothing slow.", lightly),
)
