"""Pilots of known components."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def make_pilot() -> Callable[..., pd.DataFrame]:
    """Make the ratings of a study whose variances are known."""

    def make(
        responders=8,
        conversations=60,
        experts=4,
        each=2,
        *,
        seed=1,
        rc=0.3,
        re=0.05,
        residual=0.3,
        knows=0.7,
        judged=True,
        attribute="empathy",
    ):
        rng = np.random.default_rng(seed)
        true = rng.normal(0, 1, responders)
        shared = rng.normal(0, np.sqrt(rc), (conversations, responders))
        own = rng.normal(0, np.sqrt(re), (experts, responders))
        rows = []
        for c in range(conversations):
            mood = rng.normal(0, 0.3)
            for s in range(responders):
                level = 50 + true[s] + shared[c, s] + mood
                for k in range(each):
                    e = (c + k) % experts
                    rating = level + own[e, s] + rng.normal(0, np.sqrt(residual))
                    rows.append((f"c{c}", f"r{s}", f"expert-{e}", "human", attribute, rating))
                if judged:
                    rating = 50 + true[s] + knows * shared[c, s] + rng.normal(0, 0.3)
                    rows.append((f"c{c}", f"r{s}", "robot", "judge", attribute, rating))
        names = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating"]
        return pd.DataFrame(rows, columns=names)

    return make
