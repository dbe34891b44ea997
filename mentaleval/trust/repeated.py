"""How far a judge agrees with itself: its epochs on the same responses."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mentaleval.ratings import Settled
from mentaleval.stats import repeat_reliability
from mentaleval.trust.assessment import RepeatEntry


def repeat_entries(settled: Settled, attributes: Sequence[str]) -> tuple[RepeatEntry, ...]:
    """Return an entry for each judge and attribute that were rated more than once."""
    cut = dict(iter(settled.epochs.groupby(["judge", "attribute"], observed=True)))
    judges = sorted({str(judge) for judge, _ in cut})
    found = (
        (judge, attribute, repeat_reliability(_side_by_side(cut[judge, attribute])))
        for judge in judges
        for attribute in attributes
        if (judge, attribute) in cut
    )
    return tuple(RepeatEntry(j, a, repeats) for j, a, repeats in found if repeats is not None)


def _side_by_side(frame: pd.DataFrame) -> pd.DataFrame:
    keys = ["exchange_id", "responder"]
    return frame.pivot_table(index=keys, columns="epoch", values="rating", observed=True)
