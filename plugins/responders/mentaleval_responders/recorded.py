"""Replay the responses that a data set has recorded."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Self

from pydantic import Field

from mentaleval import Dataset, Exchange, Reason, Refusal, Responder, UsageError


class Recorded(Responder):
    """Replays a data set's recorded responses of one responder, or of each of them."""

    name = "recorded"
    replays = True
    deterministic = True
    responder: str | None = Field(
        default=None, description="Which recorded responder to replay; none: every one of them."
    )

    @property
    def label(self) -> str:
        """The recorded responder's own name."""
        return self.responder or self.name

    def variants(self, dataset: Dataset, exchanges: Sequence[Exchange]) -> Sequence[Self]:
        """Return one responder for each recorded one, or the one that is asked for."""
        recorded = dict.fromkeys(
            e.responder for e in exchanges if e.responder and (e.response or "").strip()
        )
        if self.responder is None and recorded:
            return tuple(self.model_copy(update={"responder": name}) for name in recorded)
        if self.responder in recorded:
            return (self,)
        raise _absent(dataset, self.responder, tuple(recorded))

    async def respond(self, exchange: Exchange) -> str | Refusal:
        """Return the recorded response as it stands."""
        response = exchange.response or ""
        return response if response.strip() else Refusal(Reason.NO_RESPONSE)


def _absent(dataset: Dataset, responder: str | None, recorded: Sequence[str]) -> UsageError:
    if not recorded:
        return UsageError(
            f"data set {dataset.name!r} has no recorded responses to replay.",
            hint="choose another data set, or a responder that is a model: "
            "`mentaleval list responders`",
        )
    near = difflib.get_close_matches(responder or "", recorded, n=1)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    return UsageError(
        f"data set {dataset.name!r} has no recorded responder {responder!r}.{guess} "
        f"It has {', '.join(recorded)}."
    )
