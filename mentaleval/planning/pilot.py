"""What a pilot says: where human ratings differ, and what a judge knows of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np
import pandas as pd

from mentaleval.errors import StatisticsError
from mentaleval.planning.panel import CONVERSATION, EXPERT, RESPONDER, Panel, panel_of
from mentaleval.planning.results import PilotStudy
from mentaleval.ratings.labelled import Labelled
from mentaleval.spreading import Spread, results
from mentaleval.stats import (
    VarianceComponents,
    covariance_components,
    jackknife_groups,
    variance_components,
)
from mentaleval.stats.arrays import Floats
from mentaleval.stats.variance_components import RESIDUAL
from mentaleval.telling import Tell

Known = TypeVar("Known")

_GROUPS: Final = 20
_FEWEST_CONVERSATIONS: Final = 10
_FEWEST_RESPONDERS: Final = 3
_FEWEST_DEGREES: Final = 6
"""Of responder x expert, for its variance to say anything."""
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
        judge, both = float(self.response[1, 1]), float(self.response[0, 1])
        return both**2 / judge if judge > 0 and both > 0 else 0.0

    @property
    def rho(self) -> float:
        """The correlation of the two, responder and conversation taken out; 0 for none."""
        return self.rho_with(0.0)

    def rho_with(self, further: float) -> float:
        """Return the correlation were the variance of the human ratings larger by so much."""
        human, judge = float(self.response[0, 0]) + further, float(self.response[1, 1])
        if not (human > 0 and judge > 0):
            return 0.0
        return float(np.clip(self.response[0, 1] / (human * judge) ** 0.5, -1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A judge of the pilot on one attribute.

    ``without`` is the same without each group of conversations; None where it cannot be said.
    ``within`` is the variance of the human ratings of responses within responders.
    """

    name: str
    beside: JudgeBeside
    without: tuple[JudgeBeside | None, ...]
    n_conversations: int
    """Those that humans rated too."""
    within: float


@dataclass(frozen=True, slots=True, eq=False)
class Pilot:
    """A pilot on one attribute.

    ``by_conversation`` and ``by_expert`` are its components without each group of conversations
    and without each expert.
    """

    study: PilotStudy
    panel: Panel
    by_conversation: tuple[VarianceComponents | None, ...]
    by_expert: tuple[VarianceComponents | None, ...]
    judges: tuple[Judged, ...]


def too_little(pilot: Pilot, *, crossed: bool = True) -> str:
    """Say why a pilot is not enough evidence; nothing where it may be.

    Of a difference of responders conversations count in which two of them were rated.
    """
    study = pilot.study
    number = study.n_crossed if crossed else study.n_conversations
    if number < _FEWEST_CONVERSATIONS:
        what = "conversations with two or more responders" if crossed else "conversations"
        return f"not enough evidence: the pilot has {number} {what}, and it takes 10 at least"
    if crossed and study.n_responders < _FEWEST_RESPONDERS:
        return f"not enough evidence: the pilot has {study.n_responders} responders, it takes 3"
    return ""


def experts_known(study: PilotStudy) -> bool:
    """Say whether it is known how far experts differ in which responders they prefer.

    Responder x expert is then told from all else, and there are enough of both.
    """
    part = study.components.of(RESPONDER, EXPERT) if study.components else None
    degrees = (study.n_responders - 1) * (study.n_experts - 1)
    return part is not None and len(part.effects) == 1 and degrees >= _FEWEST_DEGREES


@dataclass(frozen=True, slots=True, eq=False)
class OfHumans:
    """The human ratings of one attribute."""

    attribute: str
    rows: pd.DataFrame
    again: bool


@dataclass(frozen=True, slots=True, eq=False)
class OfJudge:
    """One judge's ratings of one attribute, of what humans rated too."""

    attribute: str
    judge: str
    rows: pd.DataFrame
    again: bool


Part = OfHumans | OfJudge


def parts_of(found: Labelled, attributes: Sequence[str], *, again: bool = True) -> list[Part]:
    """Divide a pilot: the humans of each attribute, and each judge of each attribute.

    Parameters
    ----------
    found
        The pilot.
    attributes
        Which ones.
    again
        Whether to look at it also without each of its groups of conversations and experts.
    """
    humans = [
        OfHumans(name, found.experts[found.experts["attribute"] == name], again)
        for name in attributes
    ]
    return [
        *humans,
        *(part for name in attributes for part in _of_judges(found, name, again=again)),
    ]


