"""Warnings of raters that do not tell attributes or responses apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.ratings.coded import Coded, combined, distinct, firsts
from mentaleval.ratings.columns import Booleans, Floats, Integers
from mentaleval.ratings.evidence import Evidence
from mentaleval.ratings.findings import Finding, listed

HALO_SHARE: Final = 0.2
CEILING_SHARE: Final = 0.8
_FEWEST: Final = 10  # a share of fewer says nothing
_FEWEST_ATTRIBUTES: Final = 3  # two may well be equal


def rater_habits(evidence: Evidence) -> Iterator[Finding]:
    """Warn of halo and of ceilings."""
    coded, sound = evidence.coded, evidence.done.sound
    for row in np.flatnonzero(sound)[distinct(coded["rater"][sound])]:
        rater = coded.name("rater", row)
        rows = np.flatnonzero(sound & coded.having("rater", rater))
        yield from _halo(evidence, rater, rows)
        yield from _ceiling(evidence, rater, rows)


def _halo(evidence: Evidence, rater: str, rows: Integers) -> Iterator[Finding]:
    answers = combined(evidence.keys.response[rows], evidence.coded["epoch"][rows])
    attribute, values = evidence.coded["attribute"][rows], evidence.done.numbers[rows]
    attributes, whole, level = _levelled(answers, attribute, values)
    equal, number = int(level.sum()), int(whole.sum())
    if attributes < _FEWEST_ATTRIBUTES or number < _FEWEST:
        return
    if (share := equal / number) > HALO_SHARE:
        yield Finding(
            "halo",
            equal,
            f"{rater!r} gives all {attributes} attributes the same rating in {equal:,} of "
            f"{number:,} responses ({share:.0%}): one impression may stand for all of "
            "them; their verdicts are then one.",
            judge=evidence.judge(rater),
            rater=rater,
        )


def batch_halo(experts: Coded, places: Integers) -> Iterator[Finding]:
    """Warn of batches of the human ratings with a halo; each of *places* begins a new batch."""
    answers = combined(*(experts[c] for c in ("exchange_id", "responder", "rater")))
    values = experts.frame["rating"].to_numpy(dtype=np.float64)
    attributes, whole, level = _levelled(answers, experts["attribute"], values)
    order = experts.frame["order"].to_numpy()[distinct(answers)]
    batch = np.searchsorted(places, order, side="right")
    number = np.bincount(batch[whole], minlength=places.size + 1)
    equal = np.bincount(batch[level], minlength=places.size + 1)
    marked = np.flatnonzero((number >= _FEWEST) & (equal > HALO_SHARE * number))
    if attributes < _FEWEST_ATTRIBUTES or not marked.size:
        return
    shares = listed(f"{equal[i] / number[i]:.0%} in batch {i + 1}" for i in marked)
    yield Finding(
        "batch_halo",
        int(equal[marked].sum()),
        f"the human ratings give all {attributes} attributes of a response the same rating in "
        f"{shares} of {places.size + 1}: one impression may stand for all of them there.",
    )


def _levelled(
    answers: Integers, attribute: Integers, values: Floats
) -> tuple[int, Booleans, Booleans]:
    """Return the number of attributes, and of each answer whether it is whole and level.

    An answer is what a rater gave a response at one time; it is level with one rating for all.
    """
    attributes = distinct(attribute).size
    whole = np.bincount(answers) == attributes
    differs = values != values[firsts(answers)]
    return attributes, whole, whole & (np.bincount(answers, weights=differs) == 0)


def _ceiling(evidence: Evidence, rater: str, rows: Integers) -> Iterator[Finding]:
    attribute = combined(evidence.coded["attribute"][rows])
    codes, values = pd.factorize(evidence.done.numbers[rows])
    at = rows[distinct(attribute)]
    cells = np.bincount(attribute * values.size + codes, minlength=at.size * values.size)
    for counts, row in zip(cells.reshape(at.size, values.size), at, strict=True):
        number, rated = int(counts.max()), int(counts.sum())
        share = number / rated
        if rated >= _FEWEST and share > CEILING_SHARE:
            name = evidence.coded.name("attribute", row)
            yield Finding(
                "ceiling",
                number,
                f"{rater!r} rates {share:.0%} of the responses {values[counts.argmax()]:g} in "
                f"{name}: little is left to agree or disagree on, so that its verdicts rest on few "
                "responses.",
                judge=evidence.judge(rater),
                attribute=name,
                rater=rater,
            )
