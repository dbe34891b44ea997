"""How well a study with crossed facets knows a figure: what changes without a part of a facet.

The conversations (or experts, or responders) fall into g groups of about equal size; theta_(j) is
the figure without group j. For each facet f that is taken apart

    SE_f^2 = (g - 1) / g sum_j (theta_(j) - mean of theta_(j))^2,   SE^2 = sum_f SE_f^2

and the interval is theta +- t(v) SE, with v by Satterthwaite: SE^4 / sum_f (SE_f^4 / (g_f - 1)).
The sum over facets counts what two facets do together more than once, so it is too wide rather
than too narrow. Take a variance on the scale of its logarithm and a correlation on Fisher's z.

Missing data: none. Degenerate cases: a figure that cannot be computed without some group has no
interval; nor has one of facets with fewer than two groups.

References
----------
Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 11. Owen (2007), Annals of
Applied Statistics 1:386 (crossed facets). Satterthwaite (1946), Biometrics Bulletin 2:110.
"""

from collections.abc import Sequence
from math import isfinite, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.stats.arrays import Integers, as_codes, as_ratings, as_tails
from mentaleval.stats.estimate import Estimate

GROUPS = 40
_FEWEST = 2


def jackknife_groups(labels: ArrayLike, *, groups: int = GROUPS) -> Integers:
    """Return the group of each row: whole levels, dealt out in the order of their labels.

    Examples
    --------
    >>> jackknife_groups(["a", "b", "c", "a"], groups=2).tolist()
    [0, 1, 0, 0]
    """
    size = np.asarray(labels).size
    codes, count = as_codes(labels, name="labels", size=size)
    return np.asarray(codes % min(groups, max(count, 1)), dtype=np.int64)


def facet_jackknife(
    estimate: float, without: Sequence[ArrayLike], *, confidence: float = 0.95
) -> Estimate:
    """Compute the interval of a figure from its values without each group of each facet.

    With one facet it is the ordinary jackknife: of a mean, `scipy.stats.ttest_1samp`.

    Examples
    --------
    >>> found = facet_jackknife(2.5, [[3.0, 8 / 3, 7 / 3, 2.0]])
    >>> round(found.low, 3), round(found.high, 3)
    (0.446, 4.554)
    """
    _, upper = as_tails(confidence)
    parts = []
    for values in without:
        array = as_ratings(values, name="without", dimensions=1)
        if array.size < _FEWEST or not np.isfinite(array).all():
            return Estimate.point(estimate)
        parts.append(((array.size - 1) * float(array.var()), array.size - 1))
    whole = sum(part for part, _ in parts)
    if not (parts and isfinite(estimate)):
        return Estimate.point(estimate)
    if whole == 0:
        return Estimate(estimate, estimate, estimate, "jackknife")
    freedom = whole**2 / sum(part**2 / v for part, v in parts)
    half = float(special.stdtrit(freedom, upper)) * sqrt(whole)
    return Estimate(estimate, estimate - half, estimate + half, "jackknife")
