"""A plan as rich renderables, the answer first. Only the command line prints them."""

from __future__ import annotations

from rich.console import RenderableType

from mentaleval.planning import Aim, AttributePlan, Plan
from mentaleval.report import figures
from mentaleval.report.layout import heading, indented, titled
from mentaleval.report.plan_tables import (
    levers_tables,
    options_table,
    pilot_table,
    rests_on_table,
    study_table,
)
from mentaleval.report.sections import finding_lines

_MOST_NAMES = 4


def plan_renderables(plan: Plan, *, width: int | None) -> list[RenderableType]:
    """Return what ``mentaleval plan`` shows: the study, in words, and what it rests on.

    Parameters
    ----------
    plan
        What to show.
    width
        How many columns the terminal has; None where the output is no terminal.
    """
    sections = (
        study_table,
        _words,
        levers_tables,
        options_table,
        rests_on_table,
        pilot_table,
        _notes,
        _warnings,
    )
    return titled(plan_title(plan), sections, plan, width=width)


def plan_title(plan: Plan) -> str:
    """Say what is planned for, and whether it rests on simulated ratings."""
    settings = plan.settings
    aims = {
        Aim.WIDTH: f"a half-width of {settings.goal:g} in the difference of two responders",
        Aim.SAVING: f"a judge that saves {settings.goal:.1%} of the human labels",
        Aim.MISSED_HARM: f"an upper limit of {settings.goal:.1%} of the harms missed",
    }
    aim = aims.get(settings.aim, f"the verdict {settings.verdict} for {settings.aim}")
    how_often = "" if settings.aim in (Aim.WIDTH, Aim.SAVING) else f", power {settings.power:.0%}"
    rests = "" if plan.pilot else ", from assumptions alone"
    return f"Plan for {aim}{how_often}{rests}{' (simulated ratings)' if plan.simulated else ''}"


def _words(plan: Plan, *, width: int | None) -> list[RenderableType]:
    made: list[RenderableType] = [heading("In words")]
    for row in plan.plans:
        name = _name(row)
        said = f"{name}: {row.statement}" if name else row.statement
        made.append(indented(said, width=width))
    return made


def _name(row: AttributePlan) -> str:
    return row.attribute


def _notes(plan: Plan, *, width: int | None) -> list[RenderableType]:
    """Return the notes, each once, with the attributes that it is of where not of all."""
    of: dict[str, list[str]] = {note: [] for note in plan.notes}
    for row in plan.plans:
        for note in row.notes:
            of.setdefault(note, []).append(_name(row))
    if not of:
        return []
    every = {_name(row) for row in plan.plans}
    made: list[RenderableType] = [heading("To be known")]
    for note, found in of.items():
        names = list(dict.fromkeys(found))
        whole = not found or set(names) == every
        said = note if whole else f"{figures.some(names, _MOST_NAMES)}: {note}"
        made.append(indented(said, width=width))
    return made


def _warnings(plan: Plan, *, width: int | None) -> list[RenderableType]:
    return finding_lines(plan.warnings, width=width) if plan.pilot else []
