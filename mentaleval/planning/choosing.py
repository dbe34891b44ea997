"""What every aim shares: which of several studies is best, and what more of a facet buys."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from mentaleval.planning.results import Lever, Option, Size
from mentaleval.planning.settings import Settings

RESPONDERS: Final = "responders"
CONVERSATIONS: Final = "conversations"
EXPERTS: Final = "experts"
EACH: Final = "experts a response"
JUDGED: Final = "judged conversations"
_FIELDS: Final[Mapping[str, str]] = {
    RESPONDERS: "responders",
    CONVERSATIONS: "conversations",
    EXPERTS: "experts",
    EACH: "each",
    JUDGED: "judged",
}
_FURTHER: Final = 100
USUAL_RESPONDERS: Final = (5, 10, 20)
"""How many responders a study is shown for where nothing says how many."""


def cheapest(options: Sequence[Option]) -> Option | None:
    """Return the option with the fewest human ratings that is enough; None where none is."""
    enough = [option for option in options if option.reached]
    return min(enough, key=lambda option: option.size.ratings, default=None)


def by_conversations(
    responders: Sequence[int],
    ways: Sequence[int],
    number: Callable[[int, int], int | None],
    value: Callable[[Size], float],
    settings: Settings,
) -> list[Option]:
    """Return a study for each number of responders and of experts a response.

    *number* says in how many conversations, of responders and experts a response, where that is
    not settled; None: no number is enough.
    """
    made = []
    for several in responders:
        for each in ways:
            conversations = settings.conversations or number(several, each)
            if conversations is not None:
                size = Size(several, conversations, each)
                reached = value(size)
                made.append(Option(size, reached, reached >= settings.power))
    return made


def resized(chosen: Option | None, number: Callable[[int, int], int | None]) -> Size | None:
    """Return the study that was chosen in another number of conversations; None where none is."""
    if chosen is None:
        return None
    found = number(chosen.size.responders, chosen.size.each)
    return None if found is None else replace(chosen.size, conversations=found)


def first(numbers: range, enough: Callable[[int], bool], *, ahead: int = 0) -> int | None:
    """Return the first number that is enough, as are the next *ahead*; None where none is."""
    place = bisect_left(numbers, x=True, key=enough)
    after = 1
    while ahead and place + after < len(numbers) and after <= ahead:
        if enough(numbers[place + after]):
            after += 1
        else:
            place, after = place + after + 1, 1
    return None if place >= len(numbers) else numbers[place]


def levers(
    chosen: Option | None, facets: Sequence[str], value: Callable[[Size], float]
) -> tuple[Lever, ...]:
    """Say what more of each facet would buy; nothing without a plan."""
    if chosen is None:
        return ()
    size, now = chosen.size, value(chosen.size)
    made = []
    for facet in facets:
        more = _more(size, facet)
        then = value(more)
        made.append(Lever(facet, more, then, then - now, more.ratings - size.ratings))
    return tuple(made)


def _more(size: Size, facet: str) -> Size:
    """Return the study with about 100 further ratings, or a tenth more of what costs none."""
    name = _FIELDS[facet]
    given = getattr(size, name) or 0
    cost = replace(size, **{name: given + 1}).ratings - size.ratings
    further = round(_FURTHER / cost) if cost else -(-given // 10)
    more = replace(size, **{name: given + max(1, further)})
    if more.experts is not None and more.each > more.experts:
        more = replace(more, experts=more.each)
    return more


def rated(size: Size, *, as_in_pilot: bool = False) -> str:
    """Return how many experts rate a response, and how many ratings that is.

    Examples
    --------
    >>> rated(Size(8, 10, 2))
    '2 experts a response, 160 ratings'
    """
    pilot = ", as in the pilot" if as_in_pilot else ""
    return f"{counted(size.each, 'expert')} a response{pilot}, {counted(size.ratings, 'rating')}"


def counted(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "expert"), counted(1200, "rating")
    ('1 expert', '1,200 ratings')
    """
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
