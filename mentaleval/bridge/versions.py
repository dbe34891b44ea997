"""Files on this machine that are copies of objects elsewhere, and which version each is of."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from mentaleval.bridge.log_times import begun
from mentaleval.bridge.store import Store, StoreError
from mentaleval.telling import Tell, each

_AT_A_TIME: Final = 8
_NOTES: Final = ".mentaleval-versions"
_TRIES: Final = 5
LOG: Final = ".eval"
"""How the name of an Inspect log ends."""


class Versions:
    """The copies below a folder.

    Parameters
    ----------
    folder
        On this machine.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, list[str]] = {}
        """Of each file the object's version, and the file's own state when it was its copy."""
        try:
            self._known = dict(json.loads((folder / _NOTES).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            self._known = {}  # all is copied anew

    def bring(
        self,
        store: Store,
        held: Mapping[str, str],
        here: Collection[str],
        *,
        tell: Tell | None = None,
    ) -> None:
        """Make the files *here* those that are *held*: copy what is another, remove the rest."""
        for name in set(here) - set(held):
            (self._folder / name).unlink(missing_ok=True)
            self._known.pop(name, None)
        changed = [n for n, version in held.items() if self._known.get(n) != self._now(n, version)]
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            coming = [pool.submit(store.bring, name, self._folder / name) for name in changed]
            for one in each(coming, tell):
                one.result()
        self._date_logs(held)
        self._known |= {name: self._now(name, version) for name, version in held.items()}
        self._write()

    def _date_logs(self, names: Collection[str]) -> None:
        """Date logs by when they were begun: of two, Inspect goes on from the one dated last.

        A copy has the date of its coming; and the log of a machine that was taken over may have
        been written to, or may have come to the store, long after the one that replaced it. None
        is dated later than it is here, as by another machine's clock: what is begun now comes last.
        """
        for file in (self._folder / name for name in names if name.endswith(LOG)):
            at = begun(file.name)
            if at is not None and at < file.stat().st_mtime:
                os.utime(file, (at, at))

    def is_copy(self, name: str) -> bool:
        """Whether a file is, as it is now, what was brought from the store or sent there."""
        return self._known.get(name, ["", ""])[1] == self._state(name)

    def send(
        self,
        store: Store,
        here: Collection[str],
        remove: Callable[[Collection[str]], None],
        require_held: Callable[[], None],
    ) -> None:
        """Make the objects those that are *here*: send what has changed, *remove* what is gone.

        Parameters
        ----------
        require_held
            Makes sure, before each is sent, that the folder is not another machine's.
        """
        changed = [name for name in here if not self.is_copy(name)]
        states = {name: self._state(name) for name in changed}
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            going = [pool.submit(self._send, store, name, require_held) for name in changed]
        for one in going:
            one.result()
        gone = set(self._known) - set(here)
        remove(gone)
        for name in gone:
            del self._known[name]
        if changed:
            held = store.held()
            self._known |= {name: [held.get(name, ""), states[name]] for name in changed}
        self._write()

    def _send(self, store: Store, name: str, require_held: Callable[[], None]) -> None:
        """Send a file, and overwrite nothing that whoever holds the folder by now has written.

        A log has a name that no other machine gives.
        """
        require_held()
        if name.endswith(LOG):
            store.send(self._folder / name, name)
            return
        there = self._known.get(name, [""])[0] or None
        for _ in range(_TRIES):
            if store.replace(self._folder / name, name, there):
                return
            there = store.held().get(name)
            require_held()  # after the look: whoever comes now changes the version
        raise StoreError(f"{store}/{name} is written by somebody else at the same time.")

    def _now(self, name: str, version: str) -> list[str]:
        return [version, self._state(name)]

    def _state(self, name: str) -> str:
        try:
            found = (self._folder / name).stat()
        except OSError:
            return "gone"
        return f"{found.st_size}-{found.st_mtime_ns}"

    def _write(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        coming = self._folder / f"{_NOTES}.part"
        coming.write_text(json.dumps(self._known), "utf-8")
        coming.replace(self._folder / _NOTES)
