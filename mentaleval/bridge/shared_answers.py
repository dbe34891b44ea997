"""The answers of a shared run that are not in a log yet, an object each.

An answer is paid for, so it is kept where another machine finds it before anything is done with
it. On this machine they all stand in one store (`mentaleval.bridge.paid`); here each is an object
of its own, since objects cannot be added to. No two calls share an object, and no two machines
write the same one: whoever was taken over and answers late overwrites nothing.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from mentaleval.bridge.paid import Asked, PaidAnswer, PaidAnswers, Tokens
from mentaleval.bridge.store import Store, StoreError
from mentaleval.writing import whole_file

ANSWERS: Final = "answers"
"""The folder of the objects."""
TOTALS: Final = "paid"
"""The folder of what answers took that are in logs by now."""
UNSENT: Final = "unsent"
"""The folder on this machine of what could not be sent."""


class SharedAnswers:
    """The answers of one run or shard.

    Parameters
    ----------
    store
        Where they are kept for all machines.
    folder
        Where the run is at work on this one.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._unsent = store, folder / UNSENT
        self._totals: list[str] = []
        """The objects of totals that the store of this machine holds by now."""

    def keep(
        self,
        key: str,
        asked: Asked,
        answer: PaidAnswer,
        tokens: Tokens,
        *,
        attempt: int,
        call: str,
        nth: int,
    ) -> None:
        """Keep the answer to a call, the *nth* of its key.

        Raises
        ------
        StoreError
            When the store does not take it. It is then kept on this machine, and sent when the
            run goes on here.
        """
        found = {
            "key": key,
            "call": call,
            "nth": nth,
            "asked": [asked.kind, asked.label, asked.model],
            "answer": [answer.said, answer.reason],
            "tokens": [tokens.input, tokens.cache_read, tokens.cache_write, tokens.output],
            "attempt": attempt,
        }
        name, content = f"{key}.{call}.json", json.dumps(found).encode()
        try:
            self._store.write(f"{ANSWERS}/{name}", content)
        except StoreError:
            self._unsent.mkdir(exist_ok=True)
            with whole_file(self._unsent / name) as coming:
                coming.write_bytes(content)
            raise

    def send_unsent(self) -> None:
        """Send what an earlier part of the run could not."""
        for file in sorted(self._unsent.glob("*.json")):
            self._store.write(f"{ANSWERS}/{file.name}", file.read_bytes())
            file.unlink()

    def take_into(self, paid: PaidAnswers) -> None:
        """Put into the store of this machine what it does not have of all that was paid for.

        Raises
        ------
        StoreError
            When what is kept cannot be read.
        """
        self._take_totals(paid)
        # whoever ends the run elsewhere writes the totals first and removes the answers then
        names = [name for name in self._store.held(ANSWERS) if not _is_in(paid, name)]
        for name, content in self._store.fetch(names).items():
            found = self._read(name, content)
            paid.keep(
                found["key"],
                Asked(*found["asked"]),
                PaidAnswer(*found["answer"]),
                Tokens(*found["tokens"]),
                attempt=found["attempt"],
                call=found["call"],
                nth=found["nth"],
            )

    def _take_totals(self, paid: PaidAnswers) -> None:
        names = sorted(self._store.held(TOTALS))
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                file = Path(folder, Path(name).name)
                self._store.bring(name, file)
                try:
                    paid.merge(file)
                except sqlite3.Error as error:
                    raise self._unreadable(name) from error
        self._totals = names

    def _read(self, name: str, content: bytes) -> dict[str, Any]:
        try:
            found = json.loads(content)
        except ValueError:
            found = None
        if not isinstance(found, dict) or not {"key", "call", "nth"} <= found.keys():
            raise self._unreadable(name)
        return found

    def _unreadable(self, name: str) -> StoreError:
        return StoreError(
            f"{self._store}/{name} holds no answers that were paid for.",
            hint="remove the object: what it held is then paid for again where no log holds it",
        )

    def replace_by_totals(self, paid: PaidAnswers, require_held: Callable[[], None]) -> None:
        """Keep what all answers took, and drop the answers themselves: logs hold them by now.

        Only what the totals hold goes: an answer that came meanwhile stays. The totals are a new
        object each time, so that nobody's are overwritten.

        Parameters
        ----------
        require_held
            Makes sure, before anything is removed, that the folder is not another machine's.
        """
        held = [*self._totals, *(n for n in self._store.held(ANSWERS) if _is_in(paid, n))]
        name = f"{TOTALS}/{secrets.token_hex(8)}.sqlite"
        with tempfile.TemporaryDirectory() as folder:
            coming = Path(folder, "totals.sqlite")
            paid.copy_to(coming)
            self._store.send(coming, name)
        require_held()
        self._store.remove(held)
        self._totals = [name]


def _is_in(paid: PaidAnswers, name: str) -> bool:
    key, _, call = Path(name).name.removesuffix(".json").rpartition(".")
    return paid.has(key, call)
