"""One judge on one attribute: every figure of the default method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan
from typing import Final

import numpy as np

from mentaleval.stats import (
    Estimate,
    holm,
    icc_a1,
    icc_c1,
    icc_c1_jackknife,
    icc_c1_p_value,
    leave_one_out_icc,
    location_factor,
    mean_squared_error,
    pearson,
    scale_factor,
    spearman,
    within_group_correlation,
)
from mentaleval.trust.assessment import (
    Cell,
    Influence,
    ReferenceEntry,
    ResponderMean,
    WithoutBlanks,
)
from mentaleval.trust.rank import rule_rank
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Floats, Slice, without_blanks
from mentaleval.trust.streams import stream

DRAWS: Final = 100_000
"""For the interval of ICC(A,1): with 10,000 its limits still move by 0.02 from seed to seed."""


def measure(part: Slice, settings: Settings, reference: ReferenceEntry | None) -> Cell:
    """Return everything the default method says of one slice, but Holm's p."""
    table, level = part.table, settings.confidence
    human, judge = table.T
    means = table.mean(axis=0) if len(table) else np.full(2, np.nan)
    kind = "composite" if part.heading.components else "attribute"
    rng = stream(settings.seed, "icc_a1", kind, part.judge, part.heading.attribute)
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
        icc_c1=icc_c1(table, confidence=level),
        icc_a1=icc_a1(table, rng=rng, draws=DRAWS, confidence=level),
        icc_c1_jackknife=icc_c1_jackknife(table, confidence=level),
        spearman=spearman(human, judge, confidence=level),
        within_r=Estimate.point(_within(part)),
        pearson=pearson(human, judge),
        scale_factor=scale_factor(human, judge),
        location_factor=location_factor(human, judge),
        p=icc_c1_p_value(table, settings.usable),
        influence=_influence(part.names, table),
        without_inferred_blanks=_without_blanks(part, settings),
        rank=rule_rank(table, settings, reference),
    )


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


def _within(part: Slice) -> float:
    groups = part.codes * (int(part.batches.max(initial=0)) + 1) + part.batches
    return within_group_correlation(part.human, part.rating, groups)


def _influence(names: Sequence[str], table: Floats) -> Influence | None:
    without = leave_one_out_icc(table)
    whole = icc_c1(table).estimate
    if isnan(whole) or np.isnan(without).all():
        return None
    moves = without - whole
    most = int(np.nanargmax(np.abs(moves)))
    low, high = float(np.nanmin(without)), float(np.nanmax(without))
    return Influence(low, high, names[most], float(moves[most]))


def _without_blanks(part: Slice, settings: Settings) -> WithoutBlanks | None:
    if not part.blank.any():
        return None
    rest = without_blanks(part)
    return WithoutBlanks(
        left_out=int(part.blank.sum()),
        n_responses=len(rest.human),
        icc_c1=icc_c1(rest.table, confidence=settings.confidence),
        icc_c1_jackknife=icc_c1_jackknife(rest.table, confidence=settings.confidence),
    )
