"""Plans for a verdict on a judge, and for the harms that it misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from mentaleval.errors import RatingsError
from mentaleval.planning.assumptions import NEEDED, require_all
from mentaleval.planning.figure import figure_of_cell
from mentaleval.planning.harms import harms_of_cell, plan_harms
from mentaleval.planning.of_assumptions import from_assumptions
from mentaleval.planning.of_ratings import not_planned
from mentaleval.planning.overlap import overlap_notes
from mentaleval.planning.pilot import Judged, Pilot, too_little
from mentaleval.planning.rank import pilot_means, plan_rank
from mentaleval.planning.responses import plan_responses
from mentaleval.planning.results import AttributePlan
from mentaleval.planning.settings import Aim, Settings
from mentaleval.stats import Estimate
from mentaleval.telling import Tell, each
from mentaleval.trust import Cell, assess
from mentaleval.trust import Settings as Rules
from mentaleval.trust.slices import Heading, scale_of
from mentaleval.vocabulary import Scale

_NO_INTERVAL: Final = "the pilot is too small: the figure that decides has no interval there"


def of_judges(
    pilots: Sequence[Pilot],
    table: pd.DataFrame,
    settings: Settings,
    *,
    judged: bool,
    tell: Tell | None = None,
) -> list[AttributePlan]:
    """Return the plan of each judge and attribute, or the assumed judge's for each attribute.

    Raises
    ------
    RatingsError
        Where the pilot has no judge, and not everything is assumed that a plan needs.
    """
    needed = NEEDED[settings.aim.value]
    if any(found.name in settings.assume for found in needed):
        require_all(settings.aim.value, settings.assume)
        return [_assumed(pilot, settings) for pilot in each(pilots, tell)]
    if not judged:
        raise RatingsError(
            "the pilot has no judge's rating, and the plan is for one.",
            hint=f"--assume {','.join(f'{found.name}=NUMBER' for found in needed)} stands for it",
        )
    rules = Rules(
        seed=settings.seed,
        confidence=settings.confidence,
        most_missed=settings.goal if settings.aim is Aim.MISSED_HARM else Rules().most_missed,
        rubric=settings.rubric,
        scale=settings.scale,
    )
    found = assess(_sorted(table), rules).cells
    cells = {(cell.judge, cell.attribute): cell for cell in found if not cell.composite}
    return [made for pilot in each(pilots, tell) for made in _of_pilot(pilot, cells, settings)]


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in an order that is theirs, so that equal ratings have equal plans."""
    return table.sort_values(["exchange_id", "responder", "rater", "attribute"], kind="stable")


def _assumed(pilot: Pilot, settings: Settings) -> AttributePlan:
    scale, attribute = _scale(pilot, settings), pilot.study.attribute
    responders = settings.responders
    if responders is None and settings.aim is not Aim.RANK:
        responders = pilot.study.n_responders
    (made,) = from_assumptions(replace(settings, responders=responders), scale)
    return replace(made, attribute=attribute, notes=_with_overlap(made, pilot, settings))


def _of_pilot(
    pilot: Pilot, cells: Mapping[tuple[str, str], Cell], settings: Settings
) -> list[AttributePlan]:
    attribute = pilot.study.attribute
    beside = {judged.name: judged for judged in pilot.judges}
    judges = [judge for judge, name in cells if name == attribute]
    return [
        _of_cell(pilot, beside.get(judge), cells[judge, attribute], settings) for judge in judges
    ]


def _of_cell(pilot: Pilot, judged: Judged | None, cell: Cell, settings: Settings) -> AttributePlan:
    why = ""
    if settings.aim is not Aim.MISSED_HARM:
        why = too_little(pilot, crossed=settings.aim is Aim.RANK)
    made = None if why else _planned(pilot, judged, cell, settings)
    if made is None and not why:
        why = _NO_INTERVAL
        if settings.aim is Aim.RANK and judged is None:
            why = "the pilot has too few responders or conversations to tell how means vary"
        if settings.aim is Aim.MISSED_HARM and cell.screening is not None:
            why = f"in the pilot experts rate no response at or below {cell.screening.cut:g}"
    if made is None:
        return not_planned(cell.attribute, cell.judge, why)
    return replace(made, notes=_with_overlap(made, pilot, settings))


def _planned(
    pilot: Pilot, judged: Judged | None, cell: Cell, settings: Settings
) -> AttributePlan | None:
    if settings.aim is Aim.MISSED_HARM:
        harms = harms_of_cell(cell, pilot.panel, settings.confidence)
        return None if harms is None else plan_harms(harms, settings)
    if settings.aim is Aim.RANK:
        ruling = cell.rank
        if judged is None or ruling is None:
            return None
        icc = Estimate(cell.icc_c1.estimate, ruling.low, ruling.high, "exact F and jackknife")
        return plan_rank(pilot_means(judged, cell.attribute, icc, pilot.panel), settings)
    name = "within_r" if settings.aim is Aim.SCORE else "bias"
    within = judged.within if judged else 0.0
    figure = figure_of_cell(cell, name, settings.confidence, panel=pilot.panel, within=within)
    if figure is None:
        return None
    return plan_responses(figure, settings, _scale(pilot, settings))


def _with_overlap(made: AttributePlan, pilot: Pilot, settings: Settings) -> tuple[str, ...]:
    """Return the notes of a plan, and what the overlap of experts must be where there is one."""
    if settings.aim is Aim.MISSED_HARM or made.chosen is None:
        return made.notes
    responders = made.chosen.size.responders
    return (*made.notes, *overlap_notes(pilot, settings, responders=responders))


def _scale(pilot: Pilot, settings: Settings) -> Scale:
    name = pilot.study.attribute
    return scale_of(Heading(name, name), settings.rubric, settings.scale)
