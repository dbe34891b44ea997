"""The experts' ratings side by side: responses by experts, on an attribute or a composite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentaleval.trust.paired import Floats, Integers, column_of, renumbered
from mentaleval.trust.slices import Heading


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Responses (rows) by experts (columns), NaN where one did not rate; no row or column empty."""

    ratings: Floats
    experts: tuple[str, ...]
    responders: Integers
    """Which responder each response is of."""


@dataclass(frozen=True, slots=True, eq=False)
class Experts:
    """All valid human ratings."""

    names: tuple[str, ...]
    ratings: Mapping[str, Floats]
    """Of each attribute: every response that any expert rated on anything, by experts."""
    responses: Integers
    """The number of each response, as in `Paired`; rising."""
    responders: Integers
    """Which responder each response is of."""

    def side(self, heading: Heading) -> Side:
        """Return the ratings of an attribute; of a composite the means of those with all parts."""
        parts = [self.ratings[name] for name in heading.components or (heading.attribute,)]
        whole = parts[0] if len(parts) == 1 else np.mean(parts, axis=0)
        rated = ~np.isnan(whole)
        rows, columns = rated.any(axis=1), np.flatnonzero(rated.any(axis=0))
        names = tuple(self.names[i] for i in columns)
        return Side(whole[rows][:, columns], names, self.responders[rows])

    def beside(self, attribute: str, responses: Integers) -> Floats:
        """Return the experts' ratings of some responses, row by row."""
        at = np.searchsorted(self.responses, responses)
        return np.asarray(self.ratings[attribute][at])


def experts_of(frame: pd.DataFrame) -> Experts:
    """Bring the valid human ratings side by side (see `Settled.experts`)."""
    rater, attribute = column_of(frame["rater"]), column_of(frame["attribute"])
    rows, responses = renumbered(frame["response"].to_numpy(dtype=np.int64))
    responders = np.zeros(len(responses), dtype=np.int64)
    responders[rows] = column_of(frame["responder"]).codes
    cells = np.full((len(attribute.names), len(responses), len(rater.names)), np.nan)
    cells[attribute.codes, rows, rater.codes] = frame["rating"].to_numpy(dtype=np.float64)
    return Experts(
        names=rater.names,
        ratings=dict(zip(attribute.names, cells, strict=True)),
        responses=responses,
        responders=responders,
    )
