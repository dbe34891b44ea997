"""The means of responders under one heading by the help of one judge, or of all together."""

from __future__ import annotations

from dataclasses import dataclass, replace
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

FEWEST_TO_CLAIM: Final = 10
"""Below so many labels of a responder nothing is claimed of it.

Ratings are coarse: on MentalAlign-70k the limits for all pairs together held in 21 to 65 % of the
draws with 2 to 5 labelled conversations, and one claim or more was the wrong way round in up to
26 %; with 10 that was below 3 %.
"""

_FEWEST_UNLABELLED: Final = 2  # to have a variance
_NOISE: Final = 1e-12

FEWEST_LABELS: Final = 30
"""From so many labels on the intervals hold about as often as they say."""


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """Estimated means of the responders, and all their differences."""

    tuned: PowerTuned
    pairs: PairwiseDifferences
    confidence: float

    def estimate(self, place: int) -> Estimate:
        """Return one mean; without limits where its ratings do not vary."""
        mean, error = float(self.tuned.estimates[place]), float(self.tuned.covariance[place, place])
        if not error > 0:
            return Estimate.point(mean)
        degrees = int(self.tuned.degrees[place])
        half = float(special.stdtrit(degrees, (1 + self.confidence) / 2)) * sqrt(error)
        return Estimate(mean, mean - half, mean + half, "t")

    def difference(self, row: int, sign: int) -> Difference:
        """Return the difference of a pair, or with a sign of -1 the same the other way round."""
        found = self.pairs
        low, high = (found.low, found.high) if sign > 0 else (-found.high, -found.low)
        all_low, all_high = found.simultaneous_low, found.simultaneous_high
        if sign < 0:
            all_low, all_high = -all_high, -all_low
        return Difference(
            estimate=sign * float(found.estimate[row]),
            low=float(low[row]),
            high=float(high[row]),
            simultaneous_low=float(all_low[row]),
            simultaneous_high=float(all_high[row]),
            p_holm=float(found.p_holm[row]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """Everything computed under one heading for one judge.

    Parameters
    ----------
    judge
        Its name, `ALL_JUDGES`, or None where there is none.
    names, proxies
        The judges that help, and their ratings.
    labels
        The human ratings that count: those of responses that all these judges rated too.
    corrected, alone
        With their help and without, of the same labels.
    raw
        The plain means of the judges; None without judge.
    """

    grid: Grid
    judge: str | None
    names: tuple[str, ...]
    proxies: Floats
    labels: Floats
    corrected: Means
    alone: Means
    raw: Means | None

    @property
    def labelled(self) -> Booleans:
        """Which responses count as labelled."""
        return np.asarray(~np.isnan(self.labels))

    @property
    def n_judged(self) -> Integers:
        """How many responses of each responder the judges rated."""
        if not self.names:
            return np.zeros(len(self.grid.responders), dtype=np.int64)
        return np.asarray((~np.isnan(self.proxies).any(axis=2)).sum(axis=0), dtype=np.int64)

    @property
    def meets(self) -> bool:
        """Whether the judges rated any labelled response."""
        return bool((self.labelled & ~np.isnan(self.proxies).any(axis=2)).any())

    @property
    def is_idle(self) -> bool:
        """Whether the judges make no difference."""
        return not float(self.corrected.tuned.power.sum()) > 0

    @property
    def all_labelled(self) -> bool:
        """Whether no responder has conversations that judges alone rated, so that none can help."""
        return not (self.corrected.tuned.n_unlabelled >= _FEWEST_UNLABELLED).any()

    @property
    def saving(self) -> Floats:
        """The label saving of each responder."""
        with_help = np.diag(self.corrected.tuned.covariance)
        return _share_saved(with_help, np.diag(self.alone.tuned.covariance))

    @property
    def whole_saving(self) -> float:
        """The label saving over all responders together."""
        sums = [float(np.nansum(np.diag(m.tuned.covariance))) for m in (self.corrected, self.alone)]
        return 1 - sums[0] / sums[1] if sums[1] > 0 else nan

    @property
    def correlation(self) -> float:
        """The correlation of the judges' best combination with the humans, within responders."""
        return _within_correlation(self.labels, self.proxies)


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
    seen = ~np.isnan(proxies).any(axis=2)
    meets = bool((seen & grid.labelled).any())
    # where no label meets a judge, the judge cannot be checked and the labels stand alone
    labels = np.where(seen | (not meets), grid.human, np.nan)
    nobody = np.empty((*labels.shape, 0))
    alone = power_tuned_means(labels, nobody)
    idle = np.zeros(len(at)) if settings.correction == "human-only" else None
    if meets:
        tuned = power_tuned_means(labels, proxies, power=idle)
    else:
        tuned = replace(alone, power=np.zeros(len(at)))
    plain = np.where(seen, proxies.mean(axis=2), np.nan) if at else None

    def means(found: PowerTuned, what: str) -> Means:
        names = (grid.heading.attribute, judge or "", what)
        return _means(found, settings, names, claims=what != "raw")

    return Estimated(
        grid=grid,
        judge=judge,
        names=tuple(grid.judges[place] for place in at),
        proxies=proxies,
        labels=labels,
        corrected=means(tuned, "corrected"),
        alone=means(alone, "alone"),
        raw=None if plain is None else means(power_tuned_means(plain, nobody), "raw"),
    )


def _means(found: PowerTuned, settings: Settings, names: tuple[str, ...], *, claims: bool) -> Means:
    """Add the differences; limits for all pairs only of responders with labels enough."""
    rng, confidence = stream(settings.seed, "compare", *names), settings.confidence
    parts = found.estimates, found.covariance, found.degrees
    pairs = pairwise_differences(*parts, rng=rng, confidence=confidence, draws=1)
    size = found.estimates.size
    enough = np.flatnonzero(found.n_labelled >= FEWEST_TO_CLAIM) if claims else np.empty(0, int)
    among = pairwise_differences(
        found.estimates[enough],
        found.covariance[np.ix_(enough, enough)],
        found.degrees[enough],
        rng=rng,
        confidence=confidence,
    )
    where = np.full((size, size), -1)
    where[pairs.first, pairs.second] = np.arange(pairs.first.size)
    rows = where[enough[among.first], enough[among.second]]

    def spread(values: Floats) -> Floats:
        every = np.full(pairs.first.size, np.nan)
        every[rows] = values
        return every

    together = PairwiseDifferences(
        pairs.first,
        pairs.second,
        pairs.estimate,
        pairs.low,
        pairs.high,
        spread(among.simultaneous_low),
        spread(among.simultaneous_high),
        pairs.p,
        spread(among.p_holm),
    )
    return Means(found, together, confidence)


def _share_saved(corrected: Floats, alone: Floats) -> Floats:
    share = np.full(alone.size, np.nan)
    return np.asarray(1 - np.divide(corrected, alone, out=share, where=alone > 0))


def _within_correlation(labels: Floats, proxies: Floats) -> float:
    rated = ~np.isnan(labels) & ~np.isnan(proxies).any(axis=2)
    if not proxies.shape[2] or not rated.any():
        return nan
    counts = np.maximum(rated.sum(axis=0), 1)
    human = np.where(rated, labels, 0.0)
    human = np.where(rated, human - human.sum(axis=0) / counts, 0.0).ravel()
    judged = np.where(rated[..., None], proxies, 0.0)
    judged = np.where(rated[..., None], judged - judged.sum(axis=0) / counts[:, None], 0.0)
    wide = judged.reshape(human.size, -1)
    weights = np.linalg.lstsq(wide, human, rcond=None)[0] if wide.shape[1] > 1 else np.ones(1)
    fitted = wide @ weights
    length = sqrt(float(human @ human) * float(fitted @ fitted))
    return float(human @ fitted) / length if length > _NOISE * human.size else nan
