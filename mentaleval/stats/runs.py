"""Whether marks in a row stand in blocks: the runs test of Wald and Wolfowitz.

A run is a stretch of equal marks. Of n marks, n1 of one kind and n2 of the other, in random order,

    expected runs = 1 + 2 n1 n2 / n
    P(2k runs)     = 2 C(n1 - 1, k - 1) C(n2 - 1, k - 1) / C(n, n1)
    P(2k + 1 runs) = (C(n1 - 1, k - 1) C(n2 - 1, k) + C(n1 - 1, k) C(n2 - 1, k - 1)) / C(n, n1)

and p is the probability of as few runs as were found, or fewer: small where equal marks stand
together. It is exact for any number of marks, but for rounding.

Missing data: there is none; a mark is there or it is not.
Degenerate cases: marks of one kind alone are one run in any order, so p is 1; and of no mark at
all likewise.

References
----------
Wald & Wolfowitz (1940), Annals of Mathematical Statistics 11:147. Gibbons & Chakraborti (2011),
Nonparametric Statistical Inference, chapter 3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mentaleval.stats.arrays import Floats, Integers, as_marks


@dataclass(frozen=True, slots=True)
class RunsTest:
    """The runs found, those expected in random order, and the p of so few."""

    runs: int
    expected: float
    p: float


def runs_test(marks: ArrayLike) -> RunsTest:
    """Test whether marks in a row have too few runs to be in random order; one-sided.

    Agrees with `TotalRunsProb` of statsmodels, and with its `runstest_1samp` as far as the normal
    distribution does.

    Examples
    --------
    >>> found = runs_test([1, 1, 1, 1, 0, 0, 0, 0])
    >>> found.runs, found.expected, round(found.p, 3)
    (2, 5.0, 0.029)
    >>> runs_test([1, 0, 1, 1, 0, 0, 1, 0]).runs
    6
    """
    row = as_marks(marks, name="marks")
    if not row.size:
        return RunsTest(0, 0.0, 1.0)
    runs = 1 + int(np.count_nonzero(row[1:] != row[:-1]))
    ones = int(np.count_nonzero(row))
    others = row.size - ones
    expected = 1 + 2 * ones * others / row.size
    if not ones or not others:
        return RunsTest(runs, expected, 1.0)
    return RunsTest(runs, expected, _at_most(runs, ones, others))


def _at_most(runs: int, ones: int, others: int) -> float:
    """Return the probability of at most so many runs."""
    half = np.arange(1, (runs + 1) // 2 + 1)  # pairs of runs, one of each kind
    first, second = _log_choose(ones - 1, half - 1), _log_choose(others - 1, half - 1)
    even = np.log(2) + first + second
    odd = np.logaddexp(first + _log_choose(others - 1, half), _log_choose(ones - 1, half) + second)
    whole = _log_choose(ones + others, np.array([ones]))
    parts = np.concatenate([even[2 * half <= runs], odd[2 * half + 1 <= runs]])
    return float(min(1.0, np.exp(parts - whole).sum()))


def _log_choose(of: int, taken: Integers) -> Floats:
    """Return the logarithm of a binomial coefficient, minus infinity where it is zero."""
    with np.errstate(divide="ignore"):
        logarithm = -np.log(of + 1) - special.betaln(of - taken + 1, taken + 1)
    return np.asarray(logarithm, dtype=np.float64)
