"""The door of this room: a ratings table in, an assessment out."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import scipy

from mentaleval.ratings import Settled, settle
from mentaleval.ratings.table import from_frame
from mentaleval.trust.assessment import Assessment, Cell, Input, Preflight
from mentaleval.trust.cells import measure, with_holm
from mentaleval.trust.notices import notices
from mentaleval.trust.published import NO_RULE, human_means, measure_published
from mentaleval.trust.reference import describe_reference, entry_for
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import slices
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
    cut = slices(table, settled, settings.rubric)
    if published:
        cells: tuple[Cell, ...] = tuple(measure_published(part, settings) for part in cut)
    else:
        cells = with_holm(
            [measure(part, settings, entry_for(reference, part.heading)) for part in cut]
        )
    ledger = settled.ledger
    return Assessment(
        cells=cells,
        reference=reference,
        preflight=Preflight(
            ledger.read, ledger.used, dict(ledger.excluded), (*settled.warnings, *notices(cells))
        ),
        excluded_responders={judge: tuple(out) for judge, out in settled.excluded.items()},
        settings=settings,
        versions=_versions(),
        inputs=tuple(inputs),
        simulated=_is_simulated(table),
        statement=NO_RULE if published else _error_statement(cells, settings),
        human_means=human_means(table, settings) if published else (),
    )


def _is_simulated(table: pd.DataFrame) -> bool:
    raters = table.loc[table["rater_kind"] == RaterKind.HUMAN, "rater"].unique()
    return any(str(rater).startswith(SIMULATED) for rater in raters)


def _error_statement(cells: Sequence[Cell], settings: Settings) -> str:
    tested = sum(not cell.composite for cell in cells)
    count = "is 1 cell" if tested == 1 else f"are {tested} cells"
    return (
        f"A judge whose true ICC(C,1) is below a threshold passes it with a probability of at most "
        f"{settings.error:.1%} in each cell (also for the skewed shapes simulated). There {count}; "
        f"where Holm's p is below {settings.error:g}, an ICC(C,1) above "
        f"{settings.usable:.2f} stands for all of them together (by the F test, for normal means)."
    )


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
