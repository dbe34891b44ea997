"""Replay a data set's own human-written responses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from mentaleval import Dataset, Exchange, UsageError
from mentaleval_responders.recorded import Recorded


class Original(Recorded):
    """Replays the responses that people wrote, where the data set has them."""

    name = "original"

    def variants(self, dataset: Dataset, exchanges: Sequence[Exchange]) -> Sequence[Self]:
        """Return the one responder that the data set calls its original."""
        if dataset.original is None:
            raise UsageError(
                f"data set {dataset.name!r} names no human-written responses of its own.",
                hint="the responder `recorded` replays whatever responses it has",
            )
        if self.responder not in (None, dataset.original):
            raise UsageError(
                f"the human-written responses of data set {dataset.name!r} are those of "
                f"{dataset.original!r}, not of {self.responder!r}.",
                hint="leave the option `responder` out, or use the responder `recorded`",
            )
        chosen = self.model_copy(update={"responder": dataset.original})
        return super(Original, chosen).variants(dataset, exchanges)
