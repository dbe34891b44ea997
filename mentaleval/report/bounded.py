"""What all intervals have in common, whatever they are of."""

from __future__ import annotations

from typing import Protocol


class Bounded(Protocol):
    """Anything with a lower and an upper limit."""

    @property
    def low(self) -> float:
        """The lower limit."""

    @property
    def high(self) -> float:
        """The upper limit."""
