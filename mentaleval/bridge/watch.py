"""What a run watches while it asks its models: what they took, and when to stop asking.

Calls in flight are never broken off, since they are paid for: after a stop no new one is made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import anyio.to_thread

from mentaleval.bridge.paid import PAID_FILE, Asked, PaidAnswer, PaidAnswers, Tokens, new_call
from mentaleval.bridge.prices import Prices, dollars
from mentaleval.bridge.store import StoreError
from mentaleval.errors import RunError

if TYPE_CHECKING:
    from mentaleval.bridge.shared_run import SharedRun

FAILURES_IN_A_ROW: Final = 20
"""So many calls of one model fail, one after the other, before it is asked no more."""


class StoppedError(RunError):
    """A call that was not made, because the run had stopped asking."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a run may spend, over all its parts."""

    cost: float | None = None
    """Dollars."""
    tokens: int | None = None


@dataclass(slots=True)
class Watch:
    """One run's calls: their answers kept, their tokens and prices added up.

    Parameters
    ----------
    paid
        Where the answers are kept, and what earlier parts of the run took.
    prices
        What tokens cost.
    limits
        When to stop.
    batch
        Whether calls go through a provider's batch mode, at its prices.
    """

    paid: PaidAnswers
    prices: Prices
    limits: Limits = field(default_factory=Limits)
    batch: bool = False
    shared: SharedRun | None = None
    """Where answers are kept that another machine may need."""
    calls: int = 0
    """Made by this part of the run; answers found in the store are none."""
    tokens: int = 0
    """Of all parts of the run."""
    cost: float = 0.0
    """Dollars, of all parts of the run, where prices are known."""
    priceless: set[str] = field(default_factory=set)
    """Models whose price is not known."""
    _failed: dict[str, int] = field(default_factory=dict)
    _stopped: dict[str | None, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for spent in self.paid.spent():
            self._add(spent.asked, spent.tokens)

    def stopped(self, model: str | None) -> str | None:
        """Return why *model* is asked no more, or None while it is."""
        return self._stopped.get(None) or self._stopped.get(model)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the run stopped asking, in its own words."""
        return tuple(self._stopped.values())

    @property
    def spent(self) -> bool:
        """Whether a limit is reached."""
        most = self.limits
        return (most.tokens is not None and self.tokens >= most.tokens) or (
            most.cost is not None and self.cost >= most.cost
        )

    def require_going(self, model: str) -> None:
        """Make sure that *model* may still be asked.

        Raises
        ------
        StoppedError
            When the run has stopped asking it.
        """
        why = self.stopped(model)
        if why is not None:
            raise StoppedError(f"not asked: {why}")

    def stop(self, why: str) -> None:
        """Ask no model any more."""
        self._stopped.setdefault(None, why)

    async def require_ours(self) -> None:
        """Stop unless the run's folder is this process's for certain: another may be at work."""
        if self.shared is None or self.shared.lease.sure:
            return
        try:
            await anyio.to_thread.run_sync(self.shared.lease.make_sure, abandon_on_cancel=True)
        except StoreError as error:
            self.stop(error.message)

    async def keep_for_others(
        self, key: str, asked: Asked, answer: PaidAnswer, tokens: Tokens, *, attempt: int
    ) -> str:
        """Keep an answer where other machines find it, before anything is done with it.

        Returns
        -------
        str
            What tells this call from all others.
        """
        call = new_call()
        if self.shared is None:
            return call
        keep = partial(self.shared.answers.keep, key, asked, answer, tokens, attempt=attempt)
        try:
            nth = self.paid.calls_of(key) + 1
            await anyio.to_thread.run_sync(partial(keep, call=call, nth=nth))
        except (StoreError, OSError) as error:  # what cannot be kept is not bought
            self.stop(f"an answer could not be kept: {in_words(error)}")
        return call

    def answered(
        self,
        key: str,
        asked: Asked,
        answer: PaidAnswer,
        tokens: Tokens,
        *,
        attempt: int,
        call: str | None = None,
    ) -> None:
        """Note and keep what a model has answered."""
        self._failed.pop(asked.model, None)
        self.calls += 1
        self._add(asked, tokens)
        try:
            self.paid.keep(key, asked, answer, tokens, attempt=attempt, call=call)
        except sqlite3.Error as error:  # what cannot be kept is not bought
            self._stopped[None] = f"an answer could not be kept in {PAID_FILE}: {error}"

    def failed(self, model: str, error: Exception) -> None:
        """Note that a call came to nothing, after all retries."""
        self._failed[model] = self._failed.get(model, 0) + 1
        if self._failed[model] == FAILURES_IN_A_ROW:
            self._stopped[model] = (
                f"{FAILURES_IN_A_ROW} calls of {model} failed in a row, the last with: "
                f"{in_words(error)}"
            )

    def _add(self, asked: Asked, tokens: Tokens) -> None:
        self.tokens += tokens.total
        cost = self.price(asked, tokens)
        if cost is None:
            self.priceless.add(asked.model)
        self.cost += cost or 0.0
        most = self.limits
        if most.tokens is not None and self.tokens >= most.tokens:
            self._stopped[None] = (
                f"the limit of {most.tokens:,} tokens is reached ({self.tokens:,} spent)"
            )
        if most.cost is not None and self.cost >= most.cost:
            self._stopped[None] = (
                f"the limit of {dollars(most.cost)} is reached ({dollars(self.cost)} spent)"
            )

    def price(self, asked: Asked, tokens: Tokens) -> float | None:
        """Return what calls cost in dollars, or None where no price is known."""
        return self.prices.cost(
            asked.model,
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            cache_read_tokens=tokens.cache_read,
            cache_write_tokens=tokens.cache_write,
            batch=self.batch and asked.kind == "judge",
        )


def in_words(error: Exception) -> str:
    """Return what went wrong in one line; Inspect wraps it in what it did about it."""
    cause = error.__cause__ or error
    return " ".join(f"{type(cause).__name__}: {cause}".split())[:300]


_watch: ContextVar[Watch | None] = ContextVar("mentaleval_watch", default=None)


def current_watch() -> Watch | None:
    """Return what watches the run that this code is part of; None under plain Inspect."""
    return _watch.get()


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Have *watch* watch every call made inside the block."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)
