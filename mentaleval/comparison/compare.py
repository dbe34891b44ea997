"""The door of this room: a ratings table in, a comparison out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from mentaleval.comparison.assembling import assembled
from mentaleval.comparison.cautions import cautions
from mentaleval.comparison.choosing import Chosen, chosen
from mentaleval.comparison.estimating import estimates
from mentaleval.comparison.grid import grids
from mentaleval.comparison.results import Account, Comparison
from mentaleval.comparison.settings import Settings
from mentaleval.comparison.shares import shares
from mentaleval.comparison.statements import marked
from mentaleval.comparison.summary import summary
from mentaleval.errors import RatingsError
from mentaleval.ratings.labelled import Labelled, labelled
from mentaleval.ratings.table import from_frame
from mentaleval.trust import Input, assess
from mentaleval.trust import Settings as TrustSettings
from mentaleval.trust.cell import Ruling
from mentaleval.trust.provenance import are_simulated, versions
from mentaleval.vocabulary import RaterKind

_NOT_CHOSEN: Final = "not_chosen"


def compare(
    table: pd.DataFrame, settings: Settings | None = None, *, inputs: Sequence[Input] = ()
) -> Comparison:
    """Compare the responders of a ratings table, correcting judges by the human labels there are.

    Parameters
    ----------
    table
        A ratings table: of judges and humans, of humans alone, or of judges alone.
    settings
        How; by default everybody, by every judge.
    inputs
        Where the ratings came from, to be told with the result.

    Returns
    -------
    Comparison
        Attributes in the rubric's order, then composites; under each the judges by name, and
        where there are several all of them together; under each of these the responders, and
        their pairs. Responders are in the order of the settings, else by name.

    Raises
    ------
    RatingsError
        Where the table breaks a rule of ratings tables, or nothing valid is left of it.
    UsageError
        Where the settings name a responder or a judge that the table does not have.
    """
    settings = settings or Settings()
    table = from_frame(table, rubric=settings.rubric, scale=settings.scale)
    who = chosen(table, settings)
    kept = table[who.rows].reset_index(drop=True)
    found = labelled(kept, rubric=settings.rubric)
    made = list(grids(found, who.responders, who.judges, settings.rubric))
    if not made:
        raise RatingsError(
            f"none of the {len(table):,} ratings can be used: "
            + ", ".join(f"{n:,} {reason}" for reason, n in found.ledger.excluded.items())
        )
    parts = [
        (grid, shares(grid, found.experts, settings), estimates(grid, settings)) for grid in made
    ]
    simulated = are_simulated(kept["rater"].unique())
    rulings = _rulings(table, who, found, settings)
    headings, responders, pairs = assembled(parts, found, rulings, settings, simulated=simulated)
    return Comparison(
        headings=headings,
        responders=responders,
        pairs=pairs,
        account=_account(len(table), len(kept), found),
        warnings=cautions(found, parts, settings),
        settings=settings,
        versions=versions(),
        inputs=tuple(inputs),
        simulated=simulated,
        statement=marked(summary(headings, pairs, settings), simulated=simulated),
    )


def _rulings(
    table: pd.DataFrame, who: Chosen, found: Labelled, settings: Settings
) -> Mapping[tuple[str, str], Ruling]:
    """Return the `rank` ruling of each judge and attribute, over all responders of the table."""
    meets = found.judged["human"].notna() & ~found.judged["own"]
    if not meets.any():
        return {}
    judging = table["rater_kind"] == RaterKind.JUDGE
    asked = table[~judging | table["rater"].isin(who.judges)]
    wanted = TrustSettings(
        seed=settings.seed,
        confidence=settings.confidence,
        rubric=settings.rubric,
        scale=settings.scale,
    )
    cells = assess(asked, wanted).cells
    return {
        (cell.judge, cell.attribute): cell.rank for cell in cells if cell.rank and cell.n_responders
    }


def _account(read: int, kept: int, found: Labelled) -> Account:
    ledger = found.ledger
    excluded = Counter(ledger.excluded)
    if read > kept:
        excluded[_NOT_CHOSEN] += read - kept
    judged = found.labelled + found.unlabelled
    return Account(
        read=read,
        used=ledger.used,
        human=ledger.used - judged,
        labelled=found.labelled,
        unlabelled=found.unlabelled,
        excluded=dict(excluded.most_common()),
    )
