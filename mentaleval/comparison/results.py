"""What a comparison finds, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mentaleval.comparison.settings import Settings
from mentaleval.ratings import Finding
from mentaleval.stats import Estimate, Proportion
from mentaleval.trust import Input
from mentaleval.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """One responder's mean minus another's, with the interval of this pair and of all pairs.

    Attributes
    ----------
    estimate, low, high
        In points of the scale; the interval of this pair alone. NaN where there is none.
    simultaneous_low, simultaneous_high
        Limits that hold for all pairs of the attribute together.
    p_holm
        Of no difference, adjusted over the pairs of the attribute.
    """

    estimate: float
    low: float
    high: float
    simultaneous_low: float
    simultaneous_high: float
    p_holm: float


@dataclass(frozen=True, slots=True)
class Ranks:
    """The place of a responder, 1 for the highest mean; None where it has no mean.

    ``first`` and ``last`` are the places that the simultaneous intervals of the corrected
    differences leave open.
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
        Responses that experts rated, and responses that the judge rated.
    corrected, human_only
        The mean human rating, estimated with the judge's help and without; NaN without labels.
    judge_raw
        The judge's plain mean; NaN where there is no judge. Of all judges, the mean of theirs.
    label_saving
        The share of human labels that the judge saves: 1 - Var(corrected) / Var(human only);
        below 0 where it costs some.
    own
        Whether the responder is the judge's own kin.
    licensed
        Whether the judge's `rank` verdict here lets its plain means rank this responder.
    low
        Near the ceiling: responses that experts rate at or below the cut, with Wilson's limits.
    """

    attribute: str
    responder: str
    judge: str | None
    n_human: int
    n_judge: int
    corrected: Estimate
    human_only: Estimate
    judge_raw: float
    label_saving: float
    ranks: Ranks
    own: bool
    licensed: bool
    low: Proportion | None = None


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
        As of a responder, of the variances of all responders together.
    n_labelled, n_exchanges
        Exchanges with a human rating that the judge rated too (without judge: with one), and all
        of them.
    verdict
        The judge's `rank` verdict; None without judge, for all judges, or without labels.
    ceiling
        Whether the means are too near an end of the scale to be compared: then shares are.
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
    n_exchanges: int
    verdict: Verdict | None
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
        The others, by the first reason that applies.
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
