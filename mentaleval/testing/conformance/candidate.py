"""The plugin that is checked: its class, an instance once one is needed, and what that does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from mentaleval.contract import Dataset, Judge, Plugin, Responder
from mentaleval.errors import MentalevalError
from mentaleval.testing.conformance.asked import STYLES, Style, in_json, in_prose
from mentaleval.testing.conformance.driving import (
    Done,
    Worker,
    always,
    by_prompt,
    drive,
    each,
    plain,
    running,
)
from mentaleval.testing.conformance.finding import NotApplicable
from mentaleval.testing.conformance.invented import Invented
from mentaleval.testing.conformance.reading import Reading
from mentaleval.vocabulary import Rating

KINDS: Final[tuple[type[Plugin], ...]] = (Judge, Responder, Dataset)


class Candidate:
    """The plugin that is checked.

    What one check needs of it and another one looks into is tried once and kept: where it
    fails, the one check says so and all others do not apply.
    """

    def __init__(self, plugin: type[Plugin] | Plugin) -> None:
        self.cls = plugin if isinstance(plugin, type) else type(plugin)
        self._given = None if isinstance(plugin, type) else plugin

    @property
    def base(self) -> type[Plugin]:
        """The contract that it is written for."""
        return next(base for base in KINDS if issubclass(self.cls, base))

    @cached_property
    def made(self) -> Plugin | Exception:
        """The plugin as given or from its defaults, or why it cannot be made."""
        if self._given is not None:
            return self._given
        try:
            return self.cls()
        except Exception as error:  # noqa: BLE001  whatever an author's validator raises
            return error

    @property
    def plugin(self) -> Plugin:
        """The plugin itself.

        Raises
        ------
        NotApplicable
            When it cannot be made.
        """
        if isinstance(self.made, Exception):
            raise NotApplicable("there is no plugin to look at (see constructs-from-defaults)")
        return self.made

    @property
    def dataset(self) -> Dataset:
        """The plugin as the data set that it is."""
        plugin = self.plugin
        assert isinstance(plugin, Dataset)  # noqa: S101  narrowed for mypy: checks go by kind
        return plugin

    @cached_property
    def reading(self) -> Reading:
        """What the data set holds."""
        return Reading(self.dataset)

    @cached_property
    def settled(self) -> Plugin | Exception:
        """The plugin made ready for an invented data set as a run does, or why it cannot be."""
        plugin, invented = self.plugin, Invented()
        try:
            if isinstance(plugin, Judge):
                return plugin.variants(invented)[0].prepared(invented)
            if isinstance(plugin, Responder):
                return plugin.variants(invented, tuple(invented.exchanges()))[0]
        except Exception as error:  # noqa: BLE001  whatever an author's code raises
            return plugin if self.choosy(error) else error
        return plugin

    def choosy(self, error: Exception) -> bool:
        """Whether it was given ready for its own data set, and says that it takes no other."""
        return self._given is not None and isinstance(error, MentalevalError)

    @property
    def worker(self) -> Worker:
        """The judge or responder that works on the invented data set.

        Raises
        ------
        NotApplicable
            When there is none.
        """
        if isinstance(self.settled, (Judge, Responder)):
            return self.settled
        raise NotApplicable("it cannot be made ready for a data set (see variants-are-settled)")

    @cached_property
    def style(self) -> Style:
        """How it wants to be answered: the first way in which it finds a rating."""
        worker = self.worker
        if isinstance(worker, Responder):
            return in_prose
        tried = [
            (style, running(drive(worker, plain(worker)[0], always(style, "3"))))
            for style in STYLES
        ]
        read = [style for style, done in tried if _has_rating(done)]
        return (read or [style for style, done in tried if not done.raised] or [in_json])[0]

    @cached_property
    def ordinary(self) -> list[Done]:
        """What it does with ordinary exchanges, its model answering as it wants."""
        worker = self.worker
        return running(each(worker, plain(worker), by_prompt(self.style)))

    @property
    def asks(self) -> bool:
        """Whether it asks a model about ordinary exchanges."""
        return any(done.prompts for done in self.ordinary)

    @property
    def working(self) -> Worker:
        """The worker, if it does its work on ordinary exchanges.

        Raises
        ------
        NotApplicable
            When it does not.
        """
        worker = self.worker
        if any(done.endless for done in self.ordinary):
            raise NotApplicable("it asks its model without end (see asks-with-an-end)")
        if any(not done.awaited or done.raised for done in self.ordinary):
            raise NotApplicable(f"it does not work on ordinary exchanges (see {verb(worker)}s)")
        if isinstance(worker, Judge) and not all(map(_is_mapping, self.ordinary)):
            raise NotApplicable("it returns no mapping (see rates)")
        return worker

    @property
    def asking(self) -> Worker:
        """The worker, if it asks a model.

        Raises
        ------
        NotApplicable
            When it asks none.
        """
        worker = self.working
        if not self.asks:
            raise NotApplicable("it asks no model")
        return worker


def verb(worker: Worker) -> str:
    """Return what it does, which is also the name of its method."""
    return "rate" if isinstance(worker, Judge) else "respond"


def _has_rating(done: Done) -> bool:
    return isinstance(done.outcome, Mapping) and any(
        isinstance(answer, Rating) for answer in done.outcome.values()
    )


def _is_mapping(done: Done) -> bool:
    return done.error is not None or isinstance(done.outcome, Mapping)
