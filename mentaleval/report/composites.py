"""What composites are means of, in words: their short names say it to nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.console import RenderableType

from mentaleval.comparison.results import Comparison
from mentaleval.report.layout import paragraph
from mentaleval.trust import Assessment

Composites = Mapping[str, Sequence[str]]
"""The attributes of each composite, by its title."""


def composed(composites: Composites) -> str:
    """Say of each composite what it is the mean of.

    Examples
    --------
    >>> composed({"CSS": ("guidance", "safety"), "ARS": ("empathy", "warmth")})
    'CSS: mean of guidance, safety. ARS: mean of empathy, warmth.'
    """
    return " ".join(f"{name}: mean of {', '.join(of)}." for name, of in composites.items())


def composed_lines(
    composites: Composites, *, width: int | None, short: bool = False
) -> list[RenderableType]:
    """Return that sentence; nothing without composites, and in *short* no more than one line."""
    if not composites:
        return []
    said = composed(composites)
    if short and width is not None and cell_len(said) > width:
        return []
    return [paragraph(said, width=width, style="dim")]


def composites_judged(assessment: Assessment) -> Composites:
    """Return the composites of an assessment."""
    return {cell.title: cell.components for cell in assessment.cells if cell.composite}


def composites_compared(comparison: Comparison) -> Composites:
    """Return the composites of a comparison."""
    parts = {axis.lower(): names for axis, names in comparison.settings.rubric.composites.items()}
    return {
        h.title: parts[h.attribute]
        for h in comparison.headings
        if h.composite and h.attribute in parts
    }
