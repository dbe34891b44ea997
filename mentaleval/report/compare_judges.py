"""What each judge is worth for the comparison: how much it helps, and what it may do alone."""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType

from mentaleval.comparison.parts import OneJudge, headline
from mentaleval.comparison.results import Comparison
from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.report import figures
from mentaleval.report.by_judge import by_judge
from mentaleval.report.compare_names import Names, names_in_tables
from mentaleval.report.layout import Column, heading, legend, paragraph


def judge_tables(comparison: Comparison, *, width: int | None) -> list[RenderableType]:
    """Return a line for each judge and attribute with labels; nothing where there are none."""
    names = names_in_tables(comparison, width=width)
    columns = [*JUDGE_COLUMNS, licensed_column(names)]
    rows = single_judges(comparison)
    if not rows:
        return []
    tables, left_out = by_judge(columns, rows, width=width)
    said = legend(JUDGE_KEYS, columns, left_out)
    return [heading(JUDGES), *tables, paragraph(said, width=width, style="dim")]


def single_judges(comparison: Comparison) -> list[OneJudge]:
    """Return each judge on each attribute with labels, all judges together left out."""
    parts = [part for part in headline(comparison) if part.labelled]
    return [one for part in parts for one in part.judges if one.judge != ALL_JUDGES]


def _power(one: OneJudge) -> str:
    return ", ".join(figures.plain(power) for power in one.heading.power.values())


def _verdict(one: OneJudge) -> str:
    found = one.heading
    return f"{found.verdict.value} ({found.n_ranked})" if found.verdict else figures.NONE


def licensed_column(names: Names) -> Column[OneJudge]:
    """Return the column that says whom a judge's plain means may rank."""

    def said(one: OneJudge) -> str:
        if one.ranks_nobody:
            return "no"
        refused = [names.of(name) for name in one.refused]
        return f"yes, not {figures.some(refused, _MOST)}" if refused else "yes"

    return Column("licensed to rank", said, justify="left")


_MOST: Final = 2
JUDGES: Final = "What each judge is worth here"
JUDGE_COLUMNS: Final[list[Column[OneJudge]]] = [
    Column("attribute", lambda one: one.title, justify="left"),
    Column("r", lambda one: figures.plain(one.heading.correlation), 1),
    Column("power", _power),
    Column("saves", lambda one: figures.whole_percent(one.heading.label_saving), 2),
    Column("rank", _verdict, justify="left"),
]
JUDGE_KEYS: Final = {
    "r": "correlation of its ratings with the humans', within responders.",
    "power": "how much of its ratings is used, from 0 to 1 (the lambda of PPI++, shared by all "
    "responders).",
    "saves": "the share of human labels that this saves.",
    "rank": "its verdict for that use, and over how many of the responders compared.",
    "licensed to rank": "whether that verdict lets its plain means rank responders; the "
    "corrected means hold whatever it says.",
}
