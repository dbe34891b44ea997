"""The queue as what others read: a draw that sheets are made of, and rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import isnan
from typing import Final

from mentaleval.escalation.results import Escalation, Need, Queued
from mentaleval.sheets.assignment import assigned
from mentaleval.sheets.draw_document import Asked, Draw, Source
from mentaleval.stats import stream

COLUMNS: Final = (
    *("exchange_id", "responder", "attribute"),
    *("judge", "judge_rating", "low", "high", "reason"),
)
"""Of the queue as a table."""


def rows(found: Escalation) -> Iterator[tuple[str, ...]]:
    """Yield a row for each response and attribute that needs a human."""
    for queued in found.queue:
        for need in queued.needs:
            numbers = (_number(value) for value in (need.rating, need.low, need.high))
            names = queued.exchange_id, queued.responder, need.attribute, found.judge
            yield *names, *numbers, need.reason


def _number(value: float) -> str:
    return "" if isnan(value) else f"{value:.12g}"


def unlike(found: Escalation) -> list[tuple[str, str]]:
    """Return whose responses no sheet can show: a responder's several to one exchange."""
    counts = Counter((queued.exchange_id, queued.responder) for queued in found.queue)
    return [key for key, count in counts.items() if count > 1]


def draw_of(found: Escalation, experts: Sequence[str]) -> Draw:
    """Return who is to rate what: each conversation goes to one expert, whole.

    Parameters
    ----------
    found
        The queue.
    experts
        Who rates; of more experts than conversations only as many as there are conversations.
    """
    left_out = set(unlike(found))
    queue = [q for q in found.queue if (q.exchange_id, q.responder) not in left_out]
    conversations = list(dict.fromkeys(queued.exchange_id for queued in queue))
    settings = found.settings
    rng = stream(settings.seed, "escalation", "experts")
    raters = assigned([""] * len(conversations), experts, (), rng)
    whose = dict(zip(conversations, raters, strict=True))
    asked_for = {need.attribute for queued in queue for need in queued.needs}
    return Draw(
        purpose="escalation",
        seed=settings.seed,
        version=found.versions["mentaleval"],
        inputs=tuple(Source(source=i.source, sha256=i.sha256) for i in found.inputs),
        attributes=tuple(a.attribute for a in found.attributes if a.attribute in asked_for),
        experts=tuple(name for name in experts if any(name in its for its in raters)),
        population={"all": found.conversations},
        settings={"judge": found.judge, **_decided_by(found)},
        responses=tuple(_asked(queued, whose[queued.exchange_id]) for queued in queue),
    )


def _decided_by(found: Escalation) -> dict[str, str | float | int | None]:
    settings = found.settings
    names = ("coverage", "half_width") if settings.most_missed is None else ("most_missed",)
    return {name: getattr(settings, name) for name in (*names, "cut")}


def _asked(queued: Queued, experts: tuple[str, ...]) -> Asked:
    return Asked(
        exchange_id=queued.exchange_id,
        responder=queued.responder,
        response_id=queued.response_id,
        context_hash=queued.context_hash,
        stratum=_why(queued.needs),
        experts=experts,
    )


def _why(needs: Sequence[Need]) -> str:
    return "; ".join(f"{need.attribute}: {need.reason}" for need in needs)
