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

s makes it exact for conversations, the unit that is drawn, rather than for responses: the most
labels that one conversation can have in the group, be it labelled or not. Where labelled
conversations were labelled whole that is the most responses that any conversation has there. Where
each was labelled to one number m (or whole, where it has no more) it is m, if that is less. Where
they were labelled to different numbers nobody knows what another could have had, and it is the most
responses again. A larger s is always safe, and takes more labels.

With one response a conversation, s = 1, this is split conformal prediction; with m in each it is
the hierarchical method of Lee, Barber & Willett, (G + 1)-correction and all. In between that method
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

Missing data: NaN is a human rating that is not there. Where a human was asked for it and left it
`unrated`, that may be because of what it is: it counts as the lowest of the scale for the lower
limit and as the highest for the upper one, so that both hold whatever it is. A judge's that is not
there is refused.
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
    Marks,
    as_codes,
    as_floats,
    as_ratings,
    as_tails,
    as_unrated,
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
    n, unrated, conversations
        The labelled responses that it rests on, those that were left unrated beside them, and of
        how many conversations both are.
    most
        s: the most labels that one conversation can have.
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
    unrated: int
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
    unrated: ArrayLike | None = None,
    scale: tuple[float, float] = (1.0, 5.0),
    coverage: float = 0.9,
) -> tuple[ConformalInterval, ...]:
    """Compute an interval for each group of the judge's ratings, from the lowest to the highest.

    All responses that the judge rated are given, labelled or not: the groups, and s, come from
    all of them. `unrated` says of which responses a human was asked for a rating and gave none.
    Each rating of the judge lies in one group, from its `first` to its `last`. With one response a
    conversation the limits are those of `crepes` and `MAPIE` on one side of the scale's end.

    Examples
    --------
    Nine labels are the fewest for 90 % at the end of the scale:

    >>> human = [5, 5, 4, 5, 3, 5, 4, 5, 5, np.nan]
    >>> (found,) = conformal_intervals(human, [5] * 10, range(10))
    >>> found.n, found.low, found.high, found.enough
    (9, 3.0, 5.0, True)
    """
    alpha = 2 * as_tails(coverage)[0]
    rated, given = _checked(human, judge, scale)
    codes, _ = as_codes(conversations, name="conversations", size=given.size)
    room = _Labels(rated, given, codes, as_unrated(unrated, rated))
    return tuple(
        _interval(room, group, scale=scale, alpha=alpha)
        for group in reversed(list(_groups(room, alpha)))
    )


def _checked(
    human: ArrayLike, judge: ArrayLike, scale: tuple[float, float]
) -> tuple[Floats, Floats]:
    lowest, highest = scale
    rated = as_ratings(human, name="human", dimensions=1)
    given = as_floats(judge, name="judge", dimensions=1)
    if rated.size != given.size:
        raise StatisticsError(
            f"human and judge: expected one length, found {rated.size} and {given.size}"
        )
    for name, values in (("human", rated[~np.isnan(rated)]), ("judge", given)):
        if values.size and not (lowest <= values.min() and values.max() <= highest):
            raise StatisticsError(f"{name}: expected ratings from {lowest:g} to {highest:g}")
    return rated, given


class _Labels:
    """The ratings, and what can be counted of them without looking at a human rating."""

    def __init__(self, human: Floats, judge: Floats, codes: Integers, unrated: Marks) -> None:
        self.human, self.judge, self.codes, self.unrated = human, judge, codes, unrated
        self.labelled = ~np.isnan(human) | unrated
        self.share = float(self.labelled.mean()) if human.size else 0.0
        self.number = _number(self.labelled, codes)

    def most(self, rows: Integers) -> int:
        """Return s of a group: at least 1, for the response that an interval is wanted for."""
        return max(1, min(self.number, int(np.bincount(self.codes[rows]).max(initial=0))))


def _number(labelled: Marks, codes: Integers) -> int:
    """Return how many labels a conversation could have at most, by how others were labelled."""
    sizes = np.bincount(codes)
    labels = np.bincount(codes[labelled], minlength=sizes.size)
    number, there = int(labels.max(initial=0)), labels > 0
    to_one_number = np.all(labels[there] == np.minimum(number, sizes[there]))
    if to_one_number and np.any(labels[there] < sizes[there]):
        return number
    return int(sizes.max(initial=0))


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
    labels, left, most = room.human[rows], room.unrated[rows], room.most(group)
    first, last = float(judge.min()), float(judge.max())
    below = alpha * ((first + last) / 2 - scale[0]) / (scale[1] - scale[0])
    rising, falling = (np.sort(np.where(left, end, labels)) for end in scale)
    safe, plain = (
        (_limit(rising, below, s), -_limit(-falling[::-1], alpha - below, s)) for s in (most, 0)
    )
    return ConformalInterval(
        first=first,
        last=last,
        low=scale[0] if isnan(safe[0]) else safe[0],
        high=scale[1] if isnan(safe[1]) else safe[1],
        plain_low=plain[0],
        plain_high=plain[1],
        n=int(rows.size - left.sum()),
        conversations=int(np.unique(room.codes[rows]).size),
        unrated=int(left.sum()),
        most=most,
        enough=not (isnan(safe[0]) and below > ROUNDING)
        and not (isnan(safe[1]) and alpha - below > ROUNDING),
    )


def _limit(rising: Floats, share: float, most: int) -> float:
    """Return the limit below which at most a share lies; NaN where there are too few labels."""
    outside = floor(share * rising.size - (1 - share) * most + ROUNDING * max(rising.size, 1))
    return float(rising[outside]) if 0 <= outside < rising.size else nan
