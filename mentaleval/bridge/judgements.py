"""Judgements in columns: what many of them have in common is kept once.

A judgement is what a judge said of one response, a rating for each attribute it was asked for. As
a Python object each takes kilobytes, here about 250 bytes, and there may be millions.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mentaleval.vocabulary import Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

FIELDS: Final = (
    "exchange_id",
    "responder",
    "rater",
    "context_hash",
    "response_id",
    "responder_family",
    "rater_family",
)
"""What a judge's record says of a whole judgement."""
_KEY_BYTES: Final = 16
_NOTHING: Final = float("nan")


@dataclass(frozen=True, slots=True)
class Sample:
    """Which sample a judgement is of.

    Parameters
    ----------
    task
        Where the log lies, and its task: attempts at one sample have it in common.
    source
        The log's name.
    id, epoch, uuid
        What the log calls the sample.
    """

    task: str
    source: str
    id: str
    epoch: int
    uuid: str


@dataclass(slots=True)
class Codes:
    """Values as numbers: one for each distinct value, -1 for none."""

    codes: array[int] = field(default_factory=lambda: array("i"))
    known: dict[Any, int] = field(default_factory=dict)

    def add(self, value: Any) -> None:
        """Add one more value."""
        code = -1 if value is None else self.known.setdefault(value, len(self.known))
        self.codes.append(code)


@dataclass(slots=True)
class Exceptions:
    """What few ratings have: the places of these among all ratings, ascending, and the values."""

    places: array[int] = field(default_factory=lambda: array("q"))
    said: Codes = field(default_factory=Codes)

    def add(self, place: int, value: Any) -> None:
        """Add the value of one rating."""
        self.places.append(place)
        self.said.add(value)

    def cut(self, place: int) -> None:
        """Forget the ratings from *place* on."""
        kept = bisect_left(self.places, place)
        del self.places[kept:], self.said.codes[kept:]


@dataclass(slots=True)
class Judgements:
    """Judgements in the order in which they were added, also those that a later one replaces."""

    texts: dict[str, Codes] = field(
        default_factory=lambda: {name: Codes() for name in (*FIELDS, "task", "source", "source_id")}
    )
    attributes: Codes = field(default_factory=Codes)
    """Of each judgement, the attributes it was asked for."""
    epochs: array[int] = field(default_factory=lambda: array("i"))
    keys: bytearray = field(default_factory=bytearray)
    """Of each judgement, a digest of what it shares with another attempt at it."""
    ratings: array[float] = field(default_factory=lambda: array("d"))
    raw: array[float] = field(default_factory=lambda: array("d"))
    reasons: Exceptions = field(default_factory=Exceptions)
    recovered: Exceptions = field(default_factory=Exceptions)
    attempts: Exceptions = field(default_factory=Exceptions)

    def __len__(self) -> int:
        return len(self.epochs)

    def add(self, sample: Sample, scorer: str, value: Any, record: Mapping[str, Any]) -> None:
        """Add a judgement as its score has it.

        Parameters
        ----------
        sample, scorer
            What was judged, and the name of the score.
        value, record
            The score's value and metadata.

        Raises
        ------
        KeyError, TypeError, ValueError
            When the record is none of a judge of mentaleval.
        """
        attributes = tuple(record["attributes"])
        self._add_ratings(attributes, value if isinstance(value, Mapping) else {}, record)
        for name in FIELDS:
            self.texts[name].add(_text(record, name))
        self.texts["task"].add(sample.task)
        self.texts["source"].add(sample.source)
        self.texts["source_id"].add(sample.id)
        self.attributes.add(attributes)
        self.epochs.append(sample.epoch)
        key = f"{sample.uuid}\0{scorer}\0{sample.epoch}".encode("utf-8", "surrogatepass")
        self.keys += hashlib.blake2b(key, digest_size=_KEY_BYTES).digest()

    def _add_ratings(
        self, attributes: Sequence[str], values: Mapping[str, Any], record: Mapping[str, Any]
    ) -> None:
        start, raw = len(self.ratings), record.get("raw") or {}
        given = [_number(values.get(name)) for name in attributes]
        self.raw.extend([_number(raw.get(name)) for name in attributes])
        unrated = record.get("unrated") or {}
        for place, name in enumerate(attributes):
            reason = unrated.get(name) or (Reason.MISSING if given[place] != given[place] else None)
            if reason is not None:
                given[place] = _NOTHING
                self.reasons.add(start + place, str(reason))
        self.ratings.extend(given)
        recovered, attempts = record.get("recovered") or (), record.get("attempts") or {}
        if recovered or attempts:
            for place, name in enumerate(attributes, start):
                if name in recovered:
                    self.recovered.add(place, True)
                if (tries := int(attempts.get(name, 1))) != 1:
                    self.attempts.add(place, tries)

    def cut(self, judgements: int, ratings: int) -> None:
        """Forget all but the first so many."""
        for coded in (*self.texts.values(), self.attributes):
            del coded.codes[judgements:]
        del self.epochs[judgements:], self.keys[judgements * _KEY_BYTES :]
        del self.ratings[ratings:], self.raw[ratings:]
        for exceptions in (self.reasons, self.recovered, self.attempts):
            exceptions.cut(ratings)

    def judged(self, samples: Collection[tuple[str, str, int]]) -> set[tuple[str, str, int]]:
        """Return those of some samples that were judged, each given as task, id and epoch."""
        import numpy as np  # noqa: PLC0415  as long as there is nothing to read, none is needed

        task, ident = self.texts["task"], self.texts["source_id"]
        asked = {
            (task.known[where], ident.known[name], epoch): (where, name, epoch)
            for where, name, epoch in samples
            if where in task.known and name in ident.known
        }
        if not asked:
            return set()
        several = np.frombuffer(ident.codes, dtype=np.intc)
        candidates = np.flatnonzero(np.isin(several, [key[1] for key in asked]))
        found = {(task.codes[n], ident.codes[n], self.epochs[n]) for n in candidates.tolist()}
        return {asked[key] for key in asked.keys() & found}


def _text(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name) if name.endswith("_family") else record[name]
    return value if value is None or isinstance(value, str) else str(value)


def _number(value: Any) -> float:
    return _NOTHING if value is None else float(value)
