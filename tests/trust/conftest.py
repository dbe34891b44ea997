"""Small ratings tables, and the real one read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mentaleval.ratings import from_records
from mentaleval.stats import Estimate
from mentaleval.trust import ReferenceEntry

Drawn = dict[str, list[float]]
Make = Callable[..., pd.DataFrame]


def _rows(
    rater: str, kind: str, attribute: str, ratings: Mapping[str, Sequence[float]]
) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (f"e{place}", responder, rater, kind, attribute, value)
            for responder, values in ratings.items()
            for place, value in enumerate(values)
            if not np.isnan(value)
        ],
        columns=["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"],
    )


@pytest.fixture(scope="session")
def make_table() -> Make:
    """Make a table of ``{(rater, attribute): {responder: ratings}}``; judges begin "judge"."""

    def make(ratings: Mapping[tuple[str, str], Mapping[str, Sequence[float]]]) -> pd.DataFrame:
        parts = [
            _rows(rater, "judge" if rater.startswith("judge") else "human", attribute, values)
            for (rater, attribute), values in ratings.items()
        ]
        return pd.concat(parts, ignore_index=True)

    return make


@pytest.fixture(scope="session")
def random_ratings() -> Callable[..., Drawn]:
    """Draw integer ratings around each responder's own level."""

    def draw(seed: int, *, responders: int = 9, exchanges: int = 20, noise: float = 0.7) -> Drawn:
        rng = np.random.default_rng(seed)
        levels = np.random.default_rng(0).uniform(1.5, 4.5, responders)
        values = levels[:, None] + noise * rng.standard_normal((responders, exchanges))
        values = np.clip(np.rint(values), 1, 5)
        return {f"r{i}": row.tolist() for i, row in enumerate(values)}

    return draw


@pytest.fixture(scope="session")
def reference() -> Callable[..., ReferenceEntry]:
    """Make what is known of three experts that agree, but for what is changed."""

    def make(**changes: Any) -> ReferenceEntry:
        none = Estimate.point(np.nan)
        sure = ReferenceEntry(
            attribute="safety", title="safety", composite=False, n_experts=3, n_items=90,
            n_common_experts=3, n_common_items=90, n_common_responders=9, icc_c1=none, icc_a1=none,
            icc_ck=Estimate(0.9, 0.7, 0.97, "exact F"), icc_ak=none, alpha_ordinal=0.7,
            score_ceiling=0.9, limits=None, pairs=(), computable=True, note="",
        )  # fmt: skip
        return replace(sure, **changes)

    return make


@pytest.fixture(scope="session")
def real_table(real_data) -> pd.DataFrame:
    plugin = pytest.importorskip("mentaleval_datasets.mentalalign")
    dataset = plugin.MentalAlign70k(path=real_data("mentalalign-70k"))
    return from_records(dataset.ratings())
