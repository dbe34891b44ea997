"""The door of this room: a ratings table in, an assessment out."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import scipy

from mentaleval.ratings import Settled, settle
from mentaleval.ratings.table import from_frame
from mentaleval.stats import ClusterDraws
from mentaleval.trust.alternatives import alternatives
from mentaleval.trust.assessment import (
    Assessment,
    HaloEntry,
    HaloPair,
    Input,
    PanelEntry,
    Preflight,
    ReferenceEntry,
    RepeatEntry,
    SelfPreference,
    StandAlone,
)
from mentaleval.trust.cell import Cell
from mentaleval.trust.cells import measure, with_holm
from mentaleval.trust.halos import halo_entries
from mentaleval.trust.kinship import preference_notices, self_preferences
from mentaleval.trust.notices import error_statement, notices
from mentaleval.trust.panels import panel_entries, with_panels
from mentaleval.trust.published import NO_RULE, human_means, measure_published
from mentaleval.trust.reference import describe_reference, entry_for
from mentaleval.trust.repeated import repeat_entries
from mentaleval.trust.screens import stand_alone
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import asked, slices
from mentaleval.trust.streams import cluster_draws
from mentaleval.trust.wide import paired
from mentaleval.vocabulary import RaterKind

SIMULATED: Final = "simulated-"
"""How the names of raters begin whose ratings nobody gave."""


def assess(
    table: pd.DataFrame, settings: Settings | None = None, *, inputs: Sequence[Input] = ()
) -> Assessment:
    """Hold every judge of a ratings table against its human reference.

    Parameters
    ----------
    table
        A ratings table, of judges and humans.
    settings
        How; by default the default method.
    inputs
        Where the ratings came from, to be told with the result.

    Returns
    -------
    Assessment
        A cell for each judge and attribute in the rubric's order, then one for each composite:
        the unweighted mean of its attributes for each response that has them all. Composites
        repeat the attributes and do not count among the cells of the Holm column.

    Raises
    ------
    RatingsError
        Where the table has no judge or no human, or an excluded name is not in it.
    """
    settings = settings or Settings()
    published = settings.method == "published"
    table = from_frame(table, rubric=settings.rubric, scale=settings.scale)
    settled = settle(
        table,
        rubric=settings.rubric,
        exclusions=settings.exclusions,
        join="source" if published else "exchange",
        as_published=published,
    )
    return assess_settled(table, settled, settings, inputs=inputs)


def assess_settled(
    table: pd.DataFrame, settled: Settled, settings: Settings, *, inputs: Sequence[Input] = ()
) -> Assessment:
    """Do as `assess` with pairs that have been settled already."""
    published = settings.method == "published"
    reference = describe_reference(settled, settings)
    wanted, draws = asked(table), cluster_draws(settings.seed)
    if published:
        cut = slices(wanted, settled.pairs, settings.rubric)
        cells, beside = tuple(measure_published(part, settings) for part in cut), _Beside()
    else:
        cells = _cells(wanted, settled, settings, reference, draws)
        beside = _beside(settled, settings, cells, draws)
    ledger = settled.ledger
    warnings = (*settled.warnings, *notices(cells), *preference_notices(beside.self_preference))
    return Assessment(
        cells=cells,
        reference=reference,
        preflight=Preflight(ledger.read, ledger.used, dict(ledger.excluded), warnings),
        excluded_responders={judge: tuple(out) for judge, out in settled.excluded.items()},
        settings=settings,
        versions=_versions(),
        inputs=tuple(inputs),
        simulated=_is_simulated(table),
        statement=NO_RULE if published else error_statement(cells, settings),
        human_means=human_means(table, settings) if published else (),
        stand_alone=beside.stand_alone,
        panel=beside.panel,
        repeats=beside.repeats,
        halo=beside.halo,
        halo_pairs=beside.halo_pairs,
        self_preference=beside.self_preference,
    )


def _cells(
    wanted: dict[str, list[str]],
    settled: Settled,
    settings: Settings,
    reference: Sequence[ReferenceEntry],
    draws: ClusterDraws,
) -> tuple[Cell, ...]:
    """Measure every judge, and the panels after them."""
    pairs = settled.pairs
    if settings.panel:
        pairs, panels = with_panels(settled, settings.panel)
        wanted = {**wanted, **panels}
    tests = alternatives(settled, settings)
    cells = [
        replace(
            measure(part, settings, entry_for(reference, part.heading), draws),
            alternative=tests.get((part.judge, part.heading.attribute)),
        )
        for part in slices(wanted, pairs, settings.rubric)
    ]
    return with_holm(cells)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is found of judges together, and of one judge's habits."""

    stand_alone: tuple[StandAlone, ...] = ()
    panel: tuple[PanelEntry, ...] = ()
    repeats: tuple[RepeatEntry, ...] = ()
    halo: tuple[HaloEntry, ...] = ()
    halo_pairs: tuple[HaloPair, ...] = ()
    self_preference: tuple[SelfPreference, ...] = ()


def _beside(
    settled: Settled, settings: Settings, cells: Sequence[Cell], draws: ClusterDraws
) -> _Beside:
    attributes = list(dict.fromkeys(cell.attribute for cell in cells if not cell.composite))
    level = settings.confidence
    pairs = paired(settled.pairs)
    halo, halo_pairs = halo_entries(pairs, draws, level)
    return _Beside(
        stand_alone=stand_alone(cells, settings),
        panel=panel_entries(pairs, attributes),
        repeats=repeat_entries(settled, attributes),
        halo=halo,
        halo_pairs=halo_pairs,
        self_preference=self_preferences(settled, attributes, draws, level),
    )


def _is_simulated(table: pd.DataFrame) -> bool:
    raters = table.loc[table["rater_kind"] == RaterKind.HUMAN, "rater"].unique()
    return any(str(rater).startswith(SIMULATED) for rater in raters)


def _versions() -> dict[str, str]:
    try:
        own = importlib.metadata.version("mentaleval")
    except importlib.metadata.PackageNotFoundError:
        own = "not installed"
    return {
        "mentaleval": own,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "pandas": pd.__version__,
    }
