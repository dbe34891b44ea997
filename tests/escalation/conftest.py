"""Small ratings tables of a judge and some humans."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

COLUMNS = ["exchange_id", "responder", "rater", "rater_kind", "attribute", "rating", "reason"]


def _row(exchange, responder, rater, rating, *, attribute="empathy", reason=None):
    """Return a row of a ratings table; judges are called judge."""
    kind = "judge" if rater.startswith("judge") else "human"
    return f"c{exchange}", responder, rater, kind, attribute, rating, reason


@pytest.fixture
def row():
    return _row


@pytest.fixture
def table():
    return lambda rows: pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture
def rated(table):
    """Make a table of n exchanges with two responders, some drawn for human ratings.

    ``human`` gives the human rating for the judge's.
    """

    def make(human, *, n=300, labelled=0.5, attributes=("empathy",), judge=None, seed=1):
        rng = np.random.default_rng(seed)
        chosen = set(rng.permutation(n)[: int(labelled * n)].tolist())
        rows = []
        for exchange in range(n):
            for responder in ("a", "b"):
                for attribute in attributes:
                    value = judge(rng) if judge else float(rng.integers(1, 6))
                    rows.append(_row(exchange, responder, "judge", value, attribute=attribute))
                    if exchange in chosen:
                        said = human(value, rng)
                        rows.append(_row(exchange, responder, "anna", said, attribute=attribute))
        return table(rows)

    return make
