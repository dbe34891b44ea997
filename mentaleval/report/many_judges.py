"""How many of many judges pass by luck: who is chosen among them is the luckiest too.

A verdict for rank is too good with a probability of at most (1 - confidence) / 2 in each cell, as
far as its intervals hold: for normal means, and where scores and errors are skewed alike. Expected
numbers add up, also where cells go together because judges share humans and responders: in n cells
at most n times that are expected. For other uses nothing of the kind is known: the limits of missed
harms take responses as independent, and for score and level no such probability is stated.
"""

from __future__ import annotations

from math import isclose
from typing import Final

from mentaleval.report import figures
from mentaleval.trust import Assessment
from mentaleval.trust.notices import SIMULATED, SKEWED
from mentaleval.vocabulary import Use


def passed_by_luck(assessment: Assessment) -> str:
    """Say of many judges how many verdicts for rank are too good by luck; of few say nothing."""
    cells = [c for c in assessment.cells if not c.composite and Use.RANK in c.rulings]
    if len({cell.judge for cell in cells}) <= MANY:
        return ""
    number, error = len(cells), skewed_error(assessment)
    skewed = "more" if error is None else f"{number * error:.1f}"
    return (
        f"of {figures.count(number)} cells at most {number * assessment.settings.error:.1f} are "
        f"expected to pass a threshold for rank wrongly ({skewed} where errors alone are strongly "
        "skewed); for the other uses and for screening that is not known. The best of many looks "
        "better than it is: check the one that you choose on responses that it was not chosen by."
    )


def skewed_error(assessment: Assessment) -> float | None:
    """Return how often a threshold was passed wrongly where errors alone are strongly skewed.

    It was simulated at one confidence; None at any other.
    """
    return SKEWED if isclose(assessment.settings.error, SIMULATED) else None


MANY: Final = 10
"""So many may be looked at one by one."""
