"""MentalAlign-70k: one human rating and up to four judges' of 10,000 responses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Final

from pydantic import Field

from mentaleval import (
    DataError,
    Dataset,
    Declared,
    Exchange,
    Published,
    PublishedFile,
    RaterKind,
    RecordedRating,
    lineage_of,
    not_as_published,
    text_hash,
)
from mentaleval_datasets.cells import read_cell
from mentaleval_datasets.census import census
from mentaleval_datasets.local import local_copy
from mentaleval_datasets.workbook import Workbook, WorkbookRow, find_workbooks, read_workbook

RESPONDER_FAMILIES: Final = {
    "claude": "anthropic/claude-3-5-haiku",
    "ds_llama": "deepseek/deepseek-r1-distill-llama-8b",
    "ds_qwen": "deepseek/deepseek-r1-distill-qwen-7b",
    "gemini": "google/gemini-2.0-flash",
    "gpt4o": "openai/gpt-4o",
    "gpt4omini": "openai/gpt-4o-mini",
    "llama_3": "meta/llama-3.1-8b-instruct",
    "qwen_2": "alibaba/qwen2.5-7b-instruct",
    "qwen_3": "alibaba/qwen3-4b",
}
"""The model line behind each column; ``original`` was written by people."""

RATER_FAMILIES: Final = {
    "claude": "anthropic/claude-3-7-sonnet",
    "gpt-4o": "openai/gpt-4o",
    "gemini": "google/gemini-2.5-flash",
    "o4-mini": "openai/o4-mini",
}
"""The model line behind each judge's workbook."""

OWN_SYSTEM: Final = {
    "claude": "claude",
    "gpt-4o": "gpt4o",
    "gemini": "gemini",
    "o4-mini": "gpt4omini",
}
"""The responder that the paper leaves out for each judge."""

OMITTED: Final = "430"
"""The conversation that the paper's analysis drops, without saying why."""


_REVISION: Final = "03cfc4be2b7c181232652af304dc96d9bbcc5f8a"
_REPOSITORY: Final = "abeerbadawi/MentalBench-Align"


def _workbook(path: str, sha256: str | None, size: int | None) -> PublishedFile:
    source = f"https://raw.githubusercontent.com/{_REPOSITORY}/{_REVISION}/MentalAlign-70k"
    return PublishedFile(path.rpartition("/")[2], f"{source}/{path}", sha256, size)


class MentalAlign70k(Dataset):
    """Expert and judge ratings of ten responses to each of 1,000 people (arXiv 2510.19032).

    The release holds what people said and how every response was rated, but not the
    responses. It is read from its workbooks: ``Human_judge.xlsx`` and any of
    ``*_llm_judge.xlsx``.
    """

    name = "mentalalign-70k"
    original: ClassVar[str | None] = "original"
    published: ClassVar[Published | None] = Published(
        files=(
            _workbook(
                "Human_Judge/Human_judge.xlsx",
                "3582e4a36db7c6788d54266c82967ebee5e7b7910d41cff752db0e79d97b74b5",
                237_045,
            ),
            _workbook(
                "LLMs_as_a_judge/claude_llm_judge.xlsx",
                "86555b88e979598c73a6d6e2ea984ff0e053d8192d0739a57dc5868ea2377ec2",
                1_174_042,
            ),
            _workbook(
                "LLMs_as_a_judge/gpt-4o_llm_judge.xlsx",
                "93a9cc7454e3dfd5e13da724bcdcccec5d72768ee417c43b63b24f69da28a5cb",
                975_972,
            ),
            _workbook("LLMs_as_a_judge/gemini_llm_judge.xlsx", None, None),
            _workbook("LLMs_as_a_judge/o4-mini_llm_judge.xlsx", None, None),
        ),
        revision=_REVISION,
        homepage=f"https://github.com/{_REPOSITORY}",
        licence="MIT",
        citation="Badawi et al. (2025), When Can We Trust LLMs in Mental Health? Large-Scale "
        "Benchmarks for Reliable LLM Evaluation. arXiv:2510.19032.",
        note="what people in distress wrote, and ratings of responses to it",
    )

    path: Path | None = Field(
        None,
        description="A folder with Human_judge.xlsx and *_llm_judge.xlsx, or one such workbook; "
        "by default $MENTALEVAL_DATA/mentalalign-70k.",
    )

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every context once, without responses: the release has none.

        A conversation whose context differs between two workbooks is two exchanges.
        """
        seen: set[str] = set()
        for workbook in self._workbooks():
            for row in workbook.rows:
                exchange_id = _exchange_id(row)
                if row.context and exchange_id not in seen:
                    seen.add(exchange_id)
                    yield Exchange(exchange_id, row.context)

    def ratings(self) -> Iterator[RecordedRating]:
        """Yield seven ratings for every cell, in the order of the rows."""
        for workbook in self._workbooks():
            yield from _ratings(workbook)

    def counts(self) -> dict[str, int]:
        """Return what the cells of each workbook hold (see `census`)."""
        return {name: n for book in self._workbooks() for name, n in census(book).items()}

    def other_files(self) -> list[str]:
        """Return a sentence for each workbook that is not as it was published."""
        return not_as_published(local_copy(self.name, self.path), self.published)

    def _workbooks(self) -> list[Workbook]:
        workbooks = [read_workbook(p) for p in find_workbooks(local_copy(self.name, self.path))]
        first: dict[str, Path] = {}
        for workbook in workbooks:
            if workbook.rater in first:
                raise DataError(
                    f"{first[workbook.rater]} and {workbook.path} are both the ratings of "
                    f"{workbook.rater!r}.",
                    hint="-D path=FOLDER with one of them",
                )
            first[workbook.rater] = workbook.path
        return workbooks


def _ratings(workbook: Workbook) -> Iterator[RecordedRating]:
    rater = workbook.rater
    judge = _paper_judge(rater) if workbook.kind is RaterKind.JUDGE else None
    family = RATER_FAMILIES[judge] if judge else None
    own = OWN_SYSTEM[judge] if judge else None
    for row in workbook.rows:
        exchange_id, context_hash = _exchange_id(row), text_hash(row.context)
        for responder, cell in zip(workbook.responders, row.cells, strict=True):
            declared = _declared(workbook, row, own=responder == own)
            for attribute, rating, reason, raw, recovered in read_cell(cell).outcomes:
                yield RecordedRating(
                    exchange_id,
                    responder,
                    rater,
                    workbook.kind.value,
                    attribute,
                    rating,
                    reason,
                    raw,
                    recovered,
                    source=workbook.path.name,
                    source_id=row.conv_id,
                    context_hash=context_hash,
                    responder_family=RESPONDER_FAMILIES.get(responder),
                    rater_family=family,
                    declared=declared,
                )


def _declared(workbook: Workbook, row: WorkbookRow, *, own: bool) -> str | None:
    if workbook.kind is RaterKind.JUDGE:
        return Declared.OWN_SYSTEM if own else None
    return Declared.OMITTED if row.conv_id == OMITTED else None


def _paper_judge(rater: str) -> str | None:
    """Return the paper's name of a judge that is called by it or by its model, in any spelling."""
    for judge, family in RATER_FAMILIES.items():
        if _spelled(rater) in {_spelled(judge), _spelled(family)}:
            return judge
    return None


def _spelled(model: str) -> str:
    return re.sub(r"[^a-z0-9]", "", lineage_of(model) or model.casefold())


def _exchange_id(row: WorkbookRow) -> str:
    return f"{row.conv_id}-{text_hash(row.context)[:8]}"
