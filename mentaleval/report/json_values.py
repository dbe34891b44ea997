"""The small parts that JSON documents are made of: a value that is not a number is null."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from mentaleval.ratings import Finding, Input
from mentaleval.report.bounded import Bounded
from mentaleval.stats import Estimate, LimitsOfAgreement, Proportion
from mentaleval.vocabulary import Rubric, Scale

Json = dict[str, Any]


def number(value: float) -> float | None:
    """Return a number as JSON has it.

    Examples
    --------
    >>> number(0.1), number(float("nan"))
    (0.1, None)
    """
    return float(value) if isfinite(value) else None


def numbers(values: Mapping[str, float]) -> Json:
    """Return numbers by their names."""
    return {name: number(value) for name, value in values.items()}


def limits(found: Bounded) -> Json:
    """Return two limits."""
    return {"low": number(found.low), "high": number(found.high)}


def estimate(found: Estimate) -> Json:
    """Return an estimate with its limits and the name of its interval."""
    return {"estimate": number(found.estimate), **limits(found), "interval": found.interval}


def proportion(found: Proportion) -> Json:
    """Return a count, what it is of, and the share with its limits."""
    return {"count": found.count, "of": found.of, "share": number(found.share), **limits(found)}


def agreement_limits(found: LimitsOfAgreement | None) -> Json | None:
    """Return limits of agreement with the standard deviation that they rest on."""
    return None if found is None else {**limits(found), "sd": number(found.sd)}


def source_values(source: Input) -> Json:
    """Return where ratings came from."""
    return {
        "source": source.source,
        "sha256": source.sha256,
        "kind": source.kind,
        "counts": dict(source.counts),
    }


def finding_values(finding: Finding) -> Json:
    """Return a warning."""
    return {
        "code": finding.code,
        "count": int(finding.count),
        "message": finding.message,
        "judge": finding.judge,
        "attribute": finding.attribute,
        "rater": finding.rater,
    }


def read_by(rubric: Rubric, scale: Scale | None) -> Json:
    """Return what ratings were read by: the rubric, and the scale where it is not the rubric's."""
    return {
        "rubric": {"name": rubric.name, "fingerprint": rubric.fingerprint},
        "scale": None if scale is None else {"low": scale.low, "high": scale.high},
    }
