"""The single ratings of judges that rated a response more than once."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from mentaleval.ratings.coded import Coded, combined
from mentaleval.ratings.columns import Integers
from mentaleval.ratings.keys import Keys
from mentaleval.ratings.ledger import Account
from mentaleval.ratings.pairs import Reference, in_order

COLUMNS: Final = ("judge", "attribute", "exchange_id", "responder", "epoch", "rating")


def repeated_ratings(coded: Coded, keys: Keys, done: Account, reference: Reference) -> pd.DataFrame:
    """Return the valid ratings of every judge that has repeats, sorted as the pairs are.

    Whether a rating is part of a pair makes no difference: how a judge repeats itself needs no
    expert.
    """
    rows = _of_repeaters(coded, keys, done)
    rows = rows[np.argsort(coded.frame["epoch"].to_numpy()[rows], kind="stable")]
    at = rows[in_order(coded, reference, rows)]
    found = coded.frame.rename(columns={"rater": "judge"})[list(COLUMNS)]
    return (
        found.take(at)
        .reset_index(drop=True)
        .assign(rating=done.numbers[at], response=keys.responses(at))
    )


def _of_repeaters(coded: Coded, keys: Keys, done: Account) -> Integers:
    if len(coded.names["epoch"]) == 1:
        return np.empty(0, dtype=np.int64)
    rows = np.flatnonzero(done.eligible & ~done.human)
    raters = coded["rater"][rows]
    # two ids of one source may be one unit: under one id, only the epoch tells ratings apart
    key = combined(raters, keys.unit[rows], coded["exchange_id"][rows])
    repeaters = np.unique(raters[np.bincount(key, minlength=1)[key] > 1])
    return rows[np.isin(raters, repeaters)]
