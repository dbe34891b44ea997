"""The door of this room: a ratings table in, an assessment out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd

from mentaleval.ratings import Input, Settled, reading_rates, settle
from mentaleval.ratings.table import from_frame
from mentaleval.spreading import Made, Spread, results
from mentaleval.telling import Tell
from mentaleval.trust.apart import apart_of
from mentaleval.trust.assessment import Assessment, Preflight, ReferenceEntry
from mentaleval.trust.behind import Logged, logs_among
from mentaleval.trust.beside import Beside, look_beside
from mentaleval.trust.cell import Cell
from mentaleval.trust.cells import with_holm
from mentaleval.trust.experts import Experts, experts_of
from mentaleval.trust.kinship import preference_notices
from mentaleval.trust.notices import error_statement, gaps, notices, parts_of_runs
from mentaleval.trust.paired import paired
from mentaleval.trust.panels import with_panels
from mentaleval.trust.parts import Part, measured
from mentaleval.trust.provenance import are_simulated, versions
from mentaleval.trust.published import NO_RULE, human_means, measure_published
from mentaleval.trust.reference import describe_reference, entry_for
from mentaleval.trust.screens import stand_alone
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Slice, asked, headings, slices
from mentaleval.trust.streams import cluster_draws
from mentaleval.vocabulary import RaterKind


def assess(
    table: pd.DataFrame,
    settings: Settings | None = None,
    *,
    inputs: Sequence[Input] = (),
    spread: Spread = map,
    tell: Tell | None = None,
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
    spread
        Spreads the cells; the result is the same whatever it is.
    tell
        Is told of each cell that is done.

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
    return assess_settled(table, settled, settings, inputs=inputs, spread=spread, tell=tell)


def assess_settled(
    table: pd.DataFrame,
    settled: Settled,
    settings: Settings,
    *,
    inputs: Sequence[Input] = (),
    spread: Spread = map,
    tell: Tell | None = None,
) -> Assessment:
    """Do as `assess` with pairs that have been settled already."""
    published = settings.method == "published"
    experts = experts_of(settled.experts)
    reference = describe_reference(experts, settings)
    logged = Logged(table, logs_among(inputs))
    found = (
        _by_published_method(table, settled, settings, spread=spread, tell=tell)
        if published
        else _by_default_method(
            logged, settled, settings, experts, reference, spread=spread, tell=tell
        )
    )
    ledger, beside = settled.ledger, found.beside
    cells = _with_reading(found.cells, table)
    warnings = (
        *settled.warnings,
        *parts_of_runs(inputs),
        *gaps(cells, asked(table), settings.rubric),
        *notices(cells),
        *preference_notices(beside.self_preference),
    )
    return Assessment(
        cells=cells,
        reference=reference,
        preflight=Preflight(ledger.read, ledger.used, dict(ledger.excluded), warnings),
        excluded_responders={judge: tuple(out) for judge, out in settled.excluded.items()},
        settings=settings,
        versions=versions(),
        inputs=tuple(inputs),
        simulated=_is_simulated(table),
        statement=NO_RULE if published else error_statement(cells, settings),
        human_means=human_means(table, settings) if published else (),
        stand_alone=() if published else stand_alone(cells, settings, reference),
        panel=beside.panel,
        repeats=beside.repeats,
        halo=beside.halo,
        halo_pairs=beside.halo_pairs,
        self_preference=beside.self_preference,
        behind=logged.behind(settled.used),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    cells: tuple[Cell, ...]
    beside: Beside = field(default_factory=Beside)


def _by_published_method(
    table: pd.DataFrame, settled: Settled, settings: Settings, *, spread: Spread, tell: Tell | None
) -> _Found:
    cut = slices(asked(table), paired([settled.pairs]), settings.rubric)
    work = partial(measure_published, settings=settings)
    return _Found(tuple(results(work, cut, spread=spread, tell=tell)))


def _by_default_method(
    logged: Logged,
    settled: Settled,
    settings: Settings,
    experts: Experts,
    reference: Sequence[ReferenceEntry],
    *,
    spread: Spread,
    tell: Tell | None,
) -> _Found:
    """Measure every judge, and the panels after them."""
    every, wanted = paired([settled.pairs, settled.kin]), asked(logged.table)
    pairs, draws = every.where(np.arange(len(settled.pairs))), cluster_draws(settings.seed)
    named = [name for names in wanted.values() for name in names]
    attributes = [h.attribute for h in headings(named, settings.rubric) if not h.components]
    beside = look_beside(settled, every, attributes, draws=draws, confidence=settings.confidence)
    panels: dict[str, list[str]] = {}
    if settings.panel:
        pairs, panels = with_panels(pairs, attributes, settings.panel)
        wanted |= panels

    def part(of: Slice) -> Part:
        tested = settings.epsilon is not None and len(of.rating) and not of.heading.components
        humans = experts.beside(of.heading.attribute, of.responses) if tested else None
        return Part(of, entry_for(reference, of.heading), humans)

    cut = slices(wanted, pairs, settings.rubric)
    work = partial(measured, settings=settings, draws=draws)
    found = results(work, Made(part, cut), spread=spread, tell=tell)
    cells = [
        replace(one.cell, apart=apart_of(of, one.furthest, logged, panel=of.judge in panels))
        for of, one in zip(cut, found, strict=True)
    ]
    return _Found(with_holm(cells), beside)


def _with_reading(cells: Sequence[Cell], table: pd.DataFrame) -> tuple[Cell, ...]:
    """Say of every cell how the judge's answers were read, over all ratings of the table."""
    found = {(rate.judge, rate.attribute): rate for rate in reading_rates(table)}
    return tuple(
        cell if cell.composite else replace(cell, reading=found.get((cell.judge, cell.attribute)))
        for cell in cells
    )


def _is_simulated(table: pd.DataFrame) -> bool:
    raters = table.loc[table["rater_kind"] == RaterKind.HUMAN, "rater"].unique()
    return are_simulated(raters)
