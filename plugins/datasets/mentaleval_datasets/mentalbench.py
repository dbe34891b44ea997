"""MentalBench-100k: what 10,000 people said, with ten responses to each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from pydantic import Field

from mentaleval import (
    DataError,
    Dataset,
    Exchange,
    LackingDataError,
    Published,
    PublishedFile,
    RecordedRating,
    text_hash,
)
from mentaleval_datasets.columns import missing_column
from mentaleval_datasets.delimited import csv_rows
from mentaleval_datasets.local import local_copy
from mentaleval_datasets.mentalalign import MentalAlign70k
from mentaleval_datasets.mentalbench_ratings import JOINED, RATED, Rated, joined
from mentaleval_datasets.places import only_file

_REVISION: Final = "03cfc4be2b7c181232652af304dc96d9bbcc5f8a"

RESPONDERS: Final = {
    "original": "response",
    "claude": "Claude-3.5-Haiku",
    "ds_llama": "deepseek-llama",
    "ds_qwen": "deepseek-qwen",
    "gemini": "Gemini",
    "gpt4o": "gpt-4o",
    "gpt4omini": "gpt-4omini",
    "llama_3": "Llama-3.1",
    "qwen_2": "Qwen-2.5",
    "qwen_3": "Qwen-3",
}
"""The column of each responder, who is called as MentalAlign-70k calls it."""

_NOTHING: Final = frozenset({"", "nan"})
"""What stands where a model said nothing: pandas wrote its missing values as words."""
_MOST: Final = 0.95
"""Of the conversations that a rater rated, so many are joined, or it is said that they are not."""
_LONGEST_NOTHING: Final = max(map(len, _NOTHING))


class Row(NamedTuple):
    """One conversation of the benchmark; its number is 1 for the first."""

    number: int
    context: str
    responses: Mapping[str, str]

    @property
    def id(self) -> str:
        """Its number and context, as MentalAlign-70k's conversations are named."""
        return f"{self.number}-{text_hash(self.context)[:8]}"


