"""One cell of a user's table as a rating, or as the reason why there is none."""

from __future__ import annotations

import math
from typing import Any

from mentaleval import Reason, Scale

Outcome = tuple[float | None, str | None, float | None]
"""The rating, the reason why there is none, and the number as read."""


def read_cell(value: Any, *, scale: Scale | None, blank_response: bool) -> Outcome:
    """Read a cell.

    Parameters
    ----------
    value
        What stands in it.
    scale
        The lowest and highest rating; None where the table does not say.
    blank_response
        Whether what was rated is an empty text: never a rating, whatever stands in the cell.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, Reason.NO_RESPONSE if blank_response else Reason.MISSING, None
    number = _number(value)
    if blank_response:
        return None, Reason.NO_RESPONSE, number
    if number is None:
        return None, Reason.UNPARSEABLE, None
    if scale is not None and number not in scale:
        return None, Reason.OUT_OF_SCALE, number
    return number, None, number


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, str) and "_" in value:
        return None  # float() would read "1_0" as ten
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
