"""How much experts must rate in common before a verdict may be spoken at all.

A verdict is capped at `undetermined` where the experts' own agreement is not surely high enough
(`trust.caps`); without any overlap it is not capped, and nobody knows how well experts agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mentaleval.planning.choosing import counted
from mentaleval.planning.panel import EXPERT, RESPONDER
from mentaleval.planning.pilot import Pilot
from mentaleval.planning.settings import Aim, Settings
from mentaleval.stats import VarianceComponents, icc_c1_power, icc_c1_targets
from mentaleval.stats.variance_components import RESIDUAL
from mentaleval.trust import Settings as Rules

_EXAMPLES: Final = (0.6, 0.7, 0.8)
_COMMON: Final = 2
"""Experts who rate in common: the fewest that show agreement."""
_MOST_CONVERSATIONS: Final = 2000
_LASTING: Final = ((RESPONDER,), (RESPONDER, EXPERT))
"""Effects that more conversations do not average out."""


def overlap_notes(
    pilot: Pilot | None, settings: Settings, *, responders: int | None = None
) -> Iterator[str]:
    """Yield how much overlap of experts the verdict needs, or why that cannot be said."""
    shared = _shared_and_own(pilot.study.components if pilot else None)
    if settings.aim is Aim.RANK:
        yield _of_means(pilot, settings, responders) if shared and pilot else _UNKNOWN_ORDER
        return
    known = settings.assume.get("agreement")
    if known is None and shared:
        known = shared[0] / sum(shared)
    yield _unknown(settings) if known is None else _of_responses(known, settings)


def _shared_and_own(components: VarianceComponents | None) -> tuple[float, float] | None:
    """Return the variance of responses, and what single experts add; None without an overlap.

    The experts' severity is in neither, as in ICC(C,1).
    """
    if components is None:
        return None
    shared = own = 0.0
    for part in components.parts:
        experts = [EXPERT in effect or effect == (RESIDUAL,) for effect in part.effects]
        if any(experts) and not all(experts):
            return None
        if part.effects != ((EXPERT,),):
            shared, own = (
                (shared, own + part.variance) if all(experts) else (shared + part.variance, own)
            )
    return (shared, own) if shared + own > 0 else None


def _of_responses(known: float, settings: Settings) -> str:
    line = Rules().usable
    said = f"Experts agree on single responses with an ICC(C,1) of {known:.2f}"
    needed = icc_c1_targets(known, line, k=_COMMON, power=settings.power)
    if needed is None:
        return (
            f"{said}: no overlap lifts its lower limit to {line:g}, and `{settings.aim}` stays "
            "undetermined, capped by the experts."
        )
    return (
        f"{said}. So that it does not cap `{settings.aim}`, two of them rate "
        f"{counted(needed, 'response')} in common (enough in {settings.power:.0%} of studies)."
    )


def _unknown(settings: Settings) -> str:
    line = Rules().usable
    each = ", ".join(
        f"{icc_c1_targets(icc, line, k=_COMMON, power=settings.power):,} where it is {icc:g}"
        for icc in _EXAMPLES
    )
    return (
        "How well experts agree is not known: no two rated a response in common, and whether that "
        f"caps the verdict cannot be planned. For a lower limit of {line:g} of their ICC(C,1) two "
        f"experts must rate so many responses in common: {each}."
    )


_UNKNOWN_ORDER: Final = (
    "How alike experts order the responders is not known: no two rated a response in common, and "
    "whether that caps the verdict cannot be planned. Ask for an overlap first."
)


def _of_means(pilot: Pilot, settings: Settings, responders: int | None) -> str:
    """Say how many conversations two experts rate in common for their order not to cap `rank`."""
    number = responders or pilot.study.n_responders
    line = 1 / (_COMMON + 1)  # of ICC(C,1), where ICC(C,2) is at the rule's 0.5

    for conversations in range(1, _MOST_CONVERSATIONS + 1):
        icc = _icc_of_means(pilot, conversations)
        if number > 1 and icc_c1_power(number, icc, line, k=_COMMON) >= settings.power:
            return (
                f"So that the experts' own order of {counted(number, 'responder')} does not cap "
                f"`rank`, two of them rate {counted(conversations, 'conversation')} in common "
                f"(enough in {settings.power:.0%} of studies)."
            )
    return (
        f"The experts' own order of {counted(number, 'responder')} may cap `rank` however much "
        "two of them rate in common: more responders are needed, or other experts."
    )


def _icc_of_means(pilot: Pilot, conversations: int) -> float:
    """Return the ICC(C,1) of two experts' means of responders over common conversations."""
    components = pilot.study.components
    shared = own = 0.0
    for part in components.parts if components else ():
        if not any(RESPONDER in effect or effect == (RESIDUAL,) for effect in part.effects):
            continue  # what a conversation or an expert does to all responders alike
        lasting = any(effect in _LASTING for effect in part.effects)
        amount = part.variance if lasting else part.variance / conversations
        if any(EXPERT in effect or effect == (RESIDUAL,) for effect in part.effects):
            own += amount
        else:
            shared += amount
    return shared / (shared + own) if shared + own > 0 else 0.0
