"""The order of the responders: their means, with letters for what is sure of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.comparison.results import Comparison, ResponderMean
from mentaleval.report import figures
from mentaleval.report.compare_claims import in_order, not_compared, told_apart
from mentaleval.report.compare_grid import GridColumn, fits_once, grid_lines
from mentaleval.report.compare_letters import letters
from mentaleval.report.compare_names import shortened
from mentaleval.report.compare_parts import Part
from mentaleval.report.layout import Column, indented, paragraph, tabulate


def order_lines(
    comparison: Comparison, parts: Sequence[Part], *, width: int | None
) -> list[RenderableType]:
    """Return the means of all responders on all attributes, in the order of the first.

    In a pipe there is a row for each attribute and responder, in the order of each.
    """
    legend = paragraph(_legend(comparison, parts), width=width, style="dim")
    if width is None:
        return [tabulate(_PIPED, [_rows(part) for part in parts], width=None), legend]
    return [*_grids(parts, width=width), legend]


def figure(mean: ResponderMean, part: Part) -> str:
    """Return what is compared of a responder: its mean, or near the ceiling its share."""
    if part.heading.ceiling:
        return figures.percent(mean.low.share) if mean.low else figures.NONE
    return figures.plain(mean.corrected.estimate)


def _limits(mean: ResponderMean, part: Part) -> str:
    if not part.heading.ceiling:
        return figures.limits(mean.corrected)
    found = mean.low
    return f"{found.low:.1%}, {found.high:.1%}" if found and found.of else figures.NONE


def _half_width(mean: ResponderMean, part: Part) -> float:
    found = mean.low if part.heading.ceiling else mean.corrected
    return (found.high - found.low) / 2 if found else float("nan")


def _letters(part: Part) -> dict[str, str]:
    """Return the letters of those that were compared."""
    compared = {name for p in part.pairs if not not_compared(p) for name in (p.a, p.b)}
    names = [mean.responder for mean in part.responders if mean.responder in compared]
    return letters(names, [in_order(pair) for pair in part.pairs if told_apart(pair)])


def _told(part: Part) -> str:
    if not part.pairs or not part.labelled:
        return figures.NONE
    return f"{sum(map(told_apart, part.pairs))}/{len(part.pairs)}"


def _grids(parts: Sequence[Part], *, width: int) -> list[RenderableType]:
    order = [mean.responder for mean in parts[0].responders]
    shown = shortened(order, max(_LEAST_NAME, width - _FIGURES))
    names = [shown[name] for name in order]
    for limited in (parts, [part for part in parts if part.heading.composite], ()):
        columns = [_column(part, order, limits=part in limited) for part in parts]
        if fits_once([*names, *_FOOTERS], columns, width=width):
            break
    made: list[RenderableType] = []
    for lines in grid_lines(names, _FOOTERS, columns, width=width):
        made += [*([Text()] if made else []), *lines]
    cut = {short: name for name, short in shown.items() if short != name}
    return [*made, *(indented(f"{short}: {name}", width=width) for short, name in cut.items())]


def _column(part: Part, order: Sequence[str], *, limits: bool) -> GridColumn:
    means = {mean.responder: mean for mean in part.responders}
    marks = _letters(part)
    wide = max((len(found) for found in marks.values()), default=0)
    digits = max(len(figure(mean, part)) for mean in part.responders)
    cells = []
    for name in order:
        value = figure(means[name], part) if name in means else figures.NONE
        between = f" {_limits(means[name], part)}" if limits and name in means else ""
        cells.append(f"{value:>{digits}}{marks.get(name, ''):<{wide}}{between}")
    return GridColumn(part.heading.title, cells, (_widest(part), _told(part)))


def _widest(part: Part) -> str:
    widths = [_half_width(mean, part) for mean in part.responders]
    widest = max((width for width in widths if not isnan(width)), default=float("nan"))
    return figures.percent(widest) if part.heading.ceiling else figures.plain(widest)


@dataclass(frozen=True, slots=True)
class _Row:
    """A responder on one attribute."""

    part: Part
    mean: ResponderMean
    mark: str


def _rows(part: Part) -> list[_Row]:
    marks = _letters(part)
    return [_Row(part, mean, marks.get(mean.responder, "")) for mean in part.responders]


def _legend(comparison: Comparison, parts: Sequence[Part]) -> str:
    marks = [_letters(part) for part in parts]
    said = []
    if any(marks):
        level = f"{comparison.settings.confidence:.0%}"
        said = [f"In a column means that share a letter cannot be told apart ({level}, all pairs)."]
    if any(len(mark) < len(part.responders) for mark, part in zip(marks, parts, strict=True)):
        said.append("Without a letter: not compared.")
    return " ".join([*said, *shares_said(parts)])


def shares_said(parts: Sequence[Part]) -> Iterator[str]:
    """Say what is compared near the ceiling; nothing where nothing is near it."""
    cuts = dict.fromkeys(part.heading.cut for part in parts if part.heading.ceiling)
    if cuts:
        low = " or ".join(f"{cut:g}" for cut in cuts)
        yield f"%: responses rated {low} or lower, where nearly all have the highest rating."


_LEAST_NAME: Final = 13
_FIGURES: Final = 67
"""Columns that nine attributes take beside a name."""
_FOOTERS: Final = ("widest +/-", "pairs apart")
_PIPED: Final[list[Column[_Row]]] = [
    Column("attribute", lambda row: row.part.title, justify="left"),
    Column("responder", lambda row: row.mean.responder, justify="left"),
    Column("mean", lambda row: figure(row.mean, row.part)),
    Column("limits", lambda row: _limits(row.mean, row.part)),
    Column("letters", lambda row: row.mark, justify="left"),
    Column("pairs apart", lambda row: _told(row.part)),
]
