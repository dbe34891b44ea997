"""Of which shards of a run the logs are that are read together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from mentaleval.bridge.logged_shards import run_key, shard_of_log
from mentaleval.bridge.logs import log_files
from mentaleval.bridge.sharding import (
    FINISHED_FILE,
    LOGS,
    SETTINGS_FILE,
    Rated,
    Shard,
    Shards,
    finished_in,
    in_shards,
    numbers_in_words,
    object_in,
    rated_in,
)

_ABOVE: Final = 3
"""So many folders up from a log its shard's may be."""


@dataclass(slots=True)
class RunRead:
    """A run in shards of which logs are read.

    Parameters
    ----------
    of
        How many shards it has.
    """

    of: int
    sources: list[Path] = field(default_factory=list)
    """Where its logs were found."""
    _asked: set[Rated] = field(default_factory=set)
    _done: dict[int, set[Rated]] = field(default_factory=dict)

    def add(self, shard: Shard, *, asked: frozenset[Rated], done: frozenset[Rated]) -> None:
        """Note what one folder of a shard was asked, and what of it is done and read."""
        self._asked |= asked | done
        self._done.setdefault(shard.number, set()).update(done)

    @property
    def shards(self) -> Shards:
        """Those that are read with all that any of them was asked, and those read in part."""
        full = sorted(n for n, done in self._done.items() if done >= self._asked)
        return Shards(self.of, tuple(full), tuple(sorted({*self._done} - {*full})))

    def __str__(self) -> str:
        shards = self.shards
        are = "is" if shards.of == 1 else "are"
        said = f"{len(shards.finished)} of {in_shards(shards.of)} {are} read in full"
        if shards.begun:
            said += f"; in part {numbers_in_words(shards.begun)}"
        return said + (f"; missing {numbers_in_words(shards.missing)}" * bool(shards.missing))


def runs_read(sources: Sequence[Path]) -> list[RunRead]:
    """Return the runs in shards that logs are of; none where they are of whole runs.

    A shard says what it is in its own folder, wherever that lies. It is read in full when all the
    logs are read that it had when it was finished. Logs without their folder say it themselves;
    then it is read in full when they hold all that was asked when they were made.

    Parameters
    ----------
    sources
        Logs and folders of logs that are read together.

    Raises
    ------
    DataError
        When one holds no log, or a log cannot be read.
    UsageError
        When a folder does not say what run it is.
    """
    read = {Path(os.path.abspath(log)) for one in sources for log in log_files(one)}  # noqa: PTH100
    runs: dict[str, RunRead] = {}
    seen: set[Path] = set()
    for source in sources:
        for folder in _folders(source):
            known = _known(folder / SETTINGS_FILE)
            identity = dict(known.get("identity") or {})
            shard = _shard(identity.pop("shard", None))
            if shard is None:
                continue
            run = _noted(runs, shard, run_key(identity), source)
            if folder not in seen:
                run.add(shard, asked=rated_in(known), done=_done(folder, read))
                seen.add(folder)
        _add_bare(runs, source)
    return list(runs.values())


def _noted(runs: dict[str, RunRead], shard: Shard, run: str, source: Path) -> RunRead:
    found = runs.setdefault(f"{shard.of} {run}", RunRead(shard.of))
    if source not in found.sources:
        found.sources.append(source)
    return found


def _add_bare(runs: dict[str, RunRead], source: Path) -> None:
    """Add the logs of a source that lie in no folder of a run."""
    bare: dict[Path, bool] = {}
    for log in map(Path, log_files(source)):
        within = Path(os.path.abspath(log)).parent  # noqa: PTH100  as above
        if within not in bare:
            bare[within] = not any(_above(within / log.name))
        said = shard_of_log(str(log)) if bare[within] else None
        if said is not None:
            run = _noted(runs, said.shard, said.run, source)
            run.add(said.shard, asked=said.asked, done=said.done)


def _folders(source: Path) -> Iterator[Path]:
    """Yield the folders of runs and shards that lie below a source, or that it lies in."""
    whole = Path(os.path.abspath(source))  # noqa: PTH100  a link is called what it is here
    if whole.is_dir():
        yield from sorted(file.parent for file in whole.rglob(SETTINGS_FILE))
    if not (whole / SETTINGS_FILE).is_file():
        yield from islice(_above(whole), 1)


def _above(whole: Path) -> Iterator[Path]:
    """Yield the folders of runs and shards that a log or folder lies in, the nearest first."""
    return (one for one in whole.parents[:_ABOVE] if (one / SETTINGS_FILE).is_file())


def _shard(said: object) -> Shard | None:
    try:
        return Shard.parse(str(said))
    except ValueError:
        return None


def _done(folder: Path, read: set[Path]) -> frozenset[Rated]:
    """Return what a finished shard has done, where all its logs are among those that are read."""
    if not (folder / FINISHED_FILE).is_file():
        return frozenset()
    finished = finished_in((folder / FINISHED_FILE).read_bytes())
    logs = finished.get(LOGS)
    there = isinstance(logs, list) and all(folder / str(name) in read for name in logs)
    return rated_in(finished) if there else frozenset()


def _known(file: Path) -> dict[str, Any]:
    return object_in(file.read_bytes(), str(file))
