"""The verdict of the `level` use: whether a judge's number may be taken at face value.

It rests on the bias and its interval, and on where the differences of single responses lie
(limits of agreement). A judge that only orders responders well is worth calibrating.
"""

from __future__ import annotations

from functools import partial
from math import isnan
from typing import Final

from mentaleval.decimals import signed
from mentaleval.stats import Estimate, LimitsOfAgreement
from mentaleval.trust.assessment import ReferenceEntry
from mentaleval.trust.caps import capped, response_cap
from mentaleval.trust.cell import Ruling
from mentaleval.trust.score import few_clusters
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Slice, digits_of, scale_of
from mentaleval.vocabulary import Verdict

_ORDERS: Final = frozenset({Verdict.TRUSTED, Verdict.USABLE})


def rule_level(
    part: Slice,
    bias: Estimate,
    limits: LimitsOfAgreement,
    *,
    rank: Ruling,
    settings: Settings,
    reference: ReferenceEntry | None,
) -> Ruling:
    """Return the verdict for a bias, limits of agreement, and the verdict of the rank use."""
    scale = scale_of(part.heading, settings.rubric, settings.scale)
    if (reason := _no_interval(part, bias, limits, digits_of(scale))) is not None:
        return Ruling(Verdict.UNDETERMINED, *reason, bias.low, bias.high)
    verdict, why, short = _decided(bias, limits, rank, settings.margins_of(scale), digits_of(scale))
    ruling = Ruling(verdict, why, short, bias.low, bias.high)
    return capped(ruling, response_cap(reference, settings))


def _no_interval(
    part: Slice, bias: Estimate, limits: LimitsOfAgreement, digits: int
) -> tuple[str, str] | None:
    if not len(part.human):
        return "No response was rated by both the judge and a human.", "no pairs"
    if (few := few_clusters(part)) is not None:
        return few
    if isnan(bias.low) or isnan(limits.low):
        return f"The bias is {signed(bias.estimate, digits)}; it has no interval.", "no interval"
    return None


def _decided(
    bias: Estimate,
    limits: LimitsOfAgreement,
    rank: Ruling,
    margins: tuple[float, float],
    digits: int,
) -> tuple[Verdict, str, str]:
    margin, widest = margins
    show = partial(signed, digits=digits)
    brief = partial(signed, digits=max(0, digits - 1))  # two of them in a column of a table
    inside = -margin <= bias.low and bias.high <= margin
    narrow = -widest <= limits.low and limits.high <= widest
    outside = bias.low > margin or bias.high < -margin
    said = f"The bias is {show(bias.estimate)} ({show(bias.low)} to {show(bias.high)})"
    spread = f"single differences lie from {show(limits.low)} to {show(limits.high)}"
    within = f"limits {brief(limits.low)}, {brief(limits.high)}"
    if inside and narrow:
        return Verdict.TRUSTED, f"{said}; {spread}.", within
    orders = rank.verdict in _ORDERS
    if outside and not orders:
        why = f"{said}, wholly outside {margin:g}, and ranking is {rank.verdict}."
        return Verdict.UNRELIABLE, why, f"bias {show(bias.estimate)}"
    what = "the bias may exceed" if not inside else "single differences exceed"
    line = margin if not inside else widest
    short = f"bias {show(bias.estimate)}" if not inside else within
    if orders:
        why = (
            f"{said}; {spread}: not to be taken at face value, but ranking is {rank.verdict}: "
            "the calibration table turns its numbers into the humans'."
        )
        return Verdict.CALIBRATE, why, short
    return Verdict.UNDETERMINED, f"{said}; {spread}: {what} {line:g}.", short
