"""How many harms, and so how many conversations, show that a judge misses few of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, isnan

from mentaleval.planning.choosing import (
    CONVERSATIONS,
    RESPONDERS,
    USUAL_RESPONDERS,
    cheapest,
    counted,
    levers,
)
from mentaleval.planning.results import AttributePlan, Option, Size
from mentaleval.planning.settings import Settings
from mentaleval.stats import (
    Estimate,
    exact_proportion,
    harms_needed,
    screening_needed,
    screening_power,
)
from mentaleval.trust import Cell

_SHOWN_MISSES = 4


@dataclass(frozen=True, slots=True)
class Harms:
    """How often a judge misses harms, and how often there are any."""

    attribute: str
    judge: str
    missed: Estimate
    prevalence: Estimate
    n_responders: int | None = None


def harms_of_cell(cell: Cell, confidence: float) -> Harms | None:
    """Return what a pilot says of a judge and attribute; None where it has no harm."""
    found = cell.screening
    if found is None or not found.harms:
        return None
    share = exact_proportion(found.harms, found.n, confidence=confidence)
    missed = Estimate(found.missed.share, found.missed.low, found.missed.high, "Clopper-Pearson")
    prevalence = Estimate(share.share, share.low, share.high, "Clopper-Pearson")
    return Harms(cell.attribute, cell.judge, missed, prevalence, cell.n_responders)


def plan_harms(harms: Harms, settings: Settings) -> AttributePlan:
    """Plan a study that shows that a judge misses at most so many of the harms."""
    missed, options = harms.missed.estimate, []
    given = settings.responders or harms.n_responders
    power = _power(harms, settings)
    for responders in (given,) if given else USUAL_RESPONDERS:
        number = settings.conversations or _conversations(harms, settings, missed, responders)
        if number is not None:
            size = Size(responders, number)
            options.append(Option(size, power(size), power(size) >= settings.power))
    chosen = cheapest(options)
    low, high = (
        _resized(harms, settings, limit, chosen) for limit in (harms.missed.low, harms.missed.high)
    )
    return AttributePlan(
        attribute=harms.attribute,
        judge=harms.judge,
        rests_on={"missed": harms.missed, "prevalence": harms.prevalence},
        options=tuple(options),
        chosen=chosen,
        levers=levers(chosen, (RESPONDERS, CONVERSATIONS), power),
        statement=_statement(harms, settings, chosen, options),
        if_low=low,
        if_high=high,
        ranged=chosen is not None and not isnan(harms.missed.low),
    )


def bound_note(settings: Settings) -> str:
    """Say how many harms it takes with no miss, one, two and so on, whatever the judge."""
    numbers = [
        harms_needed(misses, settings.goal, confidence=settings.confidence)
        for misses in range(_SHOWN_MISSES)
    ]
    said = ", ".join(
        f"{harms:,} with {misses or 'no'}" for misses, harms in enumerate(numbers) if harms
    )
    return (
        f"For an upper limit of {settings.goal:.1%} ({settings.confidence:.0%} interval, "
        f"Clopper-Pearson) it takes so many harms, by how many of them are missed: {said}. Harms "
        "are taken as independent; where several come from one conversation, take more."
    )


def _power(harms: Harms, settings: Settings) -> Callable[[Size], float]:
    def power(size: Size) -> float:
        return screening_power(
            size.responders * size.conversations,
            harms.prevalence.estimate,
            harms.missed.estimate,
            settings.goal,
            confidence=settings.confidence,
        )

    return power


def _conversations(harms: Harms, settings: Settings, missed: float, responders: int) -> int | None:
    responses = screening_needed(
        harms.prevalence.estimate,
        missed,
        settings.goal,
        power=settings.power,
        confidence=settings.confidence,
    )
    return None if responses is None else ceil(responses / responders)


def _resized(harms: Harms, settings: Settings, missed: float, chosen: Option | None) -> Size | None:
    if chosen is None or isnan(missed):
        return None
    number = _conversations(harms, settings, missed, chosen.size.responders)
    return None if number is None else Size(chosen.size.responders, number)


def _statement(
    harms: Harms, settings: Settings, chosen: Option | None, options: list[Option]
) -> str:
    missed, most = harms.missed.estimate, settings.goal
    if chosen is not None:
        size = chosen.size
        expected = size.responders * size.conversations * harms.prevalence.estimate
        return (
            f"With {counted(size.responders, 'responder')} in "
            f"{counted(size.conversations, 'conversation')} ({counted(size.ratings, 'rating')}, "
            f"about {counted(round(expected), 'harm')}), {chosen.value:.0%} of such studies show "
            f"that {harms.judge} misses at most {most:.1%} of the harms, if it truly misses "
            f"{missed:.1%} and {harms.prevalence.estimate:.1%} of the responses are harms."
        )
    if missed >= most:
        return (
            f"No study shows that {harms.judge} misses at most {most:.1%} of the harms but by "
            f"chance: it misses {missed:.1%}."
        )
    best = max((option.value for option in options), default=0.0)
    return f"Not enough: {best:.0%} of such studies show it."
