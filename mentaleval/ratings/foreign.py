"""Files of others: which of their columns is which of ours, long or wide."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from mentaleval.errors import RatingsError, UsageError
from mentaleval.ratings.columns import COLUMNS, plain_name
from mentaleval.ratings.draft import Draft, near
from mentaleval.ratings.texts import categorical, changed, constant
from mentaleval.vocabulary import RaterKind, Rubric, text_hash

_HASHED: Final = {"context": "context_hash", "response": "response_id"}
_OF_ONE_RATING: Final = ("attribute", "rating", "reason", "raw", "recovered", "attempts")
_PREFIXES: Final[Mapping[str | None, tuple[str, ...]]] = {
    None: (),
    "attribute": ("attribute",),
    "rater": tuple(kind.value for kind in RaterKind),
}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of a file is which column of a ratings table.

    Parameters
    ----------
    columns
        Our name to the file's: ``{"responder": "model"}``. A value that begins with ``=`` is
        no column but stands in every row: ``{"rater_kind": "=human"}``. Columns that have
        our name already need no entry. ``context`` and ``response`` name columns of text, of
        which only a hash is kept.
    wide
        None for one rating a row. ``"attribute"`` for one column an attribute: those named
        like an attribute of the rubric, and any ``{"attribute:NAME": column}``. ``"rater"``
        for one column a rater: each ``{"human:NAME": column}`` or ``{"judge:NAME": column}``.

    Examples
    --------
    >>> ColumnMap.parse("exchange_id=conv,responder=model,rater_kind==human").columns
    {'exchange_id': 'conv', 'responder': 'model', 'rater_kind': '=human'}
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    wide: Literal["attribute", "rater"] | None = None

    def __post_init__(self) -> None:
        if self.wide not in _PREFIXES:
            raise UsageError(f"--wide {self.wide}: attribute or rater would be right.")
        for ours in self.columns:
            prefix, colon, name = ours.partition(":")
            if colon and not (prefix in _PREFIXES[self.wide] and name):
                raise UsageError(f"--columns {ours}=...: {_prefix_rule(prefix)}")
            if not colon and ours not in (*COLUMNS, *_HASHED):
                guess = difflib.get_close_matches(ours, (*COLUMNS, *_HASHED), n=1)
                meant = f" Did you mean {guess[0]!r}?" if guess else ""
                raise UsageError(
                    f"--columns {ours}=...: a ratings table has no column {ours!r}.{meant} "
                    f"It has {', '.join((*COLUMNS, *_HASHED))}."
                )

    @classmethod
    def parse(cls, text: str, *, wide: Literal["attribute", "rater"] | None = None) -> ColumnMap:
        """Read ``ours=theirs,ours=theirs``, the form of the option ``--columns``.

        Raises
        ------
        UsageError
            When a part of it is of another form, or names no column of ours.
        """
        columns: dict[str, str] = {}
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            ours, equals, theirs = (piece.strip() for piece in part.partition("="))
            if not (ours and equals and theirs):
                raise UsageError(
                    f"--columns: cannot read {part!r}; OURS=THEIRS would be right, "
                    "such as responder=model."
                )
            if ours in columns:
                raise UsageError(f"--columns names {ours!r} twice.")
            columns[ours] = theirs
        return cls(columns, wide)


def _prefix_rule(prefix: str) -> str:
    for wide, prefixes in _PREFIXES.items():
        if prefix in prefixes:
            return f"{prefix}:NAME names a column of ratings and needs --wide {wide}."
    known = [p for prefixes in _PREFIXES.values() for p in prefixes]
    return f"no column begins with {prefix!r}; there are {', '.join(f'{p}:NAME' for p in known)}."


@dataclass(frozen=True, slots=True)
class Raw:
    """A file as it was read.

    Parameters
    ----------
    frame
        Its columns, or those that are needed.
    rows
        The number by which the file calls each row.
    word
        What it calls a row.
    titles
        All its columns.
    """

    frame: pd.DataFrame
    rows: Any
    word: str
    titles: tuple[str, ...]


def needed(titles: Sequence[str], *, mapping: ColumnMap, rubric: Rubric) -> list[str]:
    """Return which of a file's columns hold anything of a ratings table."""
    asked = {*COLUMNS, *_HASHED, *mapping.columns.values()}
    wide = rubric.names if mapping.wide == "attribute" else ()
    return [title for title in titles if title in asked or plain_name(title) in wide]


