"""The statement over a whole comparison."""

from __future__ import annotations

from collections.abc import Sequence

from mentaleval.comparison.results import Heading, Pair
from mentaleval.comparison.settings import ALL_JUDGES, Settings
from mentaleval.comparison.statements import RAW_MEANS
from mentaleval.ratings.findings import many


def summary(headings: Sequence[Heading], pairs: Sequence[Pair], settings: Settings) -> str:
    """Say how to read the intervals, and what each judge alone would have got wrong."""
    attributes = [h for h in headings if not h.composite]
    names = dict.fromkeys(h.attribute for h in attributes)
    if not any(h.n_labelled for h in headings):
        return (
            "No human label: nothing here is a corrected mean, no judge is licensed to rank, and "
            f"no order of responders is claimed. {RAW_MEANS}"
        )
    over = f"over the {len(names)} attributes" if len(names) > 1 else "beyond that"
    read = (
        "Limits in sentences hold for all pairs of one attribute, by one judge, together "
        f"{100 * settings.confidence:.6g}% of the time; {over} nothing is adjusted."
    )
    return " ".join([read, *_alone(attributes, pairs)])


def _alone(attributes: Sequence[Heading], pairs: Sequence[Pair]) -> list[str]:
    """Say for each judge how many sure differences its plain means have the wrong way round."""
    compared = {(h.attribute, h.judge) for h in attributes if h.n_labelled}
    judges = dict.fromkeys(h.judge for h in attributes if h.judge)
    said = []
    for judge in judges:
        mine = [p for p in pairs if p.judge == judge and (p.attribute, judge) in compared]
        if not mine:
            continue
        sure = [p for p in mine if is_sure(p)]
        wrong = [p for p in sure if p.judge_raw.estimate < 0]
        certain = [p for p in wrong if p.judge_raw.high < 0]
        who = "the judges" if judge == ALL_JUDGES else judge
        doubt = f", {len(certain):,} with an interval that leaves out 0" if wrong else ""
        said.append(
            f"With {who} the corrected means tell {len(sure):,} of {many(len(mine), 'pair')} "
            f"apart; {who} alone would have got the order of {len(wrong):,} of these "
            f"wrong{doubt}."
        )
    return said


def is_sure(pair: Pair) -> bool:
    """Say whether the limits for all pairs leave out no difference of the means."""
    return pair.corrected.simultaneous_low > 0
