"""Every warning, by its kind, the gravest kind first."""

from __future__ import annotations

from collections.abc import Sequence

from mentaleval.ratings import Finding
from mentaleval.report.sections import words
from mentaleval.report.summary_lines import by_gravity

Warned = tuple[tuple[str, tuple[str, ...]], ...]
"""The messages of each kind."""


def by_kind(found: Sequence[Finding]) -> Warned:
    """Return the messages by kind, in the order in which the terminal names the kinds."""
    return tuple(
        (words(kind).capitalize(), tuple(one.message for one in of))
        for kind, of in by_gravity(found).items()
    )
