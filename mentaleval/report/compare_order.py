"""The order of the responders: their means, with letters or places for what is sure of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.comparison.parts import Part
from mentaleval.comparison.results import Comparison, ResponderMean
from mentaleval.legible import shortened
from mentaleval.report import figures
from mentaleval.report.compare_claims import told_apart
from mentaleval.report.compare_grid import GridColumn, fits_once, grid_lines
from mentaleval.report.compare_names import Names
from mentaleval.report.compare_shown import Shown, ordering, shown_of, surely_last
from mentaleval.report.compare_signs import by_places, kinds_of_sign, legend_of, signs_of
from mentaleval.report.layout import Column, paragraph, tabulate


def order_lines(
    comparison: Comparison, parts: Sequence[Part], *, width: int | None
) -> list[RenderableType]:
    """Return the means of responders on all attributes, in the order of the first.

    Of many responders those that come first and last. In a pipe there is a row for each attribute
    and responder, in the order of each.
    """
    said = legend_of(comparison, parts)
    if width is None:
        table = tabulate(_piped(parts), [_rows(part) for part in parts], width=None)
        return [table, paragraph(said, width=width, style="dim")]
    every, first = order_of(parts), ordering(parts)
    shown = shown_of(every, first)
    made = _grids(parts, shown, width=width)
    if last := surely_last(parts, shown):
        made.append(paragraph(last, width=width, style="bold"))
    if len(shown.names) < len(every):
        order = f"In the order of {first.heading.title}"
        lost = f", without {shown.uncompared} not compared on it" if shown.uncompared else ""
        said = f"{order}{lost}; --details has all {len(every)}. {said}"
    return [*made, paragraph(said, width=width, style="dim")]


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
    return figures.plain(mean.corrected.estimate, mean.digits)


def limits_of(mean: ResponderMean, part: Part) -> str:
    """Return the limits of what is compared of a responder."""
    if not part.heading.ceiling:
        return figures.limits(mean.corrected, mean.digits)
    found = mean.low
    return f"{found.low:.1%}, {found.high:.1%}" if found and found.of else figures.NONE


def _half_width(mean: ResponderMean, part: Part) -> float:
    found = mean.low if part.heading.ceiling else mean.corrected
    return (found.high - found.low) / 2 if found else float("nan")


def _told(part: Part) -> str:
    if not part.pairs or not part.labelled:
        return figures.NONE
    return f"{sum(map(told_apart, part.pairs))}/{len(part.pairs)}"


def _grids(parts: Sequence[Part], chosen: Shown, *, width: int) -> list[RenderableType]:
    """Return the grid of those that are shown; a line counts those left out between them."""
    order = [*chosen.above, *([""] if chosen.between else []), *chosen.below]
    shown = shortened(chosen.names, max(_LEAST_NAME, width - _FIGURES))
    names = [shown.get(name, f"... {chosen.between} more") for name in order]
    for limited in (parts, [part for part in parts if part.heading.composite], ()):
        columns = [_column(part, order, limits=part in limited) for part in parts]
        if fits_once([*names, *_FOOTERS], columns, width=width):
            break
    made: list[RenderableType] = []
    for lines in grid_lines(names, _FOOTERS, columns, width=width):
        made += [*([Text()] if made else []), *lines]
    return [*made, *Names(shown).key(width=width)]


def _column(part: Part, order: Sequence[str], *, limits: bool) -> GridColumn:
    """Return a column of figures; an empty name has none, which stands for those left out."""
    means = {mean.responder: mean for mean in part.responders}
    signs = signs_of(part)
    gap = " " if by_places(part) else ""
    wide = max((len(signs.get(name, "")) for name in order), default=0)
    digits = max(len(figure(mean, part)) for mean in part.responders)
    cells = []
    for name in order:
        value = figure(means[name], part) if name in means else figures.NONE if name else ""
        between = f" {limits_of(means[name], part)}" if limits and name in means else ""
        cells.append(f"{value:>{digits}}{gap}{signs.get(name, ''):<{wide}}{between}")
    return GridColumn(part.heading.title, cells, (_widest(part), _told(part)))


def _widest(part: Part) -> str:
    widths = [_half_width(mean, part) for mean in part.responders]
    widest = max((width for width in widths if not isnan(width)), default=float("nan"))
    if part.heading.ceiling:
        return figures.percent(widest)
    return figures.plain(widest, part.responders[0].digits)


@dataclass(frozen=True, slots=True)
class _Row:
    """A responder on one attribute."""

    part: Part
    mean: ResponderMean
    sign: str


def _piped(parts: Sequence[Part]) -> list[Column[_Row]]:
    return [
        Column("attribute", lambda row: row.part.title, justify="left"),
        Column("responder", lambda row: row.mean.responder, justify="left"),
        Column("mean", lambda row: figure(row.mean, row.part)),
        Column("limits", lambda row: limits_of(row.mean, row.part)),
        Column(kinds_of_sign(parts), lambda row: row.sign, justify="left"),
        Column("pairs apart", lambda row: _told(row.part)),
    ]


def _rows(part: Part) -> list[_Row]:
    signs = signs_of(part)
    return [_Row(part, mean, signs.get(mean.responder, "")) for mean in part.responders]


_LEAST_NAME: Final = 13
_FIGURES: Final = 67
"""Columns that nine attributes take beside a name."""
_FOOTERS: Final = ("widest +/-", "pairs apart")
