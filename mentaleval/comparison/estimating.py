"""The means of responders under one heading by the help of one judge, or of all together.

Every label counts, whoever else rated the response. A judge that rates only what it is willing to
rate would otherwise say what is compared: one that refuses the bad responses of A takes their
labels with it, and A comes out ahead of a responder that is better. What a judge left out is filled
by its own mean (`mentaleval.stats.power_tuned`), so that it helps less and turns nothing round, and
a judge that rated little cannot spoil what others are worth. The responses of a responder are those
that there are: rated by anybody, or asked for and left unrated.

Limits are drawn from one stream of random numbers, for responders in the order of their names:
equal ratings have equal limits, whatever the judge or the attribute is called, and whichever order
was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt
from typing import Final

import numpy as np
from scipy import special

from mentaleval.comparison.grid import Booleans, Floats, Grid, Integers
from mentaleval.comparison.results import Difference
from mentaleval.comparison.settings import ALL_JUDGES, Settings
from mentaleval.stats import (
    Estimate,
    PairwiseDifferences,
    PowerTuned,
    pairwise_differences,
    power_tuned_means,
    stream,
)

FEWEST_TO_CLAIM: Final = 20
"""Below so many labels of a responder nothing is claimed of it.

Ratings are coarse: on MentalAlign-70k the limits for all pairs together held in 20 to 64 % of the
draws with 2 to 5 labelled conversations, in 45 to 85 % with 10, in 72 to 93 % with 20 and in 83 to
96 % with 30 (150 draws each, of five attributes).
"""

FEWEST_LABELS: Final = 30
"""From so many labels on the intervals hold about as often as they say.

Below it the label saving is left out: the power parameter is chosen by the same labels that then
measure what it saves, and with few of them a useless judge seems to save some.
"""

_FEWEST_UNLABELLED: Final = 2  # to have a variance
_NOISE: Final = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """Estimated means of the responders, and all their differences.

    Parameters
    ----------
    tuned
        The means, in the order of the grid.
    pairs
        Their differences, in the order of the responders' names.
    place
        For each responder of the grid its place by name.
    """

    tuned: PowerTuned
    pairs: PairwiseDifferences
    place: Integers
    confidence: float

    def estimate(self, responder: int) -> Estimate:
        """Return one mean; without limits where its ratings do not vary."""
        mean = float(self.tuned.estimates[responder])
        error = float(self.tuned.covariance[responder, responder])
        if not error > 0:
            return Estimate.point(mean)
        degrees = int(self.tuned.degrees[responder])
        half = float(special.stdtrit(degrees, (1 + self.confidence) / 2)) * sqrt(error)
        return Estimate(mean, mean - half, mean + half, "t")

    def difference(self, a: int, b: int) -> Difference:
        """Return the difference of two responders, the first minus the second."""
        first, second = sorted((int(self.place[a]), int(self.place[b])))
        row = first * (2 * self.place.size - first - 1) // 2 + second - first - 1
        found = self.pairs
        mine = Difference(
            estimate=float(found.estimate[row]),
            low=float(found.low[row]),
            high=float(found.high[row]),
            simultaneous_low=float(found.simultaneous_low[row]),
            simultaneous_high=float(found.simultaneous_high[row]),
            p_holm=float(found.p_holm[row]),
        )
        return mine if self.place[a] == first else mine.turned()


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """Everything computed under one heading for one judge.

    Parameters
    ----------
    judge
        Its name, `ALL_JUDGES`, or None where there is none.
    names, proxies
        The judges that help, and their ratings.
    corrected, alone
        With their help and without, of the same labels.
    raw
        The plain means of the judges; None without judge.
    """

    grid: Grid
    judge: str | None
    names: tuple[str, ...]
    proxies: Floats
    corrected: Means
    alone: Means
    raw: Means | None

    @property
    def judged(self) -> Booleans:
        """Which responses each of these judges rated."""
        return np.asarray(~np.isnan(self.proxies).any(axis=2) & bool(self.names))

    @property
    def met(self) -> Booleans:
        """Which labelled responses any of these judges rated."""
        return np.asarray(self.grid.labelled & ~np.isnan(self.proxies).all(axis=2))

    @property
    def is_idle(self) -> bool:
        """Whether the judges make no difference."""
        return not float(self.corrected.tuned.power.sum()) > 0

    @property
    def all_labelled(self) -> bool:
        """Whether no responder has responses enough without a label, so that none can help."""
        return not (self.corrected.tuned.n_unlabelled >= _FEWEST_UNLABELLED).any()

    @property
    def saving(self) -> Floats:
        """The label saving of each responder; NaN below `FEWEST_LABELS`."""
        with_help, without = self._variances
        share = np.full(without.size, np.nan)
        return np.asarray(1 - np.divide(with_help, without, out=share, where=without > 0))

    @property
    def whole_saving(self) -> float:
        """The label saving over all responders with labels enough; NaN where there is none."""
        with_help, without = (float(np.nansum(part)) for part in self._variances)
        return 1 - with_help / without if without > 0 else nan

    @property
    def _variances(self) -> tuple[Floats, Floats]:
        """Of the means with help and without; NaN where there are too few labels to compare."""
        enough = self.grid.labelled.sum(axis=0) >= FEWEST_LABELS
        both = (np.diag(means.tuned.covariance) for means in (self.corrected, self.alone))
        with_help, without = (np.where(enough, variance, np.nan) for variance in both)
        return with_help, without

    @property
    def correlation(self) -> float:
        """The correlation of the judges' best combination with the humans, within responders."""
        human, judged = self._within
        if not judged.size:
            return nan
        weights = np.linalg.lstsq(judged, human, rcond=None)[0]
        fitted = judged @ weights if judged.shape[1] > 1 else judged[:, 0]
        length = sqrt(float(human @ human) * float(fitted @ fitted))
        return float(human @ fitted) / length if length > _NOISE * human.size else nan

    @property
    def why_idle(self) -> str:
        """Say why the judges make no difference."""
        its = "their" if self.judge == ALL_JUDGES else "its"
        counts = self.met.sum(axis=0)
        human, judged = self._within
        if not counts.any():
            return "no labelled response was rated"
        if self.all_labelled:
            return "no responder has conversations enough without a label"
        if np.maximum(counts - 1, 0).sum() < FEWEST_TO_CLAIM:
            return "there are too few labels to tell"
        if not human @ human > _NOISE * human.size:
            return "the experts' ratings do not vary within responders"
        if not np.square(judged).sum() > _NOISE * judged.size:
            return f"{its} own ratings do not vary within responders"
        return f"within responders {its} ratings follow the experts' no better than chance"

    @property
    def _within(self) -> tuple[Floats, Floats]:
        """The labels and the judges' ratings that any judge meets, less their responder's mean."""
        met, place = self.met, np.nonzero(self.met)[1]
        human = _centred(self.grid.human[met], place)
        judged = self.proxies[met]
        columns = [_centred(judged[:, k], place) for k in range(judged.shape[1])]
        return human, np.stack(columns, axis=1) if columns else np.empty((human.size, 0))


