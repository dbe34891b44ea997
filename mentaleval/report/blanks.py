"""What responses that are blank by inference do to the figures of the `rank` use."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from mentaleval.report import figures
from mentaleval.report.layout import Column
from mentaleval.trust import Cell, WithoutBlanks


def blank_columns(cells: Sequence[Cell]) -> list[Column[Cell]]:
    """Return the columns of ICC(C,1) without these responses, where there are any."""
    if not any(cell.without_inferred_blanks for cell in cells):
        return []
    return [
        Column("(C,1) w/o\nblanks", _estimate, 9),
        Column("limits w/o\nblanks", _limits, 10),
    ]


def _estimate(cell: Cell) -> str:
    rest = cell.without_inferred_blanks
    return figures.plain(rest.icc_c1.estimate) if rest else figures.NONE


def _limits(cell: Cell) -> str:
    rest = cell.without_inferred_blanks
    return figures.limits(rest.icc_c1) if rest else figures.NONE


def blank_sentence(cells: Sequence[Cell]) -> str:
    """Say where they move ICC(C,1) most; nothing where there are none."""
    found = [(cell, rest) for cell in cells if (rest := cell.without_inferred_blanks)]
    known = [(abs(rest.icc_c1.estimate - cell.icc_c1.estimate), cell, rest) for cell, rest in found]
    known = [row for row in known if not isnan(row[0])]
    if not known:
        return ""
    _, cell, rest = max(known, key=lambda row: row[0])
    return _sentence(cell, rest)


def _sentence(cell: Cell, rest: WithoutBlanks) -> str:
    return (
        f"Responses that are blank by inference are kept. Without them ICC(C,1) moves most for "
        f"{cell.judge} on {cell.title}: from {figures.plain(cell.icc_c1.estimate)} to "
        f"{figures.plain(rest.icc_c1.estimate)} ({figures.limits(rest.icc_c1)}), "
        f"{figures.count(rest.left_out)} responses fewer."
    )
