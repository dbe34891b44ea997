"""The difference of two shares of the same trials.

Of n trials, e are marked on both sides, f on the first alone, g on the second alone and h on
neither. With p1 = (e + f) / n and p2 = (e + g) / n the difference is d = p1 - p2 = (f - g) / n, and
Newcombe's tenth method, his recommended one, makes its limits from Wilson's limits l1, u1 of p1
and l2, u2 of p2:

    low  = d - sqrt((p1 - l1)^2 - 2 r (p1 - l1) (u2 - p2) + (u2 - p2)^2)
    high = d + sqrt((u1 - p1)^2 - 2 r (u1 - p1) (p2 - l2) + (p2 - l2)^2)

    r = c / sqrt((e + f) (g + h) (e + g) (f + h)),  and 0 where a factor is 0
    c = eh - fg                         where that is negative,
        max(eh - fg - n / 2, 0)         else

They stay within -1 and 1, and say something where no trial, or every trial, is marked.

Missing data: the caller leaves out trials of which one side is not known.
Degenerate cases: of no trial the difference is NaN and has no limits.

References
----------
Newcombe (1998), Statistics in Medicine 17:2635, method 10. Wilson (1927), Journal of the American
Statistical Association 22:209.
"""

from math import nan, sqrt

from numpy.typing import ArrayLike

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import Marks, as_marks
from mentaleval.stats.binomial import wilson_proportion
from mentaleval.stats.estimate import Estimate


def paired_difference(a: ArrayLike, b: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Compute the share of `a` minus that of `b`, two rows of yes and no on the same trials.

    Agrees with Newcombe's formula put together from the Wilson limits of statsmodels by another
    computation, and with the limits of one table in the tests of the R package contingencytables,
    which goes with Fagerland, Lydersen & Laake (2017), Statistical Analysis of Contingency Tables.

    Examples
    --------
    >>> found = paired_difference([1, 1, 1, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0])
    >>> found.estimate, round(found.low, 3), round(found.high, 3)
    (0.25, -0.15, 0.576)
    """
    first, second = as_marks(a, name="a"), as_marks(b, name="b")
    n = first.size
    if n != second.size:
        raise StatisticsError(f"a and b: expected one length, found {n} and {second.size}")
    if not n:
        return Estimate.point(nan)
    one = wilson_proportion(int(first.sum()), n, confidence=confidence)
    two = wilson_proportion(int(second.sum()), n, confidence=confidence)
    r = _correlation(first, second)
    difference = one.share - two.share
    below = _combined(one.share - one.low, two.high - two.share, r)
    above = _combined(one.high - one.share, two.share - two.low, r)
    return Estimate(difference, difference - below, difference + above, "Newcombe")


def _combined(one: float, two: float, r: float) -> float:
    return sqrt(max(0.0, one**2 - 2 * r * one * two + two**2))


def _correlation(first: Marks, second: Marks) -> float:
    """Return the correlation of two rows of marks, corrected for continuity where positive."""
    n, p, q = int(first.size), int(first.sum()), int(second.sum())
    both = int((first & second).sum())
    product = n * both - p * q  # eh - fg
    if not 0 < p < n or not 0 < q < n:
        return 0.0
    corrected = max(product - n / 2, 0.0) if product > 0 else float(product)
    return corrected / sqrt(p * (n - p) * q * (n - q))
