"""Two responders side by side: a row for each attribute, with their difference and its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Final

from rich.console import RenderableType

from mentaleval.comparison.parts import Part
from mentaleval.comparison.results import Difference
from mentaleval.comparison.uncompared import not_compared
from mentaleval.legible import one_line, shortened
from mentaleval.report import figures
from mentaleval.report.compare_claims import in_order, told_apart
from mentaleval.report.compare_order import figure, order_of
from mentaleval.report.layout import Column, fitting, tabulate


def two_alone(parts: Sequence[Part]) -> bool:
    """Say whether the same two responders, and nobody else, stand on every attribute."""
    return all(len(part.responders) == len(order_of(parts)) == _TWO for part in parts)


def two_lines(
    parts: Sequence[Part], *, confidence: float, width: int | None
) -> list[RenderableType]:
    """Return what is known of two responders, the first being the one with the first place."""
    first, second = order_of(parts)
    most = _LONGEST if width is None else max(_LEAST, (width - _FIGURES) // 2)
    short = shortened([first, second], most)
    columns: list[Column[Part]] = [
        Column("attribute", lambda part: part.title, justify="left"),
        Column(one_line(short[first]), lambda part: _figure(part, first)),
        Column(one_line(short[second]), lambda part: _figure(part, second)),
        Column("difference", lambda part: difference_of(part, first), 2),
        Column(f"{confidence:.0%} limits", lambda part: limits_between(part, first), 1),
        Column("told apart", lambda part: told_of_two(part, short), justify="left"),
    ]
    kept, _ = fitting(columns, parts, width=width)
    return [tabulate(kept, [parts], width=width)]


def _figure(part: Part, name: str) -> str:
    return next(figure(mean, part) for mean in part.responders if mean.responder == name)


def difference_of(part: Part, first: str) -> str:
    """Return the first responder's mean, or share, less the other's."""
    found = _of_first(part, first)
    return _written(part, found.estimate) if found else figures.NONE


def limits_between(part: Part, first: str) -> str:
    """Return the limits of that difference which every claim rests on."""
    found = _of_first(part, first)
    if found is None or isnan(found.simultaneous_low):
        return figures.NONE
    low, high = found.simultaneous_low, found.simultaneous_high
    return f"{_written(part, low)}, {_written(part, high)}"


def _of_first(part: Part, first: str) -> Difference | None:
    """Return the first responder's figure less the second's; None where there are no labels."""
    if not (part.labelled and part.pairs):
        return None
    pair = part.pairs[0]
    found = pair.low or pair.corrected
    return found if pair.a == first else found.turned()


def _written(part: Part, difference: float) -> str:
    if part.heading.ceiling:
        return figures.points(difference)
    return figures.signed(difference, part.pairs[0].digits)


def told_of_two(part: Part, short: Mapping[str, str]) -> str:
    """Say whether the two are told apart, and by which name the better one is called."""
    if not (part.labelled and part.pairs) or not_compared(part.pairs[0]):
        return "not compared"
    if not told_apart(part.pairs[0]):
        return "no"
    better = short[in_order(part.pairs[0])[0]]
    return f"yes: {better} low less often" if part.heading.ceiling else f"yes: {better} higher"


_TWO: Final = 2
_LONGEST: Final = 1000
_LEAST: Final = 10
_FIGURES: Final = 60
"""Columns that the attribute, the difference, its limits and the answer take."""
