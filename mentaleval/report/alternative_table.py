"""The alternative annotator test: whether a judge may stand in for one of the experts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType

from mentaleval.report import figures
from mentaleval.report.by_judge import by_judge
from mentaleval.report.layout import Column, heading, indented, lacking, paragraph
from mentaleval.stats import AltTest
from mentaleval.trust import Assessment, ConstantJudge


def alternative_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the test of every cell, where it was asked for, and say where it cannot be made."""
    if assessment.settings.epsilon is None or assessment.settings.method == "published":
        return []
    made: list[RenderableType] = [heading(alternative_title(assessment))]
    if rows := alternative_rows(assessment):
        tables, left_out = by_judge(ALTERNATIVE_COLUMNS, rows, width=width)
        said = " ".join(filter(None, (ALTERNATIVE_LEGEND, lacking(left_out))))
        made += [*tables, paragraph(said, width=width, style="dim")]
    lacks = untested(assessment)
    return [*made, indented(lacks, width=width)] if lacks else made


def alternative_title(assessment: Assessment) -> str:
    """Return the name of the test, with what a judge saves by it."""
    return f"Alternative annotator test, epsilon {assessment.settings.epsilon:g}"


def alternative_rows(assessment: Assessment) -> list[AlternativeRow]:
    """Return the test of every cell where it was made."""
    return [
        AlternativeRow(cell.judge, cell.attribute, found.test, found.constant)
        for cell in assessment.cells
        if (found := cell.alternative)
    ]


def untested(assessment: Assessment) -> str:
    """Say where the test was asked for and cannot be made; nothing where it is made everywhere."""
    if assessment.settings.epsilon is None:
        return ""
    asked = [cell for cell in assessment.cells if not cell.composite]
    without = [f"{cell.judge} {cell.attribute}" for cell in asked if not cell.alternative]
    if not without:
        return ""
    where = "of any judge" if len(without) == len(asked) else f"of {figures.some(without, _MOST)}"
    return (
        f"The alternative annotator test cannot be made {where}: it takes 3 humans who each rated "
        "30 of the responses beside another human."
    )


_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class AlternativeRow:
    """The test of one judge on one attribute, beside that of the best constant."""

    judge: str
    attribute: str
    found: AltTest
    constant: ConstantJudge


ALTERNATIVE_COLUMNS: Final[list[Column[AlternativeRow]]] = [
    Column("attribute", lambda row: row.attribute, justify="left"),
    Column("winning\nrate", lambda row: figures.plain(row.found.winning_rate)),
    Column("\nadvantage", lambda row: figures.plain(row.found.advantage_probability)),
    Column("best\nconstant", lambda row: f"{row.constant.value:g}"),
    Column("constant's\nrate", lambda row: figures.plain(row.constant.test.winning_rate)),
    Column(
        "constant's\nadvantage",
        lambda row: figures.plain(row.constant.test.advantage_probability),
        1,
    ),
    Column(
        "humans\ntested",
        lambda row: figures.part(row.found.tested, row.found.tested + row.found.skipped),
        2,
    ),
    Column("\nresponses", lambda row: figures.count(row.found.n_items), 3),
]
ALTERNATIVE_LEGEND: Final = (
    "Winning rate: the share of the tested humans whom the judge could replace; 0.5 and more "
    "passes. Advantage: how often it is at least as near to the other humans as a human is. The "
    "best constant gives every response the same number: a judge that does no better has shown "
    "nothing."
)
