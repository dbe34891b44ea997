"""The door of the ratings table: what comes through here keeps the table's rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mentaleval.errors import RatingsError
from mentaleval.ratings.coded import Coded, coded_of
from mentaleval.ratings.columns import (
    COLUMNS,
    COUNTS,
    KEY,
    NEVER_BLANK,
    REQUIRED,
    TEXTS,
    Booleans,
    Floats,
    Integers,
    as_flags,
    as_numbers,
    as_text,
    plain_name,
)
from mentaleval.ratings.draft import Draft, near
from mentaleval.ratings.keys import disagreement, repeats
from mentaleval.ratings.texts import constant, distinct_values, put
from mentaleval.vocabulary import RaterKind, Reason, Rubric, Scale

_KINDS = tuple(kind.value for kind in RaterKind)
_LOWER = {"attribute", "rater_kind"}


def checked(draft: Draft, *, rubric: Rubric, scale: Scale | None) -> pd.DataFrame:
    """Return the ratings table of a draft.

    Raises
    ------
    RatingsError
        For the first thing that cannot be put right: a column that is not there, a blank
        id, a value of the wrong kind, one key with two different ratings.
    """
    _require_columns(draft)
    if not len(draft.rows):
        raise RatingsError(f"{draft.name} holds no ratings: it is empty but for its header.")
    table: dict[str, Any] = {column: _text(draft, column) for column in TEXTS}
    _require_text(draft, table)
    _require_kinds(draft, table["rater_kind"])
    rating, raw = _number(draft, "rating"), _number(draft, "raw")
    table |= {column: _count(draft, column) for column in COUNTS}
    table["recovered"] = _flags(draft)
    scales = _Scales(rubric, scale, draft.name)
    table["rating"], table["raw"], table["reason"] = _scaled(
        rating, raw, table["reason"], table["attribute"], scales
    )
    frame = pd.DataFrame({column: table[column] for column in COLUMNS}, copy=False)
    require_consistency(draft, frame)
    return frame


def require_consistency(draft: Draft, frame: pd.DataFrame) -> None:
    """Refuse a rater of two kinds, and a key with two different ratings."""
    coded = coded_of(frame, (*KEY, "rater_kind"))
    _require_one_kind(draft, coded)
    _require_agreement(draft, coded)


def _require_columns(draft: Draft) -> None:
    for column in REQUIRED:
        if column in draft.columns:
            continue
        found = draft.header or tuple(draft.columns)
        guess = near(column, found)
        meant = f" Did you mean its column {guess!r}?" if guess else ""
        raise RatingsError(
            f"{draft.name} has no column {column!r}; it has {', '.join(found) or 'none'}.{meant} "
            f"A ratings table needs {', '.join(REQUIRED)}.",
            hint=f"--columns {column}={guess or 'COLUMN'} says which column it is"
            + (
                "; --columns rater_kind==human that all are human" if column == "rater_kind" else ""
            ),
        )


def _text(draft: Draft, column: str) -> pd.Series[Any]:
    if column not in draft.columns:
        return pd.Series(constant(None, len(draft.rows)))
    return as_text(draft.columns[column], change=plain_name if column in _LOWER else str)


def _first(mask: Any) -> int | None:
    found = np.flatnonzero(np.asarray(mask, dtype=np.bool_))
    return int(found[0]) if found.size else None


def _require_text(draft: Draft, table: dict[str, Any]) -> None:
    for column in NEVER_BLANK:
        if (index := _first(table[column].isna())) is not None:
            raise draft.refuse(index, column, f"every rating needs its {column}")


def _require_kinds(draft: Draft, kinds: pd.Series[Any]) -> None:
    if (index := _first(~kinds.isin(_KINDS))) is not None:
        raise draft.refuse(index, "rater_kind", f"{' or '.join(_KINDS)} would be right")


def _number(draft: Draft, column: str) -> Floats:
    if column not in draft.columns:
        return np.full(len(draft.rows), np.nan)
    numbers, bad = as_numbers(draft.columns[column])
    if (index := _first(bad)) is not None:
        right = "a number (with a decimal point) would be right, or nothing where there is none"
        raise draft.refuse(index, column, right)
    return numbers


def _count(draft: Draft, column: str) -> Integers:
    if column not in draft.columns:
        return np.ones(len(draft.rows), dtype=np.int64)
    numbers, bad = as_numbers(draft.columns[column])
    numbers = np.where(np.isnan(numbers), 1.0, numbers)
    whole = (numbers >= 1) & (numbers < 2**31) & (numbers == np.floor(numbers))
    if (index := _first(bad | ~whole)) is not None:
        raise draft.refuse(index, column, "a whole number from 1 would be right")
    return numbers.astype(np.int64)


def _flags(draft: Draft) -> Booleans:
    if "recovered" not in draft.columns:
        return np.zeros(len(draft.rows), dtype=np.bool_)
    flags, bad = as_flags(draft.columns["recovered"])
    if (index := _first(bad)) is not None:
        raise draft.refuse(index, "recovered", "true or false would be right")
    return flags


class _Scales:
    """The lowest and highest rating of each attribute."""

    def __init__(self, rubric: Rubric, scale: Scale | None, name: str) -> None:
        self._scale = scale
        self._of = {attribute.name: attribute.scale for attribute in rubric}
        self._name = name

    def outside(self, numbers: Floats, attributes: pd.Series[Any], bare: Booleans) -> Booleans:
        """Say which of the *bare* numbers, those without a reason, lie outside their scale."""
        codes, names = distinct_values(attributes)
        scales = [self._scale or self._of.get(str(n), Scale()) for n in names]
        low = np.array([scale.low for scale in scales])[codes]
        high = np.array([scale.high for scale in scales])[codes]
        outside = np.asarray(bare & ((numbers < low) | (numbers > high)))
        if self._scale is None:
            for code in np.unique(codes[outside]).tolist():
                if str(names[code]) not in self._of:
                    self._refuse(str(names[code]), numbers[bare & (codes == code)])
        return outside

    def _refuse(self, attribute: str, numbers: Floats) -> None:
        """Refuse what nobody has given a scale, and what does not fit the usual one."""
        known = numbers[~np.isnan(numbers)]
        number = sum(value not in Scale() for value in known.tolist())
        raise RatingsError(
            f"{self._name}: {number:,} of {known.size:,} ratings of {attribute!r} lie outside "
            f"{Scale()} (they go from {known.min():g} to {known.max():g}), and nothing says on "
            "which scale it was rated.",
            hint="--rubric FILE or --scale LOW HIGH says it",
        )


def _scaled(
    rating: Floats,
    raw: Floats,
    reason: pd.Series[Any],
    attributes: pd.Series[Any],
    scales: _Scales,
) -> tuple[Floats, Floats, pd.Series[Any]]:
    """Unrate what has a reason or lies outside its scale; `raw` keeps the number as read."""
    raw = np.where(np.isnan(raw), rating, raw)
    bare = reason.isna().to_numpy(dtype=np.bool_)
    judged = np.where(np.isnan(rating), raw, rating)
    outside = scales.outside(judged, attributes, bare)
    missing = bare & ~outside & np.isnan(rating)
    reason = put(put(reason, outside, Reason.OUT_OF_SCALE), missing, Reason.MISSING)
    return np.where(bare & ~outside, rating, np.nan), raw, reason


def _require_one_kind(draft: Draft, coded: Coded) -> None:
    raters, human = coded["rater"], coded.having("rater_kind", RaterKind.HUMAN)
    both = np.intersect1d(pd.unique(raters[human]), pd.unique(raters[~human]))
    if both.size:
        first, second = (int(np.flatnonzero((raters == both[0]) & s)[0]) for s in (human, ~human))
        raise RatingsError(
            f"{draft.name}: rater {coded.names['rater'][both[0]]!r} is human in {draft.word} "
            f"{draft.rows[first]} and a judge in {draft.word} {draft.rows[second]}; "
            "a rater is one or the other, so two raters need two names."
        )


def _require_agreement(draft: Draft, coded: Coded) -> None:
    if (clash := disagreement(coded.frame, *repeats(coded))) is None:
        return
    first, second = clash
    places = f"{draft.word}s {draft.rows[first]} and {draft.rows[second]}"
    raise RatingsError(f"{draft.name}, {places}: {described(coded.frame, first, second)}")


def repeated_rows(coded: Coded) -> Booleans:
    """Say which rows repeat the key of an earlier one; tables may be put together anyhow.

    Raises
    ------
    RatingsError
        When two rows of one key give different ratings.
    """
    repeated, first = repeats(coded)
    if clash := disagreement(coded.frame, repeated, first):
        raise RatingsError(f"the ratings table, {described(coded.frame, *clash)}")
    return repeated


def described(frame: pd.DataFrame, first: int, second: int) -> str:
    """Say which rating was given twice, and how the two differ."""
    row = frame.iloc[first]
    values = [_shown(frame.iloc[index]) for index in (first, second)]
    if not pd.isna(row["source"]):
        values = [
            f"{value} in {frame['source'].iloc[index]}"
            for value, index in zip(values, (first, second), strict=True)
        ]
    return (
        f"rater {row['rater']!r} rates {row['attribute']!r} of responder {row['responder']!r} "
        f"in exchange {row['exchange_id']!r}, epoch {row['epoch']}, twice and differently: "
        f"{values[0]} and {values[1]}. One of the two has to go, or be given another epoch."
    )


def _shown(row: pd.Series[Any]) -> str:
    number = f"{row['raw']:g}" if np.isnan(row["rating"]) else f"{row['rating']:g}"
    return number if pd.isna(row["reason"]) else f"{number} ({row['reason']})".replace("nan ", "")
