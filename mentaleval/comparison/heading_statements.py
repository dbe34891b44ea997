"""What is said of an attribute and a judge before responders are compared."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan

from mentaleval.comparison.estimating import FEWEST_LABELS
from mentaleval.comparison.settings import ALL_JUDGES
from mentaleval.comparison.statements import RAW_MEANS
from mentaleval.ratings.findings import many
from mentaleval.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class HeadingFacts:
    """What the sentence of a heading is made of.

    Parameters
    ----------
    n_labelled, n_met, n_exchanges, n_ranked, verdict
        As of `Heading`.
    saving
        The share of labels saved; NaN where too few say.
    unasked
        Whether no judge was to help.
    why_idle
        Why the judge makes no difference; empty where it makes one.
    short
        What the verdict stands on, in brief.
    kin, left_out
        Whether any responder is the judge's own kin, and whether the verdict leaves any out.
    """

    title: str
    judge: str | None
    n_labelled: int
    n_met: int
    n_exchanges: int
    saving: float
    unasked: bool
    why_idle: str
    verdict: Verdict | None
    n_ranked: int
    short: str
    kin: bool
    left_out: bool
    ceiling: bool
    cut: float

    @property
    def several(self) -> bool:
        """Whether all judges are meant."""
        return self.judge == ALL_JUDGES

    @property
    def who(self) -> str:
        """Whom a sentence begins with."""
        return "All judges together" if self.several else str(self.judge)


def of_heading(facts: HeadingFacts) -> str:
    """Say how many labels there are, how many the judge saved, and what its verdict licenses."""
    if not facts.n_labelled:
        who = "all judges together" if facts.several else facts.judge
        return (
            f"No human label on {facts.title}: these are plain means of {who}, and nothing "
            f"licenses ranking responders by them. {RAW_MEANS}"
        )
    parts = [_counted(facts), _saved(facts), _licence(facts), _ceiling(facts)]
    return " ".join(filter(None, parts))


def _counted(facts: HeadingFacts) -> str:
    of = f"{facts.n_labelled:,} of " if facts.n_labelled < facts.n_exchanges or facts.judge else ""
    said = f"Experts rated {of}{many(facts.n_exchanges, 'conversation')} on {facts.title}."
    if facts.judge is None or facts.n_met == facts.n_labelled:
        return said
    who = "each of the judges" if facts.several else facts.judge
    return f"{said[:-1]}, {who} {f'{facts.n_met:,}' if facts.n_met else 'none'} of these."


def _saved(facts: HeadingFacts) -> str:
    if facts.judge is None:
        return "No judge rated any: the means are those of the labels alone."
    was, does = ("were", "do") if facts.several else ("was", "does")
    if facts.unasked:
        return f"{facts.who} {was} not to help: the means are those of the labels alone."
    if facts.why_idle:
        return f"{facts.who} {does} not help: {facts.why_idle}."
    if isnan(facts.saving):
        it = "they" if facts.several else "it"
        return (
            f"With fewer than {FEWEST_LABELS} labels of a responder nothing says how many labels "
            f"{facts.judge if not facts.several else it} saved."
        )
    return _worth(facts)


def _worth(facts: HeadingFacts) -> str:
    """Say how many labels a judge was worth: of so many in all, the share that it saved."""
    its, it = ("their", "them") if facts.several else ("its", "it")
    if facts.saving < 0:
        return f"{facts.who} saved no labels here: the limits are a little wider with {its} help."
    if round(100 * facts.saving) == 0:
        return f"{facts.who} saved next to no labels ({facts.saving:.1%})."
    equal = facts.n_labelled / (1 - facts.saving) if facts.saving < 1 else inf
    return (
        f"{facts.who} saved {facts.saving:.0%} of the labels: without {it} about {equal:,.0f} "
        "would have been needed for the same precision."
    )


def _licence(facts: HeadingFacts) -> str:
    if facts.judge is None:
        return ""
    if facts.several:
        return "No verdict is given on all judges together, so their plain means rank nobody."
    if facts.verdict is None:
        return (
            f"No verdict can be given on {facts.judge} here, so its plain means rank nobody; the "
            "corrected means do not rest on one."
        )
    over = f"Its rank verdict over {many(facts.n_ranked, 'responder')} is {facts.verdict}"
    if facts.verdict in (Verdict.TRUSTED, Verdict.USABLE):
        apart = ", its own kin apart" if facts.kin else ", those left out apart"
        return f"{over}: its plain means may rank these{apart if facts.left_out else ''}."
    return (
        f"{over} ({facts.short}), so its plain means rank nobody; the corrected means do not rest "
        "on that verdict."
    )


def _ceiling(facts: HeadingFacts) -> str:
    if not facts.ceiling:
        return ""
    return (
        "Over 80 % of the human ratings are the highest of the scale: the shares at or below "
        f"{facts.cut:g} are compared first, by the labels alone."
    )