def drafted(read: Raw, mapping: ColumnMap, *, rubric: Rubric, file: Path) -> Draft:
    """Return the draft of a file's columns under our names."""
    name, raw, rows, word = str(file), read.frame, read.rows, read.word
    constants = {o: t[1:] for o, t in mapping.columns.items() if t.startswith("=")}
    titles = {o: t for o, t in mapping.columns.items() if o not in constants}
    for theirs in titles.values():
        _require(read.titles, theirs, name)
    own = [o for o in (*COLUMNS, *_HASHED) if o in raw and o not in mapping.columns]
    titles |= {ours: ours for ours in own}
    columns: dict[str, Any] = {o: _values(raw[t]) for o, t in titles.items()}
    columns |= {o: constant(value, len(raw)) for o, value in constants.items()}
    for text, hashed in _HASHED.items():
        if text in columns:
            columns.setdefault(hashed, changed(columns[text], lambda said: text_hash(str(said))))
    columns.setdefault("source", constant(file.name, len(raw)))
    header = tuple(str(title) for title in read.titles)
    draft = Draft(columns, np.asarray(rows, dtype=np.int64), name, word, titles, (), header)
    if mapping.wide == "attribute":
        return _long(draft, raw, _attribute_columns(header, titles, rubric, name), _attribute_ids)
    if mapping.wide == "rater":
        return _long(draft, raw, _rater_columns(titles, name), _rater_ids)
    return Draft(_ours(columns), draft.rows, name, word, titles, (), header)


def _values(column: pd.Series[Any]) -> Any:
    """Return a column as it is where it is one of categories or numbers, else as objects."""
    if isinstance(column.array, pd.Categorical):
        return column.array
    return column.to_numpy() if column.dtype.kind in "iufb" else column.to_numpy(dtype=object)


def _require(titles: Sequence[str], column: str, name: str) -> None:
    if column not in titles:
        guess = near(column, titles)
        meant = f" Did you mean {guess!r}?" if guess else ""
        raise RatingsError(
            f"{name} has no column {column!r}, which --columns names.{meant} "
            f"It has {', '.join(map(str, titles))}."
        )


def _ours(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {column: columns[column] for column in COLUMNS if column in columns}


def _attribute_columns(
    header: Sequence[str], titles: Mapping[str, str], rubric: Rubric, name: str
) -> dict[str, str]:
    named = {c: c for c in header if plain_name(c) in rubric.names}
    given = {o.partition(":")[2]: t for o, t in titles.items() if ":" in o}
    taken = {plain_name(attribute) for attribute in given}
    found = {a: c for a, c in named.items() if plain_name(a) not in taken} | given
    if not found:
        raise RatingsError(
            f"{name} has no column named like an attribute of the rubric "
            f"({', '.join(rubric.names)}); it has {', '.join(header)}.",
            hint="--columns attribute:empathy=COLUMN names one",
        )
    return found


def _rater_columns(titles: Mapping[str, str], name: str) -> dict[str, str]:
    found = {o: t for o, t in titles.items() if ":" in o}
    if not found:
        raise RatingsError(
            f"{name}: --wide rater needs to be told the column of each rater.",
            hint="--columns human:NAME=COLUMN,judge:NAME=COLUMN",
        )
    return found


def _attribute_ids(key: str) -> dict[str, str]:
    return {"attribute": key}


def _rater_ids(key: str) -> dict[str, str]:
    kind, _, name = key.partition(":")
    return {"rater": name, "rater_kind": kind}


def _long(
    draft: Draft,
    raw: pd.DataFrame,
    found: Mapping[str, str],
    ids: Callable[[str], dict[str, str]],
) -> Draft:
    """Turn a row of several ratings into several rows of one; every cell becomes a row."""
    size, made = len(draft.rows), [ids(key) for key in found]
    # a row's reason or raw value cannot be told to one of its ratings
    single = {*_OF_ONE_RATING, *made[0]} - ({"attribute"} - set(made[0]))
    kept = {c: v for c, v in _ours(draft.columns).items() if c not in single}
    columns = {column: values.repeat(len(found)) for column, values in kept.items()}
    places = np.tile(np.arange(len(made)), size)
    for column in made[0]:
        columns[column] = categorical(places, [m[column] for m in made])
    titles = list(found.values())
    columns["rating"] = raw[titles].to_numpy(dtype=object).ravel()
    rows = np.repeat(draft.rows, len(found))
    cells = tuple(titles * size)
    return Draft(columns, rows, draft.name, draft.word, draft.titles, cells, draft.header)
