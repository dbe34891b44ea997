"""Numbers as they are printed: short, signed where the sign says something, a dash for none."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Final

from mentaleval import decimals
from mentaleval.report.bounded import Bounded

NONE: Final = decimals.NONE
_LEAST: Final = 0.0005
plain: Final = decimals.plain
signed: Final = decimals.signed


def limits(found: Bounded, digits: int = 2) -> str:
    """Return the two limits of an interval.

    Examples
    --------
    >>> from mentaleval.stats import Estimate
    >>> limits(Estimate(0.8, 0.5, 0.9, "exact F"))
    '0.50, 0.90'
    """
    if isnan(found.low) or isnan(found.high):
        return NONE
    return f"{plain(found.low, digits)}, {plain(found.high, digits)}"


def signed_limits(found: Bounded, digits: int = 2) -> str:
    """Return the two limits of an interval with their signs.

    Examples
    --------
    >>> from mentaleval.stats import Estimate
    >>> signed_limits(Estimate(0.1, -0.5, 0.7, "t"))
    '-0.50, +0.70'
    """
    if isnan(found.low) or isnan(found.high):
        return NONE
    return f"{signed(found.low, digits)}, {signed(found.high, digits)}"


def points(share: float) -> str:
    """Return a difference of shares in percentage points.

    Examples
    --------
    >>> points(-0.052), points(0.0001)
    ('-5.2%', '+0.01%')
    """
    return NONE if isnan(share) else f"{signed(100 * share, 1)}%"


def percent(value: float) -> str:
    """Return a share in percent.

    Examples
    --------
    >>> percent(0.6294), percent(float("nan"))
    ('62.9%', '-')
    """
    return NONE if isnan(value) else f"{value:.1%}"


def whole_percent(value: float) -> str:
    """Return a share in percent, without decimals.

    Examples
    --------
    >>> whole_percent(0.286), whole_percent(-0.002), whole_percent(float("nan"))
    ('29%', '0%', '-')
    """
    return NONE if isnan(value) else f"{value:z.0%}"


def part(some: int, of: int) -> str:
    """Return a count and what it is of.

    Examples
    --------
    >>> part(97, 1540)
    '97 of 1,540'
    """
    return f"{some:,} of {of:,}"


def probability(value: float) -> str:
    """Return a p-value; never 0.

    Examples
    --------
    >>> probability(0.0402), probability(1e-6), probability(float("nan"))
    ('0.040', '<.001', '-')
    """
    return "<.001" if value < _LEAST else plain(value, 3)


def count(value: int) -> str:
    """Return a whole number with its thousands apart.

    Examples
    --------
    >>> count(210000)
    '210,000'
    """
    return f"{value:,}"


def some(names: list[str], most: int) -> str:
    """Return the first names, and how many more there are.

    Examples
    --------
    >>> some(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    said = ", ".join(names[:most])
    return said if len(names) <= most else f"{said} and {len(names) - most} more"


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
