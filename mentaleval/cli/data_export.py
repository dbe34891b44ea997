"""``mentaleval data card`` and ``data export``: what a data set is, and a file of it to share."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final, TextIO

from mentaleval.cli.console import message, put, write_text
from mentaleval.cli.data_words import cautions
from mentaleval.cli.targets import require_writable
from mentaleval.contract import Dataset
from mentaleval.errors import DataError, UsageError
from mentaleval.legible import legible
from mentaleval.plugins import installed
from mentaleval.published import Published
from mentaleval.vocabulary import Exchange
from mentaleval.writing import whole_file, write_csv

Row = Mapping[str, str]

_SAID: Final = ("response", "responder")
_HALF: Final = re.compile("[\ud800-\udfff]")


def card(args: argparse.Namespace) -> int:
    """Print or write the data card of a data set."""
    if args.out is not None:
        require_writable(args.out)
    dataset = _dataset(args)
    text = dataset.card() or _plain_card(dataset)
    for caution in cautions(dataset):
        if caution not in text:
            text += f"\n**Caution:** {caution}\n"
    text = legible(text)
    if args.out is None:
        put(text.rstrip("\n"))
    else:
        write_text(text, args.out)
        message(f"wrote {args.out}")
    return 0


def export(args: argparse.Namespace) -> int:
    """Write the exchanges of a data set to a file that the data set `table` reads.

    Raises
    ------
    UsageError
        When there is no file to write to, it has another suffix, or it cannot be written.
    """
    if args.out is None:
        raise UsageError(
            "`mentaleval data export` needs a file to write to.", hint="--out FILE.jsonl"
        )
    write = _WRITERS.get(Path(args.out).suffix.lower())
    if write is None:
        raise UsageError(f"--out {args.out} should end in {' or '.join(_WRITERS)}.")
    require_writable(args.out)
    dataset = _dataset(args)
    for caution in cautions(dataset):
        message(f"warning: {caution}")
    try:
        with whole_file(Path(args.out)) as coming:
            with coming.open("w", encoding="utf-8", newline="") as file:
                written = write(_rows(dataset), file)
            with coming.open("rb") as made:
                digest = hashlib.file_digest(made, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"cannot write {args.out!r}: {error.strerror or error}.") from error
    message(f"wrote {written:,} rows to {args.out}\nSHA-256 {digest}")
    if isinstance(dataset.published, Published):
        message(f"licence of what is in it: {dataset.published.licence}")
    message(f"read it with: --dataset table -D path={args.out}")
    return 0


def _dataset(args: argparse.Namespace) -> Dataset:
    options = {} if args.data_options is None else dict(args.data_options.shared)
    return installed().dataset(args.name, options)


def _rows(dataset: Dataset) -> Iterator[Row]:
    """Yield one row an exchange; without a column of responses where there are none at all.

    All rows have the same columns, also those that only some exchanges have something in.

    Raises
    ------
    DataError
        When only some exchanges have a response, which no table can tell from a blank one, or
        what there is of an exchange cannot be written.
    """
    columns: dict[str, str] = {}
    answered: set[bool] = set()
    for exchange in dataset.exchanges():
        answered.add(exchange.response is not None)
        columns |= dict.fromkeys(_row(dataset, exchange), "")
    if len(answered) > 1:
        raise DataError(
            f"only some exchanges of {dataset.name!r} have a response; no file is made."
        )
    for exchange in dataset.exchanges():
        yield columns | _row(dataset, exchange)


def _row(dataset: Dataset, exchange: Exchange) -> dict[str, str]:
    row = {"id": exchange.id, "context": exchange.context}
    if exchange.response is not None:
        row |= {"response": exchange.response, "responder": exchange.responder or ""}
    details = dataset.details(exchange)
    where = f"the exchange {exchange.id!r} of {dataset.name!r}"
    if taken := [name for name in details if name in {*row, *_SAID}]:
        raise DataError(f"{where} has a column {taken[0]!r} among its details, which is taken.")
    row |= details
    for name, text in row.items():
        if _HALF.search(str(text)):
            raise DataError(
                f"{where}: its {name} has half a character (a lone surrogate), which no file can "
                "hold."
            )
    return row


def _jsonl(rows: Iterator[Row], file: TextIO) -> int:
    written = 0
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        written += 1
    return written


def _csv(rows: Iterator[Row], file: TextIO) -> int:
    first = next(rows, None)
    if first is None:
        return 0
    cells = (list(row.values()) for row in chain([first], rows))
    return write_csv(file, chain([list(first)], cells)) - 1


_WRITERS: Final[Mapping[str, Callable[[Iterator[Row], TextIO], int]]] = {
    ".jsonl": _jsonl,
    ".csv": _csv,
}


def _plain_card(dataset: Dataset) -> str:
    """Return what any data set tells of itself."""
    lines = [f"# Data card: {dataset.name}", "", dataset.summary(), ""]
    lines += [f"**Caution:** {caution}\n" for caution in dataset.cautions()]
    if (published := dataset.published) is not None:
        terms = {
            "licence": published.licence,
            "cite": published.citation,
            "page": published.homepage,
            "revision": published.revision,
            "given out on request": published.gated,
            "note": published.note,
        }
        lines += [f"- {name}: {said}" for name, said in terms.items() if said] + [""]
    if counts := dataset.counts():
        lines += ["| what was read | how many |", "| --- | --- |"]
        lines += [f"| {name.replace('|', ' ')} | {count:,} |" for name, count in counts.items()]
    return "\n".join(lines) + "\n"
