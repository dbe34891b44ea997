"""Import a module in a fresh interpreter, and note what that does beside defining things.

Also a script: ``python importing.py REPORT MODULE [FOLDER...]`` writes what it finds to the file
REPORT as JSON.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

_TIMEOUT: Final = 120
_WRITING: Final = frozenset("wax+")
_EVENTS: Final = {
    "socket.connect": "opens a connection",
    "socket.bind": "opens a port",
    "socket.sendto": "sends something over the network",
    "socket.getaddrinfo": "looks up a host's address",
    "socket.gethostbyname": "looks up a host's address",
    "subprocess.Popen": "starts a process",
    "os.system": "starts a process",
    "os.fork": "starts a process",
    "os.posix_spawn": "starts a process",
    "os.exec": "starts a process",
    "sqlite3.connect": "opens a database",
    "os.mkdir": "makes a folder",
    "os.remove": "removes a file",
    "os.rename": "moves a file",
}


@cache
def imported(module: str) -> dict[str, Any]:
    """Return what importing *module* does: ``deeds``, ``modules``, and ``error`` where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-B", "-P", __file__, str(report), module, *sys.path]
        done = subprocess.run(  # noqa: S603  our own interpreter and this very file
            command, capture_output=True, timeout=_TIMEOUT, check=False, stdin=subprocess.DEVNULL
        )
        printed = (done.stdout + done.stderr).decode(errors="replace").strip()
        if not report.exists():
            return {"deeds": [], "modules": [], "error": f"it ends the program: {printed[-300:]}"}
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    if printed:
        found["deeds"].append(f"prints {printed.splitlines()[0][:80]!r}")
    return found


def _writes(path: object, mode: str | None, flags: int) -> bool:
    """Whether something is opened to be written: by its mode, or below it by flags alone."""
    if path == os.devnull:
        return False
    return bool(_WRITING & set(mode) if mode else flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


class _Watch:
    """Notes what is done while a module is imported."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.deeds: list[str] = []
        self.listening = False

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        """Note an event of Python's own audit."""
        if not self.listening:
            return
        if event == "open" and _writes(*args):
            self.note(f"writes the file {args[0]!r}")
        elif event in _EVENTS:
            self.note(_EVENTS[event])

    def note(self, deed: str) -> None:
        """Note something once."""
        if deed not in self.deeds:
            self.deeds.append(deed)

    def noting(self, function: Callable[..., Any], deed: str) -> Callable[..., Any]:
        """Return *function*, noting *deed* when it is called."""

        def call(*args: Any, **named: Any) -> Any:
            self.note(deed)
            return function(*args, **named)

        return call

    def told_by_package(self, function: Callable[..., Any], deed: str) -> Callable[..., Any]:
        """Return *function*, noting *deed* when the package itself calls it.

        Large libraries change the filters of warnings too, and are not the author's to change.
        """

        def call(*args: Any, **named: Any) -> Any:
            caller = str(sys._getframe(1).f_globals.get("__name__"))  # noqa: SLF001  who calls
            if caller.partition(".")[0] == self.package:
                self.note(deed)
            return function(*args, **named)

        return call


def _state() -> dict[str, Any]:
    return {
        "changes the working folder": Path.cwd(),
        "changes the root logger": (list(logging.root.handlers), logging.root.level),
    }


def _watched(module: str) -> dict[str, Any]:
    import mentaleval.testing  # noqa: F401, PLC0415  what every plugin brings along

    watch = _Watch(module.partition(".")[0])
    deed = "changes the filters of warnings"
    warnings.filterwarnings = watch.told_by_package(warnings.filterwarnings, deed)
    warnings.simplefilter = watch.told_by_package(warnings.simplefilter, deed)
    threading.Thread.start = watch.noting(threading.Thread.start, "starts a thread")  # type: ignore[method-assign]
    before, known = _state(), set(sys.modules)
    sys.addaudithook(watch.hear)
    error = None
    watch.listening = True
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as missing:
        absent = missing.name is not None and f"{module}.".startswith(f"{missing.name}.")
        error = "absent" if absent else f"{type(missing).__name__}: {missing}"
    except BaseException as raised:  # noqa: BLE001  also the end of the program
        error = f"{type(raised).__name__}: {raised}"
    watch.listening = False
    after = _state()
    deeds = watch.deeds + [deed for deed, was in before.items() if after[deed] != was]
    return {"deeds": deeds, "modules": sorted(set(sys.modules) - known), "error": error}


def _main(report: str, module: str, *folders: str) -> None:
    sys.path[:] = list(folders)  # without this file's own folder
    found = _watched(module)
    Path(report).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    _main(*sys.argv[1:])
