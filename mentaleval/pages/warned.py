"""Every warning, by its kind."""

from __future__ import annotations

from collections.abc import Sequence

from mentaleval.ratings import Finding

Warned = tuple[tuple[str, tuple[str, ...]], ...]
"""The messages of each kind."""


def by_kind(found: Sequence[Finding]) -> Warned:
    """Return the messages by kind, in the order in which the kinds were first found."""
    kinds: dict[str, list[str]] = {}
    for finding in found:
        kinds.setdefault(finding.code.replace("_", " "), []).append(finding.message)
    return tuple((kind.capitalize(), tuple(said)) for kind, said in kinds.items())
