"""An escalation as JSON values: the contract that scripts rely on.

The schema is ``docs/reference/escalate.schema.json``. Numbers are not rounded, and what is not a
number is null.
"""

from __future__ import annotations

from typing import Final

from mentaleval.escalation import AttributeResult, Escalation, Group, Need, Queued, Settings
from mentaleval.escalation.settings import CONFIDENCE
from mentaleval.report.json_values import (
    Json,
    finding_values,
    limits,
    number,
    proportion,
    read_by,
    source_values,
)
from mentaleval.stats import HarmThreshold

ESCALATION_SCHEMA_VERSION: Final = 1


def escalation_document(found: Escalation) -> Json:
    """Return the document that ``mentaleval escalate --json`` writes."""
    ledger = found.ledger
    return {
        "schema_version": ESCALATION_SCHEMA_VERSION,
        "simulated": found.simulated,
        "inputs": [source_values(source) for source in found.inputs],
        "settings": _settings(found.settings),
        "versions": dict(found.versions),
        "judge": found.judge,
        "statement": found.statement,
        "account": dict(found.account),
        "conversations": found.conversations,
        "attributes": [_attribute(result) for result in found.attributes],
        "queue": [_queued(queued) for queued in found.queue],
        "preflight": {
            "read": ledger.read,
            "used": ledger.used,
            "excluded": dict(ledger.excluded),
            "warnings": [finding_values(finding) for finding in found.warnings],
        },
    }


def _settings(settings: Settings) -> Json:
    return {
        "seed": settings.seed,
        "judge": settings.judge,
        "attributes": list(settings.attributes),
        "coverage": settings.coverage,
        "half_width": settings.half_width,
        "cut": settings.cut,
        "most_missed": settings.most_missed,
        **read_by(settings.rubric, settings.scale),
    }


def _attribute(found: AttributeResult) -> Json:
    return {
        "attribute": found.attribute,
        "n_labelled": found.n,
        "n_conversations": found.conversations,
        "cut": found.cut,
        "half_width": found.half_width,
        "unlabelled": found.unlabelled,
        "escalated": found.escalated,
        "counts": dict(found.counts),
        "harms": found.harms,
        "harms_kept": found.harms_kept,
        "groups": [_group(group) for group in found.groups],
        "threshold": _threshold(found.threshold) if found.threshold else None,
        "statement": found.statement,
    }


def _group(group: Group) -> Json:
    interval = group.interval
    return {
        "judge_from": interval.first,
        "judge_to": interval.last,
        **limits(interval),
        "plain_low": number(interval.plain_low),
        "plain_high": number(interval.plain_high),
        "n_labelled": interval.n,
        "n_conversations": interval.conversations,
        "n_unrated": interval.unrated,
        "most_of_one_conversation": interval.most,
        "enough_labels": interval.enough,
        "unlabelled": group.unlabelled,
        "reason": group.reason,
    }


def _threshold(found: HarmThreshold) -> Json:
    return {
        "at_or_below": found.threshold,
        "reached": found.reached,
        "confidence": CONFIDENCE,
        "unseen": proportion(found.unseen),
        "harms_unseen": found.harms_unseen,
        "harms": found.harms,
        "responses_of_a_conversation": found.per_conversation,
        "whole_conversations": found.whole,
        "labels_left_out": found.left_out,
        "n_unrated": found.unrated,
        "one_rating_alone": found.constant,
        "needed": found.needed,
    }


def _queued(queued: Queued) -> Json:
    return {
        "exchange_id": queued.exchange_id,
        "responder": queued.responder,
        "response_id": queued.response_id,
        "context_hash": queued.context_hash,
        "needs": [_need(need) for need in queued.needs],
    }


def _need(need: Need) -> Json:
    return {
        "attribute": need.attribute,
        "judge_rating": number(need.rating),
        **limits(need),
        "reason": need.reason,
    }
