"""Which responders a judge must not be assessed on, because they are its own kin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentaleval.errors import UsageError
from mentaleval.lineage import lineage_of, same_line, vendor_of
from mentaleval.ratings.columns import Booleans
from mentaleval.ratings.draft import near
from mentaleval.vocabulary import Declared, RaterKind


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What is left out beside the default.

    Parameters
    ----------
    families
        Widen a judge's own model line to its vendor.
    pairs
        Further ``(judge, responder)`` pairs, from ``--exclude JUDGE=RESPONDER``.
    """

    families: bool = False
    pairs: tuple[tuple[str, str], ...] = ()


def excluded_responders(table: pd.DataFrame, exclusions: Exclusions) -> dict[str, list[str]]:
    """Return the responders left out for each judge, both in the order of the table.

    A data set that declares a judge's own system is followed; else the responder of the
    judge's own name or model line is left out, the line going by the family columns or, where
    they are empty, by the names.

    Raises
    ------
    UsageError
        When a pair names a judge or a responder that the table does not have.
    """
    judging = table[table["rater_kind"] == RaterKind.JUDGE]
    judges = [str(name) for name in judging["rater"].unique()]
    responders = [str(name) for name in table["responder"].unique()]
    for judge, responder in exclusions.pairs:
        _require(judge, judges, "judge", f"{judge}={responder}")
        _require(responder, responders, "responder", f"{judge}={responder}")
    declared = _declared(judging)
    lines = _lineages(judging, "rater")
    kin = _lineages(table, "responder")

    def left_out(judge: str, responder: str) -> bool:
        own, theirs = lines[judge], kin[responder]
        if (judge, responder) in exclusions.pairs:
            return True
        if exclusions.families and own and theirs and vendor_of(own) == vendor_of(theirs):
            return True
        if judge in declared:
            return responder in declared[judge]
        return judge == responder or same_line(own, theirs)

    return {judge: [r for r in responders if left_out(judge, r)] for judge in judges}


def _require(name: str, names: list[str], what: str, pair: str) -> None:
    if name not in names:
        guess = near(name, names)
        meant = f"did you mean {guess!r}? T" if guess else "t"
        raise UsageError(
            f"--exclude {pair}: no {what} is called {name!r}; {meant}here are "
            f"{', '.join(names) or 'none'}."
        )


def _declared(judging: pd.DataFrame) -> dict[str, set[str]]:
    rows = judging[(judging["declared"] == Declared.OWN_SYSTEM).fillna(value=False)]
    pairs = rows[["rater", "responder"]].drop_duplicates()
    found: dict[str, set[str]] = {}
    for judge, responder in pairs.itertuples(index=False):
        found.setdefault(str(judge), set()).add(str(responder))
    return found


def _lineages(rows: pd.DataFrame, column: str) -> dict[str, str]:
    """Return the lineage of each rater or responder, empty where there is none."""
    given = rows[[column, f"{column}_family"]].drop_duplicates()
    found: dict[str, str] = {}
    for name, family in given.itertuples(index=False):
        known = "" if pd.isna(family) else str(family)
        found[str(name)] = found.get(str(name)) or known
    return {name: line or lineage_of(name) or "" for name, line in found.items()}


def rows_left_out(table: pd.DataFrame, excluded: dict[str, list[str]]) -> Booleans:
    """Say which rows are a judge's ratings of a responder left out for it."""
    rows = np.zeros(len(table), dtype=np.bool_)
    for judge, responders in excluded.items():
        if responders:
            theirs = (table["rater"] == judge) & table["responder"].isin(responders)
            rows |= theirs.to_numpy(dtype=np.bool_)
    return rows
