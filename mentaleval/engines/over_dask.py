"""An analysis whose parts are done by the workers of Dask."""

from __future__ import annotations

import pickle
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from mentaleval.engines.losing import saying_what_was_lost

Part = TypeVar("Part")
Result = TypeVar("Result")

AHEAD: Final = 2
"""Parts that each thread is given in advance: all at once would be held here and there."""


@dataclass(frozen=True, slots=True)
class OverDask:
    """Like `map`, by the workers of a Dask client.

    What a part raises is raised here. The results come in the order of the parts; a part whose
    worker is lost is done by another.
    """

    client: Any

    def __call__(
        self, work: Callable[[Part], Result], parts: Sequence[Part], /
    ) -> Iterator[Result]:
        """Yield the result of each part."""
        threads = sum(self.client.nthreads().values())
        coming = iter(parts)
        under_way = deque(self._begun(work, part) for part in islice(coming, AHEAD * threads))
        with saying_what_was_lost(self.client):
            while under_way:
                result: Result = pickle.loads(under_way.popleft().result())  # noqa: S301  our own
                under_way.extend(self._begun(work, part) for part in islice(coming, 1))
                yield result

    def _begun(self, work: Callable[[Part], Result], part: Part) -> Any:
        from cloudpickle import dumps  # noqa: PLC0415  Dask has it, and Dask is an extra

        with warnings.catch_warnings():
            # a part travels with its task on purpose, so that it outlives the worker that has it
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            return self.client.submit(_done, work, dumps(part), pure=False)


def _done(work: Callable[[Part], Result], part: bytes) -> bytes:
    """Do the work on a part; called by Dask.

    Packed by us, an array lies in memory as it did: as Dask sends one it may start at an odd
    address, and then numpy adds it up in another order, with other last digits.
    """
    from cloudpickle import dumps  # noqa: PLC0415  Dask has it, and Dask is an extra

    packed: bytes = dumps(work(pickle.loads(part)))  # noqa: S301  our own
    return packed
