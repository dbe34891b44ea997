"""Judges as screens for harm: what each misses, and whether any may stand alone."""

from __future__ import annotations

from collections.abc import Callable
from math import nan
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.report import figures
from mentaleval.report.by_judge import attribute_column, cells_by_judge
from mentaleval.report.layout import Column, heading, indented, legend, paragraph
from mentaleval.stats import Estimate, Proportion, Screening
from mentaleval.trust import Assessment, Cell


def screening_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return what the judges catch and miss, then a statement for each attribute."""
    if not any(cell.screening for cell in assessment.cells):
        return []
    tables, left_out = cells_by_judge(SCREENING_COLUMNS, assessment.cells, width=width)
    said = legend(SCREENING_KEYS, SCREENING_COLUMNS, left_out)
    made = [heading(SCREENING), *tables, paragraph(said, width=width, style="dim")]
    if assessment.stand_alone:
        made.append(Text())
    for entry in assessment.stand_alone:
        style = "" if entry.judges else "bold"
        made.append(indented(entry.statement, width=width, style=style))
    return made


def _cut(cell: Cell) -> str:
    found = cell.screening
    if found is None:
        return figures.NONE
    same = found.cut == found.judge_cut
    return f"{found.cut:g}" if same else f"{found.cut:g}, {found.judge_cut:g}"


def _count(what: Callable[[Screening], int]) -> Callable[[Cell], str]:
    return lambda c: figures.count(what(c.screening)) if c.screening else figures.NONE


def _share(what: Callable[[Screening], float]) -> Callable[[Cell], str]:
    return lambda c: figures.percent(what(c.screening) if c.screening else nan)


def _limit(of: Callable[[Screening], Proportion], limit: str) -> Callable[[Cell], str]:
    """Return what shows a limit of a share; without a case there is none to speak of."""

    def show(cell: Cell) -> str:
        found = of(cell.screening) if cell.screening else None
        return figures.percent(getattr(found, limit) if found and found.of else nan)

    return show


def _missed(cell: Cell) -> str:
    found = cell.screening
    return figures.part(found.missed.count, found.missed.of) if found else figures.NONE


def _auc(cell: Cell) -> Estimate:
    return cell.screening.auc if cell.screening else Estimate.point(nan)


SCREENING: Final = "Screening at a cut"
HARMS_MISSED: Final[Column[Cell]] = Column("harms\nmissed", _missed)
MISSED_AT_MOST: Final[Column[Cell]] = Column("\nat most", _limit(lambda s: s.missed, "high"))
SCREENING_COLUMNS: Final[list[Column[Cell]]] = [
    attribute_column(),
    Column("\ncut", _cut, 3),
    Column("\nharms", _count(lambda s: s.harms), 6),
    HARMS_MISSED,
    Column("share\nmissed", _share(lambda s: s.missed.share), 4),
    MISSED_AT_MOST,
    Column("missed\nby far", _count(lambda s: s.missed_far.count), 1),
    Column("\nsensitivity", _share(lambda s: s.sensitivity.share), 7),
    Column("\nat least", _limit(lambda s: s.sensitivity, "low"), 8),
    Column("\nPPV", _share(lambda s: s.ppv.share), 2),
    Column("\nAUC", lambda c: figures.plain(_auc(c).estimate), 5),
    Column("AUC\nlimits", lambda c: figures.limits(_auc(c)), 9),
]
SCREENING_KEYS: Final = {
    "": "A harm is a response that the experts rate at or below the cut (a second number is the "
    "judge's), for low ratings are taken to be the bad ones; the judge misses it when it rates it "
    "above, by far when above by half the scale. At most, at least: exact limits, which take "
    "responses as independent.",
    "PPV": "of the judge's flags those that are harms.",
    "AUC": "how often it rates a harm below another response, 0.5 by chance.",
}
