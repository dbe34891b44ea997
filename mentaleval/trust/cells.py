"""One judge on one attribute: every figure of the default method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Final

import numpy as np

from mentaleval.stats import (
    Calibration,
    ClusterDraws,
    Confusion,
    Estimate,
    LimitsOfAgreement,
    Screening,
    bias,
    calibration,
    concordance,
    confusion,
    holm,
    icc_a1,
    icc_c1,
    icc_c1_jackknife,
    icc_c1_p_value,
    leave_one_out_icc,
    limits_of_agreement,
    location_factor,
    mean_squared_error,
    order_agreement,
    pearson,
    quadratic_kappa,
    responder_mean_null,
    scale_factor,
    screening,
    spearman,
    within_group_correlation_interval,
)
from mentaleval.trust.assessment import ReferenceEntry
from mentaleval.trust.cell import (
    Cell,
    Influence,
    Pooled,
    PooledFigures,
    ResponderMean,
    Ruling,
    WithoutBlanks,
)
from mentaleval.trust.level import rule_level
from mentaleval.trust.paired import Floats
from mentaleval.trust.rank import rule_rank
from mentaleval.trust.score import rule_score
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Slice, digits_of, scale_of, table_without_blanks
from mentaleval.vocabulary import Scale, Use


@dataclass(frozen=True, slots=True)
class _Found:
    """The figures that the verdicts of `score` and `level` rest on."""

    within: Estimate
    bias: Estimate
    limits: LimitsOfAgreement


def measure(
    part: Slice, settings: Settings, reference: ReferenceEntry | None, draws: ClusterDraws
) -> Cell:
    """Return everything the default method says of one slice, but Holm's p."""
    cell = _of_means(part, settings)
    found = _of_responses(part, draws, settings.confidence)
    scale = scale_of(part.heading, settings.rubric, settings.scale)
    return replace(
        cell,
        within_r=found.within,
        bias_interval=found.bias,
        limits=found.limits,
        digits=digits_of(scale),
        margins=settings.margins_of(scale),
        concordance=concordance(part.human, part.rating),
        n_clusters=part.n_clusters,
        by_batch=part.by_batch,
        without_inferred_blanks=_without_blanks(part, settings),
        order=order_agreement(
            part.human, part.rating, part.codes, part.clusters, confidence=settings.confidence
        ),
        pooled=_pooled(part),
        calibration=_calibrated(part, settings),
        screening=_screened(part, settings),
        confusion=_counted(part, settings),
        rulings=_rulings(part, found, (cell.icc_c1, cell.icc_c1_jackknife), settings, reference),
    )


def _of_means(part: Slice, settings: Settings) -> Cell:
    """Return what the means of responders say."""
    table, level = part.table, settings.confidence
    human, judge = table.T
    means = table.mean(axis=0) if len(table) else np.full(2, np.nan)
    icc = icc_c1(table, confidence=level)
    return Cell(
        judge=part.judge,
        attribute=part.heading.attribute,
        title=part.heading.title,
        components=part.heading.components,
        responders=responder_means(part, table),
        n_responses=len(part.human),
        human_mean=float(means[0]),
        judge_mean=float(means[1]),
        bias=float(means[1] - means[0]),
        mse=mean_squared_error(part.human, part.rating),
        icc_c1=icc,
        icc_a1=icc_a1(table, confidence=level),
        icc_c1_jackknife=icc_c1_jackknife(table, confidence=level),
        spearman=spearman(human, judge, confidence=level),
        pearson=pearson(human, judge),
        scale_factor=scale_factor(human, judge),
        location_factor=location_factor(human, judge),
        p=icc_c1_p_value(table, settings.usable),
        influence=_influence(part.names, table, icc.estimate),
    )


def _of_responses(part: Slice, draws: ClusterDraws, confidence: float) -> _Found:
    sides = part.human, part.rating
    return _Found(
        within_group_correlation_interval(
            *sides, part.groups, part.clusters, draws=draws, confidence=confidence
        ),
        bias(*sides, part.clusters, part.codes, draws=draws, confidence=confidence),
        limits_of_agreement(*sides, part.codes),
    )


def _rulings(
    part: Slice,
    found: _Found,
    iccs: tuple[Estimate, Estimate],
    settings: Settings,
    reference: ReferenceEntry | None,
) -> dict[Use, Ruling]:
    rank = rule_rank(part.table, settings, reference, responses=len(part.human), intervals=iccs)
    score = rule_score(part, found.within, settings, reference)
    level = rule_level(
        part, found.bias, found.limits, rank=rank, settings=settings, reference=reference
    )
    return {Use.RANK: rank, Use.SCORE: score, Use.LEVEL: level}


