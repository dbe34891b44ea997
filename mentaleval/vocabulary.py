"""The words of the project as immutable records.

The reference page of the vocabulary is made from this module.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from mentaleval.errors import UsageError


class RaterKind(StrEnum):
    """Whether a rater is a person or a program."""

    HUMAN = "human"
    JUDGE = "judge"


class Use(StrEnum):
    """What somebody wants to do with a judge's ratings."""

    RANK = "rank"
    SCORE = "score"
    LEVEL = "level"


class Verdict(StrEnum):
    """What the evidence says of one judge, attribute and use."""

    TRUSTED = "trusted"
    USABLE = "usable"
    CALIBRATE = "calibrate"
    UNRELIABLE = "unreliable"
    UNDETERMINED = "undetermined"


class Reason:
    """Why a rating is missing: the words used in the ``reason`` column of a ratings table."""

    MISSING = "missing"
    UNPARSEABLE = "unparseable"
    MISSING_ATTRIBUTE = "missing_attribute"
    OUT_OF_SCALE = "out_of_scale"
    NO_RESPONSE = "no_response"
    REFUSAL = "refusal"
    TOO_LONG = "too_long"
    JUDGE_FAILED = "judge_failed"


@dataclass(frozen=True, slots=True)
class Scale:
    """The lowest and highest rating that an attribute allows."""

    low: float = 1.0
    high: float = 5.0

    def __post_init__(self) -> None:
        for end in ("low", "high"):  # 1 and 1.0 are one scale, also where it is written down
            object.__setattr__(self, end, float(getattr(self, end)))
        if not self.low < self.high:
            raise UsageError(f"a scale must rise: {self.low:g} to {self.high:g} does not.")

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.low:g}-{self.high:g}"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A quality that raters rate.

    Parameters
    ----------
    name
        Lower-case name, the key of its ratings.
    axis
        The composite that it belongs to, such as ``"CSS"`` or ``"ARS"``; empty for none.
    definition
        What it asks, in one sentence.
    levels
        One anchor a whole step of the scale, from the lowest to the highest.
    scale
        The lowest and highest rating.
    """

    name: str
    axis: str = ""
    definition: str = ""
    levels: tuple[str, ...] = ()
    scale: Scale = field(default_factory=Scale)


@dataclass(frozen=True, slots=True)
class Rubric:
    """An ordered set of attributes.

    Parameters
    ----------
    name
        What a run calls the task of rating all of them.
    attributes
        What is rated.
    language
        The language of its words, as ``"de"``; None where it is not said.
    source
        Whose words these are; None where it is not said.
    """

    name: str
    attributes: tuple[Attribute, ...]
    language: str | None = None
    source: str | None = None

    def __iter__(self) -> Iterator[Attribute]:
        return iter(self.attributes)

    def __len__(self) -> int:
        return len(self.attributes)

    @property
    def names(self) -> tuple[str, ...]:
        """The attribute names in order."""
        return tuple(attribute.name for attribute in self.attributes)

    @property
    def tasks(self) -> tuple[str, ...]:
        """The names of what can be asked for: all attributes by the rubric's own, or one."""
        return (self.name, *self.names)

    def of_task(self, name: str) -> Rubric:
        """Return the rubric with the attributes that a task asks for.

        Raises
        ------
        UsageError
            When there is no such task.
        """
        return self if name == self.name else self.select([name])

    @property
    def composites(self) -> dict[str, tuple[str, ...]]:
        """The attribute names of each axis, in order."""
        axes = dict.fromkeys(a.axis for a in self.attributes if a.axis)
        return {axis: tuple(a.name for a in self.attributes if a.axis == axis) for axis in axes}

    def select(self, names: Sequence[str]) -> Rubric:
        """Return the rubric with only the attributes *names*, in the rubric's own order.

        Raises
        ------
        UsageError
            When a name is not in the rubric.
        """
        for name in names:
            if name not in self.names:
                raise UsageError(
                    f"rubric {self.name!r} has no attribute {name!r}; "
                    f"it has {', '.join(self.names)}."
                )
        return replace(self, attributes=tuple(a for a in self.attributes if a.name in names))

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that change with any word of the rubric."""
        text = json.dumps([asdict(a) for a in self.attributes], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A person's words and a response to them.

    Parameters
    ----------
    id
        Names what the person said: the same for every response to it.
    context
        The person's words.
    response
        The response, or None where there is none yet.
    responder
        Who gave the response, or None.
    """

    id: str
    context: str
    response: str | None = None
    responder: str | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's number on one response and attribute.

    ``recovered`` says that it was read only after the rater's answer had been repaired,
    ``attempts`` how often the rater was asked until it gave this (1: at once).
    """

    value: float
    explanation: str | None = field(default=None, kw_only=True)
    recovered: bool = field(default=False, kw_only=True)
    attempts: int = field(default=1, kw_only=True)


@dataclass(frozen=True, slots=True)
class Unrated:
    """No rating could be given, and why (see `Reason`); never a number.

    ``attempts`` says how often the rater was asked, ``raw`` which number it gave where that
    could not stand, as one outside the scale.
    """

    reason: str
    explanation: str | None = field(default=None, kw_only=True)
    attempts: int = field(default=1, kw_only=True)
    raw: float | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A responder declined to answer, or had nothing to say."""

    reason: str = Reason.REFUSAL


@dataclass(frozen=True, slots=True)
class Rater:
    """Who rates: a person (an expert) or a program (a judge).

    ``family`` is the vendor, or ``vendor/line`` where the model line is known.
    """

    name: str
    kind: RaterKind
    family: str | None = None


class Declared:
    """What a data set or a rating sheet may declare of a rating (column ``declared``)."""

    OWN_SYSTEM = "own_system"
    """The judge rates its own system by the study's definition: left out by default."""

    OMITTED = "omitted_by_study"
    """The study left it out without a reason that can be checked: only the published method
    follows."""

    ESCALATED = "escalated"
    """It was asked for because a judge's rating was not sure enough, so it is no random label."""


class RecordedRating(NamedTuple):
    """One row of a ratings table, as a data set or a log gives it.

    A tuple rather than a data class because data sets hold hundreds of thousands of them.
    """

    exchange_id: str
    responder: str
    rater: str
    rater_kind: str
    attribute: str
    rating: float | None
    reason: str | None = None
    raw: float | None = None
    recovered: bool = False
    epoch: int = 1
    batch: str | None = None
    source: str | None = None
    source_id: str | None = None
    context_hash: str | None = None
    response_id: str | None = None
    responder_family: str | None = None
    rater_family: str | None = None
    declared: str | None = None
    attempts: int = 1


def text_hash(text: str) -> str:
    """Return twelve hexadecimal digits for *text*, blind to case and white space."""
    normal = " ".join(text.split()).casefold()
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()[:12]
