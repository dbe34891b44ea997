"""Names of responders that leave room for figures: in tables a long name is cut in its middle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType

from mentaleval.comparison.results import Comparison
from mentaleval.legible import one_line, shortened
from mentaleval.report.layout import indented

_LEAST: Final = 28
_FIGURES: Final = 77
"""Columns that the figures beside a name take: a name that is longer than the rest of the width,
and than the least, would push some of them out of the table."""


@dataclass(frozen=True, slots=True)
class Names:
    """What stands in tables for each responder's name: the name itself unless it is too long."""

    shown: Mapping[str, str]

    def of(self, name: str) -> str:
        """Return what stands for a name."""
        return self.shown.get(name, name)

    def key(self, *, width: int | None) -> list[RenderableType]:
        """Return a line for each name that was cut; nothing where none was."""
        cut = {short: name for name, short in self.shown.items() if short != one_line(name)}
        return [indented(f"{short}: {name}", width=width) for short, name in cut.items()]


def names_in_tables(comparison: Comparison, *, width: int | None) -> Names:
    """Return the names of the responders as tables of a width have room for them."""
    names = dict.fromkeys(mean.responder for mean in comparison.responders)
    if width is None:
        return Names({name: name for name in names})
    return Names(shortened(names, max(_LEAST, width - _FIGURES)))
