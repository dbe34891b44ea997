"""Where ratings differ: the variance that each facet of a study, and each two together, bring.

A generalizability study. With facets such as responder (r), conversation (c) and expert (e), a
rating is a sum of random effects, one for every set of facets, and the last holds the highest
interaction and all error ("residual"):

    y = mu + r + c + e + rc + re + ce + residual

The variances s2 are estimated by the analysis of variance for designs with anything missing,
Henderson's method I. For an effect A let n_a be the ratings at its level a and y_a their sum, N all
ratings, and n_ab those at level a of A and level b of B:

    T_A   = sum_a y_a^2 / n_a - (sum y)^2 / N
    E T_A = sum_B s2_B (sum_ab n_ab^2 / n_a - sum_b n_b^2 / N)

T is set equal to its expectation, as many linear equations as there are effects. In a complete
design these are the ordinary estimates from mean squares. They are unbiased for any pattern of
missing ratings that has nothing to do with the ratings themselves, need no normal distribution, and
are less precise than maximum likelihood where a lot is missing.

Two effects whose levels hold the very same ratings cannot be told apart: with one expert a
response, rc and the residual are one; with one expert in all, r and re are one, c and ce are one,
and e is in the mean. Such effects make one component, which carries all their names; one that is in
the mean is listed apart and has no variance.

Negative estimates are set to zero; `estimate` keeps them as they came out.

Missing data: a rating that is missing is a row that is not there. NaN is refused.
Degenerate cases: fewer than two ratings, or effects that the equations cannot separate, are refused
with the names of these effects.

References
----------
Henderson (1953), Biometrics 9:226. Searle, Casella & McCulloch (1992), Variance Components,
chapter 5. Brennan (2001), Generalizability Theory, chapters 3 and 7. Shavelson & Webb (1991),
Generalizability Theory: A Primer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from mentaleval.errors import StatisticsError
from mentaleval.stats.arrays import Floats, Integers, as_codes, as_floats, centred

Group = tuple[tuple[str, ...], ...]
"""Effects that make one component."""

RESIDUAL = "residual"
_FEWEST = 2
_SINGULAR = 1e-9


@dataclass(frozen=True, slots=True)
class Component:
    """One variance.

    Attributes
    ----------
    effects
        What it belongs to: each effect a tuple of facets, `("residual",)` the last one. Several
        where the design cannot tell them apart.
    estimate
        As the equations give it.
    """

    effects: Group
    estimate: float

    @property
    def variance(self) -> float:
        """The estimate, 0 where it is negative."""
        return max(0.0, self.estimate)


@dataclass(frozen=True, slots=True)
class VarianceComponents:
    """The components of a study, the coarsest first.

    Attributes
    ----------
    parts
        What could be told apart.
    in_mean
        Effects that have one level only, so that they are part of the mean.
    n
        How many ratings there are.
    """

    parts: tuple[Component, ...]
    in_mean: Group
    n: int

    def of(self, *facets: str) -> Component | None:
        """Return the component that an effect is in; None where it is in the mean."""
        wanted = frozenset(facets)
        return next((p for p in self.parts if any(frozenset(e) == wanted for e in p.effects)), None)


def variance_components(ratings: ArrayLike, facets: Mapping[str, ArrayLike]) -> VarianceComponents:
    """Estimate the variance of every effect of crossed facets, whatever is missing.

    `facets` holds a label for each rating. Agrees with the tables of Brennan (2001) for his
    synthetic data set 3, with the mean squares of R's `aov` and the REML estimates of `lme4` in
    complete designs, and with the equations written out with matrices in R in incomplete ones.

    Examples
    --------
    >>> ratings = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7]
    >>> responders, experts = np.repeat(range(6), 4), np.tile(range(4), 6)
    >>> found = variance_components(ratings, {"responder": responders, "expert": experts})
    >>> for part in found.parts:
    ...     print(part.effects, round(part.estimate, 2))
    (('responder',),) 2.56
    (('expert',),) 5.24
    (('residual',),) 1.02
    """
    values = as_floats(ratings, name="ratings", dimensions=1)
    groups, in_mean, estimates = _solved(values[:, None], facets)
    parts = tuple(Component(g, float(s)) for g, s in zip(groups, estimates[:, 0, 0], strict=True))
    return VarianceComponents(parts, in_mean, values.size)


def covariance_components(
    ratings: ArrayLike, facets: Mapping[str, ArrayLike]
) -> dict[tuple[tuple[str, ...], ...], Floats]:
    """Estimate the covariances that every effect brings to several raters of the same responses.

    `ratings` has a row for each response and a column for each rater (humans, a judge). Returned
    are the matrices by the effects of a component, as they come out: on the diagonal the estimates
    of `variance_components`, and beside it what two raters share, (s2 of their sum - s2 of the one
    - s2 of the other) / 2.

    Examples
    --------
    >>> human, judge = [5, 3, 4, 1, 2, 3], [5, 4, 4, 2, 2, 3]
    >>> responders, conversations = [1, 1, 1, 2, 2, 2], [1, 2, 3, 1, 2, 3]
    >>> facets = {"responder": responders, "conversation": conversations}
    >>> found = covariance_components(np.column_stack([human, judge]), facets)
    >>> found[(("responder",),)].round(2).tolist()
    [[1.5, 1.75], [1.75, 1.83]]
    """
    values = as_floats(ratings, name="ratings", dimensions=2)
    groups, _, estimates = _solved(values, facets)
    return dict(zip(groups, estimates, strict=True))


def _solved(values: Floats, facets: Mapping[str, ArrayLike]) -> tuple[list[Group], Group, Floats]:
    """Return what can be told apart, what is in the mean, and the matrix of each of the former."""
    if len(values) < _FEWEST:
        raise StatisticsError(f"ratings: expected at least {_FEWEST}, found {len(values)}")
    found = _partitions(len(values), facets)
    groups, in_mean = _told_apart(found)
    columns = np.column_stack([centred(column) for column in values.T])
    left, right = _equations(columns, [found[group[0]] for group in groups])
    _require_separable(left, groups)
    return groups, in_mean, np.tensordot(np.linalg.inv(left), right, axes=1)


def _partitions(size: int, facets: Mapping[str, ArrayLike]) -> dict[tuple[str, ...], Integers]:
    """Return the level of each rating under every effect, the coarsest effects first."""
    if not facets:
        raise StatisticsError("facets: expected at least one")
    codes = {name: as_codes(labels, name=name, size=size)[0] for name, labels in facets.items()}
    made: dict[tuple[str, ...], Integers] = {}
    for names in _effects(list(codes)):
        joint = np.zeros(size, dtype=np.int64)
        for name in names:
            joint = joint * (int(codes[name].max()) + 1) + codes[name]
            joint = np.unique(joint, return_inverse=True)[1].astype(np.int64)
        made[names] = joint
    made[(RESIDUAL,)] = np.arange(size, dtype=np.int64)
    return made


def _effects(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every set of facets but the whole one, which is in the residual."""
    for count in range(1, len(names)):
        yield from combinations(names, count)
    if len(names) == 1:
        yield (names[0],)


