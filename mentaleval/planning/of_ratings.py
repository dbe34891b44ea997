"""Plans that rest on how human ratings vary: a width, and what a judge saves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mentaleval.planning.basis import of_pilot, unplannable
from mentaleval.planning.pilot import Judged, Pilot
from mentaleval.planning.results import AttributePlan
from mentaleval.planning.saving import plan_saving
from mentaleval.planning.settings import Aim, Settings
from mentaleval.planning.width import plan_width
from mentaleval.telling import Tell, each


def of_ratings(
    pilots: Sequence[Pilot], settings: Settings, *, tell: Tell | None = None
) -> list[AttributePlan]:
    """Return the plan of each attribute; of a saving, that of each judge."""
    return [made for pilot in each(pilots, tell) for made in _of_pilot(pilot, settings)]


def _of_pilot(pilot: Pilot, settings: Settings) -> Iterator[AttributePlan]:
    attribute, known = pilot.study.attribute, "rho" in settings.assume
    if why := unplannable(pilot):
        yield not_planned(attribute, None, why)
        return
    if settings.aim is Aim.WIDTH:
        best = None if known else max(pilot.judges, key=lambda j: j.beside.rho, default=None)
        basis = of_pilot(pilot, best, settings.assume, settings.confidence)
        yield plan_width(basis, settings)
        return
    judges: Sequence[Judged | None] = (None,) if known else pilot.judges
    if not judges:
        yield not_planned(attribute, None, "the pilot has no judge, and no rho is assumed")
    for judged in judges:
        basis = of_pilot(pilot, judged, settings.assume, settings.confidence)
        yield plan_saving(basis, settings)


def not_planned(attribute: str, judge: str | None, why: str) -> AttributePlan:
    """Return what says why there is no plan."""
    return AttributePlan(attribute, judge, {}, (), None, (), f"Not planned: {why}.")
