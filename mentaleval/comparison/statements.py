"""Results in plain sentences, each true for the numbers that it stands beside.

What a sentence claims of two responders rests on the limits that hold for all pairs of the
attribute together, and these are the limits that it prints: whoever reads one sentence out of many
reads the one that stood out. Of a single pair they are the pair's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf, isnan, log10
from typing import Final

from mentaleval.comparison.estimating import FEWEST_TO_CLAIM
from mentaleval.comparison.refusals import SOURCE
from mentaleval.comparison.results import Difference
from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.ratings.findings import many
from mentaleval.vocabulary import Scale, Verdict

RAW_MEANS: Final = (
    "On real data, plain means of a judge put 9 % of the pairs significantly the wrong way round "
    f"and covered the mean human rating 6 % of the time ({SOURCE})."
)
SIMULATED: Final = " (Simulated ratings.)"
_MOST_DIGITS: Final = 6


def marked(sentence: str, *, simulated: bool) -> str:
    """Return a statement with the mark that it rests on ratings which nobody gave."""
    return sentence + SIMULATED if simulated else sentence


def digits_of(scale: Scale) -> int:
    """Return the decimals in which differences on a scale are said: 2 on 1-5."""
    return max(0, 2 - floor(log10((scale.high - scale.low) / 4)))


def shown(value: float, digits: int) -> str:
    """Write a number; with more decimals than asked where it would look like 0 and is not."""
    while value != 0 and float(f"{value:.{digits}f}") == 0 and digits < _MOST_DIGITS:
        digits += 1
    return f"{value + 0.0:.{digits}f}"  # no minus before a zero


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

    def _number(self, value: float) -> str:
        return shown(value, self.digits)

    def _start(self) -> str:
        labels = self.labels
        if labels.a == labels.b == labels.both:
            return f"With {many(labels.a, 'expert-rated conversation')}, "
        return (
            f"With {labels.a:,} expert-rated conversations of {self.a} and {labels.b:,} of "
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
            else f"experts rated {labels.a:,} conversations of {self.a} and {labels.b:,} of "
            f"{self.b}, and it takes two of each at least"
        )
        said = self._beside(raw)
        warned = ", which is no evidence of their order" if said and raw and not isnan(raw) else ""
        return (
            f"Nothing can be said of {self.a} and {self.b} on {self.title}: {rated}{said}{warned}."
        )


def _points(share: float) -> str:
    return shown(100 * share, 1)


@dataclass(frozen=True, slots=True)
class HeadingFacts:
    """What the sentence of a heading is made of."""

    title: str
    judge: str | None
    n_labelled: int
    n_exchanges: int
    saving: float
    power: float
    """The sum over judges."""
    idle: bool
    """Whether no judge was to help."""
    meets: bool
    """Whether the judge rated any labelled response."""
    all_labelled: bool
    verdict: Verdict | None
    short: str
    ceiling: bool
    cut: float


def of_heading(facts: HeadingFacts) -> str:
    """Say how many labels there are, how many the judge saved, and what its verdict licenses."""
    if not facts.n_labelled:
        return (
            f"No human label on {facts.title}: these are plain means of "
            f"{_named(facts.judge)}, and nothing licenses ranking responders by them. {RAW_MEANS}"
        )
    of = f" of {facts.n_exchanges:,}" if facts.judge else ""
    word = "conversation" if facts.n_exchanges == 1 else "conversations"
    parts = [
        f"Experts rated {facts.n_labelled:,}{of} {word} on {facts.title}.",
        _saved(facts),
        _licence(facts),
    ]
    if facts.ceiling:
        parts.append(
            "Nearly all human ratings are the same, so the share at or below "
            f"{facts.cut:g} is compared in place of the means, by the labels alone."
        )
    return " ".join(filter(None, parts))


def _named(judge: str | None) -> str:
    return "all judges together" if judge == ALL_JUDGES else str(judge)


def _saved(facts: HeadingFacts) -> str:
    if facts.judge is None:
        return "No judge rated any: the means are those of the labels alone."
    who = _named(facts.judge)
    if facts.judge == ALL_JUDGES:
        who = who[:1].upper() + who[1:]
    if facts.idle:
        return f"{who} was not to help: the means are those of the labels alone."
    if not facts.meets:
        why = "no labelled response was rated"
    elif facts.all_labelled:
        why = "no responder has conversations enough without a label"
    elif not facts.power > 0 or isnan(facts.saving):
        why = "within responders its ratings follow the experts' no better than chance"
    else:
        return _worth(who, facts)
    return f"{who} does not help: {why}."


def _worth(who: str, facts: HeadingFacts) -> str:
    """Say how many labels a judge was worth: of so many in all, the share that it saved."""
    equal = facts.n_labelled / (1 - facts.saving) if facts.saving < 1 else inf
    if facts.saving < 0:
        return f"{who} saved no labels here: the limits are a little wider with its help."
    if round(100 * facts.saving) == 0:
        return f"{who} saved next to no labels ({facts.saving:.1%})."
    return (
        f"{who} saved {facts.saving:.0%} of the labels: without it about {equal:,.0f} would have "
        "been needed for the same precision."
    )


def _licence(facts: HeadingFacts) -> str:
    if facts.judge is None:
        return ""
    if facts.judge == ALL_JUDGES:
        return "No verdict is given on all judges together, so their plain means rank nobody."
    if facts.verdict is None:
        return (
            f"No verdict can be given on {facts.judge} here, so its plain means rank nobody; the "
            "corrected means do not rest on one."
        )
    if facts.verdict in (Verdict.TRUSTED, Verdict.USABLE):
        return (
            f"Its rank verdict is {facts.verdict}: its plain means may rank these responders, its "
            "own kin apart."
        )
    return (
        f"Its rank verdict is {facts.verdict} ({facts.short}), so its plain means rank nobody; the "
        "corrected means do not rest on that verdict."
    )
