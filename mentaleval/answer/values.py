"""Which values of a key say one clear number.

A JSON number does, and so does a string that is nothing but a number (``"4"``), an English
number word (``"four"``) or a number of the scale's top (``"4/5"``, ``"4 out of 5"``). The last
two had to be made out, so their ratings are marked as recovered. With anything beside it
(``"4 (good)"``, ``"4-5"``, ``"about four"``, ``"4/10"`` on a scale to 5) a value says none.
"""

from __future__ import annotations

import math
import re
from typing import Final

from mentaleval.vocabulary import Scale

_FIGURES: Final = r"[+-]?[0-9]{1,15}(?:\.[0-9]{0,15})?"
_NUMBER: Final = re.compile(_FIGURES)
_OF_TOP: Final = re.compile(rf"({_FIGURES})\s*(?:/|out\s+of)\s*({_FIGURES})", re.IGNORECASE)
WORDS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number_of(value: object, scale: Scale) -> float | None:
    """Return the number that *value* says, in scale or not; None where it says none clearly."""
    if isinstance(value, str):
        return _said(value.strip(), scale)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def worded(value: object) -> bool:
    """Whether the number of *value* has to be made out of words or a share of the top."""
    return isinstance(value, str) and not _NUMBER.fullmatch(value.strip())


def _said(text: str, scale: Scale) -> float | None:
    if text.lower() in WORDS:
        return float(WORDS.index(text.lower()))
    share = _OF_TOP.fullmatch(text)
    if share is not None and float(share[2]) == scale.high:
        return float(share[1])
    return float(text) if _NUMBER.fullmatch(text) else None
