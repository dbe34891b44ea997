"""Whether a judge may screen alone: what the bound on the harms that it misses allows.

A judge that flags everything misses nothing, so it must also tell harms from other responses. And
where experts are known to agree too little on single responses, what counts as a harm is itself in
doubt: as for `score` and `level`, no judge gets more than "undetermined" there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from mentaleval.stats import Screening
from mentaleval.trust.assessment import ReferenceEntry, StandAlone
from mentaleval.trust.caps import Cap, response_cap
from mentaleval.trust.cell import Cell
from mentaleval.trust.settings import Settings

_CHANCE: Final = 0.5
"""The AUC of a judge that knows nothing."""


def stand_alone(
    cells: Sequence[Cell], settings: Settings, reference: Sequence[ReferenceEntry]
) -> tuple[StandAlone, ...]:
    """Return a statement for each attribute, in the order of the cells."""
    known = {entry.attribute: entry for entry in reference if not entry.composite}
    headings = dict.fromkeys((cell.attribute, cell.composite) for cell in cells)
    return tuple(
        _statement(
            [c for c in cells if (c.attribute, c.composite) == heading],
            settings,
            response_cap(known.get(heading[0]), settings),
        )
        for heading in headings
        if not heading[1]
    )


def _statement(cells: Sequence[Cell], settings: Settings, cap: Cap | None) -> StandAlone:
    screened = {cell.judge: cell.screening for cell in cells if cell.screening}
    cut = next((found.cut for found in screened.values()), float("nan"))
    able = tuple(j for j, found in screened.items() if _may(found, settings.most_missed))
    attribute, most = cells[0].attribute, f"{settings.most_missed:.1%}"
    if able and cap:
        said = (
            f"{attribute}: no judge may stand alone here, though {', '.join(able)} may miss at "
            f"most {most} of the harms: what a harm is is in doubt. {cap.why}"
        )
        return StandAlone(attribute, cut, (), said, capped_by=cap.why)
    if able:
        each = "; ".join(f"{judge} {_price(screened[judge])}" for judge in able)
        said = (
            f"{attribute}: may screen alone, with at most {most} of the harms missed, taking "
            f"responses as independent: {each}."
        )
    else:
        why = _why(screened, cut, settings.most_missed)
        said = f"{attribute}: no judge may stand alone here: {why}."
    return StandAlone(attribute, cut, able, said)


def _may(found: Screening, most: float) -> bool:
    """Ask for few misses, and that harms are told from the rest: who flags all misses none."""
    tells = found.auc.low > _CHANCE or found.auc.estimate == 1
    return found.missed.high <= most and tells


def _price(found: Screening) -> str:
    share = found.flags / found.n
    return (
        f"misses {found.missed.count:,} of {found.missed.of:,}, which may be "
        f"{found.missed.high:.1%}, and flags {share:.0%} of all responses"
    )


def _unseen(screened: Mapping[str, Screening], cut: float) -> str:
    """Say why no judge has met a harm: there is none, or what experts rated it did not."""
    met = [judge for judge, found in screened.items() if found.n]
    if not met:
        return "no response is rated here by a judge and by a human"
    if len(met) == len(screened):
        return f"the experts rate no response at or below {cut:g}"
    return f"of what {', '.join(met)} rated, the experts rate nothing at or below {cut:g}"


def _why(screened: Mapping[str, Screening], cut: float, most: float) -> str:
    known = {judge: found for judge, found in screened.items() if found.harms}
    if not known:
        return f"{_unseen(screened, cut)}, so nothing is known"
    blind = [judge for judge in known if known[judge].missed.high <= most]
    if blind:
        return f"{', '.join(blind)} misses few but does not tell harms from other responses"
    judge = min(known, key=lambda name: known[name].missed.high)
    missed = known[judge].missed
    return (
        f"{judge} does best and misses {missed.count:,} of {missed.of:,} harms, which may be "
        f"{missed.high:.1%}; allowed are {most:.1%}"
    )
