"""Of many responders those that a summary shows: the first and the last, and nobody sure is lost.

Who was not compared cannot be called one of the last, and takes nobody's place among them. Who is
surely one of the last on any attribute is named even where the order of another one hides it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from mentaleval.comparison.parts import Part
from mentaleval.comparison.results import ResponderMean
from mentaleval.comparison.uncompared import compared_with_somebody
from mentaleval.legible import one_line
from mentaleval.report import figures
from mentaleval.report.compare_signs import MOST_WITH_LETTERS


@dataclass(frozen=True, slots=True)
class Shown:
    """Responders in the order in which they are shown.

    Attributes
    ----------
    above, below
        The names before and after the line that stands for those left out between them.
    between
        How many those are.
    uncompared
        How many are left out because they were not compared on the attribute of the order.
    """

    above: tuple[str, ...]
    below: tuple[str, ...]
    between: int
    uncompared: int

    @property
    def names(self) -> tuple[str, ...]:
        """All that are shown."""
        return self.above + self.below


def ordering(parts: Sequence[Part]) -> Part:
    """Return the attribute or composite that gives the order: the first with human labels.

    The order of one without any would be the judge's.
    """
    return next((part for part in parts if part.labelled), parts[0])


def shown_of(order: Sequence[str], first: Part) -> Shown:
    """Return whom a summary shows of all responders.

    Parameters
    ----------
    order
        All of them.
    first
        What gives the order.
    """
    if len(order) <= MOST_WITH_LETTERS:
        return Shown(tuple(order), (), 0, 0)
    sure = set(compared_with_somebody(first))
    compared = [name for name in order if name in sure]
    if len(compared) <= _FIRST + _LAST:
        filled = [*compared, *(name for name in order if name not in sure)][: _FIRST + _LAST]
        return Shown(tuple(filled), (), 0, len(order) - len(filled))
    above, below = tuple(compared[:_FIRST]), tuple(compared[-_LAST:])
    between = len(compared) - _FIRST - _LAST
    return Shown(above, below, between, len(order) - len(compared))


def surely_last(parts: Sequence[Part], shown: Shown) -> str:
    """Name whom the summary hides and who is surely in the last quarter; nothing where nobody is.

    By the places that the pairs told apart leave open, among those compared.
    """
    on: dict[str, list[str]] = {}
    for part in parts:
        for name in _last_quarter(part):
            if name not in shown.names:
                on.setdefault(name, []).append(part.heading.title)
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, titles in on.items():
        alike.setdefault(tuple(titles), []).append(one_line(name))
    said = "; ".join(
        f"{figures.listed(names)} on {_titles(titles, parts)}" for titles, names in alike.items()
    )
    return f"Not shown, but surely in the last quarter of those compared: {said}." if said else ""


def _last_quarter(part: Part) -> list[str]:
    names = set(compared_with_somebody(part))
    limit = len(names) * _ALL_BUT_LAST
    return [m.responder for m in part.responders if m.responder in names and _best(m) > limit]


def _best(mean: ResponderMean) -> int:
    """Return the best place that is open to a responder that was compared."""
    return mean.ranks.first or 0


def _titles(titles: Sequence[str], parts: Sequence[Part]) -> str:
    return "all" if len(titles) == len(parts) > 1 else figures.listed(titles)


_FIRST: Final = 8
_LAST: Final = 4
_ALL_BUT_LAST: Final = Fraction(3, 4)
