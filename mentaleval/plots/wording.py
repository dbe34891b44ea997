"""Numbers in figures and in what is said of them."""

from __future__ import annotations

from math import isnan
from typing import Final

NONE: Final = "\N{EN DASH}"


def level_of(confidence: float) -> str:
    """Return the level of limits.

    Examples
    --------
    >>> level_of(0.95), level_of(0.999)
    ('95%', '99.9%')
    """
    return f"{100 * confidence:.4g}%"


def plain(value: float) -> str:
    """Return a number with two decimals.

    Examples
    --------
    >>> plain(0.875), plain(float("nan")) == NONE
    ('0.88', True)
    """
    return NONE if isnan(value) else f"{value:z.2f}".replace("-", "\N{MINUS SIGN}")


def signed(value: float) -> str:
    """Return a number with two decimals and its sign.

    Examples
    --------
    >>> signed(0.25)
    '+0.25'
    """
    return NONE if isnan(value) else f"{value:+z.2f}".replace("-", "\N{MINUS SIGN}")


def ranged(value: float, low: float, high: float, *, sign: bool = False) -> str:
    """Return a number and its limits.

    Examples
    --------
    >>> ranged(0.8, 0.5, 0.9), ranged(0.8, float("nan"), float("nan"))
    ('0.80 (0.50, 0.90)', '0.80')
    """
    show = signed if sign else plain
    limits = "" if isnan(low) or isnan(high) else f" ({show(low)}, {show(high)})"
    return show(value) + limits


def told(value: float, low: float, high: float, *, sign: bool = False) -> str:
    """Return a number and its limits in words.

    Examples
    --------
    >>> told(0.8, 0.5, 0.9), told(float("nan"), float("nan"), float("nan"))
    ('0.80 (0.50 to 0.90)', 'none')
    """
    show = signed if sign else plain
    if isnan(value):
        return "none"
    limits = "" if isnan(low) or isnan(high) else f" ({show(low)} to {show(high)})"
    return show(value) + limits
