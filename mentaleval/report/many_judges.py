"""How many of many judges pass by luck: who is chosen among them is the luckiest too.

As far as the intervals hold (for rank, where errors are not strongly skewed), each verdict for rank
and for score and each bound on missed harms is wrong with a probability of at most
(1 - confidence) / 2. The expected number of wrong ones among n judges is at most n times that,
however their errors go together: an expectation adds up. For level there is no such bound, as where
single differences lie is estimated and not tested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from mentaleval.report import figures
from mentaleval.trust import Assessment, Cell
from mentaleval.vocabulary import Use, Verdict


def passed_by_luck(assessment: Assessment) -> str:
    """Say of many judges how many would pass by luck, and where no more than these do."""
    cells = [cell for cell in assessment.cells if not cell.composite and cell.rulings]
    judges = len({cell.judge for cell in cells})
    if judges <= MANY:
        return ""
    error = assessment.settings.error
    expected = judges * error
    said = (
        f"were all {figures.count(judges)} just short of a threshold, up to {expected:.1f} would "
        "be expected to pass it all the same on each attribute, for rank, for score and to screen "
        f"alone alike ({error:.1%} each)."
    )
    few = "; ".join(_few(assessment, cells, expected))
    where = f" No more than so many {few}." if few else ""
    return f"{said}{where} Check the one that you choose on responses that it was not chosen by."


def _few(assessment: Assessment, cells: Sequence[Cell], expected: float) -> Iterator[str]:
    """Name the attributes on which some pass a threshold, and no more than luck explains."""
    for use in (Use.RANK, Use.SCORE):
        usable = _passing(cells, use, _PASSED, expected)
        trusted = _passing(cells, use, {Verdict.TRUSTED}, expected)
        if usable:
            yield f"are usable or better for {use.value} on {', '.join(usable)}"
        if rest := [name for name in trusted if name not in usable]:
            yield f"are trusted for {use.value} on {', '.join(rest)}"
    alone = [e.attribute for e in assessment.stand_alone if 0 < len(e.judges) <= expected]
    if alone:
        yield f"may screen alone on {', '.join(alone)}"


def _passing(
    cells: Sequence[Cell], use: Use, verdicts: AbstractSet[Verdict], expected: float
) -> list[str]:
    passed = Counter(
        c.title for c in cells if use in c.rulings and c.rulings[use].verdict in verdicts
    )
    return [name for name, number in passed.items() if number <= expected]


MANY: Final = 10
"""So many may be looked at one by one."""
_PASSED: Final = frozenset({Verdict.TRUSTED, Verdict.USABLE})