def pilots(
    parts: Sequence[Part], *, spread: Spread = map, tell: Tell | None = None
) -> tuple[Pilot, ...]:
    """Return what the parts of a pilot say of each attribute."""
    made = list(results(_made, parts, spread=spread, tell=tell))
    judges: dict[str, list[Judged]] = defaultdict(list)
    for part, one in zip(parts, made, strict=True):
        if isinstance(one, Judged):
            judges[part.attribute].append(one)
    found = [one for one in made if isinstance(one, Pilot)]
    return tuple(replace(one, judges=tuple(judges[one.study.attribute])) for one in found)


def _of_judges(found: Labelled, attribute: str, *, again: bool) -> Iterator[OfJudge]:
    frame = found.judged
    both = (frame["attribute"] == attribute) & frame["human"].notna() & ~frame["own"]
    for name, rows in frame[both].groupby("judge", sort=True, observed=True):
        yield OfJudge(attribute, str(name), rows, again)


def _made(part: Part) -> Pilot | Judged | None:
    return _judged(part) if isinstance(part, OfJudge) else _pilot(part)


def _pilot(part: OfHumans) -> Pilot:
    """Return what the human ratings of an attribute say, without judges."""
    rows = _sorted(part.rows, "rater")
    responders, conversations, experts = (
        int(rows[column].nunique()) for column in ("responder", "exchange", "rater")
    )
    components, why = None, ""
    try:
        components = _components(rows)
    except StatisticsError as error:
        why = error.message
    known = components is not None and part.again
    by_expert: tuple[VarianceComponents | None, ...] = ()
    if known and experts >= _FEWEST_EXPERTS:
        by_expert = _without(rows, rows["rater"], _components)
    return Pilot(
        PilotStudy(
            part.attribute,
            responders,
            conversations,
            experts,
            len(rows),
            components,
            why,
            _crossed(rows),
        ),
        panel_of(rows, components),
        _without(rows, rows["exchange_id"], _components) if known else (),
        by_expert,
        (),
    )


def _sorted(rows: pd.DataFrame, *last: str) -> pd.DataFrame:
    """Return rows in an order that is theirs, so that equal ratings have equal plans."""
    return rows.sort_values(["exchange_id", "responder", *last], kind="stable")


def _crossed(rows: pd.DataFrame) -> int:
    """Count the conversations in which two responders or more were rated."""
    several = rows.groupby("exchange")["responder"].nunique()
    return int((several > 1).sum())


def _components(rows: pd.DataFrame) -> VarianceComponents:
    facets = {
        RESPONDER: rows["responder"].to_numpy(dtype=object),
        CONVERSATION: rows["exchange_id"].to_numpy(dtype=object),
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


def _judged(part: OfJudge) -> Judged | None:
    rows = _sorted(part.rows)
    try:
        beside = _beside(rows)
    except StatisticsError:
        return None
    without = _without(rows, rows["exchange_id"], _beside) if part.again else ()
    return Judged(part.judge, beside, without, int(rows["exchange"].nunique()), _within(rows))


def _within(rows: pd.DataFrame) -> float:
    """Return the variance of the human ratings within responders, and batches where known."""
    by = ["responder", "batch"] if rows["batch"].notna().any() else ["responder"]
    groups = rows.groupby(by, dropna=False, observed=True)["human"]
    left = rows["human"] - groups.transform("mean")
    return float((left**2).sum() / max(len(rows) - groups.ngroups, 1))


def _beside(rows: pd.DataFrame) -> JudgeBeside:
    facets = {
        RESPONDER: rows["responder"].to_numpy(dtype=object),
        CONVERSATION: rows["exchange_id"].to_numpy(dtype=object),
    }
    found = covariance_components(rows[["human", "rating"]].to_numpy(dtype=np.float64), facets)
    named = {effect: matrix for effects, matrix in found.items() for effect in effects}
    if (RESPONDER,) not in named or (CONVERSATION,) not in named:
        raise StatisticsError("facets: expected several responders and several conversations")
    return JudgeBeside(named[(RESPONDER,)], named[(RESIDUAL,)])
