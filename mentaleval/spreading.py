"""How the parts of some work are spread: one after the other here, or over processes elsewhere.

The work calls a plain function, as `map` is one, and knows no engine. Its parts are independent
and bring their own random numbers, so that the result is the same wherever they are done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from mentaleval.telling import Tell

Part = TypeVar("Part")
Result = TypeVar("Result")


class Spread(Protocol):
    """Do some work on each part, and give the results in the order of the parts."""

    def __call__(
        self, work: Callable[[Part], Result], parts: Sequence[Part], /
    ) -> Iterable[Result]:
        """Return the result of each part; the work and the parts can be pickled."""
        ...


def results(
    work: Callable[[Part], Result],
    parts: Sequence[Part],
    *,
    spread: Spread = map,
    tell: Tell | None = None,
) -> Iterator[Result]:
    """Yield the result of each part, in their order, and tell how many are done.

    Examples
    --------
    >>> list(results(len, ["one", "three"], tell=print))
    0 2
    1 2
    2 2
    [3, 5]
    """
    of = len(parts)
    if tell is not None:
        tell(0, of)
    for done, result in enumerate(spread(work, parts), 1):
        if tell is not None:
            tell(done, of)
        yield result
