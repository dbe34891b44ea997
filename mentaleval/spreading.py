"""How the parts of some work are spread: one after the other here, or over processes elsewhere.

The work calls a plain function, as `map` is one, and knows no engine. Its parts are independent
and bring their own random numbers, so that the result is the same wherever they are done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from mentaleval.telling import Tell

Source = TypeVar("Source")
Part = TypeVar("Part")
Part_co = TypeVar("Part_co", covariant=True)
Result = TypeVar("Result")


class Parts(Protocol[Part_co]):
    """The parts of some work, which are counted before they are made."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def __iter__(self) -> Iterator[Part_co]:
        """Give each of them."""
        ...


class Spread(Protocol):
    """Do some work on each part, and give the results in the order of the parts."""

    def __call__(self, work: Callable[[Part], Result], parts: Parts[Part], /) -> Iterable[Result]:
        """Return the result of each part; the work and the parts can be pickled."""
        ...


@dataclass(frozen=True, slots=True)
class Made(Generic[Source, Part]):
    """Parts that are made one after the other, so that what is large is never held for all.

    Examples
    --------
    >>> [*Made(len, ["one", "three"])]
    [3, 5]
    """

    make: Callable[[Source], Part]
    of: Sequence[Source]

    def __len__(self) -> int:
        """Return how many parts there are."""
        return len(self.of)

    def __iter__(self) -> Iterator[Part]:
        """Make each part."""
        return map(self.make, self.of)


def results(
    work: Callable[[Part], Result],
    parts: Parts[Part],
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
