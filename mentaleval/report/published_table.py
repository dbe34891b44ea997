"""The published method's figures: what arXiv 2510.19032 prints, without a verdict."""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.legible import one_line
from mentaleval.report import figures
from mentaleval.report.by_judge import attribute_column, cells_by_judge
from mentaleval.report.layout import Column, legend, paragraph, split
from mentaleval.trust import Assessment, Cell, HumanMeans


def published_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say that this is no rule, then return the table of cells and that of the human means."""
    tables, left_out = cells_by_judge(PUBLISHED_COLUMNS, assessment.cells, width=width)
    said = legend(PUBLISHED_KEYS, PUBLISHED_COLUMNS, left_out)
    return [
        paragraph(assessment.statement, width=width, style="bold"),
        Text(),
        *tables,
        *([paragraph(said, width=width, style="dim")] if said else []),
        Text(),
        *_human_means(assessment, width=width),
    ]


def _agreement(cell: Cell) -> str:
    return figures.signed_limits(cell.limits) if cell.limits else figures.NONE


def _width(cell: Cell) -> float:
    return cell.published.width if cell.published else float("nan")


def _label(cell: Cell) -> str:
    return (cell.published.label if cell.published else None) or figures.NONE


def _range(cell: Cell) -> str:
    return " ".join(cell.published.label_range) if cell.published else figures.NONE


def _human_means(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    rows = assessment.human_means
    if not rows:
        return []
    made: list[RenderableType] = [Text(HUMAN_MEANS, style="bold")]
    columns = human_mean_columns(assessment)
    for place, table in enumerate(split([RESPONDER], columns, rows, width=width)):
        made += [Text(), table] if place else [table]
    return made


def human_mean_columns(assessment: Assessment) -> list[Column[HumanMeans]]:
    """Return a column for each attribute, and that of the mean of all; none without rows."""
    if not assessment.human_means:
        return []
    columns = [_mean_column(name) for name in assessment.human_means[0].means]
    return [*columns, Column("mean", lambda row: figures.plain(row.average))]


def _mean_column(name: str) -> Column[HumanMeans]:
    return Column(one_line(name), lambda row: figures.plain(row.means.get(name, float("nan"))))


RESPONDER: Final[Column[HumanMeans]] = Column(
    "responder", lambda row: row.responder, justify="left"
)
HUMAN_MEANS: Final = "Human means of every responder, as read"
PUBLISHED: Final = "Figures by the published method"
PUBLISHED_COLUMNS: Final[list[Column[Cell]]] = [
    attribute_column(),
    Column("\nhuman", lambda c: figures.plain(c.human_mean, 3), 2),
    Column("\njudge", lambda c: figures.plain(c.judge_mean, 3), 3),
    Column("\nbias", lambda c: figures.signed(c.bias, 3), 1),
    Column("\nMSE", lambda c: figures.plain(c.mse, 3), 4),
    Column("\nCCC", lambda c: figures.plain(c.concordance, 3), 6),
    Column("limits of\nagreement", _agreement, 7),
    Column("ICC\n(C,1)", lambda c: figures.plain(c.icc_c1.estimate, 3)),
    Column("bootstrap\nlimits", lambda c: figures.limits(c.icc_c1), 5),
    Column("ICC\n(A,1)", lambda c: figures.plain(c.icc_a1.estimate, 3)),
    Column("\nwidth", lambda c: figures.plain(_width(c), 3)),
    Column("\nlabel", _label, justify="left"),
    Column("other\nseeds", _range, justify="left"),
]
PUBLISHED_KEYS: Final = {
    "CCC": "Lin's concordance of single responses.",
    "limits of agreement": "between them lie 95% of the differences of single responses.",
    "label": "GR, MR, PR: good, moderate, poor, as the method names the width of its interval.",
    "other seeds": "the labels that the bootstrap gives by other seeds.",
}
