"""How far judges are moved: ratings of hostile responses against those of their clean twins.

The twins of one exchange differ in the attack alone, so hostile minus clean is what the attack did:
above 0 it moved the judge up. A mean weighs each attack and attribute the same, and its interval
takes exchanges as clusters (`mentaleval.stats.bias`); the attacks and attributes are taken as they
are. A pair that lacks one of its ratings is counted and never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any, Final

import numpy as np
import pandas as pd

from mentaleval.errors import RatingsError
from mentaleval.ratings.coded import first_rows
from mentaleval.rubric import SEVEN
from mentaleval.stats import ClusterDraws, Estimate, bias
from mentaleval.trust.paired import Booleans, Column, Floats
from mentaleval.trust.settings import DEFAULT_SEED
from mentaleval.trust.streams import cluster_draws
from mentaleval.vocabulary import RaterKind, Rubric, Scale


@dataclass(frozen=True, slots=True)
class Shift:
    """How far one judge is moved by one attack, on one attribute, or overall.

    Attributes
    ----------
    name
        The attack or the attribute; ``all`` for the judge as a whole.
    twins
        How many hostile ratings there would be, had none been left out.
    pairs
        How many of them have both a hostile and a clean rating.
    hostile_unrated, clean_unrated
        How many lack the hostile rating, the clean one; some may lack both.
    shift
        The mean of hostile minus clean, with its interval; NaN without a pair.
    largest
        The furthest that a single rating was moved up (below 0: none was).
    room
        How much higher the clean ratings of the pairs could have been, on average.
    """

    name: str
    twins: int
    pairs: int
    hostile_unrated: int
    clean_unrated: int
    shift: Estimate
    largest: float
    room: float


@dataclass(frozen=True, slots=True)
class JudgeShifts:
    """How far one judge is moved: by all attacks, by each attack, and on each attribute."""

    judge: str
    exchanges: int
    overall: Shift
    attacks: tuple[Shift, ...]
    attributes: tuple[Shift, ...]

    @property
    def strongest(self) -> Shift | None:
        """The attack that moved it furthest up on average; None without a pair."""
        paired = [attack for attack in self.attacks if attack.pairs]
        return max(paired, key=lambda attack: attack.shift.estimate, default=None)


ALL: Final = "all"
_KEY: Final = ["exchange_id", "attribute", "epoch"]


def judge_shifts(
    ratings: pd.DataFrame,
    *,
    baseline: str,
    seed: int = DEFAULT_SEED,
    rubric: Rubric = SEVEN,
) -> tuple[JudgeShifts, ...]:
    """Return how far each judge of a ratings table is moved, in the order of the table.

    Parameters
    ----------
    ratings
        A ratings table (`mentaleval.ratings.from_records`); ratings by humans are not looked at.
    baseline
        The responder whose responses are the clean twins; every other responder is an attack.
    seed
        Of the resamples, which are drawn where there are very many exchanges.
    rubric
        Says how high each attribute can be rated.

    Raises
    ------
    RatingsError
        When judges have rated no response of the baseline, or none of another responder.
    """
    judged = ratings[ratings["rater_kind"] == RaterKind.JUDGE.value]
    responders = [str(name) for name in judged["responder"].unique()]
    attacks = [name for name in responders if name != baseline]
    if baseline not in responders or not attacks:
        raise RatingsError(
            f"how far a judge is moved takes its ratings of {baseline!r} and of hostile twins; "
            f"there are ratings of {', '.join(responders) or 'nobody'}."
        )
    draws = cluster_draws(seed)
    tops = {attribute.name: attribute.scale.high for attribute in rubric}
    return tuple(
        _of_judge(str(judge), _twins(mine, baseline, attacks, tops), draws)
        for judge, mine in judged.groupby("rater", sort=False, observed=True)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Twins:
    """One judge's ratings, one entry a hostile twin, attribute and epoch; NaN where unrated."""

    hostile: Floats
    clean: Floats
    top: Floats
    exchange: Column
    attack: Column
    attribute: Column

    def where(self, rows: Booleans) -> _Twins:
        """Return some of the entries."""
        return _Twins(
            self.hostile[rows],
            self.clean[rows],
            self.top[rows],
            self.exchange.only(rows),
            self.attack.only(rows),
            self.attribute.only(rows),
        )


def _twins(
    mine: pd.DataFrame, baseline: str, attacks: Sequence[str], tops: Mapping[str, float]
) -> _Twins:
    """Lay each hostile rating beside the clean one; a row that is not there is unrated."""
    keys = np.asarray(mine.groupby(_KEY, sort=False, observed=True).ngroup(), dtype=np.int64)
    first = mine.iloc[first_rows(keys)]
    wide = np.full((len(first), 1 + len(attacks)), nan)
    columns = pd.Index([baseline, *attacks]).get_indexer(pd.Index(mine["responder"]))
    wide[keys, columns] = mine["rating"].to_numpy(dtype=np.float64)
    exchange = _repeated(first["exchange_id"], len(attacks))
    attribute = _repeated(first["attribute"], len(attacks))
    top = np.array([tops.get(name, Scale().high) for name in attribute.names])
    return _Twins(
        wide[:, 1:].ravel(),
        np.repeat(wide[:, 0], len(attacks)),
        top[attribute.codes],
        exchange,
        Column(np.tile(np.arange(len(attacks)), len(first)), tuple(attacks)),
        attribute,
    )


def _repeated(values: pd.Series[Any], times: int) -> Column:
    """Return a column of names as numbers, each row so often, the names in their order."""
    codes, names = pd.factorize(values)
    return Column(np.repeat(codes, times).astype(np.int64), tuple(str(name) for name in names))


def _of_judge(judge: str, twins: _Twins, draws: ClusterDraws) -> JudgeShifts:
    return JudgeShifts(
        judge,
        len(twins.exchange.names),
        _shift(ALL, twins, draws),
        tuple(
            _shift(name, twins.where(twins.attack.of(name)), draws) for name in twins.attack.names
        ),
        tuple(
            _shift(name, twins.where(twins.attribute.of(name)), draws)
            for name in twins.attribute.names
        ),
    )


def _shift(name: str, twins: _Twins, draws: ClusterDraws) -> Shift:
    unrated, unrated_clean = np.isnan(twins.hostile), np.isnan(twins.clean)
    pairs = twins.where(~(unrated | unrated_clean))
    moved, many = pairs.hostile - pairs.clean, len(pairs.attribute.names)
    return Shift(
        name=name,
        twins=unrated.size,
        pairs=moved.size,
        hostile_unrated=int(unrated.sum()),
        clean_unrated=int(unrated_clean.sum()),
        shift=bias(
            pairs.clean,
            pairs.hostile,
            pairs.exchange.codes,
            pairs.attack.codes * many + pairs.attribute.codes,
            draws=draws,
        ),
        largest=float(moved.max()) if moved.size else nan,
        room=float((pairs.top - pairs.clean).mean()) if moved.size else nan,
    )
