"""What a cell of a MentalAlign-70k workbook says: read once, for its ratings and for the census."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from mentaleval import SEVEN, Rating, Reason, Unrated, read_answer

_HIGHEST: Final = SEVEN.attributes[0].scale.high


class Outcome(NamedTuple):
    """What a cell says of one attribute."""

    attribute: str
    rating: float | None
    reason: str | None
    raw: float | None
    recovered: bool


class Cell(NamedTuple):
    """A cell: its ratings, what is wrong with it, and how many values are above the scale."""

    outcomes: tuple[Outcome, ...]
    faults: tuple[str, ...]
    above: int


@lru_cache(maxsize=2**16)
def read_cell(text: str) -> Cell:
    """Read a cell, once: many are the same, and what is counted of them was read before."""
    answer = read_answer(text, SEVEN.attributes)
    outcomes = tuple(
        _outcome(name, found, answer.raw.get(name), repaired=answer.recovered)
        for name, found in answer.ratings.items()
    )
    above = sum(value > _HIGHEST for value in answer.raw.values())
    return Cell(outcomes, tuple(_faults(text, outcomes, repaired=answer.recovered)), above)


def _outcome(
    attribute: str, found: Rating | Unrated, raw: float | None, *, repaired: bool
) -> Outcome:
    recovered = repaired and raw is not None
    if isinstance(found, Rating):
        return Outcome(attribute, found.value, None, raw, recovered)
    return Outcome(attribute, None, found.reason, raw, recovered)


def _faults(text: str, outcomes: Sequence[Outcome], *, repaired: bool) -> Iterator[str]:
    reasons = {one.reason for one in outcomes if one.reason is not None}
    values = [one.raw for one in outcomes if one.raw is not None]
    if reasons == {Reason.MISSING}:
        yield "missing"
        return
    if text.lstrip().startswith("```"):
        yield "fenced"
    if repaired or (not values and Reason.UNPARSEABLE in reasons):
        yield "unreadable"
        if values:
            yield "recovered"
    if Reason.MISSING_ATTRIBUTE in reasons:
        yield "an attribute missing"
    if len(values) == len(SEVEN) and not any(values):
        yield "all zero"
