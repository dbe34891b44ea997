"""How a run ends whose data set measures how far judges are moved: in their shifts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mentaleval.cli.console import message, show, width, write_json
from mentaleval.errors import RatingsError

if TYPE_CHECKING:
    import pandas as pd

    from mentaleval.bridge.settings import RunSettings

SHIFTS_FILE: Final = "canaries.json"


def tell_shifts(
    args: argparse.Namespace,
    settings: RunSettings,
    baseline: str,
    folder: Path,
    ratings: pd.DataFrame,
) -> None:
    """Print how far the judges are moved, and write it as JSON beside the logs."""
    from mentaleval.ratings import from_frame  # noqa: PLC0415  pandas is slow to import
    from mentaleval.report.shift_table import shift_document, shift_renderables  # noqa: PLC0415
    from mentaleval.trust import DEFAULT_SEED  # noqa: PLC0415
    from mentaleval.trust.shifts import judge_shifts  # noqa: PLC0415

    theirs = _in_order(ratings, settings)
    seed = DEFAULT_SEED if args.seed is None else args.seed
    try:
        table = from_frame(theirs, rubric=settings.rubric, name="the logs")
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


def _in_order(ratings: pd.DataFrame, settings: RunSettings) -> pd.DataFrame:
    """Return the ratings of the data set's own responses, as it and the command order them.

    Logs of one second come in any order.
    """
    import pandas as pd  # noqa: PLC0415  slow to import

    judges = [judge.label for judge in settings.judges]
    twins = list(dict.fromkeys(exchange.responder for exchange in settings.exchanges))
    theirs = ratings[ratings["responder"].isin([name for name in twins if name is not None])]
    places = pd.DataFrame(
        {
            name: theirs[name].astype(object).map({label: n for n, label in enumerate(labels)})
            for name, labels in (("rater", judges), ("responder", twins))
        }
    )
    order = places.sort_values(["rater", "responder"]).index
    return theirs.loc[order].reset_index(drop=True)
