"""The work of an assessment in parts: one judge and attribute each, whoever does it.

A part is the arrays of its pairs and no names but the responders'. What hangs on the ratings table
is added where the table is (`mentaleval.trust.assess`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mentaleval.stats import ClusterDraws
from mentaleval.trust.alternatives import alternative_of
from mentaleval.trust.apart import Furthest, furthest
from mentaleval.trust.assessment import ReferenceEntry
from mentaleval.trust.cell import Cell
from mentaleval.trust.cells import measure
from mentaleval.trust.paired import Floats
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Slice


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What it takes to hold one judge against the experts on one attribute.

    Parameters
    ----------
    pairs
        The pairs.
    reference
        What is known of the experts on the attribute; None where none rated it.
    humans
        Their single ratings of the responses; None where no alternative annotator test is made.
    """

    pairs: Slice
    reference: ReferenceEntry | None
    humans: Floats | None


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A cell without what hangs on others or on the table, and where its sides are furthest."""

    cell: Cell
    furthest: Furthest


def measured(part: Part, *, settings: Settings, draws: ClusterDraws) -> Measured:
    """Return all figures, intervals and verdicts of one part."""
    cell = measure(part.pairs, settings, part.reference, draws)
    alternative = alternative_of(part.pairs, part.humans, settings)
    return Measured(replace(cell, alternative=alternative), furthest(part.pairs, cell.screening))
