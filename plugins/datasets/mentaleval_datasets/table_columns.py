"""Which columns of a user's table say what, and its rows read by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize

from mentaleval import DataError, text_hash
from mentaleval_datasets.table_rows import Rows, text_of, value_of

ID_NAMES: Final = ("id", "exchange_id")
"""What the column that names a context may be called where nobody says."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that there are; None for those that there are not."""

    context: str
    id: str | None
    response: str | None
    responder: str | None
    rater: str | None
    attribute: str | None
    rating: str | None
    wide: Mapping[str, str]

    @property
    def repeats(self) -> bool:
        """Whether one response may have several rows, one a rater or attribute."""
        return self.rater is not None or self.attribute is not None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; ``exchange_id`` is made from the context where no column names it."""

    number: int
    values: Mapping[str, Any]
    exchange_id: str
    context: str
    response: str | None
    responder: str | None


def find_columns(rows: Rows, named: Mapping[str, str | None], wide: Sequence[str]) -> Columns:
    """Find the columns.

    Parameters
    ----------
    rows
        The table.
    named
        For each kind of column what the user calls it, or None: then the kind's own name, where
        there is such a column.
    wide
        The columns that hold one attribute each, as ``COLUMN`` or ``ATTRIBUTE=COLUMN``.

    Raises
    ------
    DataError
        When a column that was named, or one that is needed, is not there.
    """
    found = {kind: _find(rows, kind, column) for kind, column in named.items()}
    context = rows.require(found["context"] or "context", hint="-D context=COLUMN names it")
    return Columns(
        context=context,
        id=found["id"],
        response=found["response"],
        responder=found["responder"],
        rater=found["rater"],
        attribute=found["attribute"],
        rating=found["rating"],
        wide=_wide(rows, wide),
    )


def rates(rows: Rows, columns: Columns) -> bool:
    """Say whether the table has ratings.

    Raises
    ------
    DataError
        When it has half of the two columns that one rating a row takes, or has ratings in both
        ways.
    """
    if columns.attribute and columns.rating:
        if columns.wide:
            raise DataError(
                f"{rows.path}: ratings stand either one a row (columns 'attribute' and 'rating') "
                f"or in one column an attribute (option 'attributes'), not both."
            )
        return True
    lone = columns.attribute or columns.rating
    if lone and not columns.wide:
        wanted = "rating" if columns.attribute else "attribute"
        raise DataError(
            f"{rows.path} has a column {lone!r}, but none for {wanted!r}: one rating a row takes "
            f"both.",
            hint=f"-D {wanted}=COLUMN, or -D attributes=COLUMN,COLUMN for one column each",
        )
    return bool(columns.wide)


def _find(rows: Rows, kind: str, column: str | None) -> str | None:
    if column is not None:
        return rows.require(column, hint=f"-D {kind}=COLUMN names another")
    names = ID_NAMES if kind == "id" else (kind,)
    return next((name for name in names if rows.has(name)), None)


def _wide(rows: Rows, wide: Sequence[str]) -> dict[str, str]:
    pairs = [item.partition("=") for item in wide]
    mapped: dict[str, str] = {}
    for attribute, _, column in pairs:
        name = _name(attribute)
        if name in mapped:
            raise DataError(f"the option 'attributes' names {name!r} twice.")
        mapped[name] = rows.require(
            (column or attribute).strip(), hint="-D attributes=ATTRIBUTE=COLUMN,... names them"
        )
    return mapped


def read_table(rows: Rows, columns: Columns, *, default_responder: str) -> Iterator[TableRow]:
    """Yield the rows.

    Raises
    ------
    DataError
        When a row has no context, or no id or responder although there is a column for it.
    """
    for number, values in rows.records:
        where = rows.where(number)
        context = _required(values, columns.context, where)
        response = text_of(values, columns.response, where) if columns.response else None
        responder = _required(values, columns.responder, where) if columns.responder else None
        if responder is None and response is not None:
            responder = default_responder
        exchange_id = _required(values, columns.id, where) if columns.id else text_hash(context)
        yield TableRow(number, values, exchange_id, context, response, responder)


def rating_cells(row: TableRow, columns: Columns, where: str) -> Iterator[tuple[str, Any]]:
    """Yield the attributes that a row rates, in lower case, and what stands in their cells."""
    if columns.attribute is not None and columns.rating is not None:
        attribute = _required(row.values, columns.attribute, where)
        yield _name(attribute), value_of(row.values, columns.rating)
    for attribute, column in columns.wide.items():
        yield attribute, value_of(row.values, column)


def _name(attribute: str) -> str:
    """Return an attribute's name in lower case, its accents as a rubric has them."""
    return normalize("NFC", attribute.strip().lower())


def _required(values: Mapping[str, Any], column: str, where: str) -> str:
    text = text_of(values, column, where)
    if not text:
        raise DataError(f"{where}: column {column!r} is empty.")
    return text
