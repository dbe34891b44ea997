"""Results in plain sentences, each true for the numbers that it stands beside.

What a sentence claims of two responders rests on the limits that hold for all pairs of the
attribute together, and these are the limits that it prints: whoever reads one sentence out of many
reads the one that stood out. Of a single pair they are the pair's own. Holm's p, which may disagree
with them, is nowhere asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Final

from mentaleval.comparison.estimating import FEWEST_TO_CLAIM
from mentaleval.comparison.refusals import SOURCE
from mentaleval.comparison.results import Difference
from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.decimals import plain, telling
from mentaleval.ratings.findings import many

RAW_MEANS: Final = (
    "On real data, plain means of a judge put 9 % of the pairs significantly the wrong way round "
    f"and covered the mean human rating 6 % of the time ({SOURCE})."
)
SIMULATED: Final = " (Simulated ratings.)"


def marked(sentence: str, *, simulated: bool) -> str:
    """Return a statement with the mark that it rests on ratings which nobody gave."""
    return sentence + SIMULATED if simulated else sentence


def shown(value: float, digits: int) -> str:
    """Write a number; with more decimals than asked where it would look like 0 and is not."""
    return plain(value, telling(value, digits))


@dataclass(frozen=True, slots=True)
class Labels:
    """How many labelled conversations two responders have, and both together."""

    a: int
    b: int
    both: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a sentence on two responders speaks of."""

    a: str
    b: str
    title: str
    judge: str | None
    digits: int
    labels: Labels

    def of_means(self, found: Difference, raw: float) -> str:
        """Say how far the means differ, and what the judge alone would have said."""
        if isnan(found.estimate):
            return self._unlabelled(raw)
        start = self._start()
        if min(self.labels.a, self.labels.b) < FEWEST_TO_CLAIM:
            return (
                f"{start}too few are there to say whether {self.a} or {self.b} is rated higher on "
                f"{self.title} (at least {FEWEST_TO_CLAIM} of each){self._beside(raw)}."
            )
        if isnan(found.simultaneous_low):
            return (
                f"{start}the difference of {self.a} and {self.b} on {self.title} is "
                f"{self._number(found.estimate)} without any spread: nothing says how sure it is"
                f"{self._beside(raw)}."
            )
        limits = found.simultaneous_low, found.simultaneous_high
        low, high = map(self._number, limits)
        if limits[0] > 0:
            return (
                f"{start}{self.a} is rated higher than {self.b} on {self.title} by "
                f"{self._number(found.estimate)} ({low} to {high}){self._against(raw)}."
            )
        return (
            f"{start}{self.a} and {self.b} cannot be told apart on {self.title}: the difference "
            f"lies between {low} and {high}{self._beside(raw)}."
        )

    def of_shares(self, found: Difference, counts: tuple[int, int], both: int, cut: float) -> str:
        """Say how far the shares of low ratings differ."""
        low_ones = f"at or below {cut:g} on {self.title}"
        if not both:
            return (
                f"No conversation with {self.a} and {self.b} has labels of both on {self.title}: "
                f"how often each is rated {low_ones} cannot be compared."
            )
        start = f"With {many(both, 'expert-rated conversation')}, "
        seen = f"{counts[0]} and {counts[1]} of {both}"
        if isnan(found.simultaneous_low):
            return (
                f"{start}too few are there to say whether {self.a} or {self.b} is rated {low_ones} "
                f"more often ({seen}; at least {FEWEST_TO_CLAIM} conversations)."
            )
        if found.simultaneous_low <= 0 <= found.simultaneous_high:
            limits = f"{_points(found.simultaneous_low)} and {_points(found.simultaneous_high)}"
            return (
                f"{start}{self.a} and {self.b} cannot be told apart in how often they are rated "
                f"{low_ones} ({seen}): the difference lies between {limits} percentage points."
            )
        if found.simultaneous_low > 0:
            names, counted = (self.a, self.b), counts
            numbers = found.estimate, found.simultaneous_low, found.simultaneous_high
        else:
            names, counted = (self.b, self.a), (counts[1], counts[0])
            numbers = -found.estimate, -found.simultaneous_high, -found.simultaneous_low
        by, low, high = map(_points, numbers)
        return (
            f"{start}{names[0]} is rated {low_ones} more often than {names[1]}: {counted[0]} "
            f"against {counted[1]} of {both}, by {by} percentage points ({low} to {high})."
        )

    def beside_shares(self, found: Difference, raw: float) -> str:
        """Add what the means say where they are sure, after what the shares do."""
        if not found.simultaneous_low > 0:
            return ""
        low, high = map(self._number, (found.simultaneous_low, found.simultaneous_high))
        return (
            f" By the means {self.a} is rated higher than {self.b}: by "
            f"{self._number(found.estimate)} ({low} to {high}){self._against(raw)}."
        )

    def _number(self, value: float) -> str:
        return shown(value, self.digits)

    def _start(self) -> str:
        labels = self.labels
        if labels.a == labels.b == labels.both:
            return f"With {many(labels.a, 'expert-rated conversation')}, "
        return (
            f"With {many(labels.a, 'expert-rated conversation')} of {self.a} and {labels.b:,} of "
            f"{self.b} ({labels.both:,} of both), "
        )

    @property
    def _who(self) -> str:
        return "the judges alone" if self.judge == ALL_JUDGES else "the judge alone"

    def _against(self, raw: float) -> str:
        """Say what the judge says of a difference that is sure."""
        if self.judge is None:
            return ""
        if isnan(raw):
            return f"; {self._who} did not rate both"
        if raw == 0:
            return f"; {self._who} would have said that they are level"
        other = " the other way" if raw < 0 else ""
        return f"; {self._who} would have said {self._number(abs(raw))}{other}"

    def _beside(self, raw: float) -> str:
        """Say what the judge says of a difference that is not."""
        if self.judge is None:
            return ""
        if isnan(raw):
            return f"; {self._who} did not rate both"
        if raw == 0:
            return f"; {self._who} would have said that they are level"
        ahead = self.a if raw > 0 else self.b
        return f"; {self._who} would have put {ahead} ahead by {self._number(abs(raw))}"

    def _unlabelled(self, raw: float) -> str:
        labels = self.labels
        rated = (
            "experts rated neither"
            if not labels.a + labels.b
            else f"experts rated {many(labels.a, 'conversation')} of {self.a} and {labels.b:,} of "
            f"{self.b}, and it takes two of each at least"
        )
        said = self._beside(raw)
        warned = ", which is no evidence of their order" if said and raw and not isnan(raw) else ""
        return (
            f"Nothing can be said of {self.a} and {self.b} on {self.title}: {rated}{said}{warned}."
        )


def _points(share: float) -> str:
    return shown(100 * share, 1)
