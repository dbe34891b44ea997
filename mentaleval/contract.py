"""What a plugin provides: a data set, a responder or a judge.

A plugin is a frozen pydantic class. Its fields are its options, one abstract method is its
work, the first line of its docstring is its summary. It never imports Inspect: a plugin that
needs a model calls `Plugin.ask`, which a run binds to one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, ClassVar, Final, Protocol, Self

from pydantic import BaseModel, ConfigDict

from mentaleval.errors import ModelAccessError
from mentaleval.lineage import lineage_of
from mentaleval.published import Published
from mentaleval.rubric import SEVEN
from mentaleval.vocabulary import (
    Attribute,
    Exchange,
    Rating,
    RecordedRating,
    Refusal,
    Rubric,
    Scale,
    Unrated,
)

CONTRACT_VERSION: int = 1
"""Rises when a plugin written for the last version would no longer work.

What is only added, with a default that changes nothing, does not raise it.
"""

OLDEST_CONTRACT_VERSION: int = 1
"""The oldest version whose plugins are still read.

A plugin module says ``MENTALEVAL_CONTRACT = 1`` for the version that it was written for; one that
says nothing is taken to be written for the current one.
"""


class Asker(Protocol):
    """Whatever answers `Plugin.ask`: a model bound by a run, or a script in a test."""

    async def __call__(
        self,
        prompt: str,
        *,
        schema: type[BaseModel] | None,
        attempt: int,
        temperature: float | None,
        max_tokens: int | None,
    ) -> str:
        """Answer *prompt*."""


MOST_ASKED: Final = 100
"""So many calls about one exchange are answered where a plugin is driven without a model."""

_asker: ContextVar[Asker | None] = ContextVar("mentaleval_asker", default=None)


@contextmanager
def answering(asker: Asker) -> Iterator[None]:
    """Let *asker* answer every `Plugin.ask` made inside this block and the tasks it starts."""
    token = _asker.set(asker)
    try:
        yield
    finally:
        _asker.reset(token)


class Plugin(BaseModel, ABC):
    """What the three kinds of plugin share: a name, options, a family and a model to ask."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", protected_namespaces=(), arbitrary_types_allowed=False
    )

    name: ClassVar[str]
    """What the command line calls it: lower-case letters, digits, dots and dashes."""

    family: ClassVar[str | None] = None
    """The vendor, or ``vendor/line`` where the model line is known; None for neither."""

    deterministic: ClassVar[bool] = False
    """Whether it says the same of the same exchange every time, given the same answers of its
    model."""

    @classmethod
    def summary(cls) -> str:
        """Return the first line of the docstring."""
        return (cls.__doc__ or "").strip().partition("\n")[0]

    @property
    def lineage(self) -> str | None:
        """The family of the model it is set to use, else the family that it declares."""
        model = getattr(self, "model", None)
        return (lineage_of(model) if isinstance(model, str) else None) or self.family

    @property
    def label(self) -> str:
        """Its name in a ratings table: the model's or its own, then the options that differ.

        Two plugins whose options differ never share a label.
        """
        model = getattr(self, "model", None)
        changed = {k: v for k, v in self.options().items() if k != "model"}
        tail = ",".join(f"{key}={value}" for key, value in sorted(changed.items()))
        head = model if isinstance(model, str) else self.name
        return f"{head}[{tail}]" if tail else head

    def serving(self) -> AbstractContextManager[None]:
        """Return a context in which its model can be asked; nothing is needed by default.

        A run enters it before anything is asked and leaves it when all is done. Here a plugin
        that brings its own model starts and stops it.
        """
        return nullcontext()

    def options(self) -> dict[str, Any]:
        """Return the options that differ from their defaults, as JSON values."""
        return self.model_dump(mode="json", exclude_defaults=True)

    async def ask(
        self,
        prompt: str,
        *,
        schema: type[BaseModel] | None = None,
        attempt: int = 0,
        temperature: float | None = None,
        max_tokens: int | None = None,
    ) -> str:
        """Ask the model that the run has bound, and return its answer's text.

        Before a run, a plugin with a ``model`` is asked to rate or respond while every answer is
        empty: so what it asks is counted and told from another version's words. An error that it
        raises then does no harm.

        Parameters
        ----------
        prompt
            The whole message, sent as one user turn.
        schema
            The shape of the answer, for providers that keep to one; the text may still break it.
        attempt
            0 at first, then 1, 2...: never served from the cache of an earlier attempt.
        temperature, max_tokens
            None leaves the provider's default.

        Raises
        ------
        ModelAccessError
            Outside a run, where no model is bound.
        NoAnswerError
            When the model declines, or the prompt is too long for it. A plugin need not catch
            this: a run makes it the reason why there is no response or rating.
        """
        asker = _asker.get()
        if asker is None:
            raise ModelAccessError(
                f"{self.name!r} asked for a model outside a run, where none is bound.",
                hint="in a test, use `with mentaleval.testing.scripted(answer):`",
            )
        return await asker(
            prompt,
            schema=schema,
            attempt=attempt,
            temperature=temperature,
            max_tokens=max_tokens,
        )


