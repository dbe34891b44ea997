"""The door of this room: an aim and a pilot in, a plan out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd

from mentaleval.errors import RatingsError, UsageError
from mentaleval.planning.assumptions import require_all
from mentaleval.planning.choosing import counted
from mentaleval.planning.harms import bound_note
from mentaleval.planning.of_assumptions import from_assumptions
from mentaleval.planning.of_judges import of_judges
from mentaleval.planning.of_ratings import of_ratings
from mentaleval.planning.overlap import overlap_notes
from mentaleval.planning.pilot import parts_of, pilots
from mentaleval.planning.results import AttributePlan, Plan
from mentaleval.planning.saving import require_conversations
from mentaleval.planning.settings import Aim, Settings
from mentaleval.ratings import Input
from mentaleval.ratings.labelled import Labelled, labelled
from mentaleval.ratings.table import from_frame
from mentaleval.spreading import Spread
from mentaleval.telling import Tell, part
from mentaleval.trust.notices import parts_of_runs
from mentaleval.trust.provenance import are_simulated, versions
from mentaleval.trust.slices import headings

_OF_RANK: Final = (
    "Simulated by the rule of `rank` itself, for normally distributed means of responders."
)
_OF_CONVERSATIONS: Final = (Aim.WIDTH, Aim.SCORE, Aim.LEVEL, Aim.MISSED_HARM)
_OF_RATINGS: Final = (Aim.WIDTH, Aim.SAVING)


def plan(
    table: pd.DataFrame | None,
    settings: Settings,
    *,
    inputs: Sequence[Input] = (),
    spread: Spread = map,
    tell: Tell | None = None,
) -> Plan:
    """Plan a study for an aim.

    Parameters
    ----------
    table
        A pilot: a ratings table with human ratings, and judges' where a judge is planned for. None
        where everything is assumed.
    settings
        The aim, and what is settled already.
    inputs
        Where the ratings came from, to be told with the result.
    spread
        Spreads what is found of each attribute and judge of the pilot; the result is the same
        whatever it is.
    tell
        Is told of each part of the pilot, and of each attribute that is planned.

    Raises
    ------
    UsageError
        Where an assumption is missing, or an attribute is not in the pilot.
    RatingsError
        Where the pilot has no human rating, or no judge and one is needed.
    """
    if settings.aim is Aim.SAVING:
        require_conversations(settings)
    if table is None:
        if settings.attributes:
            raise UsageError(
                f"--attribute {settings.attributes[0]} chooses of a pilot's, and there is none."
            )
        require_all(settings.aim.value, settings.assume)
        notes = (*_notes(settings), *_overlap(settings))
        return Plan(settings, from_assumptions(settings), (), notes, versions())
    return _from_pilot(table, settings, inputs, spread, tell)


def _from_pilot(
    table: pd.DataFrame,
    settings: Settings,
    inputs: Sequence[Input],
    spread: Spread,
    tell: Tell | None,
) -> Plan:
    table = from_frame(table, rubric=settings.rubric, scale=settings.scale)
    found = labelled(table, rubric=settings.rubric)
    if found.experts.empty:
        raise RatingsError(
            "the pilot has no valid human rating, and a plan starts from how those vary.",
            hint="name them with --humans FILE, or assume figures with --assume",
        )
    names = _attributes(found, settings)
    parts = parts_of(found, names, again=settings.aim in _OF_RATINGS)
    of_pilots, of_plans = part(tell, after=len(names)), part(tell, before=len(parts))
    own = pilots(parts, spread=spread, tell=of_pilots)
    plans = (
        of_ratings(own, settings, tell=of_plans)
        if settings.aim in _OF_RATINGS
        else of_judges(own, table, settings, judged=not found.judged.empty, tell=of_plans)
    )
    return Plan(
        settings=settings,
        plans=tuple(plans),
        pilot=tuple(pilot.study for pilot in own),
        notes=(*_notes(settings), *_at_once(plans, settings)),
        versions=versions(),
        simulated=are_simulated(found.experts["rater"].unique()),
        inputs=tuple(inputs),
        warnings=(*parts_of_runs(inputs), *found.warnings),
    )


def _attributes(found: Labelled, settings: Settings) -> list[str]:
    """Return the attributes to plan for, in the rubric's order."""
    names = [str(name) for name in found.experts["attribute"].unique()]
    rated = [h.attribute for h in headings(names, settings.rubric) if not h.components]
    missing = [name for name in settings.attributes if name.lower() not in rated]
    if missing:
        raise UsageError(
            f"--attribute {missing[0]}: no human of the pilot rated it; rated are "
            f"{', '.join(rated)}."
        )
    wanted = {name.lower() for name in settings.attributes}
    return [name for name in rated if not wanted or name in wanted]


def _notes(settings: Settings) -> tuple[str, ...]:
    """Return what holds for every attribute."""
    if settings.aim is Aim.MISSED_HARM:
        return (bound_note(settings),)
    if settings.aim is Aim.RANK:
        return (_OF_RANK,)
    return ()


def _at_once(plans: Sequence[AttributePlan], settings: Settings) -> Iterator[str]:
    """Say which attribute decides where experts rate all of them at once."""
    made = {row.attribute: row.chosen.size for row in plans if row.chosen}
    if len(made) < 2 or settings.aim not in _OF_CONVERSATIONS:  # noqa: PLR2004  one is no several
        return
    most = max(made, key=lambda name: made[name].conversations)
    number = counted(made[most].conversations, "conversation")
    yield (
        "Ratings are counted for one attribute. Experts who rate all of them at once need as many "
        f"conversations as the one that takes most: {number}, for {most}."
    )


def _overlap(settings: Settings) -> list[str]:
    return list(overlap_notes(None, settings)) if settings.verdict else []
