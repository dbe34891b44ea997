"""The user's own contexts, responses and ratings, from one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from mentaleval import (
    DataError,
    Dataset,
    Exchange,
    RaterKind,
    RecordedRating,
    Rubric,
    Scale,
    read_rubric,
    text_hash,
)
from mentaleval_datasets.local import local_copy
from mentaleval_datasets.table_columns import (
    Columns,
    TableRow,
    find_columns,
    rates,
    rating_cells,
    read_table,
)
from mentaleval_datasets.table_ratings import read_cell
from mentaleval_datasets.table_rows import Rows, read_rows, text_of


def _split(value: object) -> object:
    return [part for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class Table(Dataset):
    """Your own CSV, JSON lines or Parquet file of contexts, responses and ratings.

    One row a context, a response, or a rating. A column option that is not given means the
    column of the option's own name, where there is one; in JSON lines a column may be a dotted
    path (``doc.question``). A log that lm-evaluation-harness wrote with ``--log_samples`` is
    known by its lines: there the context is the prompt and the response what the model said.
    """

    name = "table"

    path: Path = Field(description="The file: .csv, .tsv, .jsonl or .parquet.")
    context: str = Field("context", description="Column of what the person said.")
    id: str | None = Field(
        None, description="Column that names the context; without one, equal contexts are one."
    )
    response: str | None = Field(None, description="Column of the response.")
    responder: str | None = Field(None, description="Column of who responded.")
    responder_name: str | None = Field(
        None, description="Who responded, where no column says it; by default the file's name."
    )
    rater: str | None = Field(None, description="Column of who rated.")
    rater_kind: str | None = Field(
        None, description="Column that says human or judge; or one of these words for all rows."
    )
    attribute: str | None = Field(None, description="Column of what was rated, one rating a row.")
    rating: str | None = Field(None, description="Column of the number, one rating a row.")
    attributes: Annotated[tuple[str, ...], BeforeValidator(_split)] = Field(
        (),
        description="Instead of one rating a row: one column an attribute, as "
        "guidance,empathy or guidance=COLUMN,empathy=COLUMN.",
    )
    low: float | None = Field(
        None, description="Lowest rating; by default that of the rubric's attribute."
    )
    high: float | None = Field(
        None, description="Highest rating; by default that of the rubric's attribute."
    )
    rubric_file: Path | None = Field(
        None,
        description="A rubric (.yaml, .toml): what the columns of ratings are, and their scales; "
        "without one, the seven attributes of the paper.",
    )
    filter: str | None = Field(
        None,
        description="In a harness log: the filter whose results are the responses; "
        "by default what the model said.",
    )

    @model_validator(mode="after")
    def _both_limits(self) -> Table:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high go together; give both or neither.")
        if self.low is not None and self.rubric_file is not None:
            raise ValueError("rubric_file has the scales, so low and high are left out.")
        return self

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every context and responder once, in the file's order."""
        rows, columns, read = self._read()
        first: dict[tuple[str, str | None], tuple[int, Exchange]] = {}
        contexts: dict[str, TableRow] = {}
        for row in read:
            known = contexts.setdefault(row.exchange_id, row)
            if known.context != row.context:
                raise DataError(
                    f"{rows.where(row.number)}: id {row.exchange_id!r} has another context in "
                    f"{rows.unit} {known.number}; one id names one context."
                )
            # Without the text of a response there is only the context to yield.
            responder = None if row.response is None else row.responder
            exchange = Exchange(row.exchange_id, row.context, row.response, responder)
            key = (row.exchange_id, row.responder)
            if key in first:
                number, before = first[key]
                if not columns.repeats or before != exchange:
                    raise _repeated(rows, row, number)
                continue
            first[key] = (row.number, exchange)
            if row.response is not None or known is row:
                yield exchange

    def ratings(self) -> Iterator[RecordedRating]:
        """Yield a rating for every rating cell, in the file's order; none without such columns."""
        rows, columns, read = self._read()
        if not rates(rows, columns):
            return
        kind_column = self._kind_column(rows)
        for row in read:
            where = rows.where(row.number)
            kind = self._kind(row, kind_column, where)
            rater = text_of(row.values, columns.rater, where) if columns.rater else kind
            if not rater:
                raise DataError(f"{where}: column {columns.rater!r} is empty; who rated?")
            for attribute, cell in rating_cells(row, columns, where):
                yield self._rating(row, attribute, cell, rater=rater, kind=kind)

    def _read(self) -> tuple[Rows, Columns, Iterator[TableRow]]:
        rows = read_rows(local_copy(self.name, self.path), filtered=self.filter)
        named = {
            "context": None if self.context == "context" else self.context,
            "id": self.id,
            "response": self.response,
            "responder": self.responder,
            "rater": self.rater,
            "attribute": self.attribute,
            "rating": self.rating,
        }
        columns = find_columns(rows, named, self.attributes)
        return rows, columns, read_table(rows, columns, default_responder=self._default_responder)

    @property
    def _default_responder(self) -> str:
        return self.responder_name or self.path.stem

    def _kind_column(self, rows: Rows) -> str | None:
        """Return the column that says human or judge; None where one word is for all rows."""
        if self.rater_kind is None and not rows.has("rater_kind"):
            raise DataError(
                f"{rows.path} does not say whether people or programs rated: it has no column "
                f"'rater_kind'.",
                hint="-D rater_kind=human, -D rater_kind=judge, or -D rater_kind=COLUMN",
            )
        column = self.rater_kind or "rater_kind"
        if column in set(RaterKind) and not rows.has(column):
            return None
        return rows.require(column, hint="-D rater_kind=human or -D rater_kind=judge also do")

    def _kind(self, row: TableRow, column: str | None, where: str) -> str:
        if column is None:
            return str(self.rater_kind)
        kind = text_of(row.values, column, where).lower()
        if kind not in set(RaterKind):
            raise DataError(f"{where}: column {column!r} says {kind!r}, not human or judge.")
        return kind

    @property
    def rubric(self) -> Rubric | None:
        """The rubric that the options give; None without one: a file does not say."""
        return None if self.rubric_file is None else read_rubric(self.rubric_file)

    @property
    def scale(self) -> Scale | None:
        """The scale that the options give; None for the rubric's own."""
        if self.low is None or self.high is None:
            return None
        return Scale(self.low, self.high)

    def _rating(
        self, row: TableRow, attribute: str, cell: Any, *, rater: str, kind: str
    ) -> RecordedRating:
        blank = row.response is not None and not row.response
        rating, reason, raw = read_cell(cell, scale=self.scale, blank_response=blank)
        return RecordedRating(
            row.exchange_id,
            row.responder or self._default_responder,
            rater,
            kind,
            attribute,
            rating,
            reason,
            raw,
            source=self.path.name,
            source_id=row.exchange_id,
            context_hash=text_hash(row.context),
            response_id=text_hash(row.response) if row.response else None,
        )


def _repeated(rows: Rows, row: TableRow, before: int) -> DataError:
    whose = f" by {row.responder!r}" if row.responder else ""
    return DataError(
        f"{rows.where(row.number)}: the response{whose} to {row.exchange_id!r} is also in "
        f"{rows.unit} {before}; each context and responder comes once.",
        hint="-D responder=COLUMN or -D id=COLUMN, if a column tells them apart",
    )
