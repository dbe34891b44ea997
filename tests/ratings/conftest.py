"""Small ratings tables, written as records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from mentaleval.ratings import from_records
from mentaleval.vocabulary import RecordedRating
from mentaleval_datasets import Demo


def record(rating: float | None = 4.0, **fields: Any) -> RecordedRating:
    """One rating by an expert, but for the fields that are given."""
    plain: dict[str, Any] = {
        "exchange_id": "c1",
        "responder": "warm",
        "rater": "expert",
        "rater_kind": "human",
        "attribute": "empathy",
    }
    return RecordedRating(**(plain | fields), rating=rating)


def judged(rating: float | None = 4.0, **fields: Any) -> RecordedRating:
    """The same by a judge."""
    return record(rating, **({"rater": "judge-a", "rater_kind": "judge"} | fields))


@pytest.fixture(name="human")
def _human() -> Callable[..., RecordedRating]:
    return record


@pytest.fixture(name="judge")
def _judge() -> Callable[..., RecordedRating]:
    return judged


@pytest.fixture(scope="session")
def demo_table() -> pd.DataFrame:
    """Return some ratings of the demo, with gaps, reasons and kin."""
    return from_records(r for r in Demo().ratings() if r.exchange_id <= "demo-03")