def _told_apart(
    found: Mapping[tuple[str, ...], Integers],
) -> tuple[list[Group], Group]:
    """Join effects whose levels hold the same ratings; say which are in the mean."""
    joined: dict[bytes, list[tuple[str, ...]]] = {}
    in_mean = []
    for effect, codes in found.items():
        if not codes.any():
            in_mean.append(effect)
            continue
        first = np.unique(codes, return_index=True)[1]  # levels in the order of their first rating
        order = np.empty(first.size, dtype=np.int64)
        order[np.argsort(first)] = np.arange(first.size)
        joined.setdefault(order[codes].tobytes(), []).append(effect)
    return [tuple(group) for group in joined.values()], tuple(in_mean)


def _equations(values: Floats, codes: Sequence[Integers]) -> tuple[Floats, Floats]:
    """Return the coefficients of the variances, and T; both less those of the mean."""
    size, count = len(values), len(codes)
    totals = [np.bincount(level) for level in codes]
    left, right = np.empty((count, count)), np.empty((count, values.shape[1], values.shape[1]))
    whole = values.sum(axis=0)
    for row, level in enumerate(codes):
        sums = np.column_stack([np.bincount(level, weights=column) for column in values.T])
        # not by BLAS, whose last digit hangs on how many threads it has
        squares = np.einsum("ci,cj->ij", sums, sums / totals[row][:, None])
        right[row] = squares - np.outer(whole, whole) / size
        for column, other in enumerate(codes):
            pairs, both = np.unique(level * (totals[column].size) + other, return_counts=True)
            share = np.square(both) / totals[row][pairs // totals[column].size]
            left[row, column] = share.sum() - np.square(totals[column]).sum() / size
    return left, right


def _require_separable(left: Floats, groups: Sequence[Group]) -> None:
    """Refuse equations that determine nothing, and name what they cannot separate."""
    scaled = left / np.abs(left).max(axis=1, keepdims=True)
    _, sizes, directions = np.linalg.svd(scaled)
    if sizes[-1] > _SINGULAR * sizes[0]:
        return
    mixed = [
        " = ".join(" x ".join(effect) for effect in group)
        for group, weight in zip(groups, directions[-1], strict=True)
        if abs(weight) > np.sqrt(_SINGULAR)
    ]
    raise StatisticsError(f"facets: the design cannot separate {', '.join(mixed)}")
