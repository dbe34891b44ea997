"""Assessments to draw: of drawn ratings by some experts and some judges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from mentaleval.rubric import ARS, SEVEN
from mentaleval.trust import Assessment, Settings, assess

HOSTILE = (
    "<script>alert(1)</script>",
    r"$\frac{$",
    "W" * 200,
    "تعاطف مع المريض",
    "共情能力与安全性评价",
    "a&b \"c\" 'd'",
    "line\nbreak\x00",
)


def draw_ratings(
    *,
    attributes: Sequence[str] = SEVEN.composites[ARS],
    judges: Sequence[str] = ("judge",),
    experts: Sequence[str] = ("a", "b", "c"),
    responders: int = 5,
    exchanges: int = 12,
    high: int = 5,
) -> pd.DataFrame:
    """Draw ratings from 1 on; each judge is as noisy as an expert and half a point more lenient."""
    rng = np.random.default_rng(7)
    rows = []
    for attribute in attributes:
        for place, mean in enumerate(np.linspace(0.35, 0.8, responders)):
            seen = 1 + (high - 1) * rng.normal(mean, 0.15, exchanges)
            for rater in (*experts, *judges):
                lenient = 0.5 if rater in judges else 0
                said = np.clip(np.rint(seen + lenient + rng.normal(0, 0.5, exchanges)), 1, high)
                kind = "judge" if rater in judges else "human"
                rows += [
                    (f"e{i}", f"r{place}", rater, kind, attribute, v) for i, v in enumerate(said)
                ]
    columns = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="session")
def ratings():
    """Draw ratings."""
    return draw_ratings


@pytest.fixture(scope="session")
def several() -> Assessment:
    """Assess two judges on the attributes of ARS and on ARS, by three experts of all responses."""
    return assess(draw_ratings(judges=("judge", "gpt-4o[calls=joint]")), Settings())


@pytest.fixture(scope="session")
def alone() -> Assessment:
    """Assess a judge by one expert and two responders: neither ICC nor ceiling."""
    return assess(draw_ratings(experts=("a",), responders=2), Settings())


@pytest.fixture(scope="session")
def hostile() -> Assessment:
    """Assess a judge of a strange name on attributes of strange names."""
    table = draw_ratings(attributes=HOSTILE, judges=("<b>&法官",), experts=("a", "b"), exchanges=4)
    return assess(table, Settings())
