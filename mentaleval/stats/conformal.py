"""Intervals for the human rating of a single response, given the judge's.

Conformal: nothing is assumed of how ratings are distributed, and no model is fitted. The responses
are put into groups by the judge's rating, and in each group the interval is made of the labelled
human ratings themselves. With a coverage of 1 - alpha, and x the middle of the group's lowest and
highest judge rating, alpha is shared between the two sides by the room that each has on the scale:

    alpha_low  = alpha (x - scale low) / (scale high - scale low)
    alpha_high = alpha - alpha_low

so where the judge gives its highest rating all of it lies below. Of the group's n labels, with

    k = floor(alpha_low n - (1 - alpha_low) s),

the lower limit is the k + 1-th smallest, so at most k labels lie below it; the upper limit is made
likewise. Where k is below 0 the limit is the end of the scale: there are too few labels.

s makes it exact for conversations, the unit that is drawn, rather than for responses. It is the
largest number of responses that one conversation can have in the group: the most labels that any
conversation has, or the most responses that any has in the group, whichever is less. With one
response a conversation, s = 1, this is split conformal prediction; with m in each it is the
hierarchical method of Lee, Barber & Willett, (G + 1)-correction and all. In between that method
lets conversations weigh alike and this one responses, by the bound of Angelopoulos et al. on the
expected loss of a conversation, which is its misses less alpha times its responses.

What is promised: where chance decided which conversations were labelled (and, where not all of
their responses were, every response was as likely to be as any other), the expected number of human
ratings beyond a limit is at most that limit's share of the expected number of responses, over
conversations, in every group. In the long run at most alpha of all responses that the judge rates
alike are rated outside. What is not: anything on one single response, responder or kind of
conversation; on conversations or responders of another sort than the labelled ones; or once labels
are known, since the promise holds over draws of labels too. Nor is anything promised jointly for
several attributes, or for each rating of the judge in a group of several. One label in each
conversation makes no response as likely as any other where conversations differ in size: large
ones then count too little.

Groups are made without looking at a human rating: from the highest judge rating down, ratings are
joined until n labels are to be expected with n alpha / 2 >= (1 - alpha / 2) s. What is left at the
lower end stays a group of its own, mostly one with too few labels: joined with higher ratings it
would be lost among them, and it is where the harms are.

Missing data: NaN is a human rating that is not there. A judge's that is not there is refused.
Degenerate cases: without a label, or of one conversation, every interval is the whole scale.

References
----------
Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random World (groups: chapter 4). Dunn,
Wasserman & Ramdas (2023), JASA 118:2491. Lee, Barber & Willett (2023), arXiv 2306.06342.
Angelopoulos, Bates, Fisch, Lei & Schuster (2024), Conformal Risk Control, ICLR.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, isnan, nan

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import (
    ROUNDING,
    Floats,
    Integers,
    as_codes,
    as_floats,
    as_ratings,
    as_tails,
)


@dataclass(frozen=True, slots=True)
class ConformalInterval:
    """Where the human ratings of a group lie.

    Attributes
    ----------
    first, last
        The group: the lowest and the highest rating of the judge in it.
    low, high
        The limits of the human rating.
    plain_low, plain_high
        The limits that any number of such labels would come to: without the allowance s. NaN
        without labels.
    n, conversations
        The labelled responses that it rests on, and of how many conversations.
    most
        s: the most responses of one conversation.
    enough
        Whether there were labels enough for both limits; else one is an end of the scale.
    """

    first: float
    last: float
    low: float
    high: float
    plain_low: float
    plain_high: float
    n: int
    conversations: int
    most: int
    enough: bool

    @property
    def half_width(self) -> float:
        """Half the distance of the limits."""
        return (self.high - self.low) / 2


def conformal_intervals(
    human: ArrayLike,
    judge: ArrayLike,
    conversations: ArrayLike,
    *,
    scale: tuple[float, float] = (1.0, 5.0),
    coverage: float = 0.9,
) -> tuple[ConformalInterval, ...]:
    """Compute an interval for each group of the judge's ratings, from the lowest to the highest.

    All responses that the judge rated are given, labelled or not: the groups, and s, come from
    all of them. Each rating of the judge lies in one group, from its `first` to its `last`. With
    one response a conversation the limits are those of `crepes` and `MAPIE` on one side of the
    scale's end.

    Examples
    --------
    Nine labels are the fewest for 90 % at the end of the scale:

    >>> human = [5, 5, 4, 5, 3, 5, 4, 5, 5, np.nan]
    >>> (found,) = conformal_intervals(human, [5] * 10, range(10))
    >>> found.n, found.low, found.high, found.enough
    (9, 3.0, 5.0, True)
    """
    lowest, highest = scale
    alpha = 2 * as_tails(coverage)[0]
    rated = as_ratings(human, name="human", dimensions=1)
    given = as_floats(judge, name="judge", dimensions=1)
    if rated.size != given.size:
        raise StatisticsError(
            f"human and judge: expected one length, found {rated.size} and {given.size}"
        )
    known = rated[~np.isnan(rated)]
    for name, values in (("human", known), ("judge", given)):
        if values.size and not (lowest <= values.min() and values.max() <= highest):
            raise StatisticsError(f"{name}: expected ratings from {lowest:g} to {highest:g}")
    codes, _ = as_codes(conversations, name="conversations", size=given.size)
    room = _Labels(rated, given, codes)
    return tuple(
        _interval(room, group, scale=(lowest, highest), alpha=alpha)
        for group in reversed(list(_groups(room, alpha)))
    )


class _Labels:
    """The ratings, and what can be counted of them without looking at a human rating."""

    def __init__(self, human: Floats, judge: Floats, codes: Integers) -> None:
        self.human, self.judge, self.codes = human, judge, codes
        self.labelled = ~np.isnan(human)
        self.share = float(self.labelled.mean()) if human.size else 0.0
        self.most_labels = int(np.bincount(codes[self.labelled]).max(initial=0))

    def most(self, rows: Integers) -> int:
        """Return s of a group: at least 1, for the response that an interval is wanted for."""
        return max(1, min(self.most_labels, int(np.bincount(self.codes[rows]).max(initial=0))))


def _groups(room: _Labels, alpha: float) -> Iterator[Integers]:
    """Yield the rows of each group, from the highest judge rating down."""
    order = np.argsort(-room.judge, kind="stable")
    ends = np.flatnonzero(np.diff(room.judge[order])) + 1
    waiting: Integers = np.empty(0, dtype=np.int64)
    for rows in np.split(order, ends):
        waiting = np.concatenate([waiting, rows])
        if waiting.size * room.share * alpha / 2 >= (1 - alpha / 2) * room.most(waiting):
            yield waiting
            waiting = waiting[:0]
    if waiting.size:
        yield waiting


def _interval(
    room: _Labels, group: Integers, *, scale: tuple[float, float], alpha: float
) -> ConformalInterval:
    judge, rows = room.judge[group], group[room.labelled[group]]
    labels, most = np.sort(room.human[rows]), room.most(group)
    first, last = float(judge.min()), float(judge.max())
    below = alpha * ((first + last) / 2 - scale[0]) / (scale[1] - scale[0])
    safe, plain = (_limits(labels, below, alpha - below, most=s) for s in (most, 0))
    return ConformalInterval(
        first=first,
        last=last,
        low=scale[0] if isnan(safe[0]) else safe[0],
        high=scale[1] if isnan(safe[1]) else safe[1],
        plain_low=plain[0],
        plain_high=plain[1],
        n=rows.size,
        conversations=int(np.unique(room.codes[rows]).size),
        most=most,
        enough=not (isnan(safe[0]) and below > ROUNDING)
        and not (isnan(safe[1]) and alpha - below > ROUNDING),
    )


def _limits(labels: Floats, below: float, above: float, *, most: int) -> tuple[float, float]:
    return _limit(labels, below, most), -_limit(-labels[::-1], above, most)


def _limit(rising: Floats, share: float, most: int) -> float:
    """Return the limit below which at most a share lies; NaN where there are too few labels."""
    outside = floor(share * rising.size - (1 - share) * most + ROUNDING * max(rising.size, 1))
    return float(rising[outside]) if 0 <= outside < rising.size else nan
