"""A plan as JSON values: the contract that scripts rely on.

The keys are told in ``docs/how-to/plan-labels.md``. Numbers are not rounded, and what is not a
number is null.
"""

from __future__ import annotations

from typing import Final

from mentaleval.planning import AttributePlan, Lever, Option, PilotStudy, Plan, Settings, Size
from mentaleval.report.json_values import (
    Json,
    estimate,
    finding_values,
    number,
    numbers,
    read_by,
    source_values,
)

SCHEMA_VERSION: Final = 1


def plan_document(plan: Plan) -> Json:
    """Return the document that ``mentaleval plan --json`` writes."""
    return {
        "schema_version": SCHEMA_VERSION,
        "simulated": plan.simulated,
        "inputs": [source_values(source) for source in plan.inputs],
        "seed": plan.settings.seed,
        "settings": _settings(plan.settings),
        "versions": dict(plan.versions),
        "plans": [_plan(row) for row in plan.plans],
        "pilot": [_pilot(row) for row in plan.pilot],
        "notes": list(plan.notes),
        "warnings": [finding_values(finding) for finding in plan.warnings],
    }


def _settings(settings: Settings) -> Json:
    return {
        "aim": settings.aim.value,
        "goal": None if settings.verdict else settings.goal,
        "verdict": None if settings.verdict is None else settings.verdict.value,
        "power": settings.power,
        "attributes": list(settings.attributes),
        "assume": numbers(settings.assume),
        "responders": settings.responders,
        "conversations": settings.conversations,
        "experts": settings.experts,
        "judged": settings.judged,
        "confidence": settings.confidence,
        **read_by(settings.rubric, settings.scale),
    }


def _plan(row: AttributePlan) -> Json:
    return {
        "attribute": row.attribute or None,
        "judge": row.judge,
        "rests_on": {name: estimate(found) for name, found in row.rests_on.items()},
        "options": [_option(option) for option in row.options],
        "chosen": None if row.chosen is None else _option(row.chosen),
        "if_low": _size(row.if_low),
        "if_high": _size(row.if_high),
        "ranged": row.ranged,
        "levers": [_lever(lever) for lever in row.levers],
        "statement": row.statement,
        "notes": list(row.notes),
    }


def _size(size: Size | None) -> Json | None:
    if size is None:
        return None
    return {
        "responders": size.responders,
        "conversations": size.conversations or None,
        "experts": size.experts,
        "experts_a_response": size.each,
        "judged": size.judged,
        "human_ratings": size.ratings or None,
    }


def _option(option: Option) -> Json:
    return {
        "size": _size(option.size),
        "value": number(option.value),
        "reached": option.reached,
    }


def _lever(lever: Lever) -> Json:
    return {
        "facet": lever.facet,
        "size": _size(lever.size),
        "value": number(lever.value),
        "change": number(lever.change),
        "further_ratings": lever.ratings,
    }


def _pilot(row: PilotStudy) -> Json:
    found = row.components
    return {
        "attribute": row.attribute,
        "n_responders": row.n_responders,
        "n_conversations": row.n_conversations,
        "n_crossed": row.n_crossed,
        "n_experts": row.n_experts,
        "n_ratings": row.n_ratings,
        "components": None
        if found is None
        else [
            {
                "effects": [list(effect) for effect in part.effects],
                "estimate": number(part.estimate),
                "variance": number(part.variance),
            }
            for part in found.parts
        ],
        "in_mean": None if found is None else [list(effect) for effect in found.in_mean],
        "why_not": row.why_not or None,
    }
