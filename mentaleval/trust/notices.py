"""What the estimates themselves give reason to warn of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from mentaleval.decimals import plain, signed
from mentaleval.ratings import Finding, Input
from mentaleval.ratings.findings import listed
from mentaleval.trust.cell import Cell
from mentaleval.trust.rank import FEWEST_RESPONDERS, is_constant
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import headings
from mentaleval.vocabulary import Rubric

MOST_MOVED: Final = 0.15
"""How far one responder may move ICC(C,1) before it is said."""
SIMULATED: Final = 0.025
"""How often a judge might pass a threshold wrongly in simulations of strongly skewed errors."""
SKEWED: Final = 0.063
"""How often it did there at most."""


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
                message=f"{cell.judge} gives every responder the mean "
                f"{plain(means[0], cell.digits)} on {cell.attribute}; such ratings rank nobody.",
                judge=cell.judge,
                attribute=cell.attribute,
            )
        moved = cell.influence
        if moved is not None and abs(moved.change) > MOST_MOVED:
            yield Finding(
                code="one_responder_decides",
                count=1,
                message=f"without {moved.responder}, ICC(C,1) of {cell.judge} on {cell.attribute} "
                f"moves by {signed(moved.change)}, from {cell.icc_c1.estimate:.2f} to "
                f"{cell.icc_c1.estimate + moved.change:.2f}: the rank verdict hangs on one "
                "responder.",
                judge=cell.judge,
                attribute=cell.attribute,
            )


def parts_of_runs(inputs: Sequence[Input]) -> Iterator[Finding]:
    """Yield a warning for each run of which not all shards are there."""
    for one in inputs:
        shards, finished = one.counts.get("shards", 0), one.counts.get("shards finished", 0)
        if one.kind == "shards" and finished < shards:
            yield Finding(
                code="part_of_a_run",
                count=shards - finished,
                message=f"{one.source} has {finished} of the {shards} "
                f"shard{'' if shards == 1 else 's'} of its run in full: "
                "all figures are of a part of the data.",
            )


def gaps(
    cells: Sequence[Cell], wanted: Mapping[str, Sequence[str]], rubric: Rubric
) -> Iterator[Finding]:
    """Yield a warning for what a judge was asked for and no response has the ratings of.

    A judge that has no pair at all is warned of before any figure, and not here.
    """
    known = {(c.judge, c.attribute, c.composite) for c in cells if c.n_responses}
    met = {judge for judge, _, _ in known}
    for judge in (judge for judge in wanted if judge in met):
        lacking = [name for name in wanted[judge] if (judge, name, False) not in known]
        if lacking:
            yield Finding(
                code="unpaired_attribute",
                count=len(lacking),
                message=f"{judge} is not assessed on {listed(lacking)}: no response is rated "
                "there by it and by a human.",
                judge=judge,
                attribute=lacking[0] if len(lacking) == 1 else None,
            )
    for judge, mine in wanted.items():
        for found in headings(list(mine), rubric):
            if found.components and judge in met and (judge, found.attribute, True) not in known:
                yield Finding(
                    code="incomplete_composite",
                    count=1,
                    message=f"{judge} is not assessed on {found.title}, the mean of "
                    f"{listed(found.components)}: no response is rated on all "
                    f"{len(found.components)} by it and by a human.",
                    judge=judge,
                    attribute=found.attribute,
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
        f"skewed alike; where errors alone are strongly skewed it was up to {SKEWED:.1%} in "
        f"simulations that allowed {SIMULATED:.1%}. {together}"
    )
