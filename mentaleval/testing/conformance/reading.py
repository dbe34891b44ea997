"""A data set as it is read: once for all checks, and again for one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from mentaleval.contract import Dataset
from mentaleval.testing.conformance.finding import NotApplicable
from mentaleval.vocabulary import Exchange, RecordedRating


@dataclass(frozen=True, slots=True)
class Contents:
    """What a data set yields."""

    exchanges: tuple[Exchange, ...]
    ratings: tuple[RecordedRating, ...]


class Reading:
    """What reading a data set gives, or the error that it ends in."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    @cached_property
    def found(self) -> Contents | Exception:
        """Its contents, or why it cannot be read."""
        try:
            return read(self.dataset)
        except Exception as error:  # noqa: BLE001  whatever an author's code raises
            return error

    @property
    def contents(self) -> Contents:
        """Its contents.

        Raises
        ------
        NotApplicable
            When it cannot be read, or yields something else.
        """
        if isinstance(self.found, Exception):
            raise NotApplicable("it cannot be read (see reads)")
        if stranger(self.found) is not None:
            raise NotApplicable("it yields something else than exchanges and ratings (see reads)")
        return self.found


def read(dataset: Dataset) -> Contents:
    """Read it from beginning to end."""
    exchanges: Iterable[Exchange] = dataset.exchanges()
    return Contents(tuple(exchanges), tuple(dataset.ratings()))


def stranger(contents: Contents) -> object | None:
    """Return the first thing yielded that is no exchange or rating."""
    for exchange in contents.exchanges:
        if not isinstance(exchange, Exchange):
            return exchange
    return next((r for r in contents.ratings if not isinstance(r, RecordedRating)), None)
