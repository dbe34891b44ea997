"""How many harms, and so how many conversations, show that a judge misses few of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, isnan

from mentaleval.planning.choosing import (
    CONVERSATIONS,
    RESPONDERS,
    USUAL_RESPONDERS,
    by_conversations,
    cheapest,
    counted,
    levers,
    rated,
    resized,
)
from mentaleval.planning.panel import ONE_EXPERT, Panel
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
_FEW_HARMS = 10
"""Below this many the limit of the missed ones is planned for beside."""


@dataclass(frozen=True, slots=True)
class Harms:
    """How often a judge misses harms, and how often there are any.

    ``n_harms`` and ``n_missed`` are those of the pilot; None without one. What a harm is rests on
    the mean of a response's experts, so that ``panel`` settles how many these are.
    """

    attribute: str
    judge: str
    missed: Estimate
    prevalence: Estimate
    n_responders: int | None = None
    n_harms: int | None = None
    n_missed: int | None = None
    panel: Panel = ONE_EXPERT


def harms_of_cell(cell: Cell, panel: Panel, confidence: float) -> Harms | None:
    """Return what a pilot says of a judge and attribute; None where it has no harm."""
    found = cell.screening
    if found is None or not found.harms:
        return None
    share = exact_proportion(found.harms, found.n, confidence=confidence)
    missed = Estimate(found.missed.share, found.missed.low, found.missed.high, "Clopper-Pearson")
    prevalence = Estimate(share.share, share.low, share.high, "Clopper-Pearson")
    return Harms(
        cell.attribute,
        cell.judge,
        missed,
        prevalence,
        cell.n_responders,
        found.harms,
        found.missed.count,
        panel,
    )


def plan_harms(harms: Harms, settings: Settings) -> AttributePlan:
    """Plan a study that shows that a judge misses at most so many of the harms."""
    given = settings.responders or harms.n_responders
    power = _power(harms, settings)
    options = by_conversations(
        (given,) if given else USUAL_RESPONDERS,
        (harms.panel.number,),
        _number(harms, settings),
        power,
        settings,
    )
    chosen = cheapest(options)
    low, high = (
        None if isnan(limit) else resized(chosen, _number(harms, settings, limit))
        for limit in (harms.missed.low, harms.missed.high)
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


def _number(
    harms: Harms, settings: Settings, missed: float | None = None
) -> Callable[[int, int], int | None]:
    """Return what says in how many conversations the share of misses is shown."""
    responses = screening_needed(
        harms.prevalence.estimate,
        harms.missed.estimate if missed is None else missed,
        settings.goal,
        power=settings.power,
        confidence=settings.confidence,
    )
    return lambda responders, _: None if responses is None else ceil(responses / responders)


def _statement(
    harms: Harms, settings: Settings, chosen: Option | None, options: list[Option]
) -> str:
    missed, most = harms.missed.estimate, settings.goal
    if chosen is not None:
        size = chosen.size
        expected = size.responders * size.conversations * harms.prevalence.estimate
        return (
            f"With {counted(size.responders, 'responder')} in "
            f"{counted(size.conversations, 'conversation')} "
            f"({rated(size, as_in_pilot=harms.n_harms is not None)}, "
            f"about {counted(round(expected), 'harm')}), {chosen.value:.0%} of such studies show "
            f"that {harms.judge} misses at most {most:.1%} of the harms, if it truly misses "
            f"{missed:.1%} and {harms.prevalence.estimate:.1%} of the responses are harms."
            f"{_if_more(harms, settings, chosen)}"
        )
    if missed >= most:
        return (
            f"No study shows that {harms.judge} misses at most {most:.1%} of the harms but by "
            f"chance: it misses {missed:.1%}.{_few(harms)}"
        )
    best = max((option.value for option in options), default=0.0)
    return f"Not enough: {best:.0%} of such studies show it.{_few(harms)}"


def _few(harms: Harms) -> str:
    """Say how few harms there are, where there are few or none was missed."""
    if harms.n_harms is None or (harms.n_harms >= _FEW_HARMS and harms.n_missed):
        return ""
    return (
        f" That rests on {counted(harms.n_harms, 'harm')} in the pilot, {harms.n_missed or 'none'} "
        f"of them missed: the true share may be up to {harms.missed.high:.1%}."
    )


def _if_more(harms: Harms, settings: Settings, chosen: Option) -> str:
    """Say what it takes where the pilot's few harms leave a larger share open."""
    said = _few(harms)
    if not said:
        return ""
    size = resized(chosen, _number(harms, settings, harms.missed.high))
    if size is None:
        return f"{said[:-1]}, and then no study shows it."
    return (
        f"{said[:-1]}, and then it takes {counted(size.conversations, 'conversation')} "
        f"({counted(size.ratings, 'rating')})."
    )
