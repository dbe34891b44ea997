"""How large the numbers of a run may be: one rule for its flags and for its file."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LARGEST_SEED: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Range:
    """Which numbers are right.

    Parameters
    ----------
    needs
        What is right, in words.
    fits
        Whether a number is.
    """

    needs: str
    fits: Callable[[float], bool]

    def __call__(self, value: object) -> int | float:
        """Return *value*, a whole number as an integer.

        Raises
        ------
        ValueError
            With what is needed, where it is no number or not within the range.
        """
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or (isinstance(value, float) and not math.isfinite(value))
            or not self.fits(value)
        ):
            raise ValueError(self.needs)
        return int(value) if _whole(value) else value


def _whole(value: float) -> bool:
    return value % 1 == 0


LIMIT: Final = Range(
    "a whole number of at least 1 or a share below 1",
    lambda value: value > 0 and (value < 1 or _whole(value)),
)
COUNT: Final = Range("a whole number of at least 1", lambda value: value >= 1 and _whole(value))
NUMBER: Final = Range("a whole number of at least 0", lambda value: value >= 0 and _whole(value))
SHARE: Final = Range("a share between 0 and 1", lambda value: 0 <= value <= 1)
POSITIVE: Final = Range("a number above 0", lambda value: value > 0)
SEED: Final = Range(
    "a whole number from 0 to 2**63 - 1",
    lambda value: 0 <= value <= LARGEST_SEED and _whole(value),
)
