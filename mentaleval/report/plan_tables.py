"""A plan as tables: the study, ways to make it, what more would buy, what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final, TypeVar

from rich.console import RenderableType

from mentaleval.planning import Aim, AttributePlan, Option, PilotStudy, Plan, Size
from mentaleval.planning.choosing import counted
from mentaleval.report import figures
from mentaleval.report.layout import (
    Column,
    fitting,
    heading,
    lacking,
    natural_width,
    paragraph,
    split,
    tabulate,
    whole_table,
)
from mentaleval.stats import Component, Estimate

Row = TypeVar("Row")

_GOALS: Final = {Aim.WIDTH: "half-width", Aim.SAVING: "saving"}
_SMALL: Final = 10
_KEYS: Final = ("attribute", "judge", "figure")


def goal_of(plan: Plan) -> str:
    """Return what the value of a study is."""
    return _GOALS.get(plan.settings.aim, "power")


def value_of(plan: Plan, value: float) -> str:
    """Return the value of a study as it is printed."""
    return figures.plain(value, 3) if plan.settings.aim is Aim.WIDTH else figures.percent(value)


def study_table(plan: Plan, *, width: int | None) -> list[RenderableType]:
    """Return the study that each attribute takes."""
    columns: list[Column[AttributePlan]] = [
        *_keys(plan.plans, lambda row: row),
        *_sizes(plan.plans, lambda row: row.chosen.size if row.chosen else None),
        Column(goal_of(plan), lambda row: value_of(plan, row.chosen.value) if row.chosen else "-"),
    ]
    if any(row.ranged for row in plan.plans):
        columns.append(Column(f"{_ranged(plan)}\nfrom, to", lambda row: _range(plan, row), rank=1))
    return [heading("The study"), *_fitted(columns, [plan.plans], width=width)]


def _ranged(plan: Plan) -> str:
    return {Aim.RANK: "responders", Aim.SAVING: "judged"}.get(plan.settings.aim, "conversations")


def _range(plan: Plan, row: AttributePlan) -> str:
    if not row.ranged:
        return figures.NONE
    field = _ranged(plan)
    found = [None if s is None else getattr(s, field) for s in (row.if_low, row.if_high)]
    known = sorted(number for number in found if number is not None)
    ends = [*map(figures.count, known), *["never" for number in found if number is None]]
    return ", ".join(ends)


@dataclass(frozen=True, slots=True)
class _Way:
    plan: AttributePlan
    option: Option


def options_table(plan: Plan, *, width: int | None) -> list[RenderableType]:
    """Return the ways to make the study, where there are several."""
    groups = [[_Way(row, option) for option in row.options] for row in plan.plans]
    if not any(len(group) > 1 for group in groups):
        return []
    rows = [way for group in groups for way in group]
    columns: list[Column[_Way]] = [
        *_keys(rows, lambda way: way.plan),
        *_sizes(rows, lambda way: way.option.size),
        Column(goal_of(plan), lambda way: value_of(plan, way.option.value)),
        Column("enough", lambda way: "yes" if way.option.reached else "no"),
    ]
    return [heading("Ways to make it"), *_fitted(columns, groups, width=width)]


def levers_tables(plan: Plan, *, width: int | None) -> list[RenderableType]:
    """Return what about 100 further human ratings buy, spent on more of each facet."""
    rows = [row for row in plan.plans if row.levers]
    if not rows:
        return []
    facets = list(dict.fromkeys(lever.facet for row in rows for lever in row.levers))
    columns = [_facet(plan, facet) for facet in facets]
    said = (
        f"Change of the {goal_of(plan)} with more of one facet, and the human ratings that it "
        "costs: as near to 100 as whole ones come. A tenth more of what costs none."
    )
    made: list[RenderableType] = [heading("What more would buy"), paragraph(said, width=width)]
    return [*made, *split(_keys(rows, lambda row: row), columns, rows, width=width)]


def _facet(plan: Plan, facet: str) -> Column[AttributePlan]:
    def shown(row: AttributePlan) -> str:
        found = next((lever for lever in row.levers if lever.facet == facet), None)
        if found is None:
            return figures.NONE
        return f"{_signed(plan, found.change)} for {found.ratings:,}"

    return Column(facet.replace(" ", "\n", 1), shown)


def _signed(plan: Plan, value: float) -> str:
    if plan.settings.aim is Aim.WIDTH:
        return figures.signed(value, 4)
    return f"{100 * value:+z.1f} pt"


@dataclass(frozen=True, slots=True)
class _Figure:
    plan: AttributePlan
    name: str
    found: Estimate


def rests_on_table(plan: Plan, *, width: int | None) -> list[RenderableType]:
    """Return the figures that the plans rest on, with what the pilot leaves open of them."""
    rows = [_Figure(row, name, found) for row in plan.plans for name, found in row.rests_on.items()]
    if not rows:
        return []
    columns: list[Column[_Figure]] = [
        *_keys(rows, lambda row: row.plan),
        Column("figure", lambda row: row.name, justify="left"),
        Column("value", lambda row: figures.plain(row.found.estimate, 3)),
        Column("limits", lambda row: _limits(row.found)),
    ]
    return [heading("What it rests on"), *_fitted(columns, [rows], width=width)]


def _limits(found: Estimate) -> str:
    if isnan(found.low) or isnan(found.high):
        return figures.NONE
    return f"{found.low:z.3f}, {found.high:z.3f}"


def pilot_table(plan: Plan, *, width: int | None) -> list[RenderableType]:
    """Return the variance components of the pilot's human ratings."""
    rows = list(plan.pilot)
    if not rows:
        return []
    parts = dict.fromkeys(name for row in rows for name in _parts(row))
    columns: list[Column[PilotStudy]] = [_part(name) for name in parts]
    keys: list[Column[PilotStudy]] = [
        Column("attribute", lambda row: row.attribute, justify="left"),
        Column("ratings", lambda row: figures.count(row.n_ratings)),
    ]
    made: list[RenderableType] = [heading("Variance of the pilot's human ratings")]
    made += split(keys, columns, rows, width=width)
    return [*made, paragraph(_pilot_words(rows), width=width)]


