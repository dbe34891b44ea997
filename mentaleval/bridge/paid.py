"""The answers that a run has paid for, kept beside its logs.

A log is written every few samples, and a sample may take several calls: a run that is killed
loses what was not written yet. This store takes every answer when it arrives, so that the same
command finds it and does not pay again; and it adds up what the run has cost, over all its parts.

Inspect's cache is not used for this. It keeps pickles, and a folder of logs is passed on, while
reading a pickle can run code; and it does not say what its hits have cost.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mentaleval.errors import UsageError

PAID_FILE: Final = "paid.sqlite"

_TABLE: Final = """
create table if not exists answers (
    key text not null,
    call text not null,  -- of all calls that were ever made of the key, on any machine
    nth integer not null,
    kind text not null,
    label text not null,
    model text not null,
    reasked integer not null,
    said text,
    reason text,
    input_tokens integer not null,
    cache_read_tokens integer not null,
    cache_write_tokens integer not null,
    output_tokens integer not null,
    primary key (key, call)
) without rowid
"""
_SUMS: Final = """
select kind, label, model, count(*), sum(reasked), sum(input_tokens),
       sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens)
from answers group by kind, label, model order by kind, label, model
"""
_KEEP: Final = "insert or ignore into answers values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FIND: Final = """
select said, reason from answers where key = ? and said is not null order by nth desc, call limit 1
"""
_MERGE: Final = (
    "insert or ignore into answers select * from others.answers",
    # a text that was dropped there is in a log
    """update answers set said = null where said is not null and (key, call) in
    (select key, call from others.answers where said is null)""",
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one call, or of many; those read from or written to a cache stand apart."""

    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    output: int = 0

    @property
    def prompt(self) -> int:
        """All tokens of the prompts."""
        return self.input + self.cache_read + self.cache_write

    @property
    def total(self) -> int:
        """The tokens of prompts and answers."""
        return self.prompt + self.output


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked which model: the owner of a call."""

    kind: str
    """``judge`` or ``responder``."""
    label: str
    model: str


@dataclass(frozen=True, slots=True)
class PaidAnswer:
    """What a model answered: a text, or the reason why there is none."""

    said: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What the calls of one owner took."""

    asked: Asked
    calls: int
    reasked: int
    """Calls that asked again because an answer could not be read."""
    tokens: Tokens


class PaidAnswers:
    """A run's store of answers.

    Parameters
    ----------
    folder
        The run's folder.

    Raises
    ------
    UsageError
        When the store cannot be opened, or is none.
    """

    def __init__(self, folder: Path) -> None:
        self.forgotten = False
        """Whether the texts were dropped, as at the end of a run."""
        file = folder / PAID_FILE
        try:
            # one writer at a time: the run's loop may be in another thread than its caller
            self._store = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
            self._store.execute("pragma journal_mode = wal")
            self._store.execute("pragma synchronous = normal")
            self._store.execute(_TABLE)
            self._require_whole()
        except sqlite3.Error as error:
            spoilt = not isinstance(error, sqlite3.OperationalError)  # or a disk, or permissions
            raise UsageError(
                f"{file}, where a run keeps the answers it has paid for, cannot be used: {error}.",
                hint="choose another --log-dir, or remove the file: its answers are then paid "
                "for again where no log holds them"
                if spoilt
                else "make room on the disk, or see to it that the folder can be written to; the "
                "same command then goes on",
            ) from error

    def _require_whole(self) -> None:
        said = self._store.execute("pragma quick_check(1)").fetchone()[0]
        if said != "ok":
            raise sqlite3.DatabaseError(said)

    def find(self, key: str) -> PaidAnswer | None:
        """Return the answer to a call that an earlier part of the run has paid for."""
        row = self._store.execute(_FIND, (key,)).fetchone()
        return None if row is None else PaidAnswer(*row)

    def keep(
        self,
        key: str,
        asked: Asked,
        answer: PaidAnswer,
        tokens: Tokens,
        *,
        attempt: int,
        call: str | None = None,
        nth: int | None = None,
    ) -> None:
        """Keep an answer and what it took, unless this very call's is there.

        Parameters
        ----------
        call
            What tells the call from all others, also from those of the same key (`new_call`).
        nth
            How often the key was asked for by then, this time too; the last answer is found.

        Raises
        ------
        sqlite3.Error
            When it cannot be written, as on a full disk.
        """
        self._store.execute(
            _KEEP,
            (
                *(key, call or new_call(), self.calls_of(key) + 1 if nth is None else nth),
                *(asked.kind, asked.label, asked.model, int(attempt > 0)),
                *(answer.said, answer.reason),
                *(tokens.input, tokens.cache_read, tokens.cache_write, tokens.output),
            ),
        )

    def calls_of(self, key: str) -> int:
        """Return how often a call was made: more than once after its log was deleted."""
        found = self._store.execute("select count(*) from answers where key = ?", (key,))
        return int(found.fetchone()[0])

    def has(self, key: str, call: str) -> bool:
        """Whether what a call took is known."""
        found = self._store.execute("select 1 from answers where key = ? and call = ?", (key, call))
        return found.fetchone() is not None

    def merge(self, file: Path) -> None:
        """Add the calls of another such store: those that both know count once.

        Raises
        ------
        sqlite3.Error
            When the file is no such store.
        """
        self._store.execute("attach ? as others", (str(file),))
        try:
            for statement in _MERGE:
                self._store.execute(statement)
        finally:
            self._store.execute("detach others")

    def copy_to(self, file: Path) -> None:
        """Write the store as it is now to a file that is not there yet."""
        self._store.execute("vacuum into ?", (str(file),))

    def spent(self) -> Iterator[Spent]:
        """Yield what every owner's calls took so far."""
        for kind, label, model, calls, reasked, *tokens in self._store.execute(_SUMS).fetchall():
            yield Spent(Asked(kind, label, model), calls, reasked, Tokens(*tokens))

    def forget_texts(self, owners: Iterable[tuple[str, str]]) -> None:
        """Drop the answers themselves, once logs hold them; what they took is kept.

        Parameters
        ----------
        owners
            Whose: kind and label of those whose logs are complete.
        """
        self.forgotten = True
        with suppress(sqlite3.Error):  # on a full disk they stay
            self._store.executemany(
                "update answers set said = null where kind = ? and label = ?", owners
            )
            self._store.execute("vacuum")

    def close(self) -> None:
        """Close the store."""
        self._store.close()


def new_call() -> str:
    """Return what tells a call from all others, on whatever machine."""
    return secrets.token_hex(8)


def key_of(*parts: Any) -> str:
    """Return the key of a call: whatever makes it another call than the next."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
