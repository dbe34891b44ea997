"""What a judge's verdict allows its plain means: to rank the responders that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from mentaleval.comparison.settings import Settings
from mentaleval.ratings import excluded_responders
from mentaleval.ratings.labelled import Labelled
from mentaleval.trust import assess
from mentaleval.trust.cell import Ruling
from mentaleval.vocabulary import RaterKind, Verdict

_ALLOWING: Final = (Verdict.TRUSTED, Verdict.USABLE)


@dataclass(frozen=True, slots=True)
class Licence:
    """The `rank` verdict of a judge on one attribute.

    Parameters
    ----------
    ruling
        The verdict and what speaks for it.
    n_responders
        On how many of those compared it rests.
    left_out
        On whom it does not: the judge's own kin, and whoever was to be left out.
    """

    ruling: Ruling
    n_responders: int
    left_out: frozenset[str]

    def allows(self, responder: str) -> bool:
        """Say whether the judge's plain means may rank a responder."""
        return self.ruling.verdict in _ALLOWING and responder not in self.left_out


Licences = Mapping[tuple[str, str], Licence]
"""By judge and attribute."""


def licences(table: pd.DataFrame, found: Labelled, settings: Settings) -> Licences:
    """Return the licence of each judge and attribute, over the responders compared.

    Parameters
    ----------
    table, found
        The ratings of the responders and judges that are compared, and what is valid of them.
    settings
        Of the comparison; exclusions of anybody else are passed over.
    """
    asked = settings.exclusions
    judges = set(table.loc[table["rater_kind"] == RaterKind.JUDGE, "rater"])
    responders = set(table["responder"])
    pairs = tuple(pair for pair in asked.pairs if pair[0] in judges and pair[1] in responders)
    wanted = replace(settings.of_verdicts, exclusions=replace(asked, pairs=pairs))
    left_out = excluded_responders(table, wanted.exclusions)
    met = found.judged.loc[found.judged["human"].notna(), ["judge", "responder"]]
    both = met.drop_duplicates().itertuples(index=False)
    if all(responder in left_out.get(judge, ()) for judge, responder in both):
        return {}
    return {
        (cell.judge, cell.attribute): Licence(
            cell.rank, cell.n_responders, frozenset(left_out.get(cell.judge, ()))
        )
        for cell in assess(table, wanted).cells
        if cell.rank and cell.n_responders
    }