def _pilot_words(rows: Sequence[PilotStudy]) -> str:
    first = rows[0]
    said = (
        f"{first.attribute}: {counted(first.n_responders, 'responder')}, "
        f"{counted(first.n_conversations, 'conversation')}, "
        f"{counted(first.n_experts, 'expert')}. = joins effects that the pilot cannot tell apart."
    )
    below = [
        f"{row.attribute} {' '.join(name.split())}"
        for row in rows
        for name, part in _parts(row).items()
        if part.estimate < 0
    ]
    return said if not below else f"{said} Negative, and set to 0: {figures.some(below, _SMALL)}."


def _part(name: str) -> Column[PilotStudy]:
    def shown(row: PilotStudy) -> str:
        found = _parts(row).get(name)
        return figures.NONE if found is None else figures.plain(found.variance, 3)

    return Column(name, shown)


def _parts(row: PilotStudy) -> dict[str, Component]:
    if row.components is None:
        return {}
    return {component_name(part): part for part in row.components.parts}


def component_name(part: Component) -> str:
    """Return the name of a component: its effects by their initials, `=` between them."""
    return "\n= ".join(" x ".join(effect) for effect in part.effects)


def _keys(rows: Sequence[Row], of: Callable[[Row], AttributePlan]) -> list[Column[Row]]:
    """Return the columns that say which plan a row is of."""
    columns: list[Column[Row]] = []
    if any(of(row).attribute for row in rows):
        columns.append(Column("attribute", lambda row: of(row).attribute, justify="left"))
    if any(of(row).judge for row in rows):
        columns.append(Column("judge", lambda row: of(row).judge or figures.NONE, justify="left"))
    return columns


def _sizes(rows: Sequence[Row], of: Callable[[Row], Size | None]) -> list[Column[Row]]:
    """Return the columns of a study's size, those that differ from the default in some row."""
    known = [size for row in rows if (size := of(row))]
    # what is settled the sentences say
    ranks = {
        "responders": 2 * (len({size.responders for size in known}) == 1),
        "experts a\nresponse": 3 * all(size.each == 1 for size in known),
    }
    shown: list[tuple[str, Callable[[Size], int | None], bool]] = [
        ("responders", lambda size: size.responders, True),
        ("conver-\nsations", lambda size: size.conversations, True),
        ("experts a\nresponse", lambda size: size.each, True),
        ("experts", lambda size: size.experts, any(s.experts for s in known)),
        ("judged", lambda size: size.judged, any(s.judged for s in known)),
        ("human\nratings", lambda size: size.ratings, True),
    ]
    return [
        Column(title, _number(of, number), rank=ranks.get(title, 0))
        for title, number, wanted in shown
        if wanted
    ]


def _number(
    of: Callable[[Row], Size | None], number: Callable[[Size], int | None]
) -> Callable[[Row], str]:
    def shown(row: Row) -> str:
        size = of(row)
        found = None if size is None else number(size)
        return figures.count(found) if found else figures.NONE

    return shown


def _fitted(
    columns: Sequence[Column[Row]],
    groups: Sequence[Sequence[Row]],
    *,
    width: int | None,
) -> list[RenderableType]:
    """Return a table of what fits, and a line on what does not."""
    rows = [row for group in groups for row in group]
    kept, left_out = fitting(columns, rows, width=width)
    if width is not None and natural_width(whole_table(kept, groups, width=width)) > width:
        keys = [column for column in kept if column.name in _KEYS]
        return list(split(keys, [c for c in kept if c not in keys], rows, width=width))
    made: list[RenderableType] = [tabulate(kept, groups, width=width)]
    return [*made, paragraph(lacking(left_out), width=width)] if left_out else made
