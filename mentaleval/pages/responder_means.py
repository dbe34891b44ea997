"""The means of responders by both sides, as a table beside the figure that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mentaleval.report import figures
from mentaleval.report.layout import Column
from mentaleval.report.tabular import Tabular
from mentaleval.trust import Assessment, ResponderMean


@dataclass(frozen=True, slots=True)
class _Row:
    attribute: str
    mean: ResponderMean
    digits: int


def responder_means(assessment: Assessment) -> Tabular[_Row]:
    """Return the table, for each judge the attributes in their order."""
    groups = [
        (cell.judge, [_Row(cell.title, mean, cell.digits) for mean in cell.responders])
        for cell in assessment.cells
        if cell.responders
    ]
    return Tabular("responder-means", "means", "Means of responders", _COLUMNS, groups)


_COLUMNS: Final[list[Column[_Row]]] = [
    Column("responder", lambda row: row.mean.responder, justify="left"),
    Column("attribute", lambda row: row.attribute, justify="left"),
    Column("experts", lambda row: figures.plain(row.mean.human, row.digits)),
    Column("judge", lambda row: figures.plain(row.mean.judge, row.digits)),
    Column("responses", lambda row: figures.count(row.mean.n_responses)),
]
