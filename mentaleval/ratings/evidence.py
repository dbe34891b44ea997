"""What the pre-flight looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mentaleval.ratings.coded import Coded
from mentaleval.ratings.keys import Join, Keys
from mentaleval.ratings.ledger import Account
from mentaleval.vocabulary import Rubric


@dataclass(frozen=True, slots=True)
class Evidence:
    """A ratings table, its account and what came of it (see `settling`)."""

    coded: Coded
    keys: Keys
    done: Account
    pairs: Coded
    experts: Coded
    excluded: Mapping[str, list[str]]
    rubric: Rubric
    join: Join = "exchange"
    as_published: bool = False

    def judge(self, rater: str) -> str | None:
        """Return the rater's name when it is a judge."""
        return rater if rater in self.excluded else None
