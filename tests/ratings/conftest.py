"""Small ratings tables, written as records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mentaleval.vocabulary import RecordedRating


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
