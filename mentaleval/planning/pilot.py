"""What a pilot says: where human ratings differ, and what a judge knows of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import pandas as pd

from mentaleval.errors import StatisticsError
from mentaleval.planning.results import PilotStudy
from mentaleval.ratings.labelled import Labelled
from mentaleval.stats import (
    VarianceComponents,
    covariance_components,
    jackknife_groups,
    variance_components,
)
from mentaleval.stats.arrays import Floats
from mentaleval.stats.variance_components import RESIDUAL

Known = TypeVar("Known")

RESPONDER: Final = "responder"
CONVERSATION: Final = "conversation"
EXPERT: Final = "expert"
_GROUPS: Final = 20
_FEWEST_EXPERTS: Final = 3
"""From which on it shows what leaving one of them out changes."""


@dataclass(frozen=True, slots=True, eq=False)
class JudgeBeside:
    """How one judge's ratings vary together with the humans', responder by responder.

    ``responders`` and ``response`` are covariances of (human, judge): of the responders' true
    values, and of what is left of a single response.
    """

    responders: Floats
    response: Floats

    @property
    def explained(self) -> float:
        """The variance of a human rating that the judge explains."""
        judge = float(self.response[1, 1])
        return float(self.response[0, 1]) ** 2 / judge if judge > 0 else 0.0

    @property
    def rho(self) -> float:
        """The correlation of the two, responder and conversation taken out; 0 for none."""
        human, judge = float(self.response[0, 0]), float(self.response[1, 1])
        if not (human > 0 and judge > 0):
            return 0.0
        return float(np.clip(self.response[0, 1] / (human * judge) ** 0.5, -1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A judge of the pilot on one attribute.

    ``without`` is the same without each group of conversations; None where it cannot be said.
    """

    name: str
    beside: JudgeBeside
    without: tuple[JudgeBeside | None, ...]
    n_conversations: int
    """Those that humans rated too."""


@dataclass(frozen=True, slots=True, eq=False)
class Pilot:
    """A pilot on one attribute.

    ``by_conversation`` and ``by_expert`` are its components without each group of conversations
    and without each expert.
    """

    study: PilotStudy
    by_conversation: tuple[VarianceComponents | None, ...]
    by_expert: tuple[VarianceComponents | None, ...]
    judges: tuple[Judged, ...]


def pilots(found: Labelled, attributes: Sequence[str], *, again: bool = True) -> tuple[Pilot, ...]:
    """Return what a pilot says of each attribute; *again* without each of its parts."""
    return tuple(_pilot(found, attribute, again=again) for attribute in attributes)


def _pilot(found: Labelled, attribute: str, *, again: bool) -> Pilot:
    rows = found.experts[found.experts["attribute"] == attribute]
    responders, conversations, experts = (
        int(rows[column].nunique()) for column in ("responder", "exchange", "rater")
    )
    components, why = None, ""
    try:
        components = _components(rows)
    except StatisticsError as error:
        why = error.message
    known = components is not None and again
    by_expert: tuple[VarianceComponents | None, ...] = ()
    if known and experts >= _FEWEST_EXPERTS:
        by_expert = _without(rows, rows["rater"], _components)
    return Pilot(
        PilotStudy(attribute, responders, conversations, experts, len(rows), components, why),
        _without(rows, rows["exchange"], _components) if known else (),
        by_expert,
        _judges(found, attribute, again=again),
    )


def _components(rows: pd.DataFrame) -> VarianceComponents:
    facets = {
        RESPONDER: rows["responder"].to_numpy(dtype=object),
        CONVERSATION: rows["exchange"].to_numpy(),
        EXPERT: rows["rater"].to_numpy(dtype=object),
    }
    return variance_components(rows["rating"].to_numpy(), facets)


def _without(
    rows: pd.DataFrame, facet: pd.Series, make: Callable[[pd.DataFrame], Known]
) -> tuple[Known | None, ...]:
    """Make something again without each group of a facet's levels."""
    groups = jackknife_groups(facet.to_numpy(), groups=_GROUPS)
    made: list[Known | None] = []
    for group in range(int(groups.max()) + 1):
        try:
            made.append(make(rows[groups != group]))
        except StatisticsError:
            made.append(None)
    return tuple(made)


def _judges(found: Labelled, attribute: str, *, again: bool) -> tuple[Judged, ...]:
    frame = found.judged
    both = (frame["attribute"] == attribute) & frame["human"].notna() & ~frame["own"]
    made = []
    for name, rows in frame[both].groupby("judge", sort=True):
        try:
            beside = _beside(rows)
        except StatisticsError:
            continue
        without = _without(rows, rows["exchange"], _beside) if again else ()
        made.append(Judged(str(name), beside, without, int(rows["exchange"].nunique())))
    return tuple(made)


def _beside(rows: pd.DataFrame) -> JudgeBeside:
    facets = {
        RESPONDER: rows["responder"].to_numpy(dtype=object),
        CONVERSATION: rows["exchange"].to_numpy(),
    }
    found = covariance_components(rows[["human", "rating"]].to_numpy(dtype=np.float64), facets)
    named = {effect: matrix for effects, matrix in found.items() for effect in effects}
    if (RESPONDER,) not in named or (CONVERSATION,) not in named:
        raise StatisticsError("facets: expected several responders and several conversations")
    return JudgeBeside(named[(RESPONDER,)], named[(RESIDUAL,)])
