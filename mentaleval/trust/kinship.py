"""Self-preference: how much higher a judge rates its own kin, estimated and not only left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from mentaleval.decimals import signed
from mentaleval.ratings import Finding
from mentaleval.stats import ClusterDraws, Estimate, placebo_rank, self_preference
from mentaleval.trust.assessment import SelfPreference
from mentaleval.trust.paired import Booleans, Floats, Paired, Wide, side_by_side


@dataclass(frozen=True, slots=True)
class _Intervals:
    draws: ClusterDraws
    confidence: float

    def of(self, differences: Floats, wide: Wide, own: Booleans, rows: Booleans) -> Estimate:
        """Estimate the self-preference in differences, over some of the responses."""
        return self_preference(
            differences[rows],
            wide.responders[rows],
            own[rows],
            wide.exchanges[rows],
            draws=self.draws,
            confidence=self.confidence,
        )


def self_preferences(
    every: Paired,
    kin: Booleans,
    own: Mapping[str, Sequence[str]],
    attributes: Sequence[str],
    *,
    draws: ClusterDraws,
    confidence: float,
) -> tuple[SelfPreference, ...]:
    """Return for each judge with rated kin, and each attribute, what it gives its own.

    Parameters
    ----------
    every, kin
        All pairs, and which of them are of a judge's own kin.
    own
        The own responders of each judge.
    attributes, draws, confidence
        Of what, and how.
    """
    if not kin.any():
        return ()
    intervals = _Intervals(draws, confidence)
    found = []
    for attribute in attributes:
        here = every.attribute.of(attribute)
        rows, theirs = every.where(here), kin[here]
        wide = side_by_side(rows, rows.judge)
        peers = _of_peers(rows, theirs)
        for judge, names in own.items():
            if (rows.judge.of(judge) & theirs).any():
                entry = _entry(rows, wide, peers, judge=judge, own=names, by=intervals)
                found.append(replace(entry, attribute=attribute))
    return tuple(found)


def _of_peers(rows: Paired, kin: Booleans) -> Floats:
    """Return the ratings side by side, NaN where a judge rates its own kin."""
    without = replace(rows, rating=np.where(kin, nan, rows.rating))
    return side_by_side(without, without.judge).ratings


def _entry(
    rows: Paired, wide: Wide, peers: Floats, *, judge: str, own: Sequence[str], by: _Intervals
) -> SelfPreference:
    """Compare own and other responders: judge minus humans, and judge minus peers."""
    column = rows.judge.names.index(judge)
    kin = np.isin(wide.responders, [rows.responder.code(name) for name in own])
    rating = wide.ratings[:, column]
    rated, beyond = ~np.isnan(rating), rating - wide.humans[:, column]
    others = _companions(np.delete(peers, column, axis=1), rated)
    met = rated & ~np.isnan(others).any(axis=1) & (others.shape[1] > 0)
    mean = others.mean(axis=1) if others.shape[1] else rating
    as_large, many = placebo_rank(beyond[rated], wide.responders[rated], kin[rated])
    return SelfPreference(
        judge=judge,
        attribute="",
        own=tuple(own),
        n_own=int((kin & rated).sum()),
        n_own_beside_peers=int((kin & met).sum()),
        against_humans=by.of(beyond, wide, kin, rated),
        against_peers=by.of(rating - mean, wide, kin, met),
        as_large=as_large,
        others=many,
    )


def _companions(peers: Floats, rated: Booleans) -> Floats:
    """Return the judges that rated at least half of what the judge did."""
    shared = (~np.isnan(peers[rated])).sum(axis=0)
    return peers[:, 2 * shared >= rated.sum()]


def preference_notices(found: Sequence[SelfPreference]) -> Iterator[Finding]:
    """Warn where a judge surely rates its own kin higher than the humans' view explains."""
    for entry in found:
        gain = entry.against_humans
        if gain.low > 0:
            yield Finding(
                "self_preference",
                entry.n_own,
                f"beside the humans, {entry.judge} rates {', '.join(entry.own)} on "
                f"{entry.attribute} {signed(gain.estimate)} higher than the other responders "
                f"({signed(gain.low)} to {signed(gain.high)}); as much could be said of "
                f"{entry.as_large} of {entry.others} others.",
                judge=entry.judge,
                attribute=entry.attribute,
            )
