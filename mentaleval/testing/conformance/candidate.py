"""The plugin that is checked: its class, an instance once one is needed, and what that does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from mentaleval.contract import Dataset, Judge, Plugin, Responder
from mentaleval.errors import MentalevalError
from mentaleval.testing.conformance.answers import (
    STYLES,
    OwnAnswer,
    Style,
    as_the_author_says,
    by_prompt,
    each_its_own,
    in_json,
    in_prose,
)
from mentaleval.testing.conformance.asked import Answer
from mentaleval.testing.conformance.driving import (
    SEVEN_ATTRIBUTES,
    Done,
    Worker,
    about,
    each,
    plain,
    running,
    unseen,
)
from mentaleval.testing.conformance.finding import NotApplicable
from mentaleval.testing.conformance.invented import Invented
from mentaleval.testing.conformance.reading import Reading
from mentaleval.testing.conformance.texts import OTHER_ATTRIBUTES, SURVIVED
from mentaleval.vocabulary import Attribute, Exchange, Rating

UNREAD: Final = (
    "no form of answer that was tried became a rating, so this says nothing; in a test, pass the "
    'form that it asks its model for: conformance(Mine, answer=lambda ratings: f"LEVEL={...}")'
)
KINDS: Final[tuple[type[Plugin], ...]] = (Judge, Responder, Dataset)


class Candidate:
    """The plugin that is checked.

    What one check needs of it and another one looks into is tried once and kept: where it
    fails, the one check says so and all others do not apply.
    """

    def __init__(self, plugin: type[Plugin] | Plugin, answer: OwnAnswer | None = None) -> None:
        self.cls = plugin if isinstance(plugin, type) else type(plugin)
        self.given = None if isinstance(plugin, type) else plugin
        self.answer = answer
        self.calls = 0
        self.ever_asked = False
        self._read: dict[tuple[str, ...], tuple[Style, bool]] = {}
        self._about: dict[str, list[tuple[Exchange, Done]]] = {}

    @property
    def base(self) -> type[Plugin]:
        """The contract that it is written for."""
        return next(base for base in KINDS if issubclass(self.cls, base))

    @cached_property
    def made(self) -> Plugin | Exception:
        """The plugin as given or from its defaults, or why it cannot be made."""
        if self.given is not None:
            return self.given
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
        return self.given is not None and isinstance(error, MentalevalError)

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

    def did(
        self,
        exchanges: Iterable[Exchange],
        answer: Answer | None = None,
        attributes: Sequence[Attribute] = SEVEN_ATTRIBUTES,
    ) -> list[Done]:
        """Have it work on one exchange after another; its model answers as it wants."""
        done = running(each(self.worker, exchanges, answer or by_prompt(self.style), attributes))
        self.calls += len(done)
        self.ever_asked = self.ever_asked or any(one.asked for one in done)
        return done

    @property
    def untold(self) -> int:
        """How often it did its work, where what that costs cannot be told: it asked nobody."""
        return 0 if self.ever_asked else self.calls

    @property
    def style(self) -> Style:
        """How it wants to be answered, as far as that can be found out."""
        return self._style(SEVEN_ATTRIBUTES)[0]

    @property
    def read_style(self) -> Style:
        """How it wants to be answered.

        Raises
        ------
        NotApplicable
            When it makes no answer a rating.
        """
        style, read = self._style(SEVEN_ATTRIBUTES)
        if not read and self.answer is not None:
            raise NotApplicable("the answer that was passed becomes no rating (see rates-at-all)")
        if not read:
            raise NotApplicable(UNREAD)
        return style

    def style_alone(self, attribute: Attribute) -> Style | None:
        """How it wants to be answered about one attribute; None where nothing is a rating."""
        if not self.asks:
            return None
        style, read = self._style((attribute,))
        return style if read else None

    def _style(self, attributes: tuple[Attribute, ...]) -> tuple[Style, bool]:
        names = tuple(attribute.name for attribute in attributes)
        if names not in self._read:
            self._read[names] = self._found_out(attributes)
        return self._read[names]

    def _found_out(self, attributes: Sequence[Attribute]) -> tuple[Style, bool]:
        """Return the first way of answering in which it finds a rating, and whether it does."""
        if isinstance(self.worker, Responder):
            return in_prose, False
        numbers = {a.name: f"{(a.scale.low + a.scale.high) // 2:g}" for a in attributes}
        unbroken: list[Style] = []
        for style in [as_the_author_says(self.answer)] if self.answer else STYLES:
            answer = each_its_own(style, numbers)
            (done,) = self.did([unseen(self.worker)], answer, attributes)
            if has_rating(done) or not done.prompts or done.stuck:
                return style, has_rating(done)
            unbroken += [] if done.raised else [style]
        return (unbroken or [in_json])[0], False

    @cached_property
    def ordinary(self) -> list[Done]:
        """What it does with ordinary exchanges, its model answering as it wants."""
        return self.did(plain(self.worker))

    @cached_property
    def again(self) -> list[Done]:
        """What it does with them the second time."""
        return self.did(plain(self.worker))

    @cached_property
    def another(self) -> list[Done]:
        """What a judge does with them, asked for attributes that it does not know."""
        return self.did(plain(self.worker), attributes=OTHER_ATTRIBUTES)

    def about(self, name: str) -> list[tuple[Exchange, Done]]:
        """Return what it does with the texts of a check that it has to survive."""
        if name not in self._about:
            exchanges = list(about(self.worker, SURVIVED[name]))
            self._about[name] = list(zip(exchanges, self.did(exchanges), strict=True))
        return self._about[name]

    def survived(self) -> list[Done]:
        """Return what it does with all of them."""
        return [done for name in SURVIVED for _, done in self.about(name)]

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


def has_rating(done: Done) -> bool:
    """Whether a judge rated something."""
    return isinstance(done.outcome, Mapping) and any(
        isinstance(answer, Rating) for answer in done.outcome.values()
    )


def _is_mapping(done: Done) -> bool:
    return done.error is not None or isinstance(done.outcome, Mapping)
