"""An assessment as JSON values: the contract that scripts rely on.

The schema is ``docs/reference/reliability.schema.json``. Numbers are not rounded, and what is not
a number is null.
"""

from __future__ import annotations

from typing import Final

from mentaleval.report.json_beside import beside_values
from mentaleval.report.json_cell import cell_values
from mentaleval.report.json_values import (
    Json,
    finding_values,
    number,
    numbers,
    read_by,
    source_values,
)
from mentaleval.report.many_judges import passed_by_luck
from mentaleval.trust import Assessment, Settings

SCHEMA_VERSION: Final = 1


def reliability_document(assessment: Assessment) -> Json:
    """Return the document that ``mentaleval reliability --json`` writes."""
    settings = assessment.settings
    published = settings.method == "published"
    return {
        "schema_version": SCHEMA_VERSION,
        "method": settings.method,
        "simulated": assessment.simulated,
        "inputs": [source_values(source) for source in assessment.inputs],
        "seed": assessment.seed,
        "settings": _settings(settings),
        "versions": dict(assessment.versions),
        "n_cells": assessment.n_cells,
        "error_statement": None if published else assessment.statement,
        "many_judges_statement": passed_by_luck(assessment) or None,
        "not_a_reliability_rule": assessment.statement if published else None,
        "cells": [cell_values(cell) for cell in assessment.cells],
        **beside_values(assessment),
        "behind": [
            {"judge": one.judge, "log": one.log, "samples": list(one.samples)}
            for one in assessment.behind
        ],
        "excluded_responders": {
            judge: list(names) for judge, names in assessment.excluded_responders.items()
        },
        "preflight": {
            "read": assessment.preflight.read,
            "used": assessment.preflight.used,
            "excluded": dict(assessment.preflight.excluded),
            "warnings": [finding_values(finding) for finding in assessment.preflight.warnings],
        },
        "human_means": [
            {
                "responder": row.responder,
                "means": numbers(row.means),
                "average": number(row.average),
            }
            for row in assessment.human_means
        ],
    }


def _settings(settings: Settings) -> Json:
    return {
        "thresholds": {"usable": settings.usable, "trusted": settings.trusted},
        "margin": settings.margin,
        "limits": settings.limits,
        "cut": settings.cut,
        "judge_cut": settings.judge_cut,
        "most_missed": settings.most_missed,
        "epsilon": settings.epsilon,
        "panel": list(settings.panel),
        "confidence": settings.confidence,
        "exclusions": {
            "families": settings.exclusions.families,
            "pairs": [list(pair) for pair in settings.exclusions.pairs],
        },
        **read_by(settings.rubric, settings.scale),
    }
