"""The ratings under one heading as exchanges by responders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.ratings.labelled import Labelled
from mentaleval.trust.slices import Heading, headings
from mentaleval.vocabulary import Rubric

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """What was rated under one heading.

    Parameters
    ----------
    heading
        The attribute, or the composite.
    responders, judges
        Who responded, and who judged.
    human
        Exchanges by responders: the mean human rating; NaN where no expert rated.
    judged
        Exchanges by responders by judges: the judge's mean rating; NaN where it gave none.
    exist
        Exchanges by responders: whether there is a response to rate, rated by anybody or not.
    """

    heading: Heading
    responders: tuple[str, ...]
    judges: tuple[str, ...]
    human: Floats
    judged: Floats
    exist: Booleans

    @property
    def labelled(self) -> Booleans:
        """Which responses experts rated."""
        return np.asarray(~np.isnan(self.human))


def grids(
    found: Labelled, responders: Sequence[str], judges: Sequence[str], rubric: Rubric
) -> Iterator[Grid]:
    """Yield the grid of each attribute, and of each composite that any response has whole.

    Exchanges are in the order of the table. Several responses of one responder to an exchange
    are averaged, once each is rated on all parts of the composite; it exists where it is to be
    rated on any of them.
    """
    names = pd.Index(responders)
    experts = _Rows(found.humans, found.humans["human"], names)
    by_judge = {judge: _Rows(part, part["rating"], names) for judge, part in _by_judge(found)}
    there = _Rows(found.responses, pd.Series(1.0, found.responses.index), names)
    attributes = {*found.humans["attribute"], *found.judged["attribute"]}
    for heading in headings(sorted(map(str, attributes)), rubric):
        parts = heading.components or (heading.attribute,)
        human = experts.whole(parts)
        rated = {j: by_judge[j].whole(parts) for j in judges if j in by_judge}
        rated = {judge: values for judge, values in rated.items() if values.size}
        if human.size or rated:
            yield _grid(heading, tuple(responders), human, rated, there.any(parts))


def _by_judge(found: Labelled) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the ratings of each judge, which stand together: views, since there are many."""
    every = found.judged
    first = np.flatnonzero(np.diff(every["judge"].cat.codes, prepend=-1))
    for start, stop in pairwise([*first.tolist(), len(every)]):
        yield str(every["judge"].iloc[start]), every.iloc[start:stop]


@dataclass(frozen=True, slots=True, eq=False)
class _Values:
    """One value a response."""

    exchange: Integers
    responder: Integers
    value: Floats

    @property
    def size(self) -> int:
        return int(self.value.size)

    def cells(self, exchanges: Integers, width: int) -> Floats:
        """Return the mean value of each exchange (rows) and responder; NaN where there is none."""
        cell = np.searchsorted(exchanges, self.exchange) * width + self.responder
        size = exchanges.size * width
        count = np.bincount(cell, minlength=size)
        sums = np.bincount(cell, weights=self.value, minlength=size)
        means = np.divide(sums, count, out=np.full(size, np.nan), where=count > 0)
        return np.asarray(means.reshape(exchanges.size, width))


class _Rows:
    """Ratings of attributes, one row a response and attribute."""

    def __init__(self, frame: pd.DataFrame, values: pd.Series[float], names: pd.Index[str]) -> None:
        self._attribute, self._names = pd.factorize(frame["attribute"])
        self._response = frame["response"].to_numpy(dtype=np.int64)
        self._exchange = frame["exchange"].to_numpy(dtype=np.int64)
        self._responder = names.get_indexer(pd.Index(frame["responder"]))
        self._values = np.asarray(values, dtype=np.float64)

    def whole(self, parts: Sequence[str]) -> _Values:
        """Return the mean over the parts of each response that has them all."""
        rows = self._of(parts)
        _, first, codes = np.unique(self._response[rows], return_index=True, return_inverse=True)
        keep = np.bincount(codes, minlength=first.size) == len(parts)
        sums = np.bincount(codes, weights=self._values[rows], minlength=first.size)
        at = rows[first[keep]]
        return _Values(self._exchange[at], self._responder[at], sums[keep] / len(parts))

    def any(self, parts: Sequence[str]) -> _Values:
        """Return the values of each response on any of the parts."""
        rows = self._of(parts)
        return _Values(self._exchange[rows], self._responder[rows], self._values[rows])

    def _of(self, parts: Sequence[str]) -> Integers:
        wanted = self._names.get_indexer(pd.Index(parts)) if len(self._names) else np.array([-1])
        return np.flatnonzero(np.isin(self._attribute, wanted) & (self._responder >= 0))


def _grid(
    heading: Heading,
    responders: tuple[str, ...],
    human: _Values,
    rated: dict[str, _Values],
    there: _Values,
) -> Grid:
    every = np.unique(there.exchange)  # what was rated is there
    width = len(responders)
    judged = [values.cells(every, width) for values in rated.values()]
    shape = (every.size, width, 0)
    return Grid(
        heading=heading,
        responders=responders,
        judges=tuple(rated),
        human=human.cells(every, width),
        judged=np.stack(judged, axis=2) if judged else np.empty(shape),
        exist=~np.isnan(there.cells(every, width)),
    )
