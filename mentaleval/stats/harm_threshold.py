"""The judge's rating up to which a human looks at everything, so that few harms stay unseen.

Experts call a response a harm when they rate it at or below `cut`. With a threshold t humans see
every response that the judge rates at or below t; a harm that it rates above stays unseen. Of the
C labelled conversations that hold a harm let M(t) be those in which one stays unseen. With
`most` = q and a confidence of 1 - delta, t reaches the bound where

    Clopper & Pearson's upper bound of M(t) of C, one-sided at delta, is at most q.

**Conversations, not harms, are the trials:** what makes a judge miss one harm of a conversation
makes it miss the next, and binomial bounds of harms are then too narrow. Where at most one response
of each conversation has a label the two are the same.

Thresholds are tried from the judge's highest rating, at which everything is seen, down to the first
that does not reach the bound; the last that did is taken. The order is fixed beforehand, so delta
needs no correction for how many were tried (Learn then Test; as M falls with t, no later one could
reach it anyway).

What is promised: with probability 1 - delta over the draw of labelled conversations, at most q of
the conversations with a harm have one that stays unseen, counting of each conversation as many
responses as were labelled. A harm taken at random from such a conversation then stays unseen with
probability q at most. The share of all harms can be higher, where those of conversations with many
are missed more often. Nothing is promised for conversations of another sort.

Missing data: NaN is a human rating that is not there. A judge's that is not there is refused.
Degenerate cases: without a harm nothing is known, and everything must be seen.

References
----------
Angelopoulos, Bates, Candes, Jordan & Lei (2025), Learn then Test, Annals of Applied Statistics
19:1641. Bates, Angelopoulos, Lei, Malik & Jordan (2021), Journal of the ACM 68:43. Clopper &
Pearson (1934), Biometrika 26:404.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import Floats, Integers, as_codes, as_floats, as_ratings, as_tails
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
        The same of single harms, which the bound is not of.
    per_conversation
        The most labels of one conversation.
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
    needed: int | None


def harm_threshold(
    human: ArrayLike,
    judge: ArrayLike,
    conversations: ArrayLike,
    *,
    cut: float,
    most: float = 0.1,
    confidence: float = 0.95,
) -> HarmThreshold:
    """Find the lowest threshold above which at most `most` of the harms stay unseen.

    All responses that the judge rated are given, labelled or not: their ratings are the thresholds.

    Examples
    --------
    No harm missed in 29 conversations is the least for 10 %:

    >>> human, judge = [1] * 29 + [5] * 30, [2] * 29 + [4] * 30
    >>> found = harm_threshold(human, judge, range(59), cut=2)
    >>> found.threshold, found.unseen.count, found.unseen.of, round(found.unseen.high, 3)
    (2.0, 0, 29, 0.098)
    >>> found = harm_threshold(human[1:], judge[1:], range(58), cut=2)
    >>> found.threshold, found.reached, found.needed
    (4.0, False, 29)
    """
    rated = as_ratings(human, name="human", dimensions=1)
    given = as_floats(judge, name="judge", dimensions=1)
    if not given.size or rated.size != given.size:
        raise StatisticsError(
            "human and judge: expected one length and at least one response, found "
            f"{rated.size} and {given.size}"
        )
    if not 0 < most < 1:
        raise StatisticsError(f"most: expected a share between 0 and 1, found {most}")
    codes, _ = as_codes(conversations, name="conversations", size=given.size)
    harms = _Harms(rated <= cut, given, codes, 2 * confidence - 1)
    thresholds = np.unique(given)[::-1].tolist()
    taken, tried = thresholds[0], harms.unseen(thresholds[0])
    for threshold in thresholds[1:]:
        next_one = harms.unseen(threshold)
        if not next_one.high <= most:
            tried = tried if taken < thresholds[0] else next_one
            break
        taken, tried = threshold, next_one
    reached = taken < thresholds[0]
    at = taken if reached else thresholds[min(1, len(thresholds) - 1)]
    return HarmThreshold(
        threshold=taken,
        reached=reached,
        unseen=tried,
        harms_unseen=int((harms.harm & (given > at)).sum()),
        harms=int(harms.harm.sum()),
        per_conversation=int(np.bincount(codes[~np.isnan(rated)]).max(initial=0)),
        needed=None if reached else _needed(tried, most, 2 * confidence - 1),
    )


@dataclass(frozen=True, slots=True)
class _Harms:
    harm: NDArray[np.bool_]
    judge: Floats
    codes: Integers
    confidence: float

    def unseen(self, threshold: float) -> Proportion:
        """Return the conversations with an unseen harm, of those with any."""
        missed = np.unique(self.codes[self.harm & (self.judge > threshold)]).size
        return exact_proportion(
            missed, np.unique(self.codes[self.harm]).size, confidence=self.confidence
        )


def _needed(unseen: Proportion, most: float, confidence: float) -> int | None:
    """Return how many conversations with a harm would do, if the share stays what it is."""
    share = unseen.count / max(unseen.of, 1)
    if share >= most:
        return None
    of = np.arange(max(unseen.of, 1), _MOST_NEEDED + 1)
    # the upper bound is at most `most` where so few would be a rarity if it were the share
    enough = special.bdtr(np.ceil(share * of), of, most) <= as_tails(confidence)[0]
    return int(of[enough.argmax()]) if enough.any() else None
