"""A figure of single responses, and what another number of experts a response makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import atanh, sqrt

from scipy import special

from mentaleval.planning.panel import Panel
from mentaleval.stats import Estimate
from mentaleval.trust import Cell


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of single responses, with its standard error in a study of one response.

    Attributes
    ----------
    name
        ``within_r`` or ``bias``.
    estimate
        With the limits of the pilot; for ``within_r`` on its own scale.
    error
        Of the mean of n independent responses times sqrt(n), what they share included; of
        ``within_r`` on Fisher's z.
    sd
        Of ``bias``: of single differences.
    within
        Of ``within_r``: the variance of the human ratings of responses within responders.
    clusters_a_response
        How many independent parts a response is worth: conversations, or batches where known.
    panel
        The experts of the pilot, by whose number a response all this is; None without a pilot.
    """

    attribute: str
    judge: str
    name: str
    estimate: Estimate
    error: float
    clusters_a_response: float | None = None
    n_responders: int | None = None
    sd: float = 1.0
    within: float = 0.0
    by_batch: bool = False
    panel: Panel | None = None

    def at(self, value: float) -> Figure:
        """Return the same with another true value."""
        return replace(self, estimate=Estimate.point(value))

    def rated_by(self, each: int) -> Figure:
        """Return the same of studies with so many experts a response."""
        if self.panel is None:
            return self
        apart, alike = self.panel.apart(each), self.panel.alike(each)
        if self.name == "within_r":
            less = _shrunk(self.within, apart + alike)
            now = self.estimate
            low, high = less * now.low, less * now.high
            found = Estimate(less * now.estimate, low, high, now.interval)
            return replace(self, estimate=found)
        # what an expert does to all responses to a conversation, these share
        error = self.error**2 + apart + (self.n_responders or 1) * alike
        sd = self.sd**2 + apart + alike
        return replace(self, error=sqrt(max(error, 0.0)), sd=sqrt(max(sd, 0.0)))

    def freedom(self, responses: float, responders: int) -> float:
        """Return how many degrees of freedom the variance of single differences has.

        Squares of differences that are correlated are so by the square of that correlation.
        """
        effect = (self.error / self.sd) ** 2 if self.sd else 1.0
        others = 1 / (self.clusters_a_response or 1 / responders) - 1
        squared = 1 + max(effect - 1, 0.0) ** 2 / others if others > 0 else 1.0
        return max(1.0, (responses - responders) / min(squared, max(effect, 1.0)))


def _shrunk(variance: float, noise: float) -> float:
    """Return what further noise makes of a correlation."""
    return sqrt(variance / (variance + noise)) if min(variance, variance + noise) > 0 else 1.0


def figure_of_cell(
    cell: Cell, name: str, confidence: float, *, panel: Panel, within: float = 0.0
) -> Figure | None:
    """Return the figure of a pilot's judge and attribute; None where it has no interval."""
    found = cell.within_r if name == "within_r" else cell.bias_interval
    limits = [found.low, found.high]
    if name == "within_r":
        if not all(abs(limit) < 1 for limit in limits):  # NaN too
            return None
        limits = [atanh(limit) for limit in limits]
    half = (limits[1] - limits[0]) / 2
    quantile = float(special.stdtrit(max(cell.n_clusters - 1, 1), (1 + confidence) / 2))
    if not half > 0 or not cell.n_responses or cell.limits is None:
        return None
    return Figure(
        attribute=cell.attribute,
        judge=cell.judge,
        name=name,
        estimate=found,
        error=half / quantile * sqrt(cell.n_responses),
        clusters_a_response=cell.n_clusters / cell.n_responses,
        n_responders=cell.n_responders,
        sd=cell.limits.sd,
        within=within,
        by_batch=cell.by_batch,
        panel=panel,
    )


def assumed_figure(name: str, assume: Mapping[str, float]) -> Figure:
    """Return a figure of assumptions alone."""
    effect = sqrt(assume["design_effect"])
    sd = assume.get("sd", 1.0)
    return Figure("", "the judge", name, Estimate.point(assume[name]), sd * effect, sd=sd)
