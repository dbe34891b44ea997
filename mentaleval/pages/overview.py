"""The first screen of a comparison: every responder on every attribute, and what is sure of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mentaleval.comparison.parts import Part
from mentaleval.comparison.results import Comparison
from mentaleval.comparison.uncompared import why_nobody_is_ranked
from mentaleval.legible import letters
from mentaleval.report import figures
from mentaleval.report.compare_claims import counted
from mentaleval.report.compare_order import figure, limits_of, order_of
from mentaleval.report.compare_signs import kinds_of_sign, legend_of, signs_of
from mentaleval.report.compare_two import difference_of, limits_between, told_of_two, two_alone
from mentaleval.report.composites import composed, composites_compared


@dataclass(frozen=True, slots=True)
class Head:
    """An attribute or composite that heads a column, and where to read more of it."""

    anchor: str
    title: str
    what: str
    """What its figures are, where they are no means."""
    order: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A responder on an attribute: what is compared, its letters or places and its limits."""

    figure: str
    sign: str
    limits: str
    order: int


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of the pairs of an attribute, first what must not be overlooked."""

    loud: str
    said: str
    order: int


@dataclass(frozen=True, slots=True)
class Overview:
    """One matrix; on a narrow screen its cells stand in cards, in the *order* they have."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    differences: tuple[Cell, ...]
    """Of two alone, the first minus the second; else none."""
    told: tuple[Said, ...]
    explained: str
    signs: str
    """What stands beside its figures: letters, places or both; of two alone neither."""
    longest: int
    """How many letters wide the widest name is."""
    wide: bool
    """Whether there are so many columns that they need a wide screen."""
    turned: bool
    """Whether there are so many that it is drawn with a line for each attribute."""


def anchors(parts: Sequence[Part]) -> tuple[str, ...]:
    """Return where each attribute has its own place on the page."""
    return tuple(f"attribute-{place}" for place in range(1, len(parts) + 1))


def overview(comparison: Comparison, parts: Sequence[Part]) -> Overview | None:
    """Return the matrix; None where no human label stands behind any figure of it."""
    if not any(part.labelled for part in parts):
        return None
    names = order_of(parts)
    columns = [_Column(part, place, names) for place, part in enumerate(parts)]
    cells = zip(*(column.cells(two=two_alone(parts)) for column in columns), strict=True)
    heads = zip(anchors(parts), columns, strict=True)
    return Overview(
        heads=tuple(Head(at, c.part.title, _what(c.part), c.order(_HEAD)) for at, c in heads),
        rows=tuple(zip(names, cells, strict=True)),
        differences=tuple(_differences(parts, columns)),
        told=tuple(_told(parts, columns)),
        explained=" ".join(_explained(comparison, parts)),
        signs="" if two_alone(parts) else kinds_of_sign(parts),
        longest=max(map(letters, names)),
        wide=len(parts) > _FEW,
        turned=len(parts) > max(_MOST, len(names)),
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: an attribute, and which one it is."""

    part: Part
    place: int
    names: Sequence[str]

    def order(self, row: int) -> int:
        """Return where in the cards something stands, all of a column before the next one."""
        return self.place * (len(self.names) + _BESIDE) + row

    def cells(self, *, two: bool) -> Iterator[Cell]:
        """Return a cell for each name; of two alone signs would say what the footer says."""
        marks = {} if two else signs_of(self.part)
        means = {mean.responder: mean for mean in self.part.responders}
        # without labels the order of the means would be a judge's
        placed = dict.fromkeys([*(means if self.part.labelled else ()), *self.names])
        places = {name: place for place, name in enumerate(placed, start=1)}
        for name in self.names:
            order = self.order(places[name])
            if name not in means:
                yield Cell(figures.NONE, "", "", order)
                continue
            limits = limits_of(means[name], self.part)
            shown = "" if limits == figures.NONE else limits
            yield Cell(figure(means[name], self.part), marks.get(name, ""), shown, order)

    def below(self, place: int) -> int:
        """Return where something stands below the last cell."""
        return self.order(len(self.names) + place)


def _what(part: Part) -> str:
    return f"share rated {part.heading.cut:g} or lower" if part.heading.ceiling else ""


def _differences(parts: Sequence[Part], columns: Sequence[_Column]) -> Iterator[Cell]:
    """Return by how much two differ who are alone."""
    if not two_alone(parts):
        return
    first, _ = order_of(parts)
    for column in columns:
        limits = limits_between(column.part, first)
        shown = "" if limits == figures.NONE else limits
        yield Cell(difference_of(column.part, first), "", shown, column.below(1))


def _told(parts: Sequence[Part], columns: Sequence[_Column]) -> Iterator[Said]:
    """Return which pairs are told apart; nothing where there is no pair at all."""
    names = {name: name for name in order_of(parts)}
    for column in columns if len(names) > 1 else ():
        part, loud = column.part, why_nobody_is_ranked(column.part)
        said = told_of_two(part, names) if two_alone(parts) else _counted(part)
        yield Said(f"{loud}." if loud else "", said, column.below(2))


def _counted(part: Part) -> str:
    return counted(part, part.pairs) if part.labelled and part.pairs else ""


def _explained(comparison: Comparison, parts: Sequence[Part]) -> Iterator[str]:
    level = f"{comparison.settings.confidence:.0%}"
    yield f"Beside each figure its {level} limits."
    if composites := composites_compared(comparison):
        yield composed(composites)
    if two_alone(parts):
        first, second = order_of(parts)
        yield f"Difference: {first} minus {second}, with the limits that every claim rests on."
    else:
        yield legend_of(comparison, parts, where="On one attribute")


_HEAD: Final = 0
_BESIDE: Final = 3
"""The head, and what stands below the cells."""
_FEW: Final = 4
_MOST: Final = 9
