"""Who is at work in a folder that machines share: one process, which says so again and again.

Each claim is an object with the next number, and the store lets only one create it. The claim with
the highest number is the one that holds. Its process writes it anew every few seconds; one that has
not been written for a while is dead, and whoever creates the next number goes on. No two processes
ever write the same claim, so one that was frozen and writes late overwrites nobody's: it may bring
its own back, which is no longer the highest and holds nothing. For the same reason a claim that is
given back says so and stays until the next.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import secrets
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psutil

from mentaleval.bridge.store import Store, StoreError
from mentaleval.errors import UsageError

CLAIMS: Final = "claims"
EVERY: Final = 10.0
"""Seconds after which a claim is written anew."""
STALE: Final = 60.0
"""Seconds after which one that was not is taken over."""
_LOOK: Final = 2.0
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_NAMESPACE: Final = Path("/proc/self/ns/pid")


class LostError(StoreError):
    """A claim that is another's by now, or is gone."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim as it was found."""

    name: str
    said: dict[str, Any]
    written: datetime


class Lease:
    """The claim of this process on a folder.

    Parameters
    ----------
    store
        The folder.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._mine: str | None = None
        self._one_at_a_time = threading.Lock()
        self._renewed = -math.inf
        process = psutil.Process()
        self._words = {
            "token": secrets.token_hex(8),
            "host": socket.gethostname(),
            "machine": _machine(),
            "process": process.pid,
            "began": process.create_time(),
        }

    @contextmanager
    def held(self, waiting: Callable[[str], None], lost: Callable[[str], None]) -> Iterator[None]:
        """Hold the folder while the block lasts.

        Parameters
        ----------
        waiting
            Is told, in words, when it is not clear yet whether another process is at work.
        lost
            Is told when the claim was lost: to another machine, or with the store.

        Raises
        ------
        UsageError
            When another process is at work there.
        """
        self._acquire(waiting)
        over = threading.Event()
        renewing = threading.Thread(target=self._keep_renewing, args=(over, lost), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            over.set()
            renewing.join()
            with suppress(StoreError):  # it lapses by itself
                self._release()

    @property
    def sure(self) -> bool:
        """Whether no other machine can have taken the folder over yet."""
        return _clock() - self._renewed <= STALE / 2

    def renew(self) -> None:
        """Give a sign of life, if the folder is still this process's.

        Raises
        ------
        StoreError
            When it is not, or the store cannot be reached.
        """
        with self._one_at_a_time:
            self._renew_now()

    def make_sure(self) -> None:
        """Give a sign of life where the last was long ago, or raise as `renew` does."""
        with self._one_at_a_time:
            if not self.sure:
                self._renew_now()

    def _renew_now(self) -> None:
        began = _clock()  # a process may be frozen at any moment, here too
        self.require_held()
        self._store.write(self._mine or "", json.dumps(self._words).encode())
        self._renewed = began

    def require_held(self) -> None:
        """Make sure that nobody has taken the folder over.

        Raises
        ------
        StoreError
            When somebody has, or the store cannot say.
        """
        newest = max(self._store.held(CLAIMS), default=None)
        if self._mine is None or newest != self._mine:
            gone = f"{self._store} has lost the claim of this process"
            taken = f"another machine has taken over {self._store}"
            raise LostError(
                f"{gone if newest is None else taken}, which was silent for too long or cut off.",
                hint="what was paid for is kept; the same command goes on when no other does",
            )

    def _acquire(self, waiting: Callable[[str], None]) -> None:
        seen: _Claim | None = None
        while (found := self._newest()) is not None and not self._over(found):
            if self._is_here(found):
                raise self._taken(found)
            if seen is None:
                waiting(
                    f"{_whose(found)} may be at work in {self._store}; waiting up to "
                    f"{STALE:.0f} seconds for a sign of it"
                )
            elif (found.name, found.written) != (seen.name, seen.written):
                raise self._taken(found)
            seen = found
            time.sleep(_LOOK)
        number = 1 if found is None else int(Path(found.name).stem) + 1
        name = f"{CLAIMS}/{number:06}.json"
        content, began = json.dumps(self._words).encode(), _clock()
        # the store's answer may be lost, so what stands there says who was first
        self._store.create(name, content)
        if self._store.read(name) != content:
            raise self._taken(self._newest())
        if self._store.create(name, content):
            raise UsageError(
                f"{self._store} writes an object again that is to be created only once (it knows "
                "no If-None-Match), so it cannot say who of two machines came first.",
                hint="choose another store for --log-dir, or a folder of this machine",
            )
        held = self._store.held(CLAIMS)
        if (
            max(held, default=None) != name
        ):  # frozen since it looked, it took a number that had come and gone
            raise self._taken(self._newest())
        self._mine, self._renewed = name, began
        self._store.remove([one for one in held if one < name])

    def _newest(self) -> _Claim | None:
        name = max(self._store.held(CLAIMS), default=None)
        if name is None:
            return None
        content, written = self._store.read(name), self._store.modified(name)
        if content is None or written is None:  # it was given back at this moment
            return self._newest()
        try:
            said = json.loads(content)
        except ValueError:
            said = {}
        return _Claim(name, said if isinstance(said, dict) else {}, written)

    def _over(self, claim: _Claim) -> bool:
        """Whether whoever made a claim is gone: it was given back, or silent for long."""
        if claim.said.get("released"):
            return True
        if self._is_here(claim):
            return not _lives(claim.said)
        return (self._now() - claim.written).total_seconds() > STALE

    def _is_here(self, claim: _Claim) -> bool:
        return bool(claim.said.get("machine") == self._words["machine"])

    def _now(self) -> datetime:
        """Return the time by the store's clock: those of two machines may differ."""
        probe = f"probes/{self._words['token']}"
        self._store.write(probe, b"")
        try:
            now = self._store.modified(probe)
        finally:
            self._store.remove([probe])
        if now is None:
            raise StoreError(f"{self._store} does not keep what is written to it.")
        return now

    def _taken(self, claim: _Claim | None) -> UsageError:
        whose = "another process" if claim is None else _whose(claim)
        return UsageError(
            f"{whose} is at work in {self._store}: two would pay for the same calls twice.",
            hint="wait for it to end, or choose another --log-dir",
        )

    def _keep_renewing(self, over: threading.Event, lost: Callable[[str], None]) -> None:
        while not over.wait(EVERY):
            try:
                self.renew()
            except StoreError as error:
                if isinstance(error, LostError):
                    lost(error.message)
                    return
                if not self.sure:
                    lost(f"nothing could be kept for {STALE / 2:.0f} seconds: {error.message}")

    def _release(self) -> None:
        self.require_held()
        said = {**self._words, "released": True}
        self._store.write(self._mine or "", json.dumps(said).encode())
        self._mine, self._renewed = None, -math.inf


def _whose(claim: _Claim) -> str:
    host, process = claim.said.get("host"), claim.said.get("process")
    return f"another process ({host}, {process})" if host else "another process"


def _lives(said: dict[str, Any]) -> bool:
    try:
        began: float = psutil.Process(int(said["process"])).create_time()
        return abs(began - float(said["began"])) < 1
    except (psutil.NoSuchProcess, KeyError, TypeError, ValueError):
        return False
    except psutil.Error:
        return True


def _clock() -> float:
    """Return seconds that go on while the machine is asleep, where it can say so."""
    if hasattr(time, "clock_gettime"):  # elsewhere the other goes on too
        return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
    return time.monotonic()


def _machine() -> str:
    """Return what tells this machine, since it was started, from every other and from containers.

    Only where two processes would see each other does the number of one say anything to the other.
    """
    parts = [socket.gethostname(), str(uuid.getnode())]
    with suppress(OSError):
        parts.append(_BOOT.read_text(encoding="ascii"))
    with suppress(OSError):
        parts.append(os.readlink(_NAMESPACE))  # noqa: PTH115  it leads to no path
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
