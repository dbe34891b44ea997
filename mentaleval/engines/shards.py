"""A run in shards, each a process that a worker of Dask starts and looks after.

Inspect holds what belongs to a run once for the whole process, so a shard has one of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from mentaleval.engines.attending import Ended, Job, alive, attend
from mentaleval.engines.losing import saying_what_was_lost
from mentaleval.errors import UnfinishedError
from mentaleval.legible import one_line
from mentaleval.telling import Tell

ATTEMPTS: Final = 3
"""So often a shard is begun before it is left unfinished."""
LOOK: Final = 5.0
"""Seconds after which it is looked whether any worker is there."""
ORDERLY: Final = 60.0
"""Seconds that shards have to put their logs in order when the command is interrupted."""
GOES_ON: Final = "start it and its workers again, and the same command goes on where it stopped"


@dataclass(slots=True)
class Shards:
    """The shards of one run, given to the workers of a Dask client.

    Parameters
    ----------
    client
        The client.
    job
        What a shard is.
    say
        Is told of each shard that fails, and when no worker is there.
    tell
        Is told how many shards are done.
    """

    client: Any
    job: Job
    say: Callable[[str], None]
    tell: Tell | None = None
    _under_way: dict[Any, tuple[int, int]] = field(default_factory=dict, init=False)
    _alone: bool = field(default=False, init=False)

    def run(self) -> dict[int, Ended]:
        """Carry out all shards, and return those that stay unfinished.

        Raises
        ------
        UnfinishedError
            When a shard cannot be begun as it was asked for, or the scheduler is lost.
        """
        failed: dict[int, Ended] = {}
        done = 0
        with self._orderly(), saying_what_was_lost(self.client, goes_on=GOES_ON):
            for number in range(1, self.job.of + 1):
                self._begin(number, 1)
            for number, attempt, ended in self._ends():
                if ended.finished:
                    done += 1
                    if self.tell is not None:
                        self.tell(done, self.job.of)
                elif not self._begun_again(number, attempt, ended):
                    failed[number] = ended
        return failed

    def _begin(self, number: int, attempt: int) -> None:
        key = f"shard-{number}-of-{self.job.of}-attempt-{attempt}-{self.job.token}"
        future = self.client.submit(attend, self.job, number, key=key, pure=False)
        self._under_way[future] = number, attempt

    def _begun_again(self, number: int, attempt: int, ended: Ended) -> bool:
        """Begin a shard again that has failed, where that may help, and say so."""
        again = attempt < ATTEMPTS and not ended.limited
        self.say(f"shard {number}/{self.job.of} {ended.how}{'; it is begun again' * again}")
        for line in ended.last:
            self.say(f"  {one_line(line)}")
        if ended.refused:
            raise UnfinishedError(
                f"shard {number}/{self.job.of} was refused by the worker {ended.worker}, and so "
                "would be the others.",
                hint="put that right; the same command then goes on",
            )
        if again:
            self._begin(number, attempt + 1)
        return again

    def _ends(self) -> Iterator[tuple[int, int, Ended]]:
        from distributed import KilledWorker, wait  # noqa: PLC0415  an extra, and slow to import

        while self._under_way:
            try:
                found = wait(list(self._under_way), timeout=LOOK, return_when="FIRST_COMPLETED")
            except TimeoutError:
                self._say_when_alone()
                continue
            for future in found.done:
                number, attempt = self._under_way.pop(future)
                try:
                    yield number, attempt, future.result()
                except KilledWorker:
                    yield number, ATTEMPTS, Ended(-9, "?", ())

    def _say_when_alone(self) -> None:
        """Say once that nobody is there to do the work."""
        alone = not self.client.nthreads()
        if alone and not self._alone:
            self.say(
                "no worker is there any more: waiting for one (Ctrl-C stops, and the same command "
                "goes on)"
            )
        self._alone = alone

    @contextmanager
    def _orderly(self) -> Iterator[None]:
        """Have the shards stop, and wait for their logs, when the block is broken off."""
        try:
            yield
        except BaseException as error:
            if self.client.status == "running":
                if isinstance(error, KeyboardInterrupt):
                    self.say("stopping: the shards put their logs in order")
                self._stop()
            raise

    def _stop(self) -> None:
        self.client.cancel(list(self._under_way), force=True)
        until = time.monotonic() + ORDERLY
        while time.monotonic() < until and any(self._alive()):
            time.sleep(0.2)

    def _alive(self) -> Sequence[int]:
        found = self.client.run(alive, self.job.token, on_error="ignore")
        return list(found.values())
