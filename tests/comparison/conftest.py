"""Small ratings tables: responders by exchanges, a few of them labelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mentaleval.comparison import Comparison, Heading, Pair, ResponderMean


def rows(
    rater: str, kind: str, values: Any, attribute: str = "empathy", names: Sequence[str] = ()
) -> pd.DataFrame:
    """Rows of one rater's ratings, responders by exchanges, NaN where there is none."""
    table = np.asarray(values, dtype=float)
    named = names or [f"r{r}" for r in range(len(table))]
    return pd.DataFrame(
        [
            {
                "exchange_id": f"e{e:04}", "responder": named[r], "rater": rater,
                "rater_kind": kind, "attribute": attribute, "rating": value,
            }
            for e in range(table.shape[1])
            for r, value in enumerate(table[:, e])
            if not np.isnan(value)
        ]
    )  # fmt: skip


def table_of(
    human: Any,
    judges: Mapping[str, Any],
    attribute: str = "empathy",
    *,
    expert: str = "anna",
    names: Sequence[str] = (),
) -> pd.DataFrame:
    """One expert's labels and judges' ratings of the same responses."""
    parts = [rows(judge, "judge", values, attribute, names) for judge, values in judges.items()]
    labels = rows(expert, "human", human, attribute, names)
    return pd.concat([*parts, labels], ignore_index=True)


def simulated(
    seed: int,
    *,
    exchanges: int = 200,
    labelled: int = 50,
    levels: Sequence[float] = (2.5, 3.0, 3.5),
    follow: float = 0.7,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw human ratings, those of labelled exchanges alone, and those of a judge."""
    rng = np.random.default_rng(seed)
    shape = (len(levels), exchanges)
    truth = np.array(levels)[:, None] + 0.4 * rng.standard_normal(exchanges)
    truth = truth + 0.6 * rng.standard_normal(shape)
    human = np.clip(np.rint(truth), 1, 5)
    favour = np.linspace(1.0, -0.5, len(levels))[:, None]
    judge = np.clip(np.rint(truth * follow + favour + 0.5 * rng.standard_normal(shape) + 1), 1, 5)
    labels = np.full(shape, np.nan)
    chosen = rng.choice(exchanges, labelled, replace=False)
    labels[:, chosen] = human[:, chosen]
    return human, labels, judge


class Read:
    """A comparison, asked for its parts by name."""

    def __init__(self, found: Comparison) -> None:
        self.found = found
        self.codes = [finding.code for finding in found.warnings]

    def heading(self, judge: str | None = "judge", attribute: str = "empathy") -> Heading:
        (one,) = [h for h in self.found.headings if (h.judge, h.attribute) == (judge, attribute)]
        return one

    def mean(
        self, responder: str, judge: str | None = "judge", attribute: str = "empathy"
    ) -> ResponderMean:
        wanted = (responder, judge, attribute)
        every = self.found.responders
        (one,) = [m for m in every if (m.responder, m.judge, m.attribute) == wanted]
        return one

    def pair(self, a: str, b: str, judge: str | None = "judge", attribute: str = "empathy") -> Pair:
        mine = [p for p in self.found.pairs if (p.judge, p.attribute) == (judge, attribute)]
        (one,) = [p for p in mine if {p.a, p.b} == {a, b}]
        return one

    def warning(self, code: str) -> str:
        return next(w.message for w in self.found.warnings if w.code == code)


@pytest.fixture(scope="session")
def make_rows() -> Callable[..., pd.DataFrame]:
    return rows


@pytest.fixture(scope="session")
def make_table() -> Callable[..., pd.DataFrame]:
    return table_of


@pytest.fixture(scope="session")
def draw() -> Callable[..., tuple[np.ndarray, np.ndarray, np.ndarray]]:
    return simulated


@pytest.fixture(scope="session")
def read() -> type[Read]:
    return Read
