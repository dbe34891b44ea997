"""Which responders a judge must not be assessed on, because they are its own kin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.errors import UsageError
from mentaleval.lineage import lineage_of, same_line, vendor_of
from mentaleval.ratings.coded import Coded, coded_of, distinct
from mentaleval.ratings.columns import Booleans, Integers
from mentaleval.ratings.draft import near
from mentaleval.vocabulary import Declared, RaterKind

_ASKED: Final = (
    *("rater", "responder", "rater_kind", "declared"),
    *("rater_family", "responder_family"),
)


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
    coded = coded_of(table, _ASKED)
    own = own_responders(coded, families=exclusions.families)
    return with_pairs(coded, own, exclusions.pairs)


def own_responders(coded: Coded, *, families: bool) -> dict[str, list[str]]:
    """Return each judge's own kin, with *families* all of its vendor."""
    judging = np.flatnonzero(coded.having("rater_kind", RaterKind.JUDGE))
    lines = _lineages(coded, judging, "rater")
    kin = _lineages(coded, np.arange(len(coded.frame)), "responder")
    declared = _declared(coded, judging)

    def is_own(judge: str, responder: str) -> bool:
        own, theirs = lines[judge], kin[responder]
        if families and own and theirs and vendor_of(own) == vendor_of(theirs):
            return True
        if judge in declared:
            return responder in declared[judge]
        return judge == responder or same_line(own, theirs)

    return {judge: [r for r in kin if is_own(judge, r)] for judge in lines}


def with_pairs(
    coded: Coded, own: Mapping[str, Sequence[str]], pairs: Sequence[tuple[str, str]]
) -> dict[str, list[str]]:
    """Return what is left out for each judge: its kin, and what *pairs* name."""
    judges, responders = list(own), coded.names["responder"]
    for judge, responder in pairs:
        _require(judge, judges, "judge", f"{judge}={responder}")
        _require(responder, responders, "responder", f"{judge}={responder}")
    return {
        judge: [r for r in responders if r in own[judge] or (judge, r) in pairs] for judge in judges
    }


def _require(name: str, names: Sequence[str], what: str, pair: str) -> None:
    if name not in names:
        guess = near(name, names)
        meant = f"did you mean {guess!r}? T" if guess else "t"
        raise UsageError(
            f"--exclude {pair}: no {what} is called {name!r}; {meant}here are "
            f"{', '.join(names) or 'none'}."
        )


def _declared(coded: Coded, judging: Integers) -> dict[str, set[str]]:
    rows = judging[coded.having("declared", Declared.OWN_SYSTEM)[judging]]
    found: dict[str, set[str]] = {}
    for row in rows[distinct(coded["rater"][rows], coded["responder"][rows])]:
        mine = found.setdefault(coded.name("rater", row), set())
        mine.add(coded.name("responder", row))
    return found


def _lineages(coded: Coded, rows: Integers, column: str) -> dict[str, str]:
    """Return the lineage of each rater or responder, empty where there is none."""
    family = f"{column}_family"
    families = [*coded.names[family], ""]  # the last is what a missing one, code -1, finds
    found: dict[str, str] = {}
    for row in rows[distinct(coded[column][rows], coded[family][rows] + 1)]:
        name = coded.name(column, row)
        found[name] = found.get(name) or families[coded[family][row]]
    return {name: line or lineage_of(name) or "" for name, line in found.items()}


def rows_left_out(coded: Coded, excluded: Mapping[str, Sequence[str]]) -> Booleans:
    """Say which rows are a judge's ratings of a responder left out for it."""
    raters, responders = coded.names["rater"], coded.names["responder"]
    out = np.array([[r in excluded.get(name, ()) for r in responders] for name in raters])
    return np.asarray(out[coded["rater"], coded["responder"]])
