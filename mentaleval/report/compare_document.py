"""A comparison as JSON values: the contract that scripts rely on.

The schema is ``docs/reference/compare.schema.json``. Numbers are not rounded, and what is not a
number is null.
"""

from __future__ import annotations

from typing import Final

from mentaleval.comparison.results import (
    Comparison,
    Difference,
    Heading,
    Pair,
    Ranks,
    ResponderMean,
)
from mentaleval.comparison.settings import Settings
from mentaleval.report.json_values import (
    Json,
    estimate,
    finding_values,
    number,
    numbers,
    proportion,
    read_by,
    source_values,
)

COMPARE_SCHEMA_VERSION: Final = 1


def compare_document(comparison: Comparison) -> Json:
    """Return the document that ``mentaleval compare --json`` writes."""
    account = comparison.account
    return {
        "schema_version": COMPARE_SCHEMA_VERSION,
        "simulated": comparison.simulated,
        "inputs": [source_values(source) for source in comparison.inputs],
        "settings": _settings(comparison.settings),
        "versions": dict(comparison.versions),
        "statement": comparison.statement,
        "headings": [_heading(heading) for heading in comparison.headings],
        "responders": [_responder(mean) for mean in comparison.responders],
        "pairs": [_pair(pair) for pair in comparison.pairs],
        "account": {
            "read": account.read,
            "used": account.used,
            "human": account.human,
            "labelled": account.labelled,
            "unlabelled": account.unlabelled,
            "excluded": dict(account.excluded),
        },
        "warnings": [finding_values(finding) for finding in comparison.warnings],
    }


def _heading(heading: Heading) -> Json:
    return {
        "attribute": heading.attribute,
        "title": heading.title,
        "composite": heading.composite,
        "judge": heading.judge,
        "power": numbers(heading.power),
        "correlation": number(heading.correlation),
        "label_saving": number(heading.label_saving),
        "n_labelled": heading.n_labelled,
        "n_met": heading.n_met,
        "n_exchanges": heading.n_exchanges,
        "verdict": heading.verdict.value if heading.verdict else None,
        "n_ranked": heading.n_ranked,
        "ceiling": heading.ceiling,
        "cut": number(heading.cut),
        "statement": heading.statement,
    }


def _responder(mean: ResponderMean) -> Json:
    return {
        "attribute": mean.attribute,
        "responder": mean.responder,
        "judge": mean.judge,
        "n_human": mean.n_human,
        "n_judge": mean.n_judge,
        "n_met": mean.n_met,
        "corrected": estimate(mean.corrected),
        "human_only": estimate(mean.human_only),
        "judge_raw": number(mean.judge_raw),
        "label_saving": number(mean.label_saving),
        "ranks": _ranks(mean.ranks),
        "own": mean.own,
        "licensed": mean.licensed,
        "low": proportion(mean.low) if mean.low else None,
    }


def _ranks(ranks: Ranks) -> Json:
    return {
        "raw": ranks.raw,
        "human_only": ranks.human_only,
        "corrected": ranks.corrected,
        "first": ranks.first,
        "last": ranks.last,
    }


def _pair(pair: Pair) -> Json:
    return {
        "attribute": pair.attribute,
        "a": pair.a,
        "b": pair.b,
        "judge": pair.judge,
        "n_human": pair.n_human,
        "corrected": _difference(pair.corrected),
        "human_only": _difference(pair.human_only),
        "judge_raw": estimate(pair.judge_raw),
        "low": _difference(pair.low) if pair.low else None,
        "statement": pair.statement,
    }


def _difference(found: Difference) -> Json:
    return {
        "estimate": number(found.estimate),
        "low": number(found.low),
        "high": number(found.high),
        "simultaneous_low": number(found.simultaneous_low),
        "simultaneous_high": number(found.simultaneous_high),
        "p_holm": number(found.p_holm),
    }


def _settings(settings: Settings) -> Json:
    return {
        "seed": settings.seed,
        "correction": settings.correction,
        "responders": list(settings.responders),
        "judges": list(settings.judges),
        "cut": settings.cut,
        "confidence": settings.confidence,
        "thresholds": {"usable": settings.usable, "trusted": settings.trusted},
        "exclusions": {
            "families": settings.exclusions.families,
            "pairs": [list(pair) for pair in settings.exclusions.pairs],
        },
        **read_by(settings.rubric, settings.scale),
    }
