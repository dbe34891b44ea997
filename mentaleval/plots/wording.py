"""Numbers in figures and in what is said of them: those of `mentaleval.decimals`, typeset."""

from __future__ import annotations

from math import isnan
from typing import Final

from mentaleval import decimals

NONE: Final = "\N{EN DASH}"


def level_of(confidence: float) -> str:
    """Return the level of limits.

    Examples
    --------
    >>> level_of(0.95), level_of(0.999)
    ('95%', '99.9%')
    """
    return f"{100 * confidence:.4g}%"


def plain(value: float, digits: int = 2) -> str:
    """Return a number with so many decimals.

    Examples
    --------
    >>> plain(0.875), plain(float("nan")) == NONE
    ('0.88', True)
    """
    return NONE if isnan(value) else _typeset(decimals.plain(value, digits))


def signed(value: float, digits: int = 2) -> str:
    """Return a difference with its sign.

    Examples
    --------
    >>> signed(0.25), signed(14.41, 0)
    ('+0.25', '+14')
    """
    return NONE if isnan(value) else _typeset(decimals.signed(value, digits))


def _typeset(number: str) -> str:
    return number.replace("-", "\N{MINUS SIGN}")


def ranged(value: float, low: float, high: float, digits: int = 2, *, sign: bool = False) -> str:
    """Return a number and its limits.

    Examples
    --------
    >>> ranged(0.8, 0.5, 0.9), ranged(0.8, float("nan"), float("nan"))
    ('0.80 (0.50, 0.90)', '0.80')
    """
    show = signed if sign else plain
    limits = "" if isnan(low) or isnan(high) else f" ({show(low, digits)}, {show(high, digits)})"
    return show(value, digits) + limits


def told(value: float, low: float, high: float, digits: int = 2, *, sign: bool = False) -> str:
    """Return a number and its limits in words.

    Examples
    --------
    >>> told(0.8, 0.5, 0.9), told(float("nan"), float("nan"), float("nan"))
    ('0.80 (0.50 to 0.90)', 'none')
    """
    if isnan(value):
        return "none"
    return ranged(value, low, high, digits, sign=sign).replace(", ", " to ")
