"""What is said when machines are lost in the middle of the work."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from mentaleval.errors import EngineError, UnfinishedError


@contextmanager
def saying_what_was_lost(client: Any, *, goes_on: str = "") -> Iterator[None]:
    """Say plainly which machine was lost inside the block.

    Parameters
    ----------
    client
        The Dask client whose futures are waited for.
    goes_on
        What the same command does then; nothing where it begins anew.

    Raises
    ------
    UnfinishedError, EngineError
        Where the scheduler is gone, or a part of the work has ended several workers.
    """
    from distributed import KilledWorker  # noqa: PLC0415  an extra, and slow to import
    from distributed.comm.core import CommClosedError  # noqa: PLC0415

    try:
        yield
    except KilledWorker as error:
        raise EngineError(
            "a part of the work was given up: every worker that began it was killed, which is "
            "what happens when memory runs out.",
            hint="give the workers more memory, or start fewer of them on one machine",
        ) from error
    except (CommClosedError, CancelledError) as error:
        where = client.scheduler.address if client.scheduler else "its address"
        said = f"the Dask scheduler at {where} is lost"
        if goes_on:
            raise UnfinishedError(f"{said}; {goes_on}.") from error
        raise EngineError(f"{said}, and the work with it.") from error
