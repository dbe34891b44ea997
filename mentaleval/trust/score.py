"""The verdict of the `score` use: whether a judge tells the responses of one responder apart.

It rests on the correlation of single ratings within responders alone. Figures pooled over
responders are shown, and decide nothing: they mostly measure who responded.
"""

from __future__ import annotations

from bisect import bisect_left
from math import atanh, isnan
from typing import Final

from scipy import special

from mentaleval.stats import FEWEST_CLUSTERS, FEWEST_TO_RESAMPLE, Estimate
from mentaleval.trust.assessment import ReferenceEntry
from mentaleval.trust.caps import capped, ceiling_known, response_cap
from mentaleval.trust.cell import Ruling
from mentaleval.trust.settings import Settings
from mentaleval.trust.slices import Slice
from mentaleval.vocabulary import Verdict

MOST_RESPONSES: Final = 100_000
"""Beyond this, how many responses it would take is not said."""


def rule_score(
    part: Slice, within: Estimate, settings: Settings, reference: ReferenceEntry | None
) -> Ruling:
    """Return the verdict for the correlation of ratings within responders."""
    if (reason := _no_interval(part, within)) is not None:
        return Ruling(Verdict.UNDETERMINED, *reason, within.low, within.high)
    low, high = within.low, within.high
    if not (low >= settings.usable or high < settings.usable):
        return _unsettled(part, within, settings)
    if high < settings.usable:
        why = f"lies below {settings.usable:.2f}: the upper limit is {high:.2f}."
        if not ceiling_known(reference):
            why += (
                " Part of it may be the humans' own disagreement: they rated no response in "
                "common, so how much is not known."
            )
        return _ruling(Verdict.UNRELIABLE, why, f"upper limit {high:.2f}", within)
    trusted = low >= settings.trusted
    line = settings.trusted if trusted else settings.usable
    why = f"lies above {line:.2f}: the lower limit is {low:.2f}."
    verdict = Verdict.TRUSTED if trusted else Verdict.USABLE
    ruling = _ruling(verdict, why, f"lower limit {low:.2f}", within)
    return capped(ruling, response_cap(reference, settings))


def _ruling(verdict: Verdict, why: str, short: str, within: Estimate) -> Ruling:
    said = f"The correlation of single ratings within responders {why}"
    return Ruling(verdict, said, short, within.low, within.high)


def few_clusters(part: Slice) -> tuple[str, str] | None:
    """Say that there are too few clusters for an interval, where there are."""
    if part.n_clusters >= FEWEST_CLUSTERS:
        return None
    one, several = ("batch", "batches") if part.by_batch else ("exchange", "exchanges")
    word = one if part.n_clusters == 1 else several
    why = (
        f"Only {part.n_clusters} {word}: an interval takes at least {FEWEST_CLUSTERS} "
        "that are independent of each other."
    )
    return why, f"only {part.n_clusters} {word}"


def _no_interval(part: Slice, within: Estimate) -> tuple[str, str] | None:
    if not len(part.human):
        return "No response was rated by both the judge and a human.", "no pairs"
    if isnan(within.estimate):
        return (
            "Within responders the ratings of one side do not vary: nothing can be told apart.",
            "nothing varies",
        )
    if (few := few_clusters(part)) is not None:
        return few
    if isnan(within.low):
        why = f"The correlation within responders is {within.estimate:.2f}; it has no interval."
        return why, "no interval"
    return None


def _unsettled(part: Slice, within: Estimate, settings: Settings) -> Ruling:
    needed = responses_needed(within, len(part.human), part.n_clusters, settings)
    takes = f"{needed:,}" if needed else f"more than {MOST_RESPONSES:,}"
    return Ruling(
        Verdict.UNDETERMINED,
        f"The correlation of single ratings within responders is from {within.low:.2f} to "
        f"{within.high:.2f}: {takes} responses would settle it.",
        f"needs {needed:,} responses" if needed else f"needs >{MOST_RESPONSES:,} responses",
        within.low,
        within.high,
        needed,
        None if needed else MOST_RESPONSES,
    )


def responses_needed(
    within: Estimate, responses: int, clusters: int, settings: Settings
) -> int | None:
    """Find the smallest number of responses that would settle on which side of `usable` r lies.

    r is held, its spread on Fisher's z shrinks with the square root of the number, and clusters
    grow in step; None for more than `MOST_RESPONSES`. A figure to plan by.
    """
    z, line = atanh(within.estimate), atanh(settings.usable)
    above = z >= line
    limit = within.low if above else within.high
    if abs(limit) == 1 or z == line:
        return None
    spread = abs(atanh(limit) - z)
    upper = (1 + settings.confidence) / 2
    now = _quantile(clusters, upper)

    def settles(number: int) -> bool:
        grown = _quantile(clusters * number / responses, upper) / now
        half: float = spread * grown * (responses / number) ** 0.5
        return half <= z - line if above else half < line - z

    place = bisect_left(range(responses + 1, MOST_RESPONSES + 1), x=True, key=settles)
    return None if responses + 1 + place > MOST_RESPONSES else responses + 1 + place


def _quantile(clusters: float, upper: float) -> float:
    """Return Student's quantile where the clusters are few, else the normal one."""
    if clusters < FEWEST_TO_RESAMPLE:
        return float(special.stdtrit(clusters - 1, upper))
    return float(special.ndtri(upper))
