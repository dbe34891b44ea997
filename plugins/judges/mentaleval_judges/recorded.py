"""Replay the ratings of judges that a data set has recorded."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Self

from pydantic import Field, PrivateAttr

from mentaleval import (
    Attribute,
    Dataset,
    Exchange,
    Judge,
    RaterKind,
    Rating,
    Reason,
    RecordedRating,
    Unrated,
    UsageError,
)

_Ratings = dict[tuple[str, str], dict[str, Rating | Unrated]]


class Recorded(Judge):
    """Replays a data set's recorded ratings of one judge, or of each of its judges.

    Where a judge's ratings were recorded more than once, the first time (epoch 1) counts.
    """

    name = "recorded"
    deterministic = True
    rater: str | None = Field(
        default=None, description="Which recorded judge to replay; none: every one of them."
    )
    _ratings: _Ratings | None = PrivateAttr(default=None)
    _family: str | None = PrivateAttr(default=None)

    @property
    def label(self) -> str:
        """The recorded judge's own name."""
        return self.rater or self.name

    @property
    def lineage(self) -> str | None:
        """The recorded judge's family, known once the judge is prepared."""
        return self._family

    def variants(self, dataset: Dataset) -> Sequence[Self]:
        """Return one judge for each recorded one, or the one that is asked for."""
        raters = dict.fromkeys(
            row.rater for row in dataset.ratings() if row.rater_kind == RaterKind.JUDGE
        )
        if self.rater is None and raters:
            return tuple(self.model_copy(update={"rater": rater}) for rater in raters)
        if self.rater in raters:
            return (self,)
        raise _absent(dataset, self.rater, tuple(raters))

    def prepared(self, dataset: Dataset) -> Self:
        """Return a copy that holds the recorded judge's ratings."""
        if self.rater is None:
            names = ", ".join(variant.label for variant in self.variants(dataset))
            raise UsageError(
                f"the judge {self.name!r} replays one recorded judge at a time; data set "
                f"{dataset.name!r} has {names}.",
                hint="set the option `rater`",
            )
        judges: dict[str, None] = {}
        ready = self.model_copy()
        ready._ratings = {}  # noqa: SLF001  a copy of this very class, frozen from here on
        for row in dataset.ratings():
            if row.rater_kind != RaterKind.JUDGE:
                continue
            judges[row.rater] = None
            if row.rater == self.rater and row.epoch == 1:
                cell = ready._ratings.setdefault((row.exchange_id, row.responder), {})  # noqa: SLF001
                cell[row.attribute] = _rating(row)
                ready._family = ready._family or row.rater_family  # noqa: SLF001
        if self.rater not in judges:
            raise _absent(dataset, self.rater, tuple(judges))
        return ready

    async def rate(
        self, exchange: Exchange, attributes: Sequence[Attribute]
    ) -> Mapping[str, Rating | Unrated]:
        """Return what was recorded; `missing` where nothing was."""
        if self._ratings is None:
            raise UsageError(
                f"the judge {self.name!r} was asked to rate before it was given a data set.",
                hint="call its `prepared(dataset)` and let the judge that it returns rate",
            )
        cell = self._ratings.get((exchange.id, exchange.responder or ""), {})
        return {a.name: _within(a, cell.get(a.name)) for a in attributes}


def _rating(row: RecordedRating) -> Rating | Unrated:
    if row.rating is None:
        return Unrated(row.reason or Reason.MISSING, attempts=row.attempts, raw=row.raw)
    return Rating(row.rating, recovered=row.recovered, attempts=row.attempts)


def _within(attribute: Attribute, recorded: Rating | Unrated | None) -> Rating | Unrated:
    if recorded is None:
        return Unrated(Reason.MISSING)
    if isinstance(recorded, Rating) and recorded.value not in attribute.scale:
        return Unrated(Reason.OUT_OF_SCALE, raw=recorded.value)
    return recorded


def _absent(dataset: Dataset, rater: str | None, raters: Sequence[str]) -> UsageError:
    if not raters:
        return UsageError(
            f"data set {dataset.name!r} has no recorded ratings by a judge to replay.",
            hint="choose another data set, or a judge that rates by itself: "
            "`mentaleval list judges`",
        )
    near = difflib.get_close_matches(rater or "", raters, n=1)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    return UsageError(
        f"data set {dataset.name!r} has no recorded judge {rater!r}.{guess} "
        f"It has {', '.join(raters)}."
    )
