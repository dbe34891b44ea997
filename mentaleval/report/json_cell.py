"""One cell of an assessment as JSON values."""

from __future__ import annotations

from collections.abc import Callable

from mentaleval.report.json_values import (
    Json,
    agreement_limits,
    estimate,
    limits,
    number,
    proportion,
)
from mentaleval.trust import Alternative, Apart, Cell, PooledFigures, Ruling
from mentaleval.vocabulary import Use


def cell_values(cell: Cell) -> Json:
    """Return everything that is found about one judge on one attribute or composite."""
    return {
        "judge": cell.judge,
        "attribute": cell.attribute,
        "composite": cell.composite,
        "components": list(cell.components),
        "n_responders": cell.n_responders,
        "n_responses": cell.n_responses,
        "n_clusters": cell.n_clusters,
        "clusters": "batch" if cell.by_batch else "exchange",
        **_figures(cell),
        **_rulings(cell),
        "leave_one_out": _influence(cell),
        "without_inferred_blanks": _without_blanks(cell),
        "order_agreement": _order(cell),
        "pooled": _pooled(cell),
        "calibration": _calibration(cell),
        "screening": _screening(cell),
        "confusion": _confusion(cell),
        "alt_test": _alternative(cell.alternative),
        "published": _published(cell),
        "reading": _reading(cell),
        "apart": [_apart(one) for one in cell.apart],
        "responders": [
            {
                "responder": mean.responder,
                "n_responses": mean.n_responses,
                "human_mean": number(mean.human),
                "judge_mean": number(mean.judge),
            }
            for mean in cell.responders
        ],
    }


def _figures(cell: Cell) -> Json:
    return {
        "human_mean": number(cell.human_mean),
        "judge_mean": number(cell.judge_mean),
        "bias": number(cell.bias),
        "bias_interval": estimate(cell.bias_interval),
        "limits_of_agreement": agreement_limits(cell.limits),
        "mse": number(cell.mse),
        "icc_c1": estimate(cell.icc_c1),
        "icc_c1_jackknife": limits(cell.icc_c1_jackknife),
        "icc_a1": estimate(cell.icc_a1),
        "spearman": estimate(cell.spearman),
        "pearson": number(cell.pearson),
        "concordance": number(cell.concordance),
        "within_r": estimate(cell.within_r),
        "scale_factor": number(cell.scale_factor),
        "location_factor": number(cell.location_factor),
        "p": number(cell.p),
        "p_holm": number(cell.p_holm),
    }


def _rulings(cell: Cell) -> Json:
    """Return the verdicts; by the published method there are none, and all is null."""
    rank, score = cell.rank, cell.score
    capped = _by_use(cell, lambda ruling: ruling.capped_by)
    return {
        "verdicts": _by_use(cell, lambda ruling: ruling.verdict.value),
        "why": _by_use(cell, lambda ruling: ruling.why),
        "rank_limits": limits(rank) if rank else None,
        "responders_needed": rank.needed if rank else None,
        "responders_needed_more_than": rank.more_than if rank else None,
        "responses_needed": score.needed if score else None,
        "responses_needed_more_than": score.more_than if score else None,
        "capped": capped,
        "capped_by": next((why for why in capped.values() if why), None),
    }


def _by_use(cell: Cell, what: Callable[[Ruling], str | None]) -> Json:
    rulings = cell.rulings
    return {use.value: what(rulings[use]) if use in rulings else None for use in Use}


def _influence(cell: Cell) -> Json | None:
    moved = cell.influence
    if moved is None:
        return None
    return {**limits(moved), "responder": moved.responder, "change": number(moved.change)}


def _without_blanks(cell: Cell) -> Json | None:
    rest = cell.without_inferred_blanks
    if rest is None:
        return None
    return {
        "left_out": rest.left_out,
        "n_responses": rest.n_responses,
        "icc_c1": estimate(rest.icc_c1),
        "icc_c1_jackknife": limits(rest.icc_c1_jackknife),
    }


def _order(cell: Cell) -> Json | None:
    found = cell.order
    if found is None:
        return None
    return {
        "pairs": found.pairs,
        "separated": found.separated,
        "agreed": found.agreed,
        "reversed": found.reversed,
    }


def _pooled(cell: Cell) -> Json | None:
    found = cell.pooled
    if found is None:
        return None
    return {
        "judge": _pooled_figures(found.judge),
        "responder_mean_null": _pooled_figures(found.null) if found.null else None,
    }


def _pooled_figures(found: PooledFigures) -> Json:
    return {
        "pearson": number(found.pearson),
        "kappa": number(found.kappa),
        "rmse": number(found.rmse),
    }


def _calibration(cell: Cell) -> Json | None:
    found = cell.calibration
    if found is None:
        return None
    return {
        "slope": estimate(found.slope),
        "intercept": number(found.intercept),
        "rows": [
            {
                "judge": number(row.judge),
                "judge_mean": number(row.judge_mean),
                "n": row.n,
                "human": estimate(row.human),
            }
            for row in found.rows
        ],
    }


def _screening(cell: Cell) -> Json | None:
    found = cell.screening
    if found is None:
        return None
    return {
        "cut": number(found.cut),
        "judge_cut": number(found.judge_cut),
        "n": found.n,
        "harms": found.harms,
        "flags": found.flags,
        "sensitivity": proportion(found.sensitivity),
        "missed": proportion(found.missed),
        "missed_far": proportion(found.missed_far),
        "missed_overall": proportion(found.missed_overall),
        "ppv": proportion(found.ppv),
        "auc": estimate(found.auc),
    }


def _confusion(cell: Cell) -> Json | None:
    found = cell.confusion
    if found is None:
        return None
    return {
        "edges": [number(edge) for edge in found.edges],
        "counts": [list(row) for row in found.counts],
        "cut": number(found.cut),
        "judge_cut": number(found.judge_cut),
        "missed": found.missed,
    }


def _alternative(found: Alternative | None) -> Json | None:
    if found is None:
        return None
    test, constant = found.test, found.constant
    return {
        "winning_rate": number(test.winning_rate),
        "advantage_probability": number(test.advantage_probability),
        "epsilon": number(test.epsilon),
        "tested": test.tested,
        "rejected": test.rejected,
        "skipped": test.skipped,
        "n_items": test.n_items,
        "p": [number(p) for p in test.p],
        "constant": {
            "value": number(constant.value),
            "winning_rate": number(constant.test.winning_rate),
            "advantage_probability": number(constant.test.advantage_probability),
        },
    }


def _published(cell: Cell) -> Json | None:
    found = cell.published
    if found is None:
        return None
    return {
        "width": number(found.width),
        "label": found.label,
        "label_range": list(found.label_range),
    }


def _reading(cell: Cell) -> Json | None:
    found = cell.reading
    if found is None:
        return None
    return {
        "n": found.n,
        "recovered": found.recovered,
        "reasked": found.reasked,
        "unrated": found.unrated,
    }


def _apart(found: Apart) -> Json:
    return {
        "exchange_id": found.exchange_id,
        "responder": found.responder,
        "human": number(found.human),
        "judge": number(found.judge),
        "missed": found.missed,
        "log": found.log,
        "sample": found.sample,
        "epoch": found.epoch,
    }
