"""Draw the conversations that experts are to rate: every one with the same chance.

The conversations lie in strata (all in one, for a plain random draw) and are put into a random
order within each. Of that row a systematic sample is taken: with N conversations, n of them to be
drawn and one random start u, stratum h, which ends at place c_h of the row, gives

    floor((n c_h + u) / N) - floor((n c_(h-1) + u) / N),    u uniform on 0, 1, ..., N - 1.

So its share is its size times n / N, rounded up or down: which of the two is drawn by lot, with the
chances that make its expectation exactly n / N. Every conversation is therefore drawn with
probability exactly n / N, whatever its stratum, and means over the drawn ones need no weights. A
share that is always rounded to the nearest would not do that. With one stratum it is a simple
random sample without replacement.

References: Cochran (1977), Sampling Techniques, 3rd ed., chapters 5 (proportional allocation) and
8 (systematic samples).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final, Literal

import numpy as np

from mentaleval.errors import UsageError
from mentaleval.sheets.assignment import Overlap, assigned, refuse_overlap
from mentaleval.sheets.draw_document import Asked, Draw, Source
from mentaleval.stats import stream

EVERYTHING: Final = "all"
"""The one stratum of a draw that is not stratified."""


@dataclass(frozen=True, slots=True)
class Response:
    """A response that an expert can be asked to rate, without its text."""

    exchange_id: str
    responder: str
    response_id: str | None = None
    context_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a person said, with all responses to it that are to be rated."""

    exchange_id: str
    responses: tuple[Response, ...]
    stratum: str = EVERYTHING


def spread(strata: Sequence[Hashable], n: int, rng: np.random.Generator) -> list[int]:
    """Draw *n* places without replacement, each stratum's share as even as whole numbers allow.

    Parameters
    ----------
    strata
        The stratum of each place.
    n
        How many to draw, at most as many as there are.
    rng
        Draws the order within strata, that of the strata, and the rounding.

    Returns
    -------
    list
        The drawn places, rising.

    Examples
    --------
    >>> spread("aaaabb", 3, np.random.default_rng(1))
    [0, 2, 4]
    """
    rows = in_random_order(strata, rng)
    ends = [0, *accumulate(len(row) for row in rows)]
    start = int(rng.integers(len(strata))) if len(strata) else 0
    shares = [(n * end + start) // max(len(strata), 1) for end in ends]
    taken = (above - below for below, above in pairwise(shares))
    return sorted(place for row, k in zip(rows, taken, strict=True) for place in row[:k])


def in_random_order(strata: Sequence[Hashable], rng: np.random.Generator) -> list[list[int]]:
    """Return the places of each stratum, shuffled, and the strata shuffled too."""
    places: dict[Hashable, list[int]] = {}
    for place in rng.permutation(len(strata)).tolist():
        places.setdefault(strata[place], []).append(place)
    rows = list(places.values())
    return [rows[i] for i in rng.permutation(len(rows)).tolist()]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a draw.

    Parameters
    ----------
    conversations
        How many to draw.
    experts
        Who rates them.
    attributes
        What they rate.
    seed
        Seeds the draw, the overlap and who rates what, each on a stream of its own.
    overlap
        The share that every expert rates; None for the default (see `Overlap`).
    purpose
        Whether the conversations lie in strata.
    """

    conversations: int
    experts: tuple[str, ...]
    attributes: tuple[str, ...]
    seed: int
    overlap: float | None = None
    purpose: Literal["random", "stratified"] = "random"


def draw(
    population: Sequence[Conversation],
    wish: Wish,
    *,
    version: str,
    asked: Sequence[str] = (),
    inputs: Sequence[Source] = (),
    settings: dict[str, str | float | int | None] | None = None,
) -> Draw:
    """Draw conversations, and say who rates which.

    Parameters
    ----------
    population
        What to draw from, in the order of the source, which changes nothing of what is drawn.
    wish
        How many, by whom, on what.
    version, inputs, settings
        Kept in the document.
    asked
        What humans were asked about before: a part of the seed, so that draws are independent.

    Raises
    ------
    UsageError
        When there are too few conversations, or the overlap cannot be had.
    """
    _refuse(len(population), wish)
    experts = _experts(population, wish, sorted(asked))
    return Draw(
        purpose=wish.purpose,
        seed=wish.seed,
        version=version,
        inputs=tuple(inputs),
        attributes=wish.attributes,
        experts=wish.experts,
        population=_sizes(population),
        settings={**_counts(wish), **(settings or {})},
        responses=tuple(a for c in population for a in _asked(c, wish, experts)),
    )


def _counts(wish: Wish) -> dict[str, int]:
    common = Overlap.of(wish.overlap, wish.conversations, len(wish.experts)).conversations
    return {"conversations": wish.conversations, "overlap": common}


def _experts(
    population: Sequence[Conversation], wish: Wish, asked: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Draw, and return the experts of each drawn conversation."""
    row = sorted(population, key=lambda conversation: conversation.exchange_id)
    rngs = {name: stream(wish.seed, name, *asked) for name in ("draw", "overlap", "experts")}
    drawn = spread([c.stratum for c in row], wish.conversations, rngs["draw"])
    strata = [row[i].stratum for i in drawn]
    shared = set(spread(strata, _counts(wish)["overlap"], rngs["overlap"]))
    raters = assigned(strata, wish.experts, shared, rngs["experts"])
    return {row[i].exchange_id: who for i, who in zip(drawn, raters, strict=True)}


def _asked(
    conversation: Conversation, wish: Wish, experts: dict[str, tuple[str, ...]]
) -> list[Asked]:
    return [
        Asked(
            exchange_id=response.exchange_id,
            responder=response.responder,
            response_id=response.response_id,
            context_hash=response.context_hash,
            stratum=conversation.stratum if wish.purpose == "stratified" else None,
            experts=experts[conversation.exchange_id],
        )
        for response in conversation.responses
        if conversation.exchange_id in experts
    ]


def _sizes(population: Sequence[Conversation]) -> dict[str, int]:
    """Count the conversations of each stratum, in the order of the strata's names."""
    strata = [conversation.stratum for conversation in population]
    return {stratum: strata.count(stratum) for stratum in sorted(set(strata))}


def _refuse(there: int, wish: Wish) -> None:
    if wish.conversations < 1:
        raise UsageError(f"--conversations {wish.conversations}: at least 1 has to be drawn.")
    if wish.conversations > there:
        raise UsageError(f"--conversations {wish.conversations}: there are {there:,} to draw from.")
    refuse_overlap(wish.overlap, wish.conversations, wish.experts)
