"""Where a judge's ratings can be read again: the logs, and the samples in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mentaleval.ratings.coded import distinct
from mentaleval.ratings.columns import codes_of
from mentaleval.trust.paired import Booleans, Integers, column_of
from mentaleval.vocabulary import RaterKind

if TYPE_CHECKING:
    from mentaleval.ratings import Input

LOG: Final = "log"
"""The kind of an input that is a log of single samples."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The samples of one log that a judge's figures rest on.

    Parameters
    ----------
    judge
        Whose figures.
    log
        The log, as among the assessment's inputs.
    samples
        The ids of its samples, sorted; one that was judged in several epochs is there once.
    """

    judge: str
    log: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Logged:
    """Which rows of a ratings table were read from which log.

    Parameters
    ----------
    table
        The ratings table.
    logs
        Under a log's file name what it is called among the inputs. Any text can stand in the
        column ``source`` of a ratings file: only these are logs.
    """

    table: pd.DataFrame
    logs: Mapping[str, str]

    def at(self, rows: Integers) -> list[tuple[str, str] | tuple[None, None]]:
        """Return for each row the log and the sample it was read from; None for one from none."""
        if not self.logs:
            return [(None, None)] * len(rows)
        named = (self.table[column].take(rows).tolist() for column in ("source", "source_id"))
        found = (
            (self.logs.get(str(source)), sample) for source, sample in zip(*named, strict=True)
        )
        return [
            (None, None) if log is None or pd.isna(sample) else (log, str(sample))
            for log, sample in found
        ]

    def behind(self, used: Booleans) -> tuple[Behind, ...]:
        """Return the samples of each judge and log that hold any of the rows *used*."""
        if not self.logs:
            return ()
        from_logs = self.table["source"].isin(list(self.logs)) & self.table["source_id"].notna()
        judged = self.table["rater_kind"] == RaterKind.JUDGE
        rows = np.flatnonzero(used & from_logs.to_numpy(bool) & judged.to_numpy(bool))
        columns = ["rater", "source", "source_id"]
        every = self.table[columns].take(rows)
        once = every.take(distinct(*(codes_of(every[name]) for name in columns)))
        by = once.groupby(["rater", "source"], observed=True)["source_id"]
        found = [
            Behind(str(judge), self.logs[str(log)], column_of(samples).names)
            for (judge, log), samples in by
        ]
        return tuple(sorted(found, key=lambda one: (one.judge, one.log)))


def logs_among(inputs: Iterable[Input]) -> dict[str, str]:
    """Return the logs among the inputs, each under its file name.

    A name that two different logs share says nothing of which of them holds a sample.
    """
    found: dict[str, Input] = {}
    shared: set[str] = set()
    for one in inputs:
        if one.kind != LOG:
            continue
        name = PurePosixPath(one.source).name
        if found.setdefault(name, one).sha256 != one.sha256:
            shared.add(name)
    return {name: one.source for name, one in found.items() if name not in shared}
