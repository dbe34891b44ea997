"""Letters that say which of many are told apart: whoever shares one is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final


def letters(names: Sequence[str], apart: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each name its letters: two share one exactly where they are not told apart.

    By insertion and absorption (Piepho 2004): all begin with one letter, and each pair that is
    told apart divides every letter that both have.

    Parameters
    ----------
    names
        In the order in which they stand; the first has the first letter.
    apart
        The pairs that are told apart.

    Examples
    --------
    >>> letters(["high", "middle", "low"], [("high", "low")])
    {'high': 'a', 'middle': 'ab', 'low': 'b'}
    """
    groups = [frozenset(names)]
    for first, second in apart:
        groups = _divided(groups, first, second)
    places = {name: place for place, name in enumerate(names)}
    groups.sort(key=lambda group: sorted(places[name] for name in group))
    marks = {group: _letter(place) for place, group in enumerate(groups)}
    return {name: "".join(mark for group, mark in marks.items() if name in group) for name in names}


def _divided(groups: Sequence[frozenset[str]], first: str, second: str) -> list[frozenset[str]]:
    made: list[frozenset[str]] = []
    for group in groups:
        made += [group - {first}, group - {second}] if {first, second} <= group else [group]
    kept = list(dict.fromkeys(made))
    return [group for group in kept if not any(group < other for other in kept)]


def _letter(place: int) -> str:
    """Return a to z, then A to Z, then numbers set in brackets."""
    return _LETTERS[place] if place < len(_LETTERS) else f"({place + 1})"


_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
