"""How the judges' answers were read: at once, after a repair, after another try, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mentaleval.vocabulary import RaterKind, Reason


@dataclass(frozen=True, slots=True)
class ReadingRate:
    """Of the ratings that a judge was asked for on one attribute, how many were read how.

    One rating may count twice, such as one that took a second try and a repair.

    Parameters
    ----------
    judge, attribute
        Whose ratings, and of what.
    n
        All of them. Those of blank responses are not among them: no judge is asked there.
    recovered
        Read only after a repair of the answer.
    reasked
        The judge was asked more than once.
    unrated
        No rating came of it.
    """

    judge: str
    attribute: str
    n: int
    recovered: int
    reasked: int
    unrated: int


def reading_rates(table: pd.DataFrame) -> list[ReadingRate]:
    """Count how the ratings of each judge and attribute were read, in the order of the table.

    Parameters
    ----------
    table
        A ratings table. Every rating of a judge counts, used or not; human ones do not.

    Examples
    --------
    >>> from mentaleval.ratings import from_records
    >>> from mentaleval.vocabulary import RecordedRating
    >>> judged = RecordedRating("c1", "warm", "a-judge", "judge", "empathy", 4.0, attempts=2)
    >>> reading_rates(from_records([judged]))
    [ReadingRate(judge='a-judge', attribute='empathy', n=1, recovered=0, reasked=1, unrated=0)]
    """
    blank = (table["reason"] == Reason.NO_RESPONSE).fillna(value=False).astype(bool)
    asked = (table["rater_kind"] == RaterKind.JUDGE).astype(bool) & ~blank
    rows = table.loc[asked, ["rater", "attribute", "rating", "recovered", "attempts"]]
    facts = pd.DataFrame(
        {
            "n": 1,
            "recovered": rows["recovered"],
            "reasked": rows["attempts"] > 1,
            "unrated": rows["rating"].isna(),
        },
        index=rows.index,
    )
    by = [rows["rater"], rows["attribute"]]
    sums = facts.groupby(by, sort=False, observed=True).sum()
    return [
        ReadingRate(str(judge), str(attribute), *(int(count) for count in counts))
        for (judge, attribute), counts in zip(sums.index, sums.to_numpy(), strict=True)
    ]
