"""Each attribute of a comparison by itself: what is claimed, its figures and their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from mentaleval.comparison.parts import Part
from mentaleval.comparison.results import Comparison
from mentaleval.pages.drawings import Drawn, Figure, drawn, figure_of
from mentaleval.pages.overview import anchors
from mentaleval.pages.tables import Table, table_of
from mentaleval.plots import Plot
from mentaleval.plots.comparison import comparison_plots
from mentaleval.plots.naming import file_names
from mentaleval.report.compare_marks import unlabelled, unlicensed
from mentaleval.report.compare_pairs import claims
from mentaleval.report.compare_standings import labels_of
from mentaleval.report.tabular import Tabular
from mentaleval.telling import Tell

SHOWN: Final = ("means", "differences")
"""The figures of an attribute, and the tables of their numbers."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one attribute or composite."""

    anchor: str
    title: str
    labels: str
    unlabelled: tuple[str, ...]
    unlicensed: tuple[str, ...]
    claims: tuple[str, ...]
    pairs: tuple[str, ...]
    """A sentence for each pair, where these are too many to be among the claims."""
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Attributes:
    """A card for each attribute, and what is said of all of them once."""

    cards: tuple[Card, ...]
    captions: tuple[tuple[str, str], ...]
    """What holds of all figures of a kind, after the name of the kind."""
    notes: tuple[str, ...]


def attributes(
    comparison: Comparison,
    parts: Sequence[Part],
    tabulars: Sequence[Tabular[Any]],
    tell: Tell | None,
) -> Attributes:
    """Return the cards in the order of the parts; *tell* is told of each figure that is drawn."""
    tables = [table_of(tabular) for tabular in tabulars if tabular.section in SHOWN]
    plots = comparison_plots(comparison)
    common = {name: _common([p.caption for p in plots if p.section == name]) for name in SHOWN}
    made = drawn([_without(plot, common[plot.section]) for plot in plots], tell)
    names = file_names([part.heading.attribute for part in parts], "attribute")
    of_part = {part.heading.attribute: _plots_of(names, part, made) for part in parts}
    return Attributes(
        cards=tuple(
            _card(anchor, part, _figures(part, of_part[part.heading.attribute], tables))
            for anchor, part in zip(anchors(parts), parts, strict=True)
        ),
        captions=tuple((name, " ".join(said)) for name, said in common.items() if said),
        notes=tuple(_notes(parts, tables)),
    )


def _common(captions: Sequence[str]) -> list[str]:
    """Return the sentences that every caption has; none where there is one caption alone.

    A mark in capital letters must not be overlooked: it stays below each figure.
    """
    first, *rest = [_sentences(caption) for caption in captions] or [[]]
    alike = [one for one in first if all(one in of for of in rest)] if rest else []
    return [one for one in alike if not _LOUD.match(one)]


def _without(plot: Plot, common: Sequence[str]) -> Plot:
    said = (one for one in _sentences(plot.caption) if one not in common)
    return replace(plot, caption=" ".join(said))


def _sentences(caption: str) -> list[str]:
    return _BETWEEN.split(caption)


def _plots_of(names: dict[str, str], part: Part, made: Sequence[Drawn]) -> list[Drawn]:
    mine = {f"{section}-{names[part.heading.attribute]}" for section in SHOWN}
    return [one for one in made if one[0].name in mine]


def _figures(part: Part, made: Sequence[Drawn], tables: Sequence[Table]) -> tuple[Figure, ...]:
    """Return the figures of one attribute, each with its part of the tables of its section."""

    def numbers(section: str) -> list[Table]:
        found = (table.of(part.title) for table in tables if table.section == section)
        return [table for table in found if table]

    return tuple(figure_of(one, numbers(one[0].section)) for one in made)


def _card(anchor: str, part: Part, figures: tuple[Figure, ...]) -> Card:
    statements = tuple(pair.statement for pair in part.pairs) if part.labelled else ()
    many = statements if len(statements) > _MOST else ()
    return Card(
        anchor=anchor,
        title=part.title,
        labels=f"{labels_of(part)}.",
        unlabelled=tuple(unlabelled(part)),
        unlicensed=tuple(unlicensed(part)),
        claims=tuple(claim for claim in claims(part) if claim not in many),
        pairs=many,
        figures=figures,
    )


def _notes(parts: Sequence[Part], tables: Sequence[Table]) -> Iterator[str]:
    """Return how to read the numbers; what stands in a card is not said again."""
    in_cards = tuple(f"{part.title}: {labels_of(part)}." for part in parts)
    every = dict.fromkeys(note for table in tables for note in table.notes)
    return (note for note in every if not note.startswith(in_cards))


_BETWEEN: Final = re.compile(r"(?<=[.:]) (?=[A-Z])")
_LOUD: Final = re.compile("[A-Z]+ [A-Z]+ ")
_MOST: Final = 3
"""So many pairs are told one by one among the claims."""
