"""Files on this machine that are copies of objects elsewhere, and which version each is of."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from mentaleval.bridge.store import Store
from mentaleval.telling import Tell, each

_AT_A_TIME: Final = 8
_NOTES: Final = ".mentaleval-versions"


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
        self._known |= {name: self._now(name, held[name]) for name in changed}
        self._write()

    def is_copy(self, name: str) -> bool:
        """Whether a file is, as it is now, what was brought from the store or sent there."""
        return self._known.get(name, ["", ""])[1] == self._state(name)

    def send(
        self, store: Store, here: Collection[str], remove: Callable[[Collection[str]], None]
    ) -> None:
        """Make the objects those that are *here*: send what has changed, *remove* what is gone."""
        changed = [name for name in here if not self.is_copy(name)]
        states = {name: self._state(name) for name in changed}
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            going = [pool.submit(store.send, self._folder / name, name) for name in changed]
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