def estimates(grid: Grid, settings: Settings) -> list[Estimated]:
    """Return what each judge makes of a grid, then all of them together; once without judges."""
    chosen: list[tuple[str | None, tuple[int, ...]]] = [
        (judge, (place,)) for place, judge in enumerate(grid.judges)
    ]
    if len(chosen) > 1:
        chosen.append((ALL_JUDGES, tuple(range(len(grid.judges)))))
    return [_estimated(grid, judge, at, settings) for judge, at in chosen or [(None, ())]]


def _estimated(grid: Grid, judge: str | None, at: tuple[int, ...], settings: Settings) -> Estimated:
    proxies = grid.judged[:, :, list(at)]
    nobody = np.empty((*grid.human.shape, 0))
    idle = np.zeros(len(at)) if settings.correction == "human-only" else None
    tuned = power_tuned_means(grid.human, proxies, exist=grid.exist, power=idle)
    alone = power_tuned_means(grid.human, nobody, exist=grid.exist)
    plain = power_tuned_means(proxies.mean(axis=2), nobody) if at else None  # NaN if any left out
    return Estimated(
        grid=grid,
        judge=judge,
        names=tuple(grid.judges[place] for place in at),
        proxies=proxies,
        corrected=_means(tuned, grid, settings),
        alone=_means(alone, grid, settings),
        raw=None if plain is None else _means(plain, grid, settings, claims=False),
    )


def _means(found: PowerTuned, grid: Grid, settings: Settings, *, claims: bool = True) -> Means:
    """Add the differences; limits for all pairs only of responders with labels enough."""
    order = np.argsort(np.array(grid.responders, dtype=object), kind="stable")
    pairs = pairwise_differences(
        found.estimates[order],
        found.covariance[np.ix_(order, order)],
        found.degrees[order],
        rng=stream(settings.seed, "compare"),
        confidence=settings.confidence,
        claimed=claims & (found.n_labelled[order] >= FEWEST_TO_CLAIM),
    )
    return Means(found, pairs, np.argsort(order), settings.confidence)


def _centred(values: Floats, place: Integers) -> Floats:
    """Take each responder's mean from its values; a missing one is then as the mean, 0."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    sums, counts = (np.bincount(place, weights=part) for part in (filled, known))
    means = sums / np.maximum(counts, 1)
    return np.asarray(np.where(known, filled - means[place], 0.0))
