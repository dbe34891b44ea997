"""What the limits for all pairs together say of each pair: told apart, open, or not compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from mentaleval.comparison.parts import Part
from mentaleval.comparison.results import Difference, Pair
from mentaleval.comparison.uncompared import not_compared, why_not_compared


def told_apart(pair: Pair) -> bool:
    """Say whether the limits that hold for all pairs leave out no difference."""
    return _is_sure(pair.low or pair.corrected)


def means_told_apart(pair: Pair) -> bool:
    """Say the same of the means, also where shares are compared first."""
    return _is_sure(pair.corrected)


def left_open(pair: Pair) -> bool:
    """Say whether the pair was compared and cannot be told apart."""
    return not (told_apart(pair) or not_compared(pair))


def in_order(pair: Pair) -> tuple[str, str]:
    """Return the pair, the one first that humans surely rate higher, or rate low less often."""
    first = pair.low.estimate < 0 if pair.low else pair.corrected.estimate > 0
    return (pair.a, pair.b) if first else (pair.b, pair.a)


def counted(part: Part, pairs: Sequence[Pair]) -> str:
    """Return how many pairs are told apart, cannot be, and were not compared, with the reason.

    Parameters
    ----------
    part
        What the pairs are compared on.
    pairs
        All of its pairs, one or more.
    """
    of = len(pairs)
    apart, open_ = sum(map(told_apart, pairs)), sum(map(left_open, pairs))
    lost, why = of - apart - open_, _lost(part, [pair for pair in pairs if not_compared(pair)])
    if of == 1:
        return _of_two(apart, why)
    if of in (apart, open_):
        return f"all {of:,} pairs are told apart" if apart else _NONE.format(of)
    said = [f"{apart:,} of {of:,} pairs {_are(apart)} told apart"] if apart else []
    if open_:
        said.append(
            f"{open_:,} cannot be" if said else f"{open_:,} of {of:,} pairs cannot be told apart"
        )
    if lost:
        named = "" if said else f" of {of:,} pairs"
        said.append(f"{lost:,}{named} {_are(lost)} not compared ({why})")
    return ", ".join(said)


_NONE: Final = "none of {:,} pairs can be told apart"


def _of_two(apart: int, why: str) -> str:
    if why:
        return f"the two are not compared ({why})"
    return "the two are told apart" if apart else "the two cannot be told apart"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _lost(part: Part, pairs: Sequence[Pair]) -> str:
    """Return why pairs were not compared; nothing where all were."""
    why = Counter(why_not_compared(part, pair) for pair in pairs)
    if len(why) == 1:
        return next(iter(why))
    return ", ".join(f"{n:,} {reason}" for reason, n in why.items())


def _is_sure(found: Difference) -> bool:
    return found.simultaneous_low > 0 or found.simultaneous_high < 0
