"""For each use the figures that its verdict rests on, and those that help to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from mentaleval.report import figures
from mentaleval.report.blanks import blank_columns, blank_sentence
from mentaleval.report.by_judge import attribute_column, cells_by_judge
from mentaleval.report.calibration_table import calibration_tables
from mentaleval.report.layout import Column, heading, legend, paragraph
from mentaleval.trust import Assessment, Cell, PooledFigures


def rank_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the figures of the `rank` use, and how often its verdicts are wrong."""
    made = _section(RANK, rank_columns(assessment), assessment, RANK_KEYS, width=width)
    for said in below_rank(assessment):
        made += [Text(), paragraph(said, width=width)]
    return made


def rank_columns(assessment: Assessment) -> list[Column[Cell]]:
    """Return the columns of the `rank` use, those of blanks where there are any."""
    return [*_RANK, *blank_columns(assessment.cells)]


def below_rank(assessment: Assessment) -> list[str]:
    """Return what is said of the `rank` use below its table."""
    return [*filter(None, [blank_sentence(assessment.cells)]), assessment.statement]


def score_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the figures of the `score` use, the pooled ones beside the null."""
    keys = score_keys(assessment)
    made = _section(SCORE, SCORE_COLUMNS, assessment, keys, width=width)
    return [*made, Text(), paragraph(number_of_cells(assessment), width=width)]


def score_keys(assessment: Assessment) -> dict[str, str]:
    """Return what is to be known of the table of the `score` use."""
    return {**_SCORES, "clusters": _clusters(assessment.cells)}


def level_tables(assessment: Assessment, *, width: int | None) -> list[RenderableType]:
    """Return the figures of the `level` use, and what a number of the judge's stands for."""
    keys = level_keys(assessment)
    made = _section(LEVEL, LEVEL_COLUMNS, assessment, keys, width=width)
    made += [Text(), paragraph(number_of_cells(assessment), width=width)]
    return [*made, *calibration_tables(assessment.cells, width=width)]


def level_keys(assessment: Assessment) -> dict[str, str]:
    """Return what is to be known of the table of the `level` use."""
    return {"": _level_legend(assessment), **_LEVELS}


def _section(
    title: str,
    columns: Sequence[Column[Cell]],
    assessment: Assessment,
    keys: Mapping[str, str],
    *,
    width: int | None,
) -> list[RenderableType]:
    tables, left_out = cells_by_judge(columns, assessment.cells, width=width)
    said = legend(keys, columns, left_out)
    return [heading(title), *tables, paragraph(said, width=width, style="dim")]


def number_of_cells(assessment: Assessment) -> str:
    """Say how many intervals there are, for which nothing corrects."""
    count, level = assessment.n_cells, assessment.settings.confidence
    if count == 1:
        return f"There is 1 cell, with {level:.0%} intervals."
    composites = len(assessment.cells) > count
    beside = ", and composites that repeat them" if composites else ""
    return (
        f"There are {count} cells{beside}, each with {level:.0%} intervals of its own: nothing "
        "corrects for their number."
    )


def _clusters(cells: Sequence[Cell]) -> str:
    batches = {cell.by_batch for cell in cells if cell.n_responses}
    if batches == {True}:
        kind = "batches of the human raters"
    elif True in batches:
        kind = "batches of the human raters where any is known, else exchanges"
    else:
        kind = "exchanges"
    return f"{kind}, which the intervals take as independent of each other."


def _order(cell: Cell) -> str:
    found = cell.order
    return figures.part(found.agreed, found.separated) if found else figures.NONE


def _left_one_out(cell: Cell) -> str:
    moved = cell.influence
    return figures.limits(moved) if moved else figures.NONE


RANK: Final = "Rank: which responder is better?"
SCORE: Final = "Score: is this response good?"
LEVEL: Final = "Level: is a 4 a 4?"
_RANK: Final[list[Column[Cell]]] = [
    attribute_column(),
    Column("ICC\n(C,1)", lambda c: figures.plain(c.icc_c1.estimate)),
    Column("exact F\nlimits", lambda c: figures.limits(c.icc_c1), 1),
    Column("jack.\nlower", lambda c: figures.plain(c.icc_c1_jackknife.low), 2),
    Column("Holm\np", lambda c: figures.probability(c.p_holm), 3),
    Column("\nn", lambda c: str(c.n_responders), 4),
    Column("\norder", _order, 5),
    Column("\nr", lambda c: figures.plain(c.pearson), 6),
    Column("\nS", lambda c: figures.plain(c.scale_factor), 7),
    Column("\nL", lambda c: figures.plain(c.location_factor), 8),
    Column("without\none", _left_one_out, 11),
    Column("\nSpearman", lambda c: figures.plain(c.spearman.estimate), 12),
    Column("Spearman\nlimits", lambda c: figures.limits(c.spearman), 13),
]
RANK_KEYS: Final = {
    "": "Rests on ICC(C,1) of responder means: on the lower of the two lower limits, exact F and "
    "jackknife of ln F, and the higher of the two upper ones.",
    "n": "responders.",
    "order": "of the pairs of responders that the humans surely separate, those the judge puts in "
    "the same order.",
    "r": "of responder means.",
    "S": "what unequal spreads leave of r: ICC(C,1) is r times S.",
    "L": "what the bias leaves of that: ICC(A,1) is about r times S times L.",
    "without one": "the range of ICC(C,1) when one responder is left out.",
    "(C,1) w/o blanks": "without responses that are blank by inference.",
}


