"""How closely a study of a given size tells two responders apart, before it is made.

A decision study: the variance components of a pilot (module `variance_components`) say how far the
difference of two responders' means lies from the value that all conversations and all experts like
these would give. Each of n conversations is rated by k of E experts, the same k for all responders,
so that what a conversation or an expert does to all responders alike drops out:

    V = 2 ((s2_rc + s2_res / k) / n + s2_re / E)

With k = E every expert rates every conversation. More conversations do nothing about s2_re: only
more experts do.

A judge that rates N conversations, of which the n with human ratings are a random part, takes from
the part of the conversations what it knows of it. With g the variance that the judge explains
(cov^2 / var of the judge, both of responder x conversation) and the power parameter of PPI++ at its
best,

    V = 2 ((s2_rc + s2_res / k - g (1 - n / N)) / n + s2_re / E)

and with rho^2 = g / (s2_rc + s2_res / k) the part of the conversations is multiplied by
1 - rho^2 (1 - n / N): the share rho^2 (1 - n / N) of the labels is saved, never more than rho^2.

The half-width is t(n - 1) sqrt(V), Student's quantile at (1 + confidence) / 2: in so many studies
of this size the estimate lies no further than that from the true difference.

Missing data: none; these are plans.
Degenerate cases: a variance below zero counts as zero. A width that no number of conversations up
to `most` reaches gives None.

References
----------
Brennan (2001), Generalizability Theory, chapters 4 and 5. Shavelson & Webb (1991),
Generalizability Theory: A Primer, chapters 5 and 6. Angelopoulos, Duchi & Zrnic (2023),
arXiv 2311.01453.
"""

from bisect import bisect_left
from dataclasses import dataclass
from math import ceil, inf, isfinite, sqrt

from scipy import special

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import as_tails

FEWEST_CONVERSATIONS = 2
MOST_CONVERSATIONS = 100_000


@dataclass(frozen=True, slots=True)
class Spread:
    """The variances that a difference of two responders rests on.

    Attributes
    ----------
    rc, residual
        Of responder x conversation, and of what is left in a single rating.
    re
        Of responder x expert.
    explained
        What a judge explains of the first two; at most all of them.

    Examples
    --------
    >>> Spread(rc=0.3, residual=0.4).response(2)
    0.5
    """

    rc: float
    residual: float
    re: float = 0.0
    explained: float = 0.0

    def __post_init__(self) -> None:
        for name in ("rc", "residual", "re", "explained"):
            value = getattr(self, name)
            if not (isfinite(value) and value >= 0):
                raise StatisticsError(f"{name}: expected a variance of 0 or more, found {value}")

    def response(self, each: float) -> float:
        """Return the variance of the mean of `each` experts for a response, beside s2_re."""
        return self.rc + self.residual / each


@dataclass(frozen=True, slots=True)
class StudySize:
    """How large a study is: conversations with human ratings, experts, experts each, judged."""

    conversations: float
    experts: float = inf
    each: float = 1
    judged: float = 0


def panel_variance(own: float, lasting: float, *, each: float, experts: float) -> float:
    """Compute what the experts of a response, k of E in turn, add to the variance of its mean.

    `own` is what one expert adds to one response alone, and `lasting` what stays with the expert,
    of which the part that all E have in common is in no response alone: own / k +
    lasting (1 / k - 1 / E). Agrees with a simulation.

    Examples
    --------
    >>> panel_variance(0.6, 0.3, each=3, experts=3), panel_variance(0.6, 0.3, each=1, experts=3)
    (0.19999999999999998, 0.8)
    """
    if not (own >= 0 and lasting >= 0 and 0 < each <= experts):
        raise StatisticsError("panel: expected variances of 0 or more, and experts each of those")
    return own / each + lasting * (1 / each - 1 / experts)


def difference_variance(spread: Spread, size: StudySize) -> float:
    """Compute the variance of the difference of two responders' means.

    `judged` below the number of conversations means no judge. Agrees with a simulation.

    Examples
    --------
    >>> difference_variance(Spread(rc=0.3, residual=0.4), StudySize(conversations=100, each=2))
    0.01
    """
    n, response = size.conversations, spread.response(size.each)
    if not (n > 0 and size.each > 0 and size.experts > 0):
        raise StatisticsError("size: expected conversations, experts and experts each above 0")
    unlabelled = 1 - n / size.judged if size.judged > n else 0.0
    left = max(0.0, response - min(spread.explained, response) * unlabelled)
    return 2 * (left / n + spread.re / size.experts)


def half_width(spread: Spread, size: StudySize, *, confidence: float = 0.95) -> float:
    """Compute the half-width that a study gives the difference of two responders.

    Examples
    --------
    >>> round(half_width(Spread(rc=0.3, residual=0.4), StudySize(100)), 3)
    0.235
    """
    _, upper = as_tails(confidence)
    quantile = float(special.stdtrit(max(1.0, size.conversations - 1), upper))
    return quantile * sqrt(difference_variance(spread, size))


def conversations_needed(
    width: float,
    spread: Spread,
    *,
    experts: float = inf,
    each: float = 1,
    judged: float = 0,
    confidence: float = 0.95,
    most: int = MOST_CONVERSATIONS,
) -> int | None:
    """Find the fewest conversations with human ratings that give a half-width; None: none does.

    Examples
    --------
    With a judge that explains half of the variance in 1,000 conversations it takes fewer:

    >>> conversations_needed(0.2, Spread(rc=0.3, residual=0.4))
    137
    >>> conversations_needed(0.2, Spread(rc=0.3, residual=0.4, explained=0.35), judged=1000)
    75
    """
    if not width > 0:
        raise StatisticsError(f"width: expected a number above 0, found {width}")

    def reached(n: int) -> bool:
        size = StudySize(n, experts, each, judged)
        return half_width(spread, size, confidence=confidence) <= width

    numbers = range(FEWEST_CONVERSATIONS, most + 1)
    place = bisect_left(numbers, x=True, key=reached)
    return None if place == len(numbers) else numbers[place]


def judged_needed(saving: float, rho: float, conversations: int) -> int | None:
    """Find how many conversations a judge must rate to save a share of the labels.

    `rho` is its correlation with the human ratings, and `conversations` the labelled ones among
    them. None: the saving stays below rho^2 however many are judged.

    Examples
    --------
    >>> judged_needed(0.2, 0.5, 100), judged_needed(0.3, 0.5, 100)
    (500, None)
    """
    if not (0 < saving < 1 and -1 <= rho <= 1 and conversations > 0):
        raise StatisticsError("saving, rho, conversations: expected 0-1, -1-1 and above 0")
    share = saving / rho**2 if rho else inf
    return ceil(conversations / (1 - share) - 1e-9) if share < 1 else None
