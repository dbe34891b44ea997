"""An invented data set, for what a judge or a responder does before a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from mentaleval.contract import Dataset
from mentaleval.rubric import SEVEN
from mentaleval.testing.conformance.texts import MACHINE, PERSON, PLAIN
from mentaleval.vocabulary import Exchange, RaterKind, RecordedRating

_RATERS = (("invented-expert", RaterKind.HUMAN, 4.0), ("invented-judge", RaterKind.JUDGE, 3.0))


class Invented(Dataset):
    """Three invented exchanges with two responses each, rated by an expert and a judge."""

    name = "invented"
    original: ClassVar[str | None] = PERSON

    def exchanges(self) -> Iterator[Exchange]:
        """Yield them."""
        for exchange in PLAIN:
            yield replace(exchange)  # made anew: a plugin may change what it is given
            yield replace(exchange, response="Have you talked to somebody?", responder=MACHINE)

    def ratings(self) -> Iterator[RecordedRating]:
        """Yield a rating of every response by both raters on the seven attributes."""
        for exchange in self.exchanges():
            for rater, kind, value in _RATERS:
                for name in SEVEN.names:
                    yield RecordedRating(
                        exchange.id, exchange.responder or "", rater, kind.value, name, value
                    )