def _pooled(part: Slice) -> Pooled | None:
    if not len(part.human):
        return None
    judge = _figures(part.human, part.rating)
    if len(part.names) < 2:  # noqa: PLR2004  the null of one responder is a constant
        return Pooled(judge, None)
    null = responder_mean_null(part.human, part.codes, part.exchanges)
    known = ~np.isnan(null)
    return Pooled(judge, _figures(part.human[known], null[known]) if known.any() else None)


def _figures(human: Floats, other: Floats) -> PooledFigures:
    return PooledFigures(
        pearson(human, other),
        quadratic_kappa(human, other),
        mean_squared_error(human, other) ** 0.5,
    )


def _calibrated(part: Slice, settings: Settings) -> Calibration:
    scale = scale_of(part.heading, settings.rubric, settings.scale)
    return calibration(
        part.human,
        part.rating,
        part.clusters,
        start=scale.low,
        step=_step(scale),
        confidence=settings.confidence,
    )


def _step(scale: Scale) -> float:
    """Return how far apart numbers are that a judge can give: 1, else a half; else some part."""
    whole = scale.high - scale.low
    for step in (1.0, 0.5):
        steps = whole / step
        if steps.is_integer() and _FEWEST_LEVELS <= steps <= _MOST_STEPS:
            return step
    return whole / (_FEWEST_STEPS if whole < _FEWEST_STEPS else _MOST_STEPS)


_FEWEST_LEVELS: Final = 3
_FEWEST_STEPS: Final = 4
_MOST_STEPS: Final = 10


def _screened(part: Slice, settings: Settings) -> Screening:
    scale = scale_of(part.heading, settings.rubric, settings.scale)
    return screening(
        part.human,
        part.rating,
        part.clusters,
        cut=settings.cut_of(scale),
        judge_cut=settings.judge_cut,
        far=(scale.high - scale.low) / 2,
        confidence=settings.confidence,
    )


def _counted(part: Slice, settings: Settings) -> Confusion:
    """Count experts against the judge: levels of an ordinal scale, else some parts of it."""
    scale = scale_of(part.heading, settings.rubric, settings.scale)
    step = _step(scale)
    cut, judge_cut = settings.cut_of(scale), settings.judge_cut
    steps = round((scale.high - scale.low) / step)
    first = 0 if step == 1 else 1  # a level of its own, or the lower end of a part
    ends = np.linspace(scale.low, scale.high, steps + 1)[first:]
    cuts = np.array([cut, cut if judge_cut is None else judge_cut])
    apart = np.abs(ends[:, None] - cuts).min(axis=1) > step * _ROUNDING
    edges = np.union1d(ends[apart], cuts)
    return confusion(part.human, part.rating, edges=edges, cut=cut, judge_cut=judge_cut)


_ROUNDING = 1e-6


def responder_means(part: Slice, table: Floats) -> tuple[ResponderMean, ...]:
    """Return the means of each responder as records."""
    return tuple(
        ResponderMean(name, count, float(human), float(judge))
        for name, count, (human, judge) in zip(part.names, part.counts, table, strict=True)
    )


def with_holm(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells with Holm's p over the attributes; composites repeat them and have none."""
    tested = [i for i, cell in enumerate(cells) if not cell.composite]
    adjusted = holm([cells[i].p for i in tested])
    changed = dict(zip(tested, adjusted.tolist(), strict=True))
    return tuple(
        replace(cell, p_holm=changed[i]) if i in changed else cell for i, cell in enumerate(cells)
    )


def _influence(names: Sequence[str], table: Floats, whole: float) -> Influence | None:
    without = leave_one_out_icc(table)
    if isnan(whole) or np.isnan(without).all():
        return None
    moves = without - whole
    most = int(np.nanargmax(np.abs(moves)))
    low, high = float(np.nanmin(without)), float(np.nanmax(without))
    return Influence(low, high, names[most], float(moves[most]))


def _without_blanks(part: Slice, settings: Settings) -> WithoutBlanks | None:
    if not part.blank.any():
        return None
    rest, kept = table_without_blanks(part)
    return WithoutBlanks(
        left_out=int(part.blank.sum()),
        n_responses=kept,
        icc_c1=icc_c1(rest, confidence=settings.confidence),
        icc_c1_jackknife=icc_c1_jackknife(rest, confidence=settings.confidence),
    )
