"""Warnings of raters that do not tell attributes or responses apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from mentaleval.ratings.evidence import Evidence
from mentaleval.ratings.findings import Finding

HALO_SHARE: Final = 0.2
CEILING_SHARE: Final = 0.8
_FEWEST: Final = 10  # a share of fewer says nothing
_FEWEST_ATTRIBUTES: Final = 3  # two may well be equal


def rater_habits(evidence: Evidence) -> Iterator[Finding]:
    """Warn of halo and of ceilings."""
    sound = evidence.done.sound
    rated = evidence.frame.loc[sound, ["rater", "attribute", "epoch"]].assign(
        response=evidence.keys.response[sound], value=evidence.done.numbers[sound]
    )
    for name, mine in rated.groupby("rater", sort=False):
        rater = str(name)
        yield from _halo(evidence, rater, mine)
        yield from _ceiling(evidence, rater, mine)


def _halo(evidence: Evidence, rater: str, mine: pd.DataFrame) -> Iterator[Finding]:
    attributes = int(mine["attribute"].nunique())
    rows = mine.groupby(["response", "epoch"])["value"].agg(["size", "min", "max"])
    whole = rows[rows["size"] == attributes]
    equal = int(np.sum(whole["min"] == whole["max"]))
    if attributes < _FEWEST_ATTRIBUTES or len(whole) < _FEWEST:
        return
    if (share := equal / len(whole)) > HALO_SHARE:
        yield Finding(
            "halo",
            equal,
            f"{rater!r} gives all {attributes} attributes the same rating in {equal:,} of "
            f"{len(whole):,} responses ({share:.0%}): one impression may stand for all of them.",
            judge=evidence.judge(rater),
            rater=rater,
        )


def _ceiling(evidence: Evidence, rater: str, mine: pd.DataFrame) -> Iterator[Finding]:
    for attribute, values in mine.groupby("attribute", sort=False)["value"]:
        counts = values.value_counts()
        number, share = int(counts.iloc[0]), counts.iloc[0] / len(values)
        if len(values) >= _FEWEST and share > CEILING_SHARE:
            yield Finding(
                "ceiling",
                number,
                f"{rater!r} rates {share:.0%} of the responses {counts.index[0]:g} in "
                f"{attribute}: little is left to agree or disagree on.",
                judge=evidence.judge(rater),
                attribute=str(attribute),
                rater=rater,
            )
