"""CounselChat: questions that people asked online, and therapists' answers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar, Final

from pydantic import Field

from mentaleval import DataError, Dataset, Exchange, Published, PublishedFile, text_hash
from mentaleval_datasets.columns import missing_column
from mentaleval_datasets.counsel_text import (
    author_names,
    plain_space,
    without_links,
    without_names,
    without_signature,
)
from mentaleval_datasets.delimited import csv_rows
from mentaleval_datasets.local import local_copy
from mentaleval_datasets.places import only_file

_COLUMNS: Final = ("questionID", "questionTitle", "questionText", "answerText")
_AUTHOR: Final = "therapistInfo"
_REVISION: Final = "e202e19c5002482f4f6631af754c276dd9adf7f2"
_FILE: Final = "20200325_counsel_chat.csv"
_TOPIC: Final = "topic"


class CounselChat(Dataset):
    """Questions that people asked on CounselChat, with the answers of therapists.

    A question is what its title and text say: the source gives some questions two numbers, and
    some numbers to two questions. Its answers are numbered in the source's order. Names and
    addresses are left out of every text; `counts` tells what was left out and changed.
    """

    name = "counsel-chat"
    original: ClassVar[str | None] = "therapist-1"
    published: ClassVar[Published | None] = Published(
        files=(
            PublishedFile(
                _FILE,
                "https://raw.githubusercontent.com/nbertagnolli/counsel-chat/"
                f"{_REVISION}/data/{_FILE}",
                "c36fbce1c12271a17f3f355f6aaeb0b04987b217b53b600c5677985f15c9f1a8",
                3_281_269,
            ),
        ),
        revision=_REVISION,
        homepage="https://github.com/nbertagnolli/counsel-chat",
        licence="MIT",
        citation="Bertagnolli (2020), Counsel Chat: Bootstrapping High-Quality Therapy Data.",
        note="questions of people in distress and answers of named therapists, from a public "
        "forum; the licence is the repository's, and its authors did not write them",
    )

    path: Path | None = Field(
        None,
        description="The CSV file, or a folder with one; by default $MENTALEVAL_DATA/counsel-chat.",
    )

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every answer that is not blank and not a repeat, in the source's order."""
        return self._read(Counter())

    def counts(self) -> dict[str, int]:
        """Return how many answers were read, kept, and left out for which reason.

        ``read`` is the sum of ``kept``, ``blank_question``, ``blank_answer`` and
        ``repeated_answer``. ``questions`` counts the different ones; ``names_removed`` and
        ``links_removed`` count what was replaced in the texts that were kept.
        """
        tally: Counter[str] = Counter()
        questions = {exchange.id for exchange in self._read(tally)}
        return {
            "read": tally["read"],
            "kept": tally["kept"],
            "blank_question": tally["blank_question"],
            "blank_answer": tally["blank_answer"],
            "repeated_answer": tally["repeated_answer"],
            "questions": len(questions),
            "names_removed": tally["names_removed"],
            "links_removed": tally["links_removed"],
        }

    def answers(self) -> Iterator[tuple[str, str, str]]:
        """Yield every row's question, answer and topic, cleaned; blank and repeated ones too."""
        rows = _answers(self.file())
        authors = author_names(row.get(_AUTHOR, "") for row in rows)
        for row in rows:
            context, answer = (
                _nameless(text, authors, Counter())
                for text in (_question(row), plain_space(row["answerText"]))
            )
            response, _ = without_signature(answer, row.get(_AUTHOR, ""))
            yield context, response, plain_space(row.get(_TOPIC, ""))

    def file(self) -> Path:
        """Return the file that is read."""
        return only_file(local_copy(self.name, self.path), (".csv",))

    def _read(self, tally: Counter[str]) -> Iterator[Exchange]:
        asked: dict[str, tuple[str, str]] = {}
        answers: defaultdict[str, set[str]] = defaultdict(set)
        rows = _answers(self.file())
        authors = author_names(row.get(_AUTHOR, "") for row in rows)
        for row in rows:
            tally["read"] += 1
            context = _question(row)
            answer = plain_space(row["answerText"])
            question = text_hash(context)
            if not context or not answer:
                tally["blank_answer" if context else "blank_question"] += 1
                continue
            if answer in answers[question]:
                tally["repeated_answer"] += 1
                continue
            answers[question].add(answer)
            tally["kept"] += 1
            if question not in asked:
                exchange_id = f"{row['questionID'].strip()}-{question[:8]}"
                asked[question] = exchange_id, _nameless(context, authors, tally)
            response = _nameless(answer, authors, tally)
            response, signatures = without_signature(response, row.get(_AUTHOR, ""))
            tally["names_removed"] += signatures
            yield Exchange(*asked[question], response, f"therapist-{len(answers[question])}")


def _question(row: Mapping[str, str]) -> str:
    title, text = plain_space(row["questionTitle"]), plain_space(row["questionText"])
    # A question whose text only repeats its title was asked once.
    parts = dict.fromkeys(part for part in (title, text) if part)
    return "\n\n".join(parts)


def _nameless(text: str, authors: re.Pattern[str] | None, tally: Counter[str]) -> str:
    text, links = without_links(text)
    text, names = without_names(text, authors)
    tally.update(links_removed=links, names_removed=names)
    return text


def _answers(path: Path) -> list[dict[str, str]]:
    rows = [row for _, row in csv_rows(path)]
    if not rows:
        raise DataError(f"{path} has no rows under its header.")
    for column in _COLUMNS:
        if column not in rows[0]:
            raise missing_column(column, list(rows[0]), str(path))
    return rows
