"""The answer of the default method: a row for each judge and attribute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.report import figures
from mentaleval.report.layout import Column, fitting, paragraph, tabulate
from mentaleval.trust import Assessment, Cell
from mentaleval.vocabulary import Verdict

_COLOURS: Final = {
    Verdict.TRUSTED: "bold green",
    Verdict.USABLE: "green",
    Verdict.CALIBRATE: "yellow",
    Verdict.UNRELIABLE: "red",
    Verdict.UNDETERMINED: "yellow",
}


def verdict_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return one table of all judges where it fits, else one for each, with fewer columns."""
    columns = _columns(assessment)
    tables, left_out = by_judge(columns, assessment.cells, width=width)
    shown = {column.name for column in columns}.difference(left_out)
    keys = "".join(f" {key}: {said}." for key, said in _KEYS.items() if key in shown)
    lacks = f" Left out at this width: {', '.join(left_out)}." if left_out else ""
    return [*tables, paragraph(_LEGEND + keys + lacks, width=width, style="dim")]


def by_judge(
    columns: Sequence[Column[Cell]], cells: Sequence[Cell], *, width: int | None
) -> tuple[list[RenderableType], list[str]]:
    """Return tables of cells, composites set off, and the titles of columns left out."""
    judges = judges_of(cells)
    name: Column[Cell] = Column("judge", lambda cell: cell.judge, justify="left")
    _, missing = fitting([name, *columns], cells, width=width)
    if not missing:
        groups = [group for mine in judges.values() for group in _set_off(mine)]
        return [tabulate([name, *columns], groups, width=width), Text()], []
    kept, left_out = fitting(columns, cells, width=width)
    made: list[RenderableType] = []
    for mine in judges.values():
        made += [_judge_line(mine), tabulate(kept, _set_off(mine), width=width), Text()]
    return made, left_out


def judges_of(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """Return the cells of each judge, in the order found."""
    judges = dict.fromkeys(cell.judge for cell in cells)
    return {judge: [cell for cell in cells if cell.judge == judge] for judge in judges}


def _set_off(cells: Sequence[Cell]) -> list[list[Cell]]:
    return [[c for c in cells if not c.composite], [c for c in cells if c.composite]]


def _judge_line(cells: Sequence[Cell]) -> Text:
    line = Text(f"judge {cells[0].judge}", style="bold")
    return line.append(f": {_range([c.n_responders for c in cells])} responders, ").append(
        f"{_range([c.n_responses for c in cells])} responses"
    )


def _range(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return figures.count(low) if low == high else f"{figures.count(low)} to {figures.count(high)}"


def attribute_column() -> Column[Cell]:
    """Return the column that names the attribute, or the composite and what it is the mean of."""
    return Column("attribute", _attribute, justify="left")


def _attribute(cell: Cell) -> str:
    return f"{cell.title} (mean of {len(cell.components)})" if cell.composite else cell.title


def _verdict(cell: Cell) -> str:
    return cell.rank.verdict.value if cell.rank else figures.NONE


def _colour(cell: Cell) -> str:
    return _COLOURS[cell.rank.verdict] if cell.rank else ""


def _columns(assessment: Assessment) -> list[Column[Cell]]:
    columns: list[Column[Cell]] = [
        attribute_column(),
        Column("rank\nverdict", _verdict, justify="left", style=_colour),
        Column("ICC\n(C,1)", lambda c: figures.plain(c.icc_c1.estimate), 1),
        Column("exact F\nlimits", lambda c: figures.limits(c.icc_c1), 2),
        Column("jack.\nlower", lambda c: figures.plain(c.icc_c1_jackknife.low), 3),
        Column("\nwhy", lambda c: c.rank.short if c.rank else "", justify="left"),
        Column("Holm\np", lambda c: figures.probability(c.p_holm), 4),
        Column("\nn", lambda c: str(c.n_responders), 5),
        Column("\nbias", lambda c: figures.signed(c.bias), 6),
        Column("ICC\n(A,1)", lambda c: figures.plain(c.icc_a1.estimate), 7),
        Column("\nr", lambda c: figures.plain(c.pearson), 8),
        Column("\nS", lambda c: figures.plain(c.scale_factor), 9),
        Column("within\nr", lambda c: figures.plain(c.within_r.estimate), 11),
        Column("\nresponses", lambda c: figures.count(c.n_responses), 13),
    ]
    if any(cell.without_inferred_blanks for cell in assessment.cells):
        columns.append(Column("(C,1) w/o\nblanks", _without_blanks, 10))
        columns.append(Column("limits w/o\nblanks", _without_blanks_limits, 12))
    return columns


def _without_blanks(cell: Cell) -> str:
    rest = cell.without_inferred_blanks
    return figures.plain(rest.icc_c1.estimate) if rest else figures.NONE


def _without_blanks_limits(cell: Cell) -> str:
    rest = cell.without_inferred_blanks
    return figures.limits(rest.icc_c1) if rest else figures.NONE


_LEGEND: Final = (
    "The verdict is for one use, ranking responders by their mean rating, and says nothing of "
    "single responses. It rests on ICC(C,1): the lower of the two lower limits, exact F and "
    "jackknife of ln F, and the higher of the two upper ones. Settles at n: with so "
    "many responders like these it would be known whether the judge is usable or unreliable."
)
_KEYS: Final = {
    "n": "responders",
    "bias": "judge minus human",
    "r": "of responder means",
    "S": "what the two spreads leave of r",
    "within r": "of single responses, within responders",
    "(C,1) w/o blanks": "without responses that are blank by inference",
}
