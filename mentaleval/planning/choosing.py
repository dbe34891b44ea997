"""What every aim shares: which of several studies is best, and what more of a facet buys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from mentaleval.planning.results import Lever, Option, Size

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
USUAL_RESPONDERS: Final = (5, 10, 20)
"""How many responders a study is shown for where nothing says how many."""


def cheapest(options: Sequence[Option]) -> Option | None:
    """Return the option with the fewest human ratings that is enough; None where none is."""
    enough = [option for option in options if option.reached]
    return min(enough, key=lambda option: option.size.ratings, default=None)


def levers(
    chosen: Option | None, facets: Sequence[str], value: Callable[[Size], float]
) -> tuple[Lever, ...]:
    """Say what a tenth more of each facet, at least one, would buy; nothing without a plan."""
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
    name = _FIELDS[facet]
    given = getattr(size, name) or 0
    more = replace(size, **{name: given + max(1, -(-given // 10))})
    if more.experts is not None and more.each > more.experts:
        more = replace(more, experts=more.each)
    return more


def counted(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "expert"), counted(1200, "rating")
    ('1 expert', '1,200 ratings')
    """
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
