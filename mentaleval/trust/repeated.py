"""How far a judge agrees with itself: its epochs on the same responses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.ratings import Settled
from mentaleval.stats import repeat_reliability
from mentaleval.trust.assessment import RepeatEntry
from mentaleval.trust.paired import Floats

_FEWEST_REPEATS: Final = 2


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


def _side_by_side(frame: pd.DataFrame) -> Floats:
    """Return responses by epochs; by two repeats of each where few have every epoch."""
    wide = frame.pivot_table(index="response", columns="epoch", values="rating", observed=True)
    table = wide.to_numpy(dtype=np.float64)
    repeated = table[(~np.isnan(table)).sum(axis=1) >= _FEWEST_REPEATS]
    whole = ~np.isnan(repeated).any(axis=1)
    if 2 * int(whole.sum()) >= len(repeated):
        return table
    first = np.argsort(np.isnan(repeated), axis=1, kind="stable")[:, :_FEWEST_REPEATS]
    return np.take_along_axis(repeated, first, axis=1)
