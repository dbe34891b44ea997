"""Numbers with decimals, in one way everywhere: in sentences, tables, figures and pages.

What is on a scale of ratings has the decimals of `mentaleval.trust.slices.digits_of`, and where no
scale is known two. A difference that is not 0 never reads as 0: whether limits leave out 0 can be
seen in them.
"""

from __future__ import annotations

from math import isnan
from typing import Final

NONE: Final = "-"
"""What stands where there is no number."""
_MOST: Final = 6


def plain(value: float, digits: int = 2) -> str:
    """Return a number with a fixed number of decimals.

    Examples
    --------
    >>> plain(0.875), plain(float("nan"))
    ('0.88', '-')
    """
    return NONE if isnan(value) else f"{value:z.{digits}f}"


def signed(value: float, digits: int = 2) -> str:
    """Return a difference with its sign, and so many decimals that it shows.

    Examples
    --------
    >>> signed(0.25), signed(-0.1), signed(0.004), signed(0.0)
    ('+0.25', '-0.10', '+0.004', '+0.00')
    """
    return NONE if isnan(value) else f"{value:+z.{telling(value, digits)}f}"


def telling(value: float, digits: int) -> int:
    """Return with how many decimals a number does not look like 0; as many as asked if it is.

    What is 0 but for the rounding of a computer is 0.

    Examples
    --------
    >>> telling(0.3, 0), telling(0.0, 2), telling(1e-17, 2)
    (1, 2, 2)
    """
    enough = (more for more in range(digits, _MOST + 1) if float(f"{value:.{more}f}"))
    return next(enough, digits)
