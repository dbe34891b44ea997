"""How long work says how far it is: it calls a plain function, and knows no terminal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

Tell = Callable[[int, int], None]
"""Is told how many parts of the work are done, and of how many."""

Part = TypeVar("Part")


def each(parts: Collection[Part], tell: Tell | None) -> Iterator[Part]:
    """Yield the parts of some work, and tell after each how many are done.

    Examples
    --------
    >>> for name in each(["one", "two"], print):
    ...     print(name)
    0 2
    one
    1 2
    two
    2 2
    """
    of = len(parts)
    if tell is not None:
        tell(0, of)
    for done, part in enumerate(parts, 1):
        yield part
        if tell is not None:
            tell(done, of)


def part(tell: Tell | None, *, before: int = 0, after: int = 0) -> Tell | None:
    """Return what a part of some work tells, where other steps come before it and after it.

    Examples
    --------
    >>> list(each("ab", part(print, before=3, after=1)))
    3 6
    4 6
    5 6
    ['a', 'b']
    """
    if tell is None:
        return None
    return lambda done, of: tell(before + done, before + of + after)
