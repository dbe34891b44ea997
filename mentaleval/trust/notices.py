"""What the estimates themselves give reason to warn of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from mentaleval.ratings import Finding
from mentaleval.trust.cell import Cell
from mentaleval.trust.rank import FEWEST_RESPONDERS, is_constant
from mentaleval.trust.settings import Settings

MOST_MOVED: Final = 0.15
"""How far one responder may move ICC(C,1) before it is said."""


def notices(cells: Sequence[Cell]) -> Iterator[Finding]:
    """Yield a warning for each cell that rests on one responder, or whose judge never varies."""
    for cell in cells:
        if cell.composite:
            continue
        means = np.array([r.judge for r in cell.responders])
        if len(means) >= FEWEST_RESPONDERS and is_constant(means):
            yield Finding(
                code="constant_judge",
                count=cell.n_responses,
                message=f"{cell.judge} gives every responder the mean {means[0]:.2f} on "
                f"{cell.attribute}; such ratings rank nobody.",
                judge=cell.judge,
                attribute=cell.attribute,
            )
        moved = cell.influence
        if moved is not None and abs(moved.change) > MOST_MOVED:
            yield Finding(
                code="one_responder_decides",
                count=1,
                message=f"without {moved.responder}, ICC(C,1) of {cell.judge} on {cell.attribute} "
                f"moves by {moved.change:+.2f}, from {cell.icc_c1.estimate:.2f} to "
                f"{cell.icc_c1.estimate + moved.change:.2f}: the rank verdict hangs on one "
                "responder.",
                judge=cell.judge,
                attribute=cell.attribute,
            )


def error_statement(cells: Sequence[Cell], settings: Settings) -> str:
    """Say how often a verdict is wrong, and over how many cells the table goes."""
    tested = sum(not cell.composite for cell in cells)
    together = (
        "There is 1 cell: Holm's p is its own."
        if tested == 1
        else f"There are {tested} cells; where Holm's p is below {settings.error:g}, an ICC(C,1) "
        f"above {settings.usable:.2f} stands for all of them together (by the F test, for normal "
        "means)."
    )
    return (
        f"A judge whose true ICC(C,1) is below a threshold passes it with a probability of at most "
        f"{settings.error:.1%} in each cell, for normal means and where scores and errors are "
        "skewed alike; where errors alone are strongly skewed it was up to 6.3% in simulations "
        f"that allowed 2.5%. {together}"
    )
