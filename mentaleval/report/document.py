"""An assessment as JSON values: the contract that scripts rely on.

The schema is ``docs/reference/reliability.schema.json``. Numbers are not rounded, and what is not
a number is null.
"""

from __future__ import annotations

from math import isfinite
from typing import Any, Final

from mentaleval.ratings import Finding
from mentaleval.stats import Estimate
from mentaleval.trust import Assessment, Cell, Input, ReferenceEntry, Ruling, Settings

SCHEMA_VERSION: Final = 1

Json = dict[str, Any]


def reliability_document(assessment: Assessment) -> Json:
    """Return the document that ``mentaleval reliability --json`` writes."""
    settings = assessment.settings
    published = settings.method == "published"
    return {
        "schema_version": SCHEMA_VERSION,
        "method": settings.method,
        "simulated": assessment.simulated,
        "inputs": [_input(source) for source in assessment.inputs],
        "seed": assessment.seed,
        "settings": _settings(settings),
        "versions": dict(assessment.versions),
        "n_cells": assessment.n_cells,
        "error_statement": None if published else assessment.statement,
        "not_a_reliability_rule": assessment.statement if published else None,
        "cells": [_cell(cell) for cell in assessment.cells],
        "reference": [_reference(entry) for entry in assessment.reference],
        "excluded_responders": {
            judge: list(names) for judge, names in assessment.excluded_responders.items()
        },
        "preflight": {
            "read": assessment.preflight.read,
            "used": assessment.preflight.used,
            "excluded": dict(assessment.preflight.excluded),
            "warnings": [_finding(finding) for finding in assessment.preflight.warnings],
        },
        "human_means": [
            {
                "responder": row.responder,
                "means": _numbers(row.means),
                "average": _number(row.average),
            }
            for row in assessment.human_means
        ],
    }


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _numbers(values: Any) -> Json:
    return {name: _number(value) for name, value in values.items()}


def _estimate(estimate: Estimate) -> Json:
    return {
        "estimate": _number(estimate.estimate),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
        "interval": estimate.interval,
    }


def _limits(estimate: Estimate) -> Json:
    return {"low": _number(estimate.low), "high": _number(estimate.high)}


def _input(source: Input) -> Json:
    return {
        "source": source.source,
        "sha256": source.sha256,
        "kind": source.kind,
        "counts": dict(source.counts),
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "count": int(finding.count),
        "message": finding.message,
        "judge": finding.judge,
        "attribute": finding.attribute,
        "rater": finding.rater,
    }


def _settings(settings: Settings) -> Json:
    scale = settings.scale
    return {
        "thresholds": {"usable": settings.usable, "trusted": settings.trusted},
        "margin": settings.margin,
        "limits": settings.limits,
        "confidence": settings.confidence,
        "exclusions": {
            "families": settings.exclusions.families,
            "pairs": [list(pair) for pair in settings.exclusions.pairs],
        },
        "rubric": {"name": settings.rubric.name, "fingerprint": settings.rubric.fingerprint},
        "scale": None if scale is None else {"low": scale.low, "high": scale.high},
    }


def _cell(cell: Cell) -> Json:
    return {
        "judge": cell.judge,
        "attribute": cell.attribute,
        "composite": cell.composite,
        "components": list(cell.components),
        "n_responders": cell.n_responders,
        "n_responses": cell.n_responses,
        "human_mean": _number(cell.human_mean),
        "judge_mean": _number(cell.judge_mean),
        "bias": _number(cell.bias),
        "mse": _number(cell.mse),
        "icc_c1": _estimate(cell.icc_c1),
        "icc_c1_jackknife": _limits(cell.icc_c1_jackknife),
        "icc_a1": _estimate(cell.icc_a1),
        "spearman": _estimate(cell.spearman),
        "pearson": _number(cell.pearson),
        "within_r": _estimate(cell.within_r),
        "scale_factor": _number(cell.scale_factor),
        "location_factor": _number(cell.location_factor),
        "p": _number(cell.p),
        "p_holm": _number(cell.p_holm),
        **_ruling(cell.rank),
        "alt_test": None,
        "leave_one_out": _influence(cell),
        "without_inferred_blanks": _without_blanks(cell),
        "published": _published(cell),
        "responders": [
            {
                "responder": mean.responder,
                "n_responses": mean.n_responses,
                "human_mean": _number(mean.human),
                "judge_mean": _number(mean.judge),
            }
            for mean in cell.responders
        ],
    }


def _ruling(rank: Ruling | None) -> Json:
    """Return the verdicts; those of the uses that are not judged are null."""
    return {
        "verdicts": {"rank": rank.verdict.value if rank else None, "score": None, "level": None},
        "why": {"rank": rank.why if rank else None, "score": None, "level": None},
        "rank_limits": {"low": _number(rank.low), "high": _number(rank.high)} if rank else None,
        "responders_needed": rank.responders_needed if rank else None,
        "responders_needed_more_than": rank.more_than if rank else None,
        "capped_by": rank.capped_by if rank else None,
    }


def _influence(cell: Cell) -> Json | None:
    moved = cell.influence
    if moved is None:
        return None
    return {
        "low": _number(moved.low),
        "high": _number(moved.high),
        "responder": moved.responder,
        "change": _number(moved.change),
    }


def _without_blanks(cell: Cell) -> Json | None:
    rest = cell.without_inferred_blanks
    if rest is None:
        return None
    return {
        "left_out": rest.left_out,
        "n_responses": rest.n_responses,
        "icc_c1": _estimate(rest.icc_c1),
        "icc_c1_jackknife": _limits(rest.icc_c1_jackknife),
    }


def _published(cell: Cell) -> Json | None:
    found = cell.published
    if found is None:
        return None
    return {
        "width": _number(found.width),
        "label": found.label,
        "label_range": list(found.label_range),
    }


def _reference(entry: ReferenceEntry) -> Json:
    return {
        "attribute": entry.attribute,
        "composite": entry.composite,
        "n_experts": entry.n_experts,
        "n_items": entry.n_items,
        "n_common_experts": entry.n_common_experts,
        "n_common_items": entry.n_common_items,
        "n_common_responders": entry.n_common_responders,
        "alpha_ordinal": None,
        "icc_c1": _estimate(entry.icc_c1),
        "icc_a1": _estimate(entry.icc_a1),
        "icc_ck": _estimate(entry.icc_ck),
        "ceiling": _number(entry.ceiling),
        "note": entry.note,
    }