class Dataset(Plugin):
    """A source of exchanges, or of contexts alone, in a fixed order."""

    original: ClassVar[str | None] = None
    """The responder name of the data set's own human-written responses, where it has them."""

    simulated: ClassVar[bool] = False
    """Whether its ratings come from simulated raters."""

    baseline: ClassVar[str | None] = None
    """The responder whose responses are the clean twins of all others', where the data set
    measures how far a judge is moved; such a data set has no human ratings."""

    published: ClassVar[Published | None] = None
    """Where its files come from, for ``mentaleval data fetch``; None where it needs none."""

    @property
    def rubric(self) -> Rubric | None:
        """What its ratings are on: the seven of the paper; None where it cannot know."""
        return SEVEN

    @property
    def scale(self) -> Scale | None:
        """The scale of its recorded ratings; None for the rubric's own."""
        return None

    @abstractmethod
    def exchanges(self) -> Iterable[Exchange]:
        """Yield what people said, and the recorded responses to it.

        One exchange for each context and recorded responder, or one a context without a
        response. The order is the source's and the same every time; ``(id, responder)`` is
        unique; exchanges of one id have the same context.
        """

    def ratings(self) -> Iterable[RecordedRating]:
        """Yield the recorded ratings, in the source's order; none by default.

        Every cell of the source is yielded, unreadable ones with a reason and no number.
        """
        return ()

    def counts(self) -> Mapping[str, int]:
        """Return what reading found, in the source's own units (cells, rows); nothing by default.

        Shown beside the ledger of an analysis, which counts ratings.
        """
        return {}

    def details(self, exchange: Exchange) -> Mapping[str, str]:
        """Return what else is known of an exchange, by column; nothing by default.

        Every exchange of a data set has the same columns. They go into a file that is made of it.
        """
        del exchange
        return {}

    def cautions(self) -> Sequence[str]:
        """Return what whoever uses it has to know, a sentence each; nothing by default."""
        return ()

    def card(self) -> str:
        """Return its data card in Markdown; empty by default, where it has none of its own."""
        return ""


class Responder(Plugin):
    """Whoever responds to a person's words."""

    replays: ClassVar[bool] = False
    """Whether it repeats recorded responses.

    Only a replaying responder is shown the recorded response; it is asked for the exchanges
    whose responder is its label. Any other is asked once for each context.
    """

    @abstractmethod
    async def respond(self, exchange: Exchange) -> str | Refusal:
        """Respond to ``exchange.context``."""

    def variants(self, dataset: Dataset, exchanges: Sequence[Exchange]) -> Sequence[Self]:
        """Return the responders that this one stands for on a data set: itself by default.

        ``exchanges`` are those of the data set that the run uses.
        """
        del dataset, exchanges
        return (self,)


class Judge(Plugin):
    """A rater that is a program."""

    @abstractmethod
    async def rate(
        self, exchange: Exchange, attributes: Sequence[Attribute]
    ) -> Mapping[str, Rating | Unrated]:
        """Rate a response that is not blank.

        Parameters
        ----------
        exchange
            With a response.
        attributes
            What to rate it on: one attribute or several.

        Returns
        -------
        mapping
            For every attribute asked for, by name, a rating within its scale or the reason
            why there is none.
        """

    def variants(self, dataset: Dataset) -> Sequence[Self]:
        """Return the judges that this one stands for on a data set: itself by default."""
        del dataset
        return (self,)

    def prepared(self, dataset: Dataset) -> Self:
        """Return the judge made ready for a data set, before it rates: itself by default."""
        del dataset
        return self
