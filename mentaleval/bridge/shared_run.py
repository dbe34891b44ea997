"""A run that is at work on this machine, and kept where any other can go on with it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Final

from mentaleval.bridge.lease import CLAIMS, Lease
from mentaleval.bridge.log_folder import LogFolder, make_private
from mentaleval.bridge.paid import PAID_FILE, PaidAnswers
from mentaleval.bridge.progress import say
from mentaleval.bridge.shared_answers import ANSWERS, TOTALS, UNSENT, SharedAnswers
from mentaleval.bridge.store import StoreError
from mentaleval.bridge.versions import Versions
from mentaleval.bridge.watch import Watch
from mentaleval.errors import UnfinishedError, UsageError

_HERE_ALONE: Final = (PAID_FILE, f"{PAID_FILE}-wal", f"{PAID_FILE}-shm", "mentaleval-run.lock")
"""What is of use on this machine alone."""
_REMOVED: Final = "removed"
"""A folder of the store that notes which files were removed from it in order."""
_APART: Final = (ANSWERS, CLAIMS, TOTALS, UNSENT, _REMOVED, "probes", "raters")


class NotSentError(UnfinishedError):
    """Logs that could not be sent; what was paid for is kept all the same.

    Parameters
    ----------
    error
        Why.
    """

    def __init__(self, error: StoreError) -> None:
        super().__init__(
            f"the logs could not be sent: {error.message}",
            hint="put that right; the same command on this machine then goes on, and pays for "
            "nothing twice",
        )


class SharedRun:
    """A run's folder on this machine, and the one that it is kept in for all.

    Parameters
    ----------
    place
        The two.
    """

    def __init__(self, place: LogFolder) -> None:
        self._place, self._store = place, place.store()
        make_private(place.path)
        self._versions = Versions(place.path)
        self.lease = Lease(self._store)
        self.answers = SharedAnswers(self._store, place.path)

    def bring_marks(self) -> None:
        """Bring what says which run the folder is of.

        Raises
        ------
        UsageError
            When what this machine sent there is gone, and no run has taken it away.
        """
        held = self._store.held()
        self._require_removed_in_order(
            [n for n in self._files() if n not in held and self._versions.is_copy(n)]
        )
        self._bring(lambda name: "/" not in name)

    def bring_logs(self) -> None:
        """Bring the logs, so that the folder here is as the shared one is."""
        self._bring(lambda name: "/" in name)

    def _bring(self, wanted: Callable[[str], bool]) -> None:
        held = {n: v for n, v in self._store.held().items() if wanted(n) and _mirrored(n)}
        here = [name for name in self._files() if wanted(name)]
        unsent = [n for n in here if not self._versions.is_copy(n) and (n not in held or "/" in n)]
        self._put_aside(unsent)
        self._versions.bring(self._store, held, here)

    def _require_removed_in_order(self, names: Collection[str]) -> None:
        noted = self._store.fetch([_note(name) for name in names])
        lost = sorted(name for name in names if _note(name) not in noted)
        if lost:
            more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
            raise UsageError(
                f"{self._store} no longer holds what was sent there: {lost[0]}{more}.",
                hint=f"{self._place.path} on this machine may have the only copy: put it back "
                "there, or, where it was removed on purpose, move that folder away",
            )

    def _put_aside(self, names: Collection[str]) -> None:
        """Keep files that were never sent apart from those that the run goes on with."""
        root = self._place.path
        aside = root.with_name(f"{root.name}-aside-{secrets.token_hex(4)}")
        for name in names:
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).rename(aside / name)
        if any("/" in name for name in names):
            say(
                f"an earlier part of the run broke off before it had sent its logs; they are kept "
                f"at {aside}, and the run goes on from the answers that it paid for"
            )

    def send(self) -> None:
        """Send what is new here, and take away there what is here no more.

        Raises
        ------
        StoreError
            When the store does not take it, or another machine has taken the folder over.
        """
        require_held = self.lease.require_held
        require_held()
        self._versions.send(self._store, self._files(), self._remove, require_held)

    def _remove(self, names: Collection[str]) -> None:
        self.lease.require_held()  # sending may take long
        for name in names:
            self._store.write(_note(name), name.encode())
        self._store.remove(names)

    def finish(self, paid: PaidAnswers) -> None:
        """Send all, and let go of the answers: the logs hold them."""
        self.send()
        self.answers.replace_by_totals(paid, self.lease.require_held)

    @contextmanager
    def sent_at_the_end(self, paid: PaidAnswers) -> Iterator[None]:
        """Send what the block leaves, however it ends.

        Raises
        ------
        UnfinishedError
            When it cannot be sent; what was paid for is kept all the same.
        """
        try:
            yield
        except NotSentError:
            raise
        except BaseException:
            try:
                self.send()
            except StoreError as error:
                say(f"warning: the logs could not be sent: {error.message}")
            raise
        try:
            (self.finish(paid) if paid.forgotten else self.send())
        except StoreError as error:
            raise NotSentError(error) from error

    def _files(self) -> list[str]:
        root = self._place.path
        names = (file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file())
        return [name for name in names if _mirrored(name)]


class Stops:
    """Stops a run, also before there is anything to be stopped."""

    def __init__(self) -> None:
        self._why: str | None = None
        self._watch: Watch | None = None

    def __call__(self, why: str) -> None:
        """Ask no model any more."""
        self._why = why
        if self._watch is not None:
            self._watch.stop(why)

    def reach(self, watch: Watch) -> None:
        """Stop *watch* from now on, and at once where there is reason already."""
        self._watch = watch
        if self._why is not None:
            watch.stop(self._why)


@contextmanager
def sharing(place: LogFolder, stops: Stops) -> Iterator[SharedRun | None]:
    """Have a folder that machines share for this process alone, and bring what says whose it is."""
    if place.url is None:
        yield None
        return
    shared = SharedRun(place)
    with shared.lease.held(say, stops):
        shared.bring_marks()
        yield shared


def _note(name: str) -> str:
    return f"{_REMOVED}/{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def _mirrored(name: str) -> bool:
    first, file = name.partition("/")[0], name.rpartition("/")[2]
    hidden = file.startswith(".mentaleval-") or file.endswith(".part")
    return not (hidden or first in _APART or name in _HERE_ALONE)
