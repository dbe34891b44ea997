"""What an assessment finds beside its cells, as JSON values."""

from __future__ import annotations

from mentaleval.report.json_values import Json, agreement_limits, estimate, number
from mentaleval.trust import (
    Assessment,
    HaloEntry,
    PanelEntry,
    ReferenceEntry,
    RepeatEntry,
    SelfPreference,
)


def beside_values(assessment: Assessment) -> Json:
    """Return what is found of the reference, of judges together and of their habits."""
    return {
        "reference": [_reference(entry) for entry in assessment.reference],
        "stand_alone": [
            {
                "attribute": entry.attribute,
                "cut": number(entry.cut),
                "judges": list(entry.judges),
                "statement": entry.statement,
                "capped_by": entry.capped_by,
            }
            for entry in assessment.stand_alone
        ],
        "panel": [_panel(entry) for entry in assessment.panel],
        "repeats": [_repeats(entry) for entry in assessment.repeats],
        "halo": [_halo(entry) for entry in assessment.halo],
        "halo_pairs": [
            {
                "first": entry.first,
                "second": entry.second,
                "difference": estimate(entry.difference),
            }
            for entry in assessment.halo_pairs
        ],
        "self_preference": [_self_preference(entry) for entry in assessment.self_preference],
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
        "alpha_ordinal": number(entry.alpha_ordinal),
        "icc_c1": estimate(entry.icc_c1),
        "icc_a1": estimate(entry.icc_a1),
        "icc_ck": estimate(entry.icc_ck),
        "icc_ak": estimate(entry.icc_ak),
        "ceiling": number(entry.ceiling),
        "score_ceiling": number(entry.score_ceiling),
        "limits_of_agreement": agreement_limits(entry.limits),
        "pairs": [
            {
                "first": pair.first,
                "second": pair.second,
                "n_items": pair.n_items,
                "kappa": number(pair.kappa),
            }
            for pair in entry.pairs
        ],
        "note": entry.note,
    }


def _panel(entry: PanelEntry) -> Json:
    return {
        "attribute": entry.attribute,
        "judges": list(entry.judges),
        "n_responses": entry.panel.n,
        "error_correlation": number(entry.panel.error_correlation),
        "effective_judges": number(entry.panel.effective),
    }


def _repeats(entry: RepeatEntry) -> Json:
    found = entry.repeats
    return {
        "judge": entry.judge,
        "attribute": entry.attribute,
        "n_responses": found.n_items,
        "n_epochs": found.n_repeats,
        "icc_c1": estimate(found.icc_c1),
        "icc_a1": estimate(found.icc_a1),
        "exact": number(found.exact),
        "within_sd": number(found.within_sd),
    }


def _halo(entry: HaloEntry) -> Json:
    return {
        "judge": entry.judge,
        "n_responses": entry.judges.n,
        "correlation": estimate(entry.judges.correlation),
        "humans": estimate(entry.humans.correlation),
        "difference": estimate(entry.difference),
        "equal": number(entry.judges.equal),
        "humans_equal": number(entry.humans.equal),
    }


def _self_preference(entry: SelfPreference) -> Json:
    return {
        "judge": entry.judge,
        "attribute": entry.attribute,
        "own": list(entry.own),
        "n_own": entry.n_own,
        "n_own_beside_peers": entry.n_own_beside_peers,
        "against_humans": estimate(entry.against_humans),
        "against_peers": estimate(entry.against_peers),
        "as_large": entry.as_large,
        "others": entry.others,
    }
