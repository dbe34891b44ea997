"""Pairs of what somebody said and an answer, in the columns that models are trained with."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from mentaleval import DataError, Exchange, text_hash
from mentaleval_datasets.columns import missing_column
from mentaleval_datasets.counsel_text import plain_space
from mentaleval_datasets.delimited import csv_rows
from mentaleval_datasets.local import why

_COLUMNS: Final = ("input", "output")


def pair_exchanges(
    path: Path, *, source: str, responder: str, tally: Counter[str]
) -> Iterator[Exchange]:
    """Yield every pair that is not blank and not a repeat, in the file's order.

    Parameters
    ----------
    path
        A ``.csv`` file, or a ``.json`` file with a list, whose records have *input* and *output*;
        *instruction*, what a model was told to be, is not read.
    source
        With what the ids begin; their rest comes from the text alone.
    responder
        Whose the answers are; a second answer to the same words is of ``RESPONDER-2``.
    tally
        Counts ``read``, which is the sum of ``kept``, ``blank``, and ``repeated``.

    Raises
    ------
    DataError
        When the file cannot be read, or lacks a column.
    """
    answers: defaultdict[str, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    for context, answer in read_pairs(path):
        tally["read"] += 1
        said = text_hash(context)
        if not context or not answer:
            tally["blank"] += 1
        elif text_hash(answer) in answers[said]:
            tally["repeated"] += 1
        else:
            answers[said].add(text_hash(answer))
            tally["kept"] += 1
            number = len(answers[said])
            who = responder if number == 1 else f"{responder}-{number}"
            yield Exchange(f"{source}-{said}", first.setdefault(said, context), answer, who)


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every *input* and *output* of the file, blank ones too, with plain white space.

    Raises
    ------
    DataError
        When the file cannot be read, has no pairs or lacks a column.
    """
    where = None
    for where, record in _records(path):
        context, answer = (plain_space(_text(record, name, where)) for name in _COLUMNS)
        yield context, answer
    if where is None:
        raise DataError(f"{path} is empty: it has no pairs.")


def pair_counts(exchanges: Iterator[Exchange], tally: Counter[str]) -> dict[str, int]:
    """Return what `pair_exchanges` counts in *tally*, and how many contexts there are."""
    contexts = {exchange.id for exchange in exchanges}
    return {name: tally[name] for name in ("read", "kept", "blank", "repeated")} | {
        "contexts": len(contexts)
    }


def _records(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    if path.suffix.lower() != ".json":
        yield from ((f"{path}, row {number}", row) for number, row in csv_rows(path))
        return
    for number, record in enumerate(_list(path), 1):
        where = f"{path}, record {number}"
        if not isinstance(record, dict):
            raise DataError(f"{where} is a {type(record).__name__}; it should be an object.")
        yield where, record


def _list(path: Path) -> list[object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {why(error)}.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"{path} is not JSON: {error}.", hint="was it downloaded to its end?"
        ) from error
    if not isinstance(found, list):
        raise DataError(f"{path} holds a {type(found).__name__}; it should be a list of pairs.")
    return found


def _text(record: Mapping[str, object], column: str, where: str) -> str:
    if column not in record:
        raise missing_column(column, list(record), where)
    value = record[column]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise DataError(f"{where}: {column!r} is a {type(value).__name__}, not text.")
    # JSON can hold half a character, which no log can.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