def _of_judge(cell: Cell) -> PooledFigures:
    return cell.pooled.judge if cell.pooled else _NO_FIGURES


def _of_null(cell: Cell) -> PooledFigures:
    return (cell.pooled.null if cell.pooled else None) or _NO_FIGURES


_NO_FIGURES: Final = PooledFigures(float("nan"), float("nan"), float("nan"))
# a pooled figure never stands without the null's: they leave together
SCORE_COLUMNS: Final[list[Column[Cell]]] = [
    attribute_column(),
    Column("within\nr", lambda c: figures.plain(c.within_r.estimate)),
    Column("within r\nlimits", lambda c: figures.limits(c.within_r), 1),
    Column("\nresponses", lambda c: figures.count(c.n_responses), 3),
    Column("\nclusters", lambda c: figures.count(c.n_clusters), 6),
    Column("pooled\nr", lambda c: figures.plain(_of_judge(c).pearson), 2),
    Column("null\nr", lambda c: figures.plain(_of_null(c).pearson), 2),
    Column("pooled\nQWK", lambda c: figures.plain(_of_judge(c).kappa), 4),
    Column("null\nQWK", lambda c: figures.plain(_of_null(c).kappa), 4),
    Column("pooled\nRMSE", lambda c: figures.plain(_of_judge(c).rmse, c.digits), 5),
    Column("null\nRMSE", lambda c: figures.plain(_of_null(c).rmse, c.digits), 5),
]
_SCORES: Final = {
    "": "Rests on within r alone: the correlation of single ratings within responders "
    "(and rater batches, where known). Pooled figures also count who responded, so the null stands "
    "beside each: it gives every response its responder's mean human rating and never reads one.",
    "pooled QWK": "quadratically weighted kappa, the same number as Lin's CCC and ICC(A,1) of "
    "single responses.",
}


def _agreement(cell: Cell) -> str:
    return figures.signed_limits(cell.limits, cell.digits) if cell.limits else figures.NONE


def _slope(cell: Cell) -> str:
    return figures.plain(cell.calibration.slope.estimate) if cell.calibration else figures.NONE


def _slope_limits(cell: Cell) -> str:
    return figures.limits(cell.calibration.slope) if cell.calibration else figures.NONE


LEVEL_COLUMNS: Final[list[Column[Cell]]] = [
    attribute_column(),
    Column("\nbias", lambda c: figures.signed(c.bias, c.digits)),
    Column("bias\nlimits", lambda c: figures.signed_limits(c.bias_interval, c.digits), 1),
    Column("limits of\nagreement", _agreement, 2),
    Column("ICC\n(A,1)", lambda c: figures.plain(c.icc_a1.estimate), 3),
    Column("generalized\nlimits", lambda c: figures.limits(c.icc_a1), 4),
    Column("\nslope", _slope, 5),
    Column("slope\nlimits", _slope_limits, 6),
]
_LEVELS: Final = {
    "ICC (A,1)": "of responder means.",
    "slope": "of the humans' rating on the judge's; below 1 the judge's differences are larger "
    "than the humans', or noisy.",
}


def _level_legend(assessment: Assessment) -> str:
    margin, widest = _margins(assessment)
    return (
        "Rests on the bias, judge minus human, whose limits must lie within "
        f"{margin} of 0, and on the limits of agreement, between which 95% of single differences "
        f"lie, within {widest}. With one whole-number rating a response they are wide even for a "
        "good judge: about 1.6 on 1-5."
    )


def _margins(assessment: Assessment) -> tuple[str, str]:
    found = {cell.margins for cell in assessment.cells if cell.margins}
    if len(found) == 1:
        margin, widest = found.pop()
        return f"{margin:g}", f"{widest:g}"
    return "a sixteenth of its scale's range", "a quarter of it"
