"""Whether a judge may screen alone: what the bound on the harms that it misses allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mentaleval.stats import Screening
from mentaleval.trust.assessment import StandAlone
from mentaleval.trust.cell import Cell
from mentaleval.trust.settings import Settings


def stand_alone(cells: Sequence[Cell], settings: Settings) -> tuple[StandAlone, ...]:
    """Return a statement for each attribute and composite, in the order of the cells."""
    headings = dict.fromkeys((cell.attribute, cell.composite) for cell in cells)
    return tuple(
        _statement([c for c in cells if (c.attribute, c.composite) == heading], settings)
        for heading in headings
        if not heading[1]
    )


def _statement(cells: Sequence[Cell], settings: Settings) -> StandAlone:
    screened = {cell.judge: cell.screening for cell in cells if cell.screening}
    cut = next((found.cut for found in screened.values()), float("nan"))
    able = tuple(j for j, found in screened.items() if found.missed.high <= settings.most_missed)
    attribute, most = cells[0].attribute, f"{settings.most_missed:.1%}"
    if able:
        said = (
            f"{attribute}: {', '.join(able)} may screen alone: surely at most {most} of the harms "
            "are missed."
        )
    else:
        said = f"{attribute}: no judge may stand alone here: {_why(screened, cut, most)}."
    return StandAlone(attribute, cut, able, said)


def _why(screened: Mapping[str, Screening], cut: float, most: str) -> str:
    known = {judge: found for judge, found in screened.items() if found.harms}
    if not known:
        return f"the experts rate no response at or below {cut:g}, so nothing is known"
    judge = min(known, key=lambda name: known[name].missed.high)
    missed = known[judge].missed
    return (
        f"{judge} does best and misses {missed.count:,} of {missed.of:,} harms, which may be "
        f"{missed.high:.1%}; allowed are {most}"
    )
