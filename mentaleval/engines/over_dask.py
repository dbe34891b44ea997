"""An analysis whose parts are done by the workers of Dask."""

from __future__ import annotations

import pickle
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from mentaleval.engines.losing import saying_what_was_lost
from mentaleval.spreading import Parts

Part = TypeVar("Part")
Result = TypeVar("Result")

AHEAD: Final = 2
"""Bundles that each thread is given in advance: all at once would be held here and there."""
BUNDLES: Final = 16
"""Bundles for each thread, where parts are many: of a part alone Dask takes longer to hear."""


@dataclass(frozen=True, slots=True)
class OverDask:
    """Like `map`, by the workers of a Dask client.

    What a part raises is raised here. The results come in the order of the parts; a part whose
    worker is lost is done by another.
    """

    client: Any

    def __call__(self, work: Callable[[Part], Result], parts: Parts[Part], /) -> Iterator[Result]:
        """Yield the result of each part."""
        threads = max(1, sum(self.client.nthreads().values()))  # workers may be on their way
        coming = _bundles(parts, max(1, len(parts) // (BUNDLES * threads)))
        under_way = deque(self._begun(work, some) for some in islice(coming, AHEAD * threads))
        with saying_what_was_lost(self.client):
            while under_way:
                found: list[Result] = pickle.loads(under_way.popleft().result())  # noqa: S301  our own
                under_way.extend(self._begun(work, some) for some in islice(coming, 1))
                yield from found

    def _begun(self, work: Callable[[Part], Result], parts: list[Part]) -> Any:
        from cloudpickle import dumps  # noqa: PLC0415  Dask has it, and Dask is an extra

        with warnings.catch_warnings():
            # parts travel with their task on purpose, so that they outlive the worker that has it
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            return self.client.submit(_done, work, dumps(parts), pure=False)


def _bundles(parts: Iterable[Part], size: int) -> Iterator[list[Part]]:
    """Yield the parts, so many at a time."""
    coming = iter(parts)
    while some := list(islice(coming, size)):
        yield some


def _done(work: Callable[[Part], Result], parts: bytes) -> bytes:
    """Do the work on some parts; called by Dask.

    Packed by us, an array lies in memory as it did: as Dask sends one it may start at an odd
    address, and then numpy adds it up in another order, with other last digits.
    """
    from cloudpickle import dumps  # noqa: PLC0415  Dask has it, and Dask is an extra

    packed: bytes = dumps([work(part) for part in pickle.loads(parts)])  # noqa: S301  our own
    return packed
