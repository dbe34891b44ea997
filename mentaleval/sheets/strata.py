"""Strata by judge score: conversations that a judge rates alike lie in one.

A conversation's score is the mean rating of its responses by each judge, averaged over the judges.
The strata end at the score's quintiles; where many conversations have one score there are fewer.
What the judge says is not believed here: every conversation has the same chance to be drawn,
whatever its score. A judge that knows nothing costs nothing; one that knows something makes the
drawn conversations resemble all of them more closely than chance would.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.ratings import COLUMNS
from mentaleval.vocabulary import RaterKind

STRATA: Final = 5
"""Most of what strata can gain is gained by five or six (Cochran 1977, chapter 5A)."""
NOT_JUDGED: Final = "not judged"
_DIGITS: Final = 9  # sums of the same ratings in another order are the same score


def judgements(table: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rows that hold a judge's number."""
    if table is None:
        return pd.DataFrame(columns=[*COLUMNS])
    judge = (table["rater_kind"] == RaterKind.JUDGE.value).astype(bool)
    return table[judge & table["rating"].notna()]


def scores_of(
    rows: pd.DataFrame, *, judges: Sequence[str] = (), responders: Sequence[str] = ()
) -> dict[str, float]:
    """Return the score of each exchange.

    Parameters
    ----------
    rows
        Judges' ratings on one attribute.
    judges, responders
        By whom and of whom; empty for all.
    """
    for column, names in (("rater", judges), ("responder", responders)):
        rows = rows[rows[column].isin(list(names))] if names else rows
    by_judge = rows.groupby(["exchange_id", "rater"], observed=True)["rating"].mean()
    means = by_judge.groupby(level="exchange_id", observed=True).mean().round(_DIGITS)
    return {str(name): float(mean) for name, mean in means.items()}


def strata_of(
    exchange_ids: Iterable[str], scores: dict[str, float], attribute: str
) -> dict[str, str]:
    """Return the stratum of each exchange, named by the scores in it, the lowest first.

    Examples
    --------
    >>> strata_of(["a", "b", "c"], {"a": 1.5, "b": 4.0}, "empathy")
    {'a': '1: empathy 1.50', 'b': '2: empathy 4.00', 'c': 'not judged'}
    """
    names = list(exchange_ids)
    known = np.array([scores.get(name, np.nan) for name in names])
    rated = known[~np.isnan(known)]
    if not rated.size:
        return dict.fromkeys(names, NOT_JUDGED)
    ends = np.quantile(rated, np.arange(1, STRATA) / STRATA, method="inverted_cdf")
    codes = np.searchsorted(np.unique(ends), known)  # those at an end belong below it
    places = {code: i + 1 for i, code in enumerate(np.unique(codes[~np.isnan(known)]).tolist())}
    labels = {code: _label(i, known[codes == code], attribute) for code, i in places.items()}
    return {
        name: NOT_JUDGED if np.isnan(score) else labels[int(code)]
        for name, score, code in zip(names, known, codes, strict=True)
    }


def _label(place: int, scores: NDArray[np.float64], attribute: str) -> str:
    low, high = f"{np.nanmin(scores):.2f}", f"{np.nanmax(scores):.2f}"
    return f"{place}: {attribute} {low}" + ("" if low == high else f" to {high}")
