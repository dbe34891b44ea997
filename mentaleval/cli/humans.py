"""The human ratings beside the judges': of ``--humans``, or of the data sets that were judged."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentaleval.cli.sources import Gathered, add_records, gather, note_claim, scale_of
from mentaleval.contract import Dataset
from mentaleval.errors import RatingsError
from mentaleval.plugins import installed
from mentaleval.vocabulary import RaterKind, RecordedRating

if TYPE_CHECKING:
    import pandas as pd


def add_humans(gathered: Gathered, args: argparse.Namespace) -> None:
    """Add the human ratings: those of ``--humans``, else those of the logs' own data sets."""
    if args.humans:
        humans = gather(args, [args.humans], gathered)
        gathered.claims, gathered.rubric = humans.claims, humans.rubric
        for table in humans.tables:
            of_humans = table[table["rater_kind"] == RaterKind.HUMAN.value]
            if of_humans.empty:
                raise RatingsError(f"--humans {args.humans} has no rating by a human.")
            gathered.tables.append(of_humans.reset_index(drop=True))
        gathered.inputs += humans.inputs
    elif not gathered.has(RaterKind.HUMAN):
        judged = list(gathered.tables)
        for name, options in gathered.origins:
            dataset = installed().dataset(name, options)
            if records := human_ratings(dataset, judged):
                gathered.caution(dataset)
                note_claim(gathered, dataset, records, scale_of(args))
                gathered.settle()
                add_records(gathered, dataset, records, scale_of(args))


def human_ratings(dataset: Dataset, judged: Sequence[pd.DataFrame]) -> list[RecordedRating]:
    """Return a data set's human ratings of what tables of judges' ratings are about."""
    from mentaleval.ratings import which_are_in  # noqa: PLC0415  pandas is slow to import

    found = [record for record in dataset.ratings() if record.rater_kind == RaterKind.HUMAN]
    shared = which_are_in(judged, [(r.exchange_id, r.responder, r.attribute) for r in found])
    return [record for record, kept in zip(found, shared, strict=True) if kept]
