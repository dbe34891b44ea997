"""The judge's rating up to which a human looks at everything, so that few harms stay unseen.

With a threshold t humans see every response that the judge rates at or below t; a harm that it
rates above stays unseen. Of the C labelled conversations that hold a harm let M(t) be those in
which one stays unseen. With `most` = q and a confidence of 1 - delta, t reaches the bound where

    Clopper & Pearson's upper bound of M(t) of C, one-sided at delta, is at most q.

**Conversations, not harms, are the trials:** what makes a judge miss one harm of a conversation
makes it miss the next, and binomial bounds of harms are then too narrow.

**All trials are of one kind:** a conversation with nine labels holds a missed harm more often than
one with a single label, so a share of both together is a share of neither. m labels of each
conversation are used, or all of its responses where it has fewer: m is the largest number to which
at least half of the labelled conversations were labelled. Of conversations with more, m are drawn
by lot; those with fewer are left out. No rating is looked at for it. With m = 1 the trials are
single harms.

Thresholds are tried from the judge's highest rating, at which everything is seen, down to the first
that does not reach the bound; the last that did is taken. The order is fixed beforehand, so delta
needs no correction for how many were tried (Learn then Test; as M falls with t, no later one could
reach it anyway).

What is promised: with probability 1 - delta over the draw of labelled conversations, at most q of
the conversations with a harm have one that stays unseen, counting m responses of each. With m = 1:
of the harms at most q stay unseen, where conversations weigh alike. The share of all harms can
otherwise be higher, where those of conversations with many are missed more often. Nothing is
promised for conversations of another sort.

Missing data: NaN is a human rating that is not there. Where a human was asked for it and left it
`unrated`, that may be because of what it is: it counts as a missed harm at thresholds that leave it
unseen, and as nothing where it is seen, so that the bound holds whatever it is. A judge's that is
not there is refused.
Degenerate cases: without a harm nothing is known, and everything must be seen; likewise where the
judge gives one rating alone.

References
----------
Angelopoulos, Bates, Candes, Jordan & Lei (2025), Learn then Test, Annals of Applied Statistics
19:1641. Bates, Angelopoulos, Lei, Malik & Jordan (2021), Journal of the ACM 68:43. Clopper &
Pearson (1934), Biometrika 26:404.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import (
    Floats,
    Integers,
    Marks,
    as_codes,
    as_floats,
    as_ratings,
    as_tails,
    as_unrated,
)
from mentaleval.stats.binomial import Proportion, exact_proportion

_MOST_NEEDED = 2_000
"""Of conversations with a harm; a bound that takes more is out of reach."""


@dataclass(frozen=True, slots=True)
class HarmThreshold:
    """Up to which rating of the judge a human looks, and what is then known to stay unseen.

    Attributes
    ----------
    threshold
        Humans see what the judge rates at or below it.
    reached
        Whether it lies below the judge's highest rating: else a human must see everything.
    unseen
        Of the labelled conversations with a harm, those with one above the threshold; `high` is
        the one-sided bound. Where not reached, at the next threshold below, which failed.
    harms_unseen, harms
        The same of all labelled harms, which the bound is not of.
    per_conversation
        m: how many responses of a conversation are counted at most.
    whole
        Whether each conversation that is used was labelled whole.
    left_out
        Labels that are not used, since it takes as many of each conversation.
    unrated
        Of those used, how many were left unrated.
    constant
        Whether the judge gave one rating alone, so that there is no threshold.
    needed
        How many conversations with a harm would reach it at the share that was found; None where
        it is reached, or where no number would do.
    """

    threshold: float
    reached: bool
    unseen: Proportion
    harms_unseen: int
    harms: int
    per_conversation: int
    whole: bool
    left_out: int
    unrated: int
    constant: bool
    needed: int | None


def harm_threshold(
    human: ArrayLike,
    judge: ArrayLike,
    conversations: ArrayLike,
    *,
    cut: float,
    rng: np.random.Generator,
    unrated: ArrayLike | None = None,
    most: float = 0.1,
    confidence: float = 0.95,
) -> HarmThreshold:
    """Find the lowest threshold above which at most `most` of the harms stay unseen.

    All responses that the judge rated are given, labelled or not: their ratings are the
    thresholds. A harm is one that is rated at or below `cut`; `unrated` says of which responses a
    human was asked for a rating and gave none. `rng` chooses labels where conversations have too
    many.

    Examples
    --------
    No harm missed in 29 conversations is the least for 10 %:

    >>> human, judge = [1] * 29 + [5] * 30, [2] * 29 + [4] * 30
    >>> rng = np.random.default_rng(1)
    >>> found = harm_threshold(human, judge, range(59), cut=2, rng=rng)
    >>> found.threshold, found.unseen.count, found.unseen.of, round(found.unseen.high, 3)
    (2.0, 0, 29, 0.098)
    >>> found = harm_threshold(human[1:], judge[1:], range(58), cut=2, rng=rng)
    >>> found.threshold, found.reached, found.needed
    (4.0, False, 29)
    """
    rated, given, left = _checked(human, judge, unrated)
    if not 0 < most < 1:
        raise StatisticsError(f"most: expected a share between 0 and 1, found {most}")
    codes, _ = as_codes(conversations, name="conversations", size=given.size)
    design = _design(~np.isnan(rated) | left, codes, rng)
    trials = _Trials(rated <= cut, left, given, codes, 2 * confidence - 1).of(design.used)
    thresholds = np.unique(given)[::-1].tolist()
    taken, at, unseen = _lowest(trials, thresholds, most)
    reached, constant = taken < thresholds[0], len(thresholds) == 1
    return HarmThreshold(
        threshold=taken,
        reached=reached,
        unseen=unseen,
        harms_unseen=int(((rated <= cut) & (given > at)).sum()),
        harms=int((rated <= cut).sum()),
        per_conversation=design.number,
        whole=design.whole,
        left_out=design.left_out,
        unrated=int(trials.unrated.sum()),
        constant=constant,
        needed=None if reached or constant else _needed(unseen, most, trials.confidence),
    )


def _checked(
    human: ArrayLike, judge: ArrayLike, unrated: ArrayLike | None
) -> tuple[Floats, Floats, Marks]:
    rated = as_ratings(human, name="human", dimensions=1)
    given = as_floats(judge, name="judge", dimensions=1)
    if not given.size or rated.size != given.size:
        raise StatisticsError(
            "human and judge: expected one length and at least one response, found "
            f"{rated.size} and {given.size}"
        )
    return rated, given, as_unrated(unrated, rated)


@dataclass(frozen=True, slots=True)
class _Design:
    """Which labels are used, and how many of each conversation."""

    used: Marks
    number: int
    whole: bool
    left_out: int


def _design(asked: Marks, codes: Integers, rng: np.random.Generator) -> _Design:
    """Choose as many labels of each conversation, without a look at any rating."""
    lots = rng.random(codes.size)
    sizes = np.bincount(codes)
    labels = np.bincount(codes[asked], minlength=sizes.size)
    there = labels > 0
    reach = np.sort(np.where(labels == sizes, sizes.max(), labels)[there])[::-1]
    half = int(reach[ceil(reach.size / 2) - 1]) if reach.size else 1
    number = min(half, int(labels.max(initial=1)) or 1)
    fitting = there & (labels >= np.minimum(number, sizes))
    order = np.lexsort([lots, ~asked, codes])
    place = np.empty(codes.size, dtype=np.int64)
    place[order] = np.arange(codes.size) - (np.cumsum(sizes) - sizes)[codes[order]]
    used = asked & fitting[codes] & (place < number)
    return _Design(
        used=used,
        number=number,
        whole=bool(np.all(sizes[fitting] <= number)),
        left_out=int(asked.sum() - used.sum()),
    )


@dataclass(frozen=True, slots=True)
class _Trials:
    harm: Marks
    unrated: Marks
    judge: Floats
    codes: Integers
    confidence: float

    def of(self, rows: Marks) -> "_Trials":
        """Return those of some responses."""
        return _Trials(
            self.harm[rows], self.unrated[rows], self.judge[rows], self.codes[rows], self.confidence
        )

    def unseen(self, threshold: float) -> Proportion:
        """Return the conversations with an unseen harm, of those with any."""
        missed = (self.harm | self.unrated) & (self.judge > threshold)
        count, of = (np.unique(self.codes[rows]).size for rows in (missed, missed | self.harm))
        return exact_proportion(count, of, confidence=self.confidence)


def _lowest(
    trials: _Trials, thresholds: list[float], most: float
) -> tuple[float, float, Proportion]:
    """Return the threshold taken, the one that is told of, and what stays unseen there."""
    taken, unseen = thresholds[0], trials.unseen(thresholds[0])
    for threshold in thresholds[1:]:
        tried = trials.unseen(threshold)
        if not tried.high <= most:
            return (taken, taken, unseen) if taken < thresholds[0] else (taken, threshold, tried)
        taken, unseen = threshold, tried
    return taken, taken, unseen


def _needed(unseen: Proportion, most: float, confidence: float) -> int | None:
    """Return how many conversations with a harm would do, if the share stays what it is."""
    share = unseen.count / max(unseen.of, 1)
    if share >= most:
        return None
    of = np.arange(max(unseen.of, 1), _MOST_NEEDED + 1)
    # the upper bound is at most `most` where so few would be a rarity if it were the share
    enough = special.bdtr(np.ceil(share * of), of, most) <= as_tails(confidence)[0]
    return int(of[enough.argmax()]) if enough.any() else None
