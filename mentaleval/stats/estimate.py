"""The shape of most answers here: a number and the interval around it."""

from dataclasses import dataclass
from math import nan


@dataclass(frozen=True, slots=True)
class Estimate:
    """A point estimate with its interval.

    Attributes
    ----------
    estimate
        The point estimate; NaN where the data cannot give one.
    low, high
        The limits of the interval; NaN where there is none.
    interval
        The short name of the method that made the limits ("exact F", "generalized",
        "Bonett-Wright", "cluster t", ...), or "none".

    Examples
    --------
    >>> Estimate(0.8, 0.5, 0.9, "exact F").high
    0.9
    """

    estimate: float
    low: float
    high: float
    interval: str

    @classmethod
    def point(cls, estimate: float) -> "Estimate":
        """Make an estimate that has no interval.

        Examples
        --------
        >>> Estimate.point(0.8)
        Estimate(estimate=0.8, low=nan, high=nan, interval='none')
        """
        return cls(estimate, nan, nan, "none")
