"""The order of the responders: their means, with letters for what is sure of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.comparison.parts import Part
from mentaleval.comparison.results import Comparison, ResponderMean
from mentaleval.comparison.uncompared import compared_with_somebody, missing_pairs
from mentaleval.report import figures
from mentaleval.report.compare_claims import in_order, told_apart
from mentaleval.report.compare_grid import GridColumn, fits_once, grid_lines
from mentaleval.report.compare_letters import letters
from mentaleval.report.compare_names import shortened
from mentaleval.report.layout import Column, indented, paragraph, tabulate


def order_lines(
    comparison: Comparison, parts: Sequence[Part], *, width: int | None
) -> list[RenderableType]:
    """Return the means of all responders on all attributes, in the order of the first.

    In a pipe there is a row for each attribute and responder, in the order of each.
    """
    legend = paragraph(legend_of(comparison, parts), width=width, style="dim")
    if width is None:
        return [tabulate(_PIPED, [_rows(part) for part in parts], width=None), legend]
    return [*_grids(parts, width=width), legend]


def order_of(parts: Sequence[Part]) -> list[str]:
    """Return the responders in the order of the first attribute or composite with human labels.

    The order of one without any would be the judge's.
    """
    by_labels = sorted(parts, key=lambda part: not part.labelled)
    return list(dict.fromkeys(mean.responder for part in by_labels for mean in part.responders))


def figure(mean: ResponderMean, part: Part) -> str:
    """Return what is compared of a responder: its mean, or near the ceiling its share."""
    if part.heading.ceiling:
        return figures.percent(mean.low.share) if mean.low else figures.NONE
    return figures.plain(mean.corrected.estimate)


def limits_of(mean: ResponderMean, part: Part) -> str:
    """Return the limits of what is compared of a responder."""
    if not part.heading.ceiling:
        return figures.limits(mean.corrected)
    found = mean.low
    return f"{found.low:.1%}, {found.high:.1%}" if found and found.of else figures.NONE


def _half_width(mean: ResponderMean, part: Part) -> float:
    found = mean.low if part.heading.ceiling else mean.corrected
    return (found.high - found.low) / 2 if found else float("nan")


def letters_of(part: Part) -> dict[str, str]:
    """Return the letters of those that were compared; what stands for them where they would lie.

    Two that share a letter are said to be compared and left open, two that share none to be told
    apart: neither is true of a pair that was not compared.
    """
    names = compared_with_somebody(part)
    if missing_pairs(part):
        return dict.fromkeys(names, _NO_LETTERS)
    return letters(names, [in_order(pair) for pair in part.pairs if told_apart(pair)])


def _told(part: Part) -> str:
    if not part.pairs or not part.labelled:
        return figures.NONE
    return f"{sum(map(told_apart, part.pairs))}/{len(part.pairs)}"


def _grids(parts: Sequence[Part], *, width: int) -> list[RenderableType]:
    order = order_of(parts)
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
    marks = letters_of(part)
    wide = max((len(found) for found in marks.values()), default=0)
    digits = max(len(figure(mean, part)) for mean in part.responders)
    cells = []
    for name in order:
        value = figure(means[name], part) if name in means else figures.NONE
        between = f" {limits_of(means[name], part)}" if limits and name in means else ""
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
    marks = letters_of(part)
    return [_Row(part, mean, marks.get(mean.responder, "")) for mean in part.responders]


def legend_of(comparison: Comparison, parts: Sequence[Part], *, where: str = "In a column") -> str:
    """Explain the letters, and what else stands for a figure.

    Parameters
    ----------
    comparison
        What is shown.
    parts
        Its attributes and composites.
    where
        The first words: of which letters it holds.
    """
    marks = [letters_of(part) for part in parts]
    said = []
    if any(_NO_LETTERS not in mark.values() for mark in filter(None, marks)):
        level = f"{comparison.settings.confidence:.0%}"
        said = [f"{where} means that share a letter cannot be told apart ({level}, all pairs)."]
    if any(len(mark) < len(part.responders) for mark, part in zip(marks, parts, strict=True)):
        said.append("Without a letter: not compared.")
    if missing := _missing_said(parts):
        said.append(f"{_NO_LETTERS}: no letters, as these were not compared: {missing}.")
    return " ".join([*said, *shares_said(parts)])


def _missing_said(parts: Sequence[Part]) -> str:
    """Name the pairs that were not compared, those of all attributes alike once."""
    found: dict[str, list[str]] = {}
    for part in parts:
        if named := [f"{pair.a} with {pair.b}" for pair in missing_pairs(part)]:
            found.setdefault(figures.some(named, _MOST_MISSING), []).append(part.heading.title)
    return "; ".join(f"{named} on {', '.join(titles)}" for named, titles in found.items())


def shares_said(parts: Sequence[Part]) -> Iterator[str]:
    """Say what is compared near the ceiling; nothing where nothing is near it."""
    cuts = dict.fromkeys(part.heading.cut for part in parts if part.heading.ceiling)
    if cuts:
        low = " or ".join(f"{cut:g}" for cut in cuts)
        yield f"%: responses rated {low} or lower, where nearly all have the highest rating."


_NO_LETTERS: Final = "?"
_MOST_MISSING: Final = 3
_LEAST_NAME: Final = 13
_FIGURES: Final = 67
"""Columns that nine attributes take beside a name."""
_FOOTERS: Final = ("widest +/-", "pairs apart")
_PIPED: Final[list[Column[_Row]]] = [
    Column("attribute", lambda row: row.part.title, justify="left"),
    Column("responder", lambda row: row.mean.responder, justify="left"),
    Column("mean", lambda row: figure(row.mean, row.part)),
    Column("limits", lambda row: limits_of(row.mean, row.part)),
    Column("letters", lambda row: row.mark, justify="left"),
    Column("pairs apart", lambda row: _told(row.part)),
]
