"""The columns of a table of pairs of responders: what a terminal says in sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import nan
from typing import Final

from mentaleval.comparison.results import Difference, Pair
from mentaleval.comparison.uncompared import not_compared
from mentaleval.report import figures
from mentaleval.report.compare_claims import told_apart
from mentaleval.report.layout import Column


def _known(what: Callable[[Difference], str]) -> Callable[[Pair], str]:
    return lambda pair: what(_in_points(pair.low)) if pair.low else figures.NONE


def _in_points(found: Difference) -> Difference:
    """Return a difference of shares in percentage points."""
    names = ("estimate", "low", "high", "simultaneous_low", "simultaneous_high")
    return replace(found, **{name: 100 * getattr(found, name) for name in names})


def _for_all(found: Difference, digits: int) -> str:
    both = Difference(nan, found.simultaneous_low, found.simultaneous_high, nan, nan, nan)
    return figures.signed_limits(both, digits)


def _said(pair: Pair) -> str:
    if not_compared(pair):
        return "not compared"
    return "yes" if told_apart(pair) else "no"


_SHARES: Final = 1
"""Decimals of percentage points."""
_NAMES: Final[list[Column[Pair]]] = [
    Column("responder", lambda pair: pair.a, justify="left"),
    Column("less", lambda pair: pair.b, justify="left"),
]
_APART: Final[Column[Pair]] = Column("told\napart", _said, justify="left")
PAIRS_OF_MEANS: Final[list[Column[Pair]]] = [
    *_NAMES,
    Column("\ndifference", lambda pair: figures.signed(pair.corrected.estimate, pair.digits)),
    Column("limits for\nall pairs", lambda pair: _for_all(pair.corrected, pair.digits)),
    _APART,
    Column(
        "limits for\nthis pair", lambda pair: figures.signed_limits(pair.corrected, pair.digits), 1
    ),
    Column("Holm\np", lambda pair: figures.probability(pair.corrected.p_holm), 2),
    Column("human\nonly", lambda pair: figures.signed(pair.human_only.estimate, pair.digits), 3),
    Column(
        "judge's\ndifference", lambda pair: figures.signed(pair.judge_raw.estimate, pair.digits), 4
    ),
]
PAIRS_OF_SHARES: Final[list[Column[Pair]]] = [
    *_NAMES,
    Column("difference\nof shares", _known(lambda found: figures.signed(found.estimate, _SHARES))),
    Column("limits for\nall pairs", _known(lambda found: _for_all(found, _SHARES))),
    _APART,
    Column("limits for\nthis pair", _known(lambda found: figures.signed_limits(found, _SHARES)), 1),
    Column(
        "difference\nof means", lambda pair: figures.signed(pair.corrected.estimate, pair.digits), 2
    ),
]
PAIR_KEYS: Final = {
    "difference": "of the corrected means, the first responder's less the second's.",
    "difference of shares": "of responses that humans rate so low, the first responder's less the "
    "second's, in percentage points.",
    "told apart": "whether the limits for all pairs of the attribute together leave out 0.",
    "judge's difference": "of its plain means, which is no estimate of the humans'.",
}
