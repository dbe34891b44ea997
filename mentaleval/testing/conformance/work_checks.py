"""What judges and responders promise alike: how they do their work, and how they ask."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import Any, Final

from mentaleval.contract import Judge, Plugin, Responder
from mentaleval.errors import MentalevalError
from mentaleval.testing.conformance.answers import always, by_prompt
from mentaleval.testing.conformance.asked import Answer
from mentaleval.testing.conformance.candidate import Candidate, verb
from mentaleval.testing.conformance.check import Look, Promise
from mentaleval.testing.conformance.driving import (
    SEVEN_ATTRIBUTES,
    Done,
    Worker,
    about,
    drive,
    plain,
    remedy,
    running,
    told,
)
from mentaleval.testing.conformance.finding import NotApplicable, NotConforming
from mentaleval.testing.conformance.invented import Invented
from mentaleval.testing.conformance.texts import FOREIGN, shown
from mentaleval.vocabulary import Exchange, Rating

_SURVIVED: Final = {
    "survives-empty": "It survives a text with next to nothing in it.",
    "survives-huge": "It survives a text of a million characters.",
    "survives-hostile": "It survives a text that is made to break it.",
    "survives-foreign": "It survives texts in other languages.",
}


def settles(candidate: Candidate) -> None:
    """Fail for variants that cannot be had, are none, or stand for others again."""
    plugin = candidate.plugin
    if isinstance(candidate.settled, Exception):
        raise NotConforming(
            f"made ready for an invented data set, it raises {told(candidate.settled)}\n"
            "A run calls `variants` and, of a judge, `prepared`. Here they are given a data set of "
            "three exchanges with two responders, an expert's ratings and a judge's. One that "
            "takes no data set but its own is checked when it is ready for that: pass the instance."
        )
    if not isinstance(candidate.settled, type(plugin)):
        raise NotConforming(
            f"`prepared` returns {shown(candidate.settled)}; it returns the judge made ready, or "
            "`self`."
        )
    try:
        variants = _variants(plugin)
    except MentalevalError as error:  # no other is left: see `Candidate.choosy`
        raise NotApplicable(f"it takes no invented data set: {error.message}") from error
    for variant in variants:
        again = _variants(variant)
        if len(again) != 1 or again[0] != variant:
            raise NotConforming(
                f"the variant {variant.label!r} stands for {shown([v.label for v in again])}. A "
                "run that goes on asks each variant again: it has to return `(self,)`."
            )
    labels = [variant.label for variant in variants]
    if len(set(labels)) != len(labels):
        raise NotConforming(f"two of its variants share a label: {shown(labels)}.")


def _variants(plugin: Plugin) -> list[Any]:
    invented = Invented()
    if isinstance(plugin, Judge):
        return list(plugin.variants(invented))
    if isinstance(plugin, Responder):
        return list(plugin.variants(invented, tuple(invented.exchanges())))
    return []


def works(candidate: Candidate) -> None:
    """Fail for a method that cannot be awaited, or raises for an ordinary exchange."""
    worker = candidate.worker
    method = verb(worker)
    for done in candidate.ordinary:
        if done.endless:
            raise NotApplicable("it asks its model without end (see asks-with-an-end)")
        if done.raised:
            given = f"It was given an ordinary exchange{_answered(done)}."
            raise NotConforming(
                f"`{method}` raises {told(done.raised)}\n{given} {remedy(done.raised)}".rstrip()
            ) from done.raised
        if not done.awaited:
            raise NotConforming(f"`{method}` is no coroutine: write `async def {method}`.")


def _answered(done: Done) -> str:
    return f", and its model had answered {shown(done.answers[-1])}" if done.answers else ""


def survives(name: str) -> Look:
    """Return what fails for a plugin that raises for one of the texts of *name*."""

    def look(candidate: Candidate) -> None:
        worker = candidate.working
        for exchange, one in candidate.about(name):
            if one.raised:
                raise NotConforming(
                    f"`{verb(worker)}` raises {told(one.raised)}\n"
                    f"It was given {_described(exchange)}\n{_instead(worker)}"
                ) from one.raised

    return look


def _described(exchange: Exchange) -> str:
    longest = max(exchange.response or "", exchange.context, key=len)
    return (
        f"the context {shown(exchange.context)} and the response {shown(exchange.response)}"
        + (f" ({len(longest):,} characters)" if len(longest) > 1_000 else "")  # noqa: PLR2004
        + "."
    )


def _instead(worker: Worker) -> str:
    if isinstance(worker, Judge):
        return "What cannot be rated is unrated: return `Unrated(reason)` for each attribute."
    return "What cannot be responded to is refused: return `Refusal(reason)`."


def concurrent(candidate: Candidate) -> None:
    """Fail for work on one exchange that gets into the work on another."""
    worker = candidate.working
    if not same_again(candidate):
        raise NotApplicable("it says something else each time, so there is nothing to compare")
    together = running(_together(worker, by_prompt(candidate.style)))
    candidate.calls += len(together)
    for number, (alone, beside) in enumerate(
        zip(_said(candidate.ordinary * _TIMES), _said(together), strict=True)
    ):
        if alone != beside:
            exchange = plain(worker)[number % len(plain(worker))]
            raise NotConforming(
                f"the exchange {exchange.id!r} by itself: {shown(alone)}; while others are under "
                f"way: {shown(beside)}. A run has many under way at once: keep what belongs to "
                f"one in local variables of `{verb(worker)}`, not on the class or the module. "
                f"{remedy(together[number].error)}".rstrip()
            )


def same_again(candidate: Candidate) -> bool:
    """Whether it said and asked the same of ordinary exchanges when it was given them again."""
    pairs = zip(candidate.ordinary, candidate.again, strict=True)
    asked_anew = any(Counter(again.prompts) - Counter(first.prompts) for first, again in pairs)
    return not asked_anew and _said(candidate.ordinary) == _said(candidate.again)


_TIMES: Final = 3


async def _together(worker: Worker, answer: Answer) -> list[Done]:
    tasks = [
        asyncio.create_task(drive(worker, exchange, answer))
        for _ in range(_TIMES)
        for exchange in plain(worker)
    ]
    return list(await asyncio.gather(*tasks))


def _said(done: Iterable[Done]) -> list[str]:
    return [comparable(one.outcome) if one.error is None else told(one.error) for one in done]


def comparable(outcome: object) -> str:
    """Return an outcome as a text that is the same for the same."""
    if isinstance(outcome, Mapping):
        return repr(sorted((str(name), repr(answer)) for name, answer in outcome.items()))
    return repr(outcome)


def deterministic(candidate: Candidate) -> None:
    """Fail for a plugin that says something else of the same exchange after some others."""
    declared = candidate.cls.deterministic is True
    if not declared and candidate.base is not Judge:
        raise NotApplicable("it does not say that it is (`deterministic = True`)")
    worker = candidate.working
    if not declared and not candidate.asks:
        raise NotApplicable(
            "it asks no model and does not say that it is (`deterministic = True`), so it may be "
            "random"
        )
    answer = always(candidate.style, "3")
    done = candidate.did(plain(worker), answer) if candidate.asks else candidate.ordinary
    candidate.did(about(worker, FOREIGN), answer)
    backwards = candidate.did(plain(worker)[::-1], answer)
    said = _said if declared else _rated
    for before, after in zip(said(done), said(backwards[::-1]), strict=True):
        if before != after:
            raise NotConforming(
                f"of the same exchange it says {shown(before)} and then, after others, "
                f"{shown(after)}{'' if declared else ', its model having answered the same'}. Keep "
                "nothing from one exchange to the next. Seed what is drawn at random by "
                f"`exchange.id`{', or leave `deterministic = True` out' if declared else ''}."
            )


def _rated(done: Iterable[Done]) -> list[str]:
    """Return the numbers alone: words of explanation may be others each time."""
    return [repr(sorted(values(one).items())) for one in done]


def values(done: Done) -> dict[str, float]:
    """Return the ratings that there are, by the attributes' names."""
    outcome = done.outcome if isinstance(done.outcome, Mapping) else {}
    found = {name: answer.value for name, answer in outcome.items() if isinstance(answer, Rating)}
    return {str(name): value for name, value in found.items()}


def leaves_alone(candidate: Candidate) -> None:
    """Fail for a plugin that changes what it was given."""
    worker = candidate.working
    given, attributes = plain(worker), list(SEVEN_ATTRIBUTES)
    candidate.did(given, attributes=attributes)
    for exchange, before in zip(given, plain(worker), strict=True):
        if astuple(exchange) != astuple(before):
            raise NotConforming(
                f"it changes the exchange: {shown(astuple(before))} became "
                f"{shown(astuple(exchange))}. Others read it after it; `dataclasses.replace` makes "
                "another one."
            )
    if tuple(attributes) != SEVEN_ATTRIBUTES:
        raise NotConforming(
            f"it changes the list of attributes to {shown([a.name for a in attributes])}. Make a "
            "list of your own: `list(attributes)`."
        )


SETTLES: Final = Promise("variants-are-settled", "What it stands for stays as it is.", settles)

PROMISES: Final = (
    Promise("leaves-alone", "It does not change what it is given.", leaves_alone),
    *(Promise(name, said, survives(name)) for name, said in _SURVIVED.items()),
    Promise("concurrency-safe", "Many exchanges at once are as one by one.", concurrent),
    Promise("deterministic", "It says the same every time, where it says so.", deterministic),
)
