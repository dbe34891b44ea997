"""What all shards of a run took together."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentaleval.bridge.log_folder import LogFolder
from mentaleval.bridge.paid import PAID_FILE, PaidAnswers
from mentaleval.bridge.sharding import Shard
from mentaleval.bridge.shared_answers import SharedAnswers
from mentaleval.errors import DataError


@contextmanager
def paid_by_all(whole: LogFolder, of: int) -> Iterator[PaidAnswers]:
    """Give the calls of all shards of a run, each counted once, for as long as the block lasts.

    Parameters
    ----------
    whole
        The folder of all shards.
    of
        How many there are.

    Raises
    ------
    DataError
        When a shard's store of answers cannot be read.
    StoreError
        When the folder is at a URL that cannot be.
    """
    with tempfile.TemporaryDirectory() as here:
        paid = PaidAnswers(Path(here))
        try:
            for number in range(1, of + 1):
                _add(paid, whole.within(Shard(number, of).folder), Path(here))
            yield paid
        finally:
            paid.close()


def _add(paid: PaidAnswers, shard: LogFolder, here: Path) -> None:
    if shard.url is not None:
        SharedAnswers(shard.store(), here).take_into(paid)
        return
    file = shard.path / PAID_FILE
    if not file.is_file():
        return
    try:
        paid.merge(file)
    except sqlite3.Error as error:
        raise DataError(f"{file} cannot be read: {error}.") from error
