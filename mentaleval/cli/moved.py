"""How a run ends whose data set measures how far judges are moved: in their shifts."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mentaleval.cli.console import message, show, width, write_json
from mentaleval.errors import RatingsError
from mentaleval.vocabulary import RecordedRating

if TYPE_CHECKING:
    from mentaleval.bridge.settings import RunSettings

SHIFTS_FILE: Final = "canaries.json"


def tell_shifts(
    args: argparse.Namespace,
    settings: RunSettings,
    baseline: str,
    folder: Path,
    records: Sequence[RecordedRating],
) -> None:
    """Print how far the judges are moved, and write it as JSON beside the logs."""
    from mentaleval.ratings import from_records  # noqa: PLC0415  pandas is slow to import
    from mentaleval.report.shift_table import shift_document, shift_renderables  # noqa: PLC0415
    from mentaleval.trust import DEFAULT_SEED  # noqa: PLC0415
    from mentaleval.trust.shifts import judge_shifts  # noqa: PLC0415

    theirs = _in_order(records, settings)
    seed = DEFAULT_SEED if args.seed is None else args.seed
    try:
        table = from_records(theirs, rubric=settings.rubric)
        found = judge_shifts(table, baseline=baseline, seed=seed, rubric=settings.rubric)
    except RatingsError as error:
        message(f"{error}\nhint: leave --responder out, so that every twin is rated")
        return
    document = shift_document(found, baseline=baseline, seed=seed)
    write_json(document, str(folder / SHIFTS_FILE))
    if args.json:
        write_json(document, args.json)
    if args.json != "-":
        show(shift_renderables(found, width=width()))


def _in_order(records: Sequence[RecordedRating], settings: RunSettings) -> list[RecordedRating]:
    """Return the ratings of the data set's own responses, as it and the command order them.

    Logs of one second come in any order.
    """
    judges = [judge.label for judge in settings.judges]
    twins = list(dict.fromkeys(exchange.responder for exchange in settings.exchanges))
    return sorted(
        (record for record in records if record.responder in twins),
        key=lambda record: (judges.index(record.rater), twins.index(record.responder)),
    )
