"""The tables of a comparison with all their columns, those that a terminal shows in part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from mentaleval.comparison.parts import OneJudge, Part, headline
from mentaleval.comparison.results import Comparison, Pair, ResponderMean
from mentaleval.report import compare_judges, compare_standings, sections
from mentaleval.report.by_judge import judges_of
from mentaleval.report.compare_account import account_in_words
from mentaleval.report.compare_marks import unlabelled, unlicensed
from mentaleval.report.compare_names import names_in_tables
from mentaleval.report.compare_pairs import TOLD_APART, claims
from mentaleval.report.layout import notes
from mentaleval.report.pair_columns import PAIR_KEYS, PAIRS_OF_MEANS, PAIRS_OF_SHARES
from mentaleval.report.tabular import Tabular


def comparison_tables(comparison: Comparison) -> tuple[Tabular[Any], ...]:
    """Return the tables that have rows: means or shares, pairs, judges, what was read."""
    made: tuple[Tabular[Any], ...] = (
        *_standings(comparison),
        *_pairs(comparison),
        _judges(comparison),
        _ledger(comparison),
    )
    return tuple(table for table in made if any(rows for _, rows in table.groups))


def _standings(comparison: Comparison) -> list[Tabular[ResponderMean]]:
    by_kind: dict[str, list[Part]] = {}
    for part, kind in compare_standings.kinds(comparison):
        by_kind.setdefault(kind, []).append(part)
    return [_of_kind(kind, parts) for kind, parts in by_kind.items()]


def _of_kind(kind: str, parts: Sequence[Part]) -> Tabular[ResponderMean]:
    columns, keys = compare_standings.STANDINGS[kind]
    rows = [mean for part in parts for mean in part.responders]
    shown = compare_standings.telling(columns, rows)
    said = notes(keys, shown)
    for part in parts:
        above = f"{compare_standings.labels_of(part)}."
        about = [above, *unlabelled(part), *unlicensed(part), *claims(part)]
        said.append(f"{part.title}: {' '.join(about)}")
    groups = [(part.title, part.responders) for part in parts]
    name = "shares" if kind == "shares" else "means"
    title = _TITLES[kind] if any(part.labelled for part in parts) else _UNLABELLED
    return Tabular(name, "means", title, shown, groups, said, _ATTRIBUTE)


def _pairs(comparison: Comparison) -> list[Tabular[Pair]]:
    """Return the pairs by means, and those by shares where means are near an end of the scale."""
    parts = [part for part in headline(comparison) if part.labelled]
    legend = TOLD_APART.format(comparison.settings.confidence)
    made: list[Tabular[Pair]] = []
    for name, title, columns, ceiling in _PAIRS:
        groups = [(part.title, part.pairs) for part in parts if part.heading.ceiling is ceiling]
        said = [legend, *notes(PAIR_KEYS, columns)]
        made.append(Tabular(name, "differences", title, columns, groups, said, _ATTRIBUTE))
    return made


def _judges(comparison: Comparison) -> Tabular[OneJudge]:
    licensed = compare_judges.licensed_column(names_in_tables(comparison, width=None))
    columns = [*compare_judges.JUDGE_COLUMNS, licensed]
    groups = list(judges_of(compare_judges.single_judges(comparison)).items())
    said = notes(compare_judges.JUDGE_KEYS, columns)
    return Tabular("judges", "judges", compare_judges.JUDGES, columns, groups, said, "judge")


def _ledger(comparison: Comparison) -> Tabular[sections.Entry]:
    account = account_in_words(comparison)
    groups = [("", rows) for rows in sections.account_groups(account)]
    title = sections.account_title(account)
    return Tabular("ledger", "ledger", title, sections.ACCOUNT_COLUMNS, groups)


_ATTRIBUTE: Final = "attribute"
_PAIRS: Final = (
    ("pairs-of-means", "Differences of means", PAIRS_OF_MEANS, False),
    ("pairs-of-shares", "Differences of shares rated low", PAIRS_OF_SHARES, True),
)
_TITLES: Final = {
    "corrected": "Means, corrected by the human labels",
    "labels": "Means of the human labels",
    "shares": "Shares rated low",
}
_UNLABELLED: Final = "Plain means of judges, which are no ranking"
