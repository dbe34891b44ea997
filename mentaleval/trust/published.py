"""The published method (arXiv 2510.19032): its numbers, to compare with; never a verdict."""

from __future__ import annotations

from math import nan
from typing import Final

import pandas as pd

from mentaleval.stats import (
    Estimate,
    concordance,
    icc_a1_mcgraw_wong,
    icc_c1,
    limits_of_agreement,
    mean_squared_error,
    pearson,
    published_interval,
    published_label,
    published_label_range,
    stream,
)
from mentaleval.trust.assessment import HumanMeans
from mentaleval.trust.cell import Cell, PublishedLabel
from mentaleval.trust.cells import responder_means
from mentaleval.trust.paired import Floats
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Slice, headings
from mentaleval.vocabulary import Declared, RaterKind

BOOTSTRAP_SEED: Final = 42
"""The seed of the published analysis."""

NO_RULE: Final = (
    "Published method: not a reliability rule. Its classes are the thirds of one study's own "
    "interval widths, so that a third of any such study is called poor, and a narrow interval is "
    "not agreement: with many responders a judge of true ICC 0 is called good. Its bootstrap of a "
    "few responders gives intervals that are too short, throws away resampled ICCs outside 0 to "
    "1, and changes labels near a cut point with the seed."
)


def measure_published(part: Slice, settings: Settings) -> Cell:
    """Return the published figures of one slice; all but the ICCs over pooled pairs."""
    table = part.table
    human, judge = (_mean(values) for values in (part.human, part.rating))
    interval = published_interval(table, seed=BOOTSTRAP_SEED)
    rng = stream(settings.seed, "label_range", part.judge, part.heading.title)
    labels = published_label_range(table, seeds=settings.label_seeds, rng=rng)
    return Cell(
        judge=part.judge,
        attribute=part.heading.attribute,
        title=part.heading.title,
        components=part.heading.components,
        responders=responder_means(part, table),
        n_responses=len(part.human),
        human_mean=human,
        judge_mean=judge,
        bias=judge - human,
        mse=mean_squared_error(part.human, part.rating),
        icc_c1=Estimate(icc_c1(table).estimate, interval.low, interval.high, "published bootstrap"),
        icc_a1=Estimate.point(icc_a1_mcgraw_wong(table).estimate),
        concordance=concordance(part.human, part.rating),
        limits=limits_of_agreement(part.human, part.rating),
        pearson=pearson(part.human, part.rating),
        published=PublishedLabel(
            interval.width, published_label(interval.width), tuple(sorted(labels))
        ),
    )


def human_means(table: pd.DataFrame, settings: Settings) -> tuple[HumanMeans, ...]:
    """Return the mean human rating of every responder, as read: nobody is left out of it."""
    rows = table[table["rater_kind"] == RaterKind.HUMAN]
    rows = rows[
        ~rows["recovered"].astype(bool)
        & ~(rows["declared"] == Declared.OMITTED).fillna(value=False)
    ]
    rows = rows.assign(value=rows["raw"].fillna(rows["rating"])).dropna(subset="value")
    wide = rows.pivot_table(index="responder", columns="attribute", values="value", observed=True)
    found = headings([str(name) for name in wide.columns], settings.rubric)
    single = [heading.attribute for heading in found if not heading.components]
    average = wide[single].mean(axis=1, skipna=False)
    ranked = average.sort_values(ascending=False, kind="stable", na_position="last")
    return tuple(
        HumanMeans(
            str(responder),
            {name: float(wide.loc[responder, name]) for name in single},
            float(average.loc[responder]),
        )
        for responder in ranked.index
    )


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else nan
