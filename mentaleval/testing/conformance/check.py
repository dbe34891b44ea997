"""One check of the conformance suite: a promise, and how it is looked into."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from mentaleval.testing.conformance.answers import OwnAnswerError
from mentaleval.testing.conformance.candidate import Candidate
from mentaleval.testing.conformance.finding import NotApplicable, NotConforming

Look = Callable[[Candidate], None]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise of a contract: its name, what it says in one sentence, how to look into it."""

    name: str
    promise: str
    look: Look


def _require_no_loop() -> None:
    with suppress(RuntimeError):  # which says that there is none
        asyncio.get_running_loop()
        raise TypeError(
            "a check runs an event loop of its own: call it from a test that is not `async`."
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One promise of a contract, to be looked into for one plugin.

    Call it without arguments, and not from a coroutine: it runs an event loop of its own.

    Parameters
    ----------
    name
        What it is called, such as ``rates-what-is-asked``.
    promise
        What it makes sure of, in one sentence.

    Raises
    ------
    NotConforming
        When it is called and the plugin does not keep the promise.
    unittest.SkipTest
        When it is called and the promise cannot be looked into; pytest shows it as skipped.
    """

    name: str
    promise: str
    _look: Look = field(repr=False)
    _candidate: Candidate = field(repr=False)

    def __str__(self) -> str:
        return self.name

    def __call__(self) -> None:
        """Look into it."""
        __tracebackhide__ = True  # pytest then ends its traceback at the author's own line
        _require_no_loop()
        try:
            self._look(self._candidate)
        except NotApplicable:
            raise
        except NotConforming as failure:  # raised anew, without our own frames
            raise NotConforming(str(failure)) from failure.__cause__
        except OwnAnswerError as error:
            raise NotConforming(f"the `answer` passed to conformance() {error}.") from error
        except (Exception, SystemExit) as error:
            raise NotConforming(
                f"it raises {type(error).__name__}: {error}\n"
                "Nothing that a run reads of a plugin may raise, nor end the program."
            ) from error
