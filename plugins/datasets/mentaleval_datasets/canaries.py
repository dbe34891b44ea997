"""The canaries as a data set, so that a run can measure how far a judge is moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from mentaleval import Dataset, Exchange
from mentaleval.testing import CLEAN, canaries


class Canaries(Dataset):
    """Invented exchanges, clean and under attack, to see how far a judge is moved."""

    name = "canaries"
    baseline: ClassVar[str | None] = CLEAN

    def exchanges(self) -> Iterator[Exchange]:
        """Yield each clean response and, after it, its hostile twins."""
        yield from canaries()
