"""Measure how far a judge is moved by the canaries, without Inspect: for a plugin's own tests."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mentaleval.contract import Judge
from mentaleval.errors import NoAnswerError
from mentaleval.rubric import SEVEN
from mentaleval.testing.twins import CLEAN, canaries
from mentaleval.vocabulary import Exchange, RaterKind, Rating, Reason, RecordedRating, Unrated

if TYPE_CHECKING:
    from mentaleval.trust.shifts import JudgeShifts


def canary_shifts(judge: Judge) -> JudgeShifts:
    """Have a judge rate the canaries on the seven attributes, and return how far it is moved.

    For tests: no call is kept or resumed. A judge that asks a model needs one bound, as by
    `scripted`. Call it from code that is not async itself. For a real model there is
    ``mentaleval run --dataset canaries``.

    Raises
    ------
    RatingsError
        When the judge gives ratings that a table cannot hold.

    Examples
    --------
    >>> from mentaleval import Judge, Rating
    >>> class Steady(Judge):
    ...     '''Rates everything 3.'''
    ...     name = "steady"
    ...     async def rate(self, exchange, attributes):
    ...         return {attribute.name: Rating(3) for attribute in attributes}
    >>> found = canary_shifts(Steady())
    >>> found.overall.shift.estimate, found.overall.room
    (0.0, 2.0)
    """
    from mentaleval.ratings import from_records  # noqa: PLC0415  pandas and scipy are slow to
    from mentaleval.trust.shifts import judge_shifts  # noqa: PLC0415  import, and plugins are not

    (found,) = judge_shifts(from_records(asyncio.run(_rated(judge))), baseline=CLEAN)
    return found


async def _rated(judge: Judge) -> list[RecordedRating]:
    return [
        record
        for canary in canaries()
        for record in _records(judge, canary, await _answers(judge, canary))
    ]


async def _answers(judge: Judge, canary: Exchange) -> Mapping[str, Rating | Unrated]:
    try:
        return await judge.rate(canary, SEVEN.attributes)
    except NoAnswerError as error:
        return {name: Unrated(error.reason) for name in SEVEN.names}


def _records(
    judge: Judge, canary: Exchange, answers: Mapping[str, Rating | Unrated]
) -> list[RecordedRating]:
    missing = Unrated(Reason.MISSING_ATTRIBUTE)
    return [_record(judge, canary, name, answers.get(name, missing)) for name in SEVEN.names]


def _record(
    judge: Judge, canary: Exchange, attribute: str, answer: Rating | Unrated
) -> RecordedRating:
    return RecordedRating(
        canary.id,
        canary.responder or "",
        judge.label,
        RaterKind.JUDGE.value,
        attribute,
        answer.value if isinstance(answer, Rating) else None,
        reason=None if isinstance(answer, Rating) else answer.reason,
    )
