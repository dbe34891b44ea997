"""One attribute: what is calibrated on its labels, and what becomes of each response."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentaleval.escalation import results
from mentaleval.escalation.results import AttributeResult, Group
from mentaleval.escalation.settings import CONFIDENCE, Settings
from mentaleval.ratings.columns import Booleans, Floats, Integers
from mentaleval.stats import (
    ConformalInterval,
    HarmThreshold,
    conformal_intervals,
    harm_threshold,
    stream,
)
from mentaleval.vocabulary import Reason, Scale

Texts = NDArray[np.object_]
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Fate:
    """What becomes of each response on an attribute, and the interval that it has."""

    what: Texts
    low: Floats
    high: Floats


def decide(attribute: str, rows: pd.DataFrame, settings: Settings) -> tuple[AttributeResult, Fate]:
    """Calibrate on the labels of an attribute, and decide on its other responses.

    Parameters
    ----------
    attribute, rows
        What the judge was asked for on it (see `reading.Asked`).
    settings
        What decides.

    Returns
    -------
    What was found, without its statement, and what becomes of each row.
    """
    scale = settings.scale_of(attribute)
    cut, half = settings.cut_of(scale), settings.half_width_of(scale)
    data = _Data(rows)
    intervals, threshold = _calibrated(attribute, data, settings, scale)
    reasons = [_reason(interval, cut=cut, half=half) for interval in intervals]
    place = _places(data, intervals)
    decided = _decided(data, place, reasons, threshold)
    what = data.settled(decided)
    harm = data.calibrating & (data.lowest <= cut)
    found = AttributeResult(
        attribute=attribute,
        scale=scale,
        cut=cut,
        half_width=half,
        n=int(data.calibrating.sum()),
        conversations=int(np.unique(data.exchange[data.calibrating]).size),
        groups=_groups(intervals, reasons, place[data.open]),
        threshold=threshold,
        harms=int(harm.sum()),
        harms_kept=int((harm & (decided == results.KEPT)).sum()),
        counts=dict(Counter(what.tolist()).most_common()),
        statement="",
    )
    return found, _fate(what, place, intervals)


def _groups(
    intervals: Sequence[ConformalInterval], reasons: Sequence[str | None], unlabelled: Integers
) -> tuple[Group, ...]:
    return tuple(
        Group(interval, int((unlabelled == n).sum()), reason)
        for n, (interval, reason) in enumerate(zip(intervals, reasons, strict=True))
    )


class _Data:
    """The columns of an attribute, and who of its responses may be calibrated on."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rating: Floats = rows["rating"].to_numpy(dtype=np.float64)
        self.human: Floats = rows["human"].to_numpy(dtype=np.float64)
        self.lowest: Floats = rows["lowest"].to_numpy(dtype=np.float64)
        self.exchange: Integers = rows["exchange"].to_numpy(dtype=np.int64)
        self.reason: Texts = rows["reason"].to_numpy(dtype=object)
        self.own, self.unrated, self.seen, unrated_since = (
            np.asarray(rows[name], dtype=np.bool_)
            for name in ("own", "unrated", "escalated", "escalated_unrated")
        )
        self.left: Booleans = self.unrated | unrated_since
        self.labelled: Booleans = ~np.isnan(self.human)
        self.usable: Booleans = ~np.isnan(self.rating) & ~self.own
        self.calibrating: Booleans = self.labelled & self.usable
        responders, names = pd.factorize(rows["responder"])
        known = np.bincount(responders[self.calibrating], minlength=len(names)) > 0
        self.known_responder: Booleans = np.asarray(known[responders])
        named = rows.reset_index(drop=True).sort_values(["exchange_id", "responder", "response"])
        self.order: Integers = named.index.to_numpy(dtype=np.int64)
        """By name: what is drawn by lot does not hang on the order of the table."""

    @property
    def judged(self) -> Booleans:
        """The responses that labels speak for: groups and thresholds come from all of them."""
        return self.usable & self.known_responder

    @property
    def open(self) -> Booleans:
        """Those of them that no human was asked for."""
        return self.judged & ~(self.labelled | self.seen | self.left)

    def settled(self, decided: Texts) -> Texts:
        """Return what becomes of each response, by the first that applies."""
        blank = self.reason == Reason.NO_RESPONSE
        unrated = np.isnan(self.rating)
        what = np.where(self.known_responder, decided, results.STRANGER)
        what = np.where(self.own, results.OWN, what)
        what = np.where(unrated, self.reason, what)
        what = np.where(self.left, results.HUMAN_UNRATED, what)
        what = np.where(blank, results.NOTHING, what)
        what = np.where(self.seen, results.SEEN, what)
        return np.asarray(np.where(self.labelled, results.LABELLED, what), dtype=object)