class MentalBench100k(Dataset):
    """What 10,000 people said, each with ten recorded responses (arXiv 2510.19032).

    The responders are nine models and ``original``, the reply of the data set that a context comes
    from. What MentalAlign-70k's experts and judges rated is joined where that data set is there.
    """

    name = "mentalbench-100k"
    original: ClassVar[str | None] = "original"
    published: ClassVar[Published | None] = Published(
        files=(
            PublishedFile(
                "MentalBench-100k.zip",
                f"https://github.com/abeerbadawi/MentalBench-Align/raw/{_REVISION}"
                "/MentalBench-100k/MentalBench-100k.zip",
                sha256=None,
            ),
        ),
        revision=_REVISION,
        homepage="https://github.com/abeerbadawi/MentalBench-Align",
        licence="MIT",
        citation="Badawi et al., When Can We Trust LLMs in Mental Health?, EACL 2026, "
        "doi:10.18653/v1/2026.eacl-long.180, arXiv 2510.19032",
        note="most of the contexts and original replies were written anew by language models, and "
        "speak of people in distress; the sum of the archive is not known here",
    )

    path: Path | None = Field(
        None,
        description="The released .zip or its .csv, or a folder with one of them; by default "
        "$MENTALEVAL_DATA/mentalbench-100k.",
    )
    mentalalign: Path | None = Field(
        None,
        description="MentalAlign-70k's folder: who rated the first 1,000 contexts; by default "
        "$MENTALEVAL_DATA/mentalalign-70k, where that is there.",
    )

    def exchanges(self) -> Iterator[Exchange]:
        """Yield ten exchanges a row, in the file's order; a reply that is none is blank."""
        for row in _rows(self._file(), Counter()):
            exchange_id = row.id
            for responder, response in row.responses.items():
                yield Exchange(exchange_id, row.context, response, responder)

    def ratings(self) -> Iterator[RecordedRating]:
        """Yield MentalAlign-70k's ratings of contexts that are here; none without that data set.

        Blank responses are unrated, whatever stands in their cells. `counts` tells what was not
        joined.
        """
        return self._joined(Counter())

    def counts(self) -> dict[str, int]:
        """Return how many rows and responses were read, and what was joined.

        ``rows`` is the sum of ``conversations`` and ``blank contexts``; for each rater
        ``conversations rated`` the sum of those ``joined`` and the two kinds that are not.
        """
        tally: Counter[str] = Counter(dict.fromkeys(("rows", "conversations", "blank contexts"), 0))
        for _ in _rows(self._file(), tally):
            pass
        for _ in self._joined(tally):
            pass
        rated = self._rated()
        if others := rated.other_files() if rated else []:
            tally[f"{MentalAlign70k.name}: files not as published"] = len(others)
        return dict(tally)

    def cautions(self) -> tuple[str, ...]:
        """Say where human ratings are not joined, few of them, or not as they were published."""
        rated = self._rated()
        if rated is None:
            said = f"no human ratings are joined: {MentalAlign70k.name} is not here, and without it"
            return (f"{said} nothing can be said of how far a judge can be trusted",)
        tally: Counter[str] = Counter()
        for _ in self._joined(tally):
            pass
        raters = [key.removesuffix(f": {RATED}") for key in tally if key.endswith(RATED)]
        shares = {who: (tally[f"{who}: {JOINED}"], tally[f"{who}: {RATED}"]) for who in raters}
        return (*rated.other_files(), *self._few(shares))

    @staticmethod
    def _few(shares: Mapping[str, tuple[int, int]]) -> Iterator[str]:
        yield from (
            f"only {some:,} of {every:,} conversations that {who!r} rated are joined: in "
            "the others number and context point at different rows, or at none"
            for who, (some, every) in shares.items()
            if some < _MOST * every
        )

    def _joined(self, tally: Counter[str]) -> Iterator[RecordedRating]:
        rated = self._rated()
        if rated is None:
            return
        records = list(rated.ratings())
        wanted = frozenset(record.context_hash or "" for record in records)
        file = self._file()
        yield from joined(records, _rated_in(file, file.stat().st_mtime_ns, wanted), tally)

    def _rated(self) -> MentalAlign70k | None:
        if self.mentalalign is not None:
            return MentalAlign70k(path=self.mentalalign)
        try:
            return MentalAlign70k(path=local_copy(MentalAlign70k.name, None))
        except LackingDataError:
            return None

    def _file(self) -> Path:
        return only_file(local_copy(self.name, self.path), (".zip", ".csv"))


def _rows(path: Path, tally: Counter[str]) -> Iterator[Row]:
    columns: Mapping[str, str] = {}
    read = 0
    for number, cells in csv_rows(path):
        columns = columns or _columns(list(cells), path)
        read += 1
        tally["rows"] += 1
        context = _said(cells[columns["context"]])
        if not context:
            tally["blank contexts"] += 1
            continue
        tally["conversations"] += 1
        said = {who: _said(cells[columns[who]]) for who in RESPONDERS}
        tally.update(f"blank responses: {who}" for who, text in said.items() if not text)
        yield Row(number - 1, context, said)
    if not read:
        raise DataError(f"{path} has no rows under its header.")


@lru_cache(maxsize=2)  # a run asks for the ratings several times
def _rated_in(path: Path, _changed: int, wanted: frozenset[str]) -> tuple[Rated, ...]:
    return tuple(
        Rated(
            row.number,
            row.id,
            found,
            {who: text_hash(r) if r else None for who, r in row.responses.items()},
        )
        for row in _rows(path, Counter())
        if (found := text_hash(row.context)) in wanted
    )


def _said(cell: str) -> str:
    text = cell.strip()
    return "" if len(text) <= _LONGEST_NOTHING and text.casefold() in _NOTHING else text


def _columns(found: Sequence[str], path: Path) -> dict[str, str]:
    plain = {_plain(name): name for name in found}
    wanted = {"context": "context", **RESPONDERS}
    for column in wanted.values():
        if _plain(column) not in plain:
            raise missing_column(column, found, str(path))
    return {name: plain[_plain(column)] for name, column in wanted.items()}


def _plain(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column.casefold())
