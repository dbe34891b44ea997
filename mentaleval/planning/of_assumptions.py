"""A plan without a pilot: from assumptions alone."""

from __future__ import annotations

from mentaleval.planning.basis import assumed
from mentaleval.planning.figure import assumed_figure
from mentaleval.planning.harms import Harms, plan_harms
from mentaleval.planning.rank import assumed_means, plan_rank
from mentaleval.planning.responses import plan_responses
from mentaleval.planning.results import AttributePlan
from mentaleval.planning.saving import plan_saving
from mentaleval.planning.settings import Aim, Settings
from mentaleval.planning.width import plan_width
from mentaleval.stats import Estimate
from mentaleval.vocabulary import Scale


def from_assumptions(settings: Settings, scale: Scale | None = None) -> tuple[AttributePlan, ...]:
    """Return the one plan that assumptions give."""
    aim, assume = settings.aim, settings.assume
    if aim is Aim.WIDTH:
        return (plan_width(assumed(assume), settings),)
    if aim is Aim.SAVING:
        return (plan_saving(assumed(assume), settings),)
    if aim is Aim.MISSED_HARM:
        missed, prevalence = (Estimate.point(assume[name]) for name in ("missed", "prevalence"))
        return (plan_harms(Harms("", "the judge", missed, prevalence), settings),)
    if aim is Aim.RANK:
        return (plan_rank(assumed_means(assume["icc"]), settings),)
    figure = assumed_figure("within_r" if aim is Aim.SCORE else "bias", assume)
    return (plan_responses(figure, settings, scale or settings.scale or Scale()),)
