"""Join MentalAlign-70k's ratings with the responses that they are of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mentaleval import Reason, RecordedRating

RATED: Final = "conversations rated"
JOINED: Final = "joined"


@dataclass(frozen=True, slots=True)
class Rated:
    """A conversation of the benchmark: its responses' hashes, None for a blank one."""

    number: int
    exchange_id: str
    context_hash: str
    responses: Mapping[str, str | None]


def joined(
    records: Sequence[RecordedRating], here: Sequence[Rated], tally: Counter[str]
) -> Iterator[RecordedRating]:
    """Yield the ratings of conversations that are *here*, and count conversations in *tally*.

    A rated conversation has a number and a context. Where the two point at two conversations of
    the benchmark, nobody can say which one was rated, and it is not joined. The numbers of a rater
    may all be shifted by as much, as by a row more above; where not half of those found agree in
    that, its numbers are others, and nothing of it is joined: a context alone does not say whose
    responses were rated.
    """
    places = {(rated.number, rated.context_hash): rated for rated in here}
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, context in places:
        numbers[context].append(number)
    for rater, its in _by_rater(records).items():
        asked = {record.exchange_id: _place(record) for record in its}
        found = {i: place for i, place in asked.items() if place[1] in numbers}
        shift = _shift(found.values(), numbers)
        moved = {i: (number + shift, context) for i, (number, context) in found.items()}
        agree = {i: places[place] for i, place in moved.items() if place in places}
        chosen = agree if 2 * len(agree) >= len(found) else {}
        tally[f"{rater}: {RATED}"] += len(asked)
        tally[f"{rater}: {JOINED}"] += len(chosen)
        tally[f"{rater}: context not in the benchmark"] += len(asked) - len(found)
        tally[f"{rater}: number and context disagree"] += len(found) - len(chosen)
        for record in its:
            if record.exchange_id in chosen:
                yield _of(record, chosen[record.exchange_id], tally)


def _place(record: RecordedRating) -> tuple[int, str]:
    """Return the number and the context of a rated conversation; its id begins with the number."""
    number = record.exchange_id.partition("-")[0]
    known = number.isascii() and number.isdigit()
    return int(number) if known else -1, record.context_hash or ""


def _shift(found: Iterable[tuple[int, str]], numbers: Mapping[str, Sequence[int]]) -> int:
    """Return by how much most numbers differ from those here: 0 where as many say so."""
    votes = Counter(here - number for number, context in found for here in numbers[context])
    return max(votes, key=lambda shift: (votes[shift], shift == 0, -abs(shift), shift), default=0)


def _by_rater(records: Iterable[RecordedRating]) -> dict[str, list[RecordedRating]]:
    raters: dict[str, list[RecordedRating]] = {}
    for record in records:
        raters.setdefault(record.rater, []).append(record)
    return raters


def _of(record: RecordedRating, rated: Rated, tally: Counter[str]) -> RecordedRating:
    response = rated.responses.get(record.responder)
    moved = record._replace(exchange_id=rated.exchange_id, response_id=response)
    if response is not None or record.responder not in rated.responses:
        return moved
    if record.rating is not None:
        tally[f"{record.rater}: ratings of blank responses"] += 1
    return moved._replace(rating=None, reason=Reason.NO_RESPONSE)