def _calibrated(
    attribute: str, data: _Data, settings: Settings, scale: Scale
) -> tuple[Sequence[ConformalInterval], HarmThreshold | None]:
    rows = data.order[data.judged[data.order]]
    columns = data.human, data.lowest, data.rating, data.exchange, data.unrated
    human, lowest, rating, exchange, unrated = (column[rows] for column in columns)
    if settings.most_missed is None:
        limits = scale.low, scale.high
        return conformal_intervals(
            human, rating, exchange, unrated=unrated, scale=limits, coverage=settings.coverage
        ), None
    if not rows.size:
        return (), None
    return (), harm_threshold(
        lowest,
        rating,
        exchange,
        unrated=unrated,
        cut=settings.cut_of(scale),
        most=settings.most_missed,
        confidence=CONFIDENCE,
        rng=stream(settings.seed, "escalation", "labels", attribute),
    )


def _reason(interval: ConformalInterval, *, cut: float, half: float) -> str | None:
    """Say why the responses of a group need a human; None where they do not."""
    reason = _against(interval.low, interval.high, cut=cut, half=half)
    if reason and reason != results.HARM and _more_might_help(interval, cut=cut, half=half):
        return results.FEW_LABELS
    return reason


def _more_might_help(interval: ConformalInterval, *, cut: float, half: float) -> bool:
    """Whether more labels like these would narrow the interval enough, or part the group."""
    plain = interval.plain_low, interval.plain_high
    if isnan(plain[0]) or not _against(*plain, cut=cut, half=half):
        return True
    return not interval.enough and interval.first < interval.last


def _against(low: float, high: float, *, cut: float, half: float) -> str | None:
    if high <= cut:
        return results.HARM
    if low <= cut:
        return results.STRADDLES
    return results.WIDE if high - low > 2 * half + _ROUNDING else None


def _places(data: _Data, intervals: Sequence[ConformalInterval]) -> Integers:
    """Return the group of each response; -1 where the judge gave no rating or there is none."""
    lasts = np.array([interval.last for interval in intervals])
    place = np.searchsorted(lasts, np.nan_to_num(data.rating, nan=-np.inf))
    return np.where(data.judged & (place < lasts.size), place, -1)


def _decided(
    data: _Data, place: Integers, reasons: Sequence[str | None], threshold: HarmThreshold | None
) -> Texts:
    """Return what intervals or the threshold say of each response with a rating."""
    if threshold is not None:
        seen = results.BELOW if threshold.reached else results.NO_THRESHOLD
        below = data.rating <= threshold.threshold
        return np.asarray(np.where(below, seen, results.KEPT), dtype=object)
    words: list[Any] = [*(reason or results.KEPT for reason in reasons), results.FEW_LABELS]
    return np.array(words, dtype=object)[place]  # place -1 finds the last


def _fate(what: Texts, place: Integers, intervals: Sequence[ConformalInterval]) -> Fate:
    lows = np.array([*(interval.low for interval in intervals), np.nan])
    highs = np.array([*(interval.high for interval in intervals), np.nan])
    return Fate(what, lows[place], highs[place])
