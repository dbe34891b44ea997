"""What a plan says, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mentaleval.planning.settings import Settings
from mentaleval.ratings import Finding, Input
from mentaleval.stats import Estimate, VarianceComponents


@dataclass(frozen=True, slots=True)
class Size:
    """A study.

    Attributes
    ----------
    responders, conversations
        Whom, and in how many conversations humans rate them; every responder in each. 0 where the
        plan does not depend on how many.
    each
        How many experts rate a response; they are the same for all responses to a conversation.
    experts
        How many experts there are in all; None where the plan takes them as they are.
    judged
        In how many conversations a judge rates, those with human ratings among them; 0 for none.
    """

    responders: int
    conversations: int
    each: int = 1
    experts: int | None = None
    judged: int = 0

    @property
    def ratings(self) -> int:
        """How many human ratings that is, of one attribute."""
        return self.responders * self.conversations * self.each


@dataclass(frozen=True, slots=True)
class Option:
    """One way to make a study: its size, what it would reach, and whether that is enough."""

    size: Size
    value: float
    reached: bool


@dataclass(frozen=True, slots=True)
class Lever:
    """What more of one facet would buy: the nearest study with 100 further human ratings.

    Attributes
    ----------
    facet
        Of what: ``responders``, ``conversations``, ``experts``, ``experts a response`` or
        ``judged conversations``.
    size
        The study with more of it, at least one: so many as come nearest to 100 further human
        ratings, or a tenth more of what costs none.
    value, change
        What it would reach, and how much that differs from the plan.
    ratings
        How many human ratings it costs more.
    """

    facet: str
    size: Size
    value: float
    change: float
    ratings: int


@dataclass(frozen=True, slots=True)
class AttributePlan:
    """The plan for one attribute, and for a verdict or missed harms for one judge.

    Attributes
    ----------
    attribute
        Of what; empty where everything is assumed.
    judge
        Whose verdict, or who helps; None where there is none.
    rests_on
        The figures that the plan rests on, with what the pilot leaves open of them.
    options
        Ways to make the study.
    chosen
        The one with the fewest ratings that is enough; None where none is.
    if_low, if_high
        The same were the figure that matters most at its lower or its upper limit; None where no
        size is enough then.
    ranged
        Whether those two were planned: they need limits.
    levers
        What more of each facet would buy.
    statement
        The plan in a sentence.
    notes
        What else is to be known.
    """

    attribute: str
    judge: str | None
    rests_on: Mapping[str, Estimate]
    options: tuple[Option, ...]
    chosen: Option | None
    levers: tuple[Lever, ...]
    statement: str
    notes: tuple[str, ...] = ()
    if_low: Size | None = None
    if_high: Size | None = None
    ranged: bool = False


@dataclass(frozen=True, slots=True)
class PilotStudy:
    """The variance components of a pilot's human ratings of one attribute (a G-study)."""

    attribute: str
    n_responders: int
    n_conversations: int
    n_experts: int
    n_ratings: int
    components: VarianceComponents | None
    why_not: str = ""
    """Why there are none."""
    n_crossed: int = 0
    """Conversations in which two or more responders were rated."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything planned in one go."""

    settings: Settings
    plans: tuple[AttributePlan, ...]
    pilot: tuple[PilotStudy, ...]
    notes: tuple[str, ...]
    versions: Mapping[str, str]
    simulated: bool = False
    inputs: tuple[Input, ...] = ()
    warnings: tuple[Finding, ...] = field(default_factory=tuple)
