"""What a comparison finds, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mentaleval.comparison.settings import Settings
from mentaleval.ratings import Finding, Input
from mentaleval.stats import Estimate, Proportion
from mentaleval.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """One responder's mean minus another's, with the interval of this pair and of all pairs.

    What is claimed of two responders, in sentences and in `Ranks`, rests on the simultaneous limits
    alone; p is there for the record, and may fall on the other side of 0.05.

    Attributes
    ----------
    estimate, low, high
        In points of the scale; the interval of this pair alone. NaN where there is none.
    simultaneous_low, simultaneous_high
        Limits that hold for all pairs of the attribute together: of all responders with labels
        enough to claim anything. NaN for the others.
    p_holm
        Of no difference, adjusted over the same pairs by Holm's method.
    """

    estimate: float
    low: float
    high: float
    simultaneous_low: float
    simultaneous_high: float
    p_holm: float

    def turned(self) -> Difference:
        """Return the same difference the other way round."""
        return Difference(
            0.0 - self.estimate,  # no minus before a zero
            0.0 - self.high,
            0.0 - self.low,
            0.0 - self.simultaneous_high,
            0.0 - self.simultaneous_low,
            self.p_holm,
        )


@dataclass(frozen=True, slots=True)
class Ranks:
    """The place of a responder among those with a corrected mean; None where it has none.

    By means, 1 for the highest: the judge's plain ones, those of the labels, and the corrected.
    Near the ceiling by the share at or below the cut, all five of them, 1 for the smallest: ``raw``
    by the judge's own ratings, ``human_only`` and ``corrected`` both by the labels, since no judge
    helps there. ``first`` and ``last`` are the places that the simultaneous limits of the
    differences of the same figure leave open.
    """

    raw: int | None
    human_only: int | None
    corrected: int | None
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class ResponderMean:
    """One responder on one attribute or composite, by one judge or all judges together.

    Attributes
    ----------
    judge
        The rater that stands in for humans, or `ALL_JUDGES`; None where there is no judge.
    n_human, n_judge
        Responses that experts rated, and responses that the judge rated (all judges: that each of
        them rated).
    n_met
        How many of those that experts rated the judge rated too. The others count as labels all
        the same.
    corrected, human_only
        The mean human rating, estimated with the judge's help and without; NaN without labels.
    judge_raw
        The judge's plain mean; NaN where there is no judge. Of all judges, the mean of theirs.
    label_saving
        The share of human labels that the judge saves: 1 - Var(corrected) / Var(human only);
        below 0 where it costs some; NaN below `FEWEST_LABELS` labels, where it would only tell
        how well the power parameter fits these few.
    own
        Whether the responder is the judge's own kin.
    licensed
        Whether the judge's `rank` verdict over the responders compared lets its plain means rank
        this one, which it does not where the verdict leaves it out.
    low
        Near the ceiling: responses that experts rate at or below the cut, with Wilson's limits.
    digits
        The decimals in which figures on its scale are printed.
    """

    attribute: str
    responder: str
    judge: str | None
    n_human: int
    n_judge: int
    n_met: int
    corrected: Estimate
    human_only: Estimate
    judge_raw: float
    label_saving: float
    ranks: Ranks
    own: bool
    licensed: bool
    low: Proportion | None = None
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two responders on one attribute: *a* minus *b*, *a* being the one with the higher mean.

    Attributes
    ----------
    n_human
        Exchanges in which experts rated both.
    judge_raw
        The difference of the judge's plain means, with the interval that it alone would give.
    low
        Near the ceiling: the difference in the share at or below the cut (*a* minus *b*), by
        Newcombe's paired intervals; those for all pairs together by Bonferroni, and no p.
    digits
        As of a responder.
    """

    attribute: str
    a: str
    b: str
    judge: str | None
    n_human: int
    corrected: Difference
    human_only: Difference
    judge_raw: Estimate
    statement: str
    low: Difference | None = None
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """What is to be known of one attribute or composite before its responders are compared.

    Attributes
    ----------
    power
        The power parameter (lambda) of each judge, shared by all responders.
    correlation
        Of the judge with the humans within responders (of several, of their best combination).
    label_saving
        As of a responder, of the summed variances of all that have labels enough.
    n_labelled, n_exchanges
        Exchanges in which experts rated a response, and all of them.
    n_met
        How many of those that experts rated hold a labelled response that the judge rated too (all
        judges: that each of them rated).
    verdict, n_ranked
        The judge's `rank` verdict, and the number of responders that it rests on: of those
        compared, without the judge's own kin. None and 0 without judge, for all judges, or without
        labels.
    ceiling
        Whether nearly all human ratings are the highest of the scale: then shares are compared
        first, and the means after them.
    cut
        At or below which the shares count.
    """

    attribute: str
    title: str
    composite: bool
    judge: str | None
    power: Mapping[str, float]
    correlation: float
    label_saving: float
    n_labelled: int
    n_met: int
    n_exchanges: int
    verdict: Verdict | None
    n_ranked: int
    ceiling: bool
    cut: float
    statement: str


@dataclass(frozen=True, slots=True)
class Account:
    """Where every rating went.

    Attributes
    ----------
    read
        The ratings of the table; those used and those excluded add up to it.
    used
        Ratings that a comparison may rest on: the three below, added up.
    human
        Of experts.
    labelled, unlabelled
        Of judges, on responses that experts rated too, and on those that they did not.
    excluded
        The others, by the first reason that applies; ``"escalated"`` are human ratings that were
        asked for because a judge was in doubt, which are no random sample.
    """

    read: int
    used: int
    human: int
    labelled: int
    unlabelled: int
    excluded: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything found about the responders of one ratings table."""

    headings: tuple[Heading, ...]
    responders: tuple[ResponderMean, ...]
    pairs: tuple[Pair, ...]
    account: Account
    warnings: tuple[Finding, ...]
    settings: Settings
    versions: Mapping[str, str]
    inputs: tuple[Input, ...]
    simulated: bool
    statement: str
