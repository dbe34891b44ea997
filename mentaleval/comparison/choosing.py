"""Whom and by whom: the responders and judges that the settings name, found in the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentaleval.comparison.grid import Booleans
from mentaleval.comparison.settings import ALL_JUDGES, Settings
from mentaleval.errors import UsageError
from mentaleval.ratings.draft import near
from mentaleval.vocabulary import RaterKind


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The responders and judges of a comparison, and the rows that are theirs or human."""

    responders: tuple[str, ...]
    judges: tuple[str, ...]
    rows: Booleans


def chosen(table: pd.DataFrame, settings: Settings) -> Chosen:
    """Find what the settings ask for.

    Raises
    ------
    UsageError
        Where the table has no such responder or judge.
    """
    judging = table["rater_kind"] == RaterKind.JUDGE
    responders = _names(settings.responders, table["responder"], "responder")
    judges = _names(settings.judges, table.loc[judging, "rater"], "judge")
    if ALL_JUDGES in judges:
        without = ", or compare without it" if len(judges) > 1 else ""
        raise UsageError(
            f"a judge of the ratings is called {ALL_JUDGES!r}, as all of them together are: give "
            f"it another name{without}."
        )
    rows = table["responder"].isin(responders) & (~judging | table["rater"].isin(judges))
    return Chosen(responders, judges, np.asarray(rows, dtype=np.bool_))


def _names(asked: Sequence[str], there: pd.Series[str], what: str) -> tuple[str, ...]:
    names = sorted(map(str, there.unique()))
    for name in asked:
        if name not in names:
            guess = near(name, names)
            meant = f"did you mean {guess!r}? T" if guess else "t"
            raise UsageError(
                f"no {what} is called {name!r}; {meant}here are {', '.join(names) or 'none'}."
            )
    return tuple(asked) or tuple(names)
