"""The published method's figures: what arXiv 2510.19032 prints, without a verdict."""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.report import figures
from mentaleval.report.by_judge import attribute_column, cells_by_judge
from mentaleval.report.layout import Column, legend, paragraph, split
from mentaleval.trust import Assessment, Cell, HumanMeans


def published_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Say that this is no rule, then return the table of cells and that of the human means."""
    columns = _columns()
    tables, left_out = cells_by_judge(columns, assessment.cells, width=width)
    said = legend(_KEYS, columns, left_out)
    return [
        paragraph(assessment.statement, width=width, style="bold"),
        Text(),
        *tables,
        *([paragraph(said, width=width, style="dim")] if said else []),
        Text(),
        *_human_means(assessment, width=width),
    ]


_KEYS: Final = {
    "CCC": "Lin's concordance of single responses.",
    "limits of agreement": "between them lie 95% of the differences of single responses.",
}


def _columns() -> list[Column[Cell]]:
    return [
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
    names = list(rows[0].means)
    keys: list[Column[HumanMeans]] = [
        Column("responder", lambda row: row.responder, justify="left"),
    ]
    columns = [_mean_column(name) for name in names]
    columns.append(Column("mean", lambda row: figures.plain(row.average)))
    made: list[RenderableType] = [
        Text("Human means of every responder, as read", style="bold"),
    ]
    for place, table in enumerate(split(keys, columns, rows, width=width)):
        made += [Text(), table] if place else [table]
    return made


def _mean_column(name: str) -> Column[HumanMeans]:
    return Column(name, lambda row: figures.plain(row.means.get(name, float("nan"))))
