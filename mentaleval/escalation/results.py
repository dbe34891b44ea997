"""What an escalation finds, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mentaleval.escalation.settings import Settings
from mentaleval.ratings import Finding, Input, Ledger
from mentaleval.stats import ConformalInterval, HarmThreshold
from mentaleval.vocabulary import Scale

LABELLED: Final = "labelled"
"""Rated by a human already."""
SEEN: Final = "escalated_before"
"""Rated by a human in an earlier escalation."""
KEPT: Final = "kept"
"""The judge's rating may stand."""
NOTHING: Final = "no_response"
"""There is nothing to rate."""

HARM: Final = "harm"
STRADDLES: Final = "straddles_cut"
WIDE: Final = "wide"
FEW_LABELS: Final = "few_labels"
BELOW: Final = "at_or_below_threshold"
NO_THRESHOLD: Final = "no_threshold"
OWN: Final = "own_responder"
STRANGER: Final = "responder_not_labelled"
MISMATCH: Final = "mismatch"
HUMAN_UNRATED: Final = "human_unrated"
"""Why a human is needed; beside them the reasons why a judge left something unrated."""

NOT_ESCALATED: Final = (LABELLED, SEEN, KEPT, NOTHING)


@dataclass(frozen=True, slots=True)
class Group:
    """The responses that a judge rates alike, and what becomes of them.

    ``reason`` says why a human is needed for those that nobody rated, ``unlabelled`` of them;
    None where they are kept.
    """

    interval: ConformalInterval
    unlabelled: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class AttributeResult:
    """What was found on one attribute.

    Attributes
    ----------
    cut, half_width
        Where a harm begins, and the widest half of an interval that a response is kept with.
    n, conversations
        The labels that it rests on, and of how many conversations.
    groups
        By the judge's rating; empty where a threshold decides.
    threshold
        None where intervals decide.
    harms, harms_kept
        The labelled responses that any expert rated at or below the cut, and of those the ones
        that would have been kept.
    counts
        Every response that the judge was asked for, by what becomes of it on this attribute.
    statement
        The same in plain words.
    """

    attribute: str
    scale: Scale
    cut: float
    half_width: float
    n: int
    conversations: int
    groups: tuple[Group, ...]
    threshold: HarmThreshold | None
    harms: int
    harms_kept: int
    counts: Mapping[str, int]
    statement: str

    @property
    def escalated(self) -> int:
        """How many responses need a human on it."""
        return sum(n for what, n in self.counts.items() if what not in NOT_ESCALATED)

    @property
    def unlabelled(self) -> int:
        """How many responses nobody rated on it."""
        return self.escalated + self.counts.get(KEPT, 0)


@dataclass(frozen=True, slots=True)
class Need:
    """Why a response needs a human on an attribute; NaN where there is no rating or interval."""

    attribute: str
    rating: float
    low: float
    high: float
    reason: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A response that needs a human."""

    exchange_id: str
    responder: str
    response_id: str | None
    context_hash: str | None
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Escalation:
    """The responses that need a human, and what that rests on.

    Attributes
    ----------
    queue
        In the order of the source.
    account
        Every response that the judge was asked for: ``escalated`` where an attribute needs a
        human, else ``kept`` where any is, else ``labelled``, ``escalated_before`` or
        ``no_response``.
    conversations
        How many conversations hold a response that nobody rated.
    ledger
        Where every rating of the table went.
    """

    judge: str
    attributes: tuple[AttributeResult, ...]
    queue: tuple[Queued, ...]
    account: Mapping[str, int]
    conversations: int
    ledger: Ledger
    warnings: tuple[Finding, ...]
    settings: Settings
    versions: Mapping[str, str]
    inputs: tuple[Input, ...]
    simulated: bool
    statement: str
