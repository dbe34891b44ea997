"""What a rater typed, and what rating it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Final

from mentaleval.sheets.layout import allowed
from mentaleval.vocabulary import Attribute, Reason

_NUMBER: Final = re.compile(r"[+-]?(\d{1,9}([.,]\d{0,9})?|[.,]\d{1,9})")
_THOUSANDS: Final = re.compile(r"[+-]?(?!0)\d{1,3}[.,]\d{3}")
"""One person's 1,000 is another one's 1.000, so nobody knows what it says."""
# The form tells a rating by the same rule (`isRating` in templates/form_entries.js): the digits of
# any script (Unicode's Nd, which JavaScript calls \p{Nd}; no superscripts), one comma or point, and
# no _THOUSANDS. What differs there is accepted by one and lost by the other.
_WIDE: Final = str.maketrans("\uff0b\uff0d\uff0c\uff0e", "+-,.")
"""Signs of the width of a Chinese or Japanese one."""
_EXACT: Final = 2.0**53
"""So far a cell's number has all its digits."""
_CANNOT: Final = re.compile(r"cannot rate(:.*)?", re.IGNORECASE | re.DOTALL)
"""What the form writes where a rater says so, and perhaps why."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the place of one rating.

    Parameters
    ----------
    place
        Where in its file, as ``Ratings!F12``.
    value
        As the file has it: a number, a text, a date, nothing.
    """

    place: str
    value: object = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The rating that was read, or why there is none; ``raw`` is the number where there was one."""

    rating: float | None
    reason: str | None = None
    raw: float | None = None


def reading_of(value: object, attribute: Attribute) -> Reading:
    """Read a rating.

    A number that was typed as text counts, in the digits of any script and with a decimal comma;
    not one that may mean thousands or a fraction, as ``1,000``. A number between the steps of the
    scale is no rating: the rubric has no meaning for it.

    Parameters
    ----------
    value
        What was typed.
    attribute
        What it is a rating of.

    Examples
    --------
    >>> reading_of(" 4 ", Attribute("empathy")).rating
    4.0
    >>> reading_of("4,5", Attribute("empathy"))
    Reading(rating=None, reason='unparseable', raw=4.5)
    >>> reading_of(6.0, Attribute("empathy"))
    Reading(rating=None, reason='out_of_scale', raw=6.0)
    """
    text = as_typed(value)
    if not text or _CANNOT.fullmatch(text):
        return Reading(None, Reason.MISSING)
    number = _number(value)
    if number is None:
        return Reading(None, Reason.UNPARSEABLE)
    if number not in attribute.scale:
        return Reading(None, Reason.OUT_OF_SCALE, number)
    if allowed(attribute) is not None and not number.is_integer():
        return Reading(None, Reason.UNPARSEABLE, number)
    return Reading(number, None, number)


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if isfinite(value) else None
    text = value.strip().translate(_WIDE) if isinstance(value, str) else ""
    if not _NUMBER.fullmatch(text) or _THOUSANDS.fullmatch(text):
        return None
    return float(text.replace(",", "."))


def as_typed(value: object) -> str:
    """Return a cell's value as text; nothing for an empty one.

    Examples
    --------
    >>> as_typed(4.0), as_typed(15551234567.0), as_typed(date(2026, 5, 4)), as_typed(None)
    ('4', '15551234567', '2026-05-04', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime) and not value.time():
        value = value.date()
    if isinstance(value, date | time | timedelta):
        return value.isoformat() if not isinstance(value, timedelta) else str(value)
    return str(value).strip()
