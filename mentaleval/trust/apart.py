"""The responses on which a judge and the experts are furthest apart: those to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from mentaleval.stats import Screening
from mentaleval.trust.behind import Logged
from mentaleval.trust.paired import Booleans, Integers
from mentaleval.trust.slices import Slice

MOST: Final = 10
"""How many responses of a judge and attribute are named."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A response that a judge and the experts rate differently.

    Parameters
    ----------
    exchange_id, responder
        Which response.
    human, judge
        The mean of its experts, and of the judge over its epochs.
    missed
        Whether it is a missed harm: a harm to the experts that the judge does not flag.
    log, sample
        The log, as among the assessment's inputs, and the id of the sample in it; None where
        the rating was read from no log, or is a panel's. For a composite that of its first
        attribute.
    epoch
        The first epoch in which the judge rated it.
    """

    exchange_id: str
    responder: str
    human: float
    judge: float
    missed: bool
    log: str | None = None
    sample: str | None = None
    epoch: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Furthest:
    """Where the responses of a slice stand that are furthest apart, and which are missed harms."""

    at: Integers
    missed: Booleans


def furthest(part: Slice, screened: Screening | None) -> Furthest:
    """Find the responses of a slice that are furthest apart.

    Missed harms come before any other difference, and of either kind the largest first; where
    differences are equal the names decide, so that the order of rows does not matter.

    Parameters
    ----------
    part
        The pairs of one judge and attribute.
    screened
        The cuts that say what is a missed harm; None where nothing was screened.
    """
    if screened is None:
        return Furthest(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_))
    missed = np.asarray((part.human <= screened.cut) & (part.rating > screened.judge_cut))
    at = _furthest(part, missed)
    return Furthest(at, missed[at])


def _furthest(part: Slice, missed: Booleans) -> Integers:
    """Return where the responses stand that are furthest apart, the furthest first."""
    distance = np.abs(part.human - part.rating)
    weight = distance + missed * (distance.max(initial=0.0) + 1.0)
    rows = np.flatnonzero(weight)
    if rows.size > MOST:  # few are left to be sorted
        least = np.partition(weight[rows], rows.size - MOST)[rows.size - MOST]
        rows = np.flatnonzero(weight >= least)
    names = part.codes[rows], part.exchanges[rows]  # both are numbered as their names are sorted
    return np.asarray(rows[np.lexsort((*names, -weight[rows]))][:MOST])


def apart_of(
    part: Slice, found: Furthest, logged: Logged, *, panel: bool = False
) -> tuple[Apart, ...]:
    """Return the responses that were found, by name and with the samples to look at.

    *logged* says where ratings were read from; those of a *panel* stand in no log.
    """
    table, rows = logged.table, part.rows[found.at]
    named = (table[column].take(rows).tolist() for column in ("exchange_id", "epoch"))
    samples = [(None, None)] * len(rows) if panel else logged.at(rows)
    return tuple(
        Apart(
            exchange_id=str(exchange),
            responder=part.names[part.codes[at]],
            human=float(part.human[at]),
            judge=float(part.rating[at]),
            missed=bool(missed),
            log=log,
            sample=sample,
            epoch=int(epoch),
        )
        for at, missed, (log, sample), exchange, epoch in zip(
            found.at, found.missed, samples, *named, strict=True
        )
    )
