"""What the judges miss of the harms: the worst on the first screen, each beside its verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mentaleval.report import figures
from mentaleval.report.screening_table import HARMS_MISSED, MISSED_AT_MOST
from mentaleval.report.summary_needs import screening_sentence
from mentaleval.stats import Proportion
from mentaleval.trust import Assessment, Cell


@dataclass(frozen=True, slots=True)
class Missed:
    """How many harms of one attribute the worst judge misses, or those that are alike in it."""

    attribute: str
    judges: tuple[str, ...]
    """None where there is but one judge."""
    count: str
    """As 23 of 23."""


@dataclass(frozen=True, slots=True)
class Harm:
    """Whether a judge may screen alone, and the attributes on which most is missed."""

    said: str
    worst: tuple[Missed, ...]


def harm(assessment: Assessment) -> Harm | None:
    """Return what is said of harm; None where nothing was screened."""
    said = screening_sentence(assessment, figures_above=True)
    return Harm(said, _worst(assessment.cells)) if said else None


def missed_beside(cell: Cell) -> tuple[str, str]:
    """Return how many harms a judge misses, and how many it may miss; the second may be empty."""
    limit = MISSED_AT_MOST.show(cell)
    return HARMS_MISSED.show(cell), "" if limit == figures.NONE else f"at most {limit}"


def _worst(cells: Sequence[Cell]) -> tuple[Missed, ...]:
    """Return the attributes of which a judge misses the largest shares, the largest first."""
    by_attribute: dict[str, list[tuple[str, Proportion]]] = {}
    for cell in cells:
        if cell.screening and cell.screening.missed.count and not cell.composite:
            found = cell.judge, cell.screening.missed
            by_attribute.setdefault(cell.title, []).append(found)
    most = {title: max((one for _, one in of), key=_share) for title, of in by_attribute.items()}
    titles = sorted(most, key=lambda title: _share(most[title]), reverse=True)
    several = len({cell.judge for cell in cells}) > 1

    def judges(title: str) -> tuple[str, ...]:
        alike = (judge for judge, one in by_attribute[title] if _share(one) == _share(most[title]))
        return tuple(alike) if several else ()

    return tuple(
        Missed(title, judges(title), figures.part(most[title].count, most[title].of))
        for title in titles[:_MOST]
    )


def _share(missed: Proportion) -> tuple[float, int]:
    """Return what puts misses in order: of equal shares that of more harms comes first."""
    return missed.share, missed.of


_MOST: Final = 3
"""So many attributes are named on the first screen."""
