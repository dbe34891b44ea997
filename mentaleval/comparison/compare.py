"""The door of this room: a ratings table in, a comparison out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from mentaleval.comparison.assembling import assembled
from mentaleval.comparison.cautions import Part, cautions
from mentaleval.comparison.choosing import Chosen, chosen
from mentaleval.comparison.estimating import estimates
from mentaleval.comparison.grid import grids
from mentaleval.comparison.licences import licences
from mentaleval.comparison.results import Account, Comparison
from mentaleval.comparison.settings import Settings
from mentaleval.comparison.shares import require_cut, shares
from mentaleval.comparison.statements import marked
from mentaleval.comparison.summary import summary
from mentaleval.errors import RatingsError
from mentaleval.ratings import Input, excluded_responders
from mentaleval.ratings.findings import many
from mentaleval.ratings.labelled import Labelled, labelled
from mentaleval.ratings.settling import SPELT_ALIKE
from mentaleval.ratings.table import from_frame
from mentaleval.telling import Tell, each, part
from mentaleval.trust.notices import parts_of_runs
from mentaleval.trust.provenance import are_simulated, versions
from mentaleval.vocabulary import Declared, RaterKind

_NOT_CHOSEN: Final = "not_chosen"


def compare(
    table: pd.DataFrame,
    settings: Settings | None = None,
    *,
    inputs: Sequence[Input] = (),
    tell: Tell | None = None,
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
    tell
        Is told of each attribute and composite, and of the licences as one step more.

    Returns
    -------
    Comparison
        Attributes in the rubric's order, then composites; under each the judges by name, and
        where there are several all of them together; under each of these the responders, and
        their pairs. Responders are in the order of the settings, else by name.

    Raises
    ------
    RatingsError
        Where the table breaks a rule of ratings tables, nothing valid is left of it, or no rating
        of a human meets one of a judge.
    UsageError
        Where the settings name a responder or a judge that the table does not have, or a cut that
        lies on none of its scales.
    """
    settings = settings or Settings()
    table = from_frame(table, rubric=settings.rubric, scale=settings.scale)
    excluded_responders(table, settings.exclusions)  # refuses names that are not there
    who = chosen(table, settings)
    kept, left_out = _kept(table, who)
    found = labelled(kept, rubric=settings.rubric)
    parts = _parts(found, who, settings, part(tell, after=1))
    simulated = are_simulated(kept["rater"].unique())
    allowed = licences(kept, found, settings)
    if tell is not None:
        tell(len(parts) + 1, len(parts) + 1)
    headings, responders, pairs = assembled(parts, found, allowed, settings, simulated=simulated)
    return Comparison(
        headings=headings,
        responders=responders,
        pairs=pairs,
        account=_account(len(table), left_out, found),
        warnings=(
            *parts_of_runs(inputs),
            *cautions(found, parts, settings, escalated=left_out[Declared.ESCALATED]),
        ),
        settings=settings,
        versions=versions(),
        inputs=tuple(inputs),
        simulated=simulated,
        statement=marked(summary(headings, pairs, settings), simulated=simulated),
    )


def _kept(table: pd.DataFrame, who: Chosen) -> tuple[pd.DataFrame, Counter[str]]:
    """Return the ratings that are to be looked at, and how many others there are and why."""
    human = (table["rater_kind"] == RaterKind.HUMAN).to_numpy()
    escalated = human & (table["declared"] == Declared.ESCALATED).fillna(value=False).to_numpy()
    rows = who.rows & ~escalated
    kept = table if rows.all() else table[rows].reset_index(drop=True)
    left_out = Counter(
        {
            _NOT_CHOSEN: int((~who.rows).sum()),
            Declared.ESCALATED: int((who.rows & escalated).sum()),
        }
    )
    if kept.empty:
        raise _nothing_left(len(table), +left_out)
    return kept, left_out


def _parts(found: Labelled, who: Chosen, settings: Settings, tell: Tell | None) -> list[Part]:
    made = list(grids(found, who.responders, who.judges, settings.rubric))
    if not made:
        raise _nothing_left(found.ledger.read, found.ledger.excluded)
    if not found.labelled and len(found.humans) and len(found.judged):
        raise RatingsError(
            f"none of the {many(len(found.experts), 'human rating')} meets one of the "
            f"{many(len(found.judged), 'rating')} of judges: no response was rated on one "
            "attribute both by a human and by a judge.",
            hint=SPELT_ALIKE,
        )
    require_cut(made, settings)
    return [
        (grid, shares(grid, found.experts, settings), estimates(grid, settings))
        for grid in each(made, tell)
    ]


def _nothing_left(number: int, reasons: Mapping[str, int]) -> RatingsError:
    why = ", ".join(f"{n:,} {reason}" for reason, n in reasons.items())
    return RatingsError(f"none of the {many(number, 'rating')} can be used: {why}")


def _account(read: int, left_out: Counter[str], found: Labelled) -> Account:
    ledger = found.ledger
    judged = found.labelled + found.unlabelled
    return Account(
        read=read,
        used=ledger.used,
        human=ledger.used - judged,
        labelled=found.labelled,
        unlabelled=found.unlabelled,
        excluded=dict((Counter(ledger.excluded) + left_out).most_common()),
    )
