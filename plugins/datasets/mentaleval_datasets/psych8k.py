"""Psych8k, which the paper calls EmoCare: pairs that GPT-4 wrote from counselling sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Final

from pydantic import Field

from mentaleval import Dataset, Exchange, Published, PublishedFile
from mentaleval_datasets.local import local_copy
from mentaleval_datasets.pairs import pair_counts, pair_exchanges
from mentaleval_datasets.places import only_file

FILE: Final = "Alexander_Street_shareGPT_2.0.json"
MUST_STAY: Final = (
    "what Psych8k holds must not be passed on: neither a file made of it, nor logs and reports "
    "with its texts."
)


class Psych8k(Dataset):
    """Pairs that GPT-4 wrote from 260 counselling sessions (EmoCare; arXiv 2309.15461).

    It is given out on request, so bring your own file. Neither the questions nor the answers are as
    they were said.
    """

    name = "psych8k"
    original: ClassVar[str | None] = "counsellor"
    published: ClassVar[Published | None] = Published(
        files=(
            PublishedFile(
                FILE,
                f"https://huggingface.co/datasets/EmoCareAI/Psych8k/resolve/main/{FILE}",
                sha256=None,
            ),
        ),
        revision=None,
        homepage="https://huggingface.co/datasets/EmoCareAI/Psych8k",
        licence="CC-BY-NC-SA-4.0",
        citation="Liu et al., ChatCounselor: A Large Language Models for Mental Health Support, "
        "arXiv 2309.15461",
        gated="ask for it on its page, with your contact details, and put the .json file that you "
        "are given into the folder psych8k; it must not be passed on",
        note="not for commercial use; questions and answers are GPT-4's words; the sum of the file "
        "is not known here",
    )

    path: Path | None = Field(
        None,
        description="The .json file of pairs, or a folder with it; by default "
        "$MENTALEVAL_DATA/psych8k.",
    )

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every pair that is not blank and not a repeat, in the file's order."""
        return self._read(Counter())

    def counts(self) -> dict[str, int]:
        """Return how many pairs were ``read``: ``kept``, ``blank`` and ``repeated``."""
        tally: Counter[str] = Counter()
        return pair_counts(self._read(tally), tally)

    def cautions(self) -> tuple[str, ...]:
        """Say on which terms its texts are here."""
        return (MUST_STAY,)

    def file(self) -> Path:
        """Return the file that is read."""
        return only_file(local_copy(self.name, self.path), (".json", ".csv"), named=FILE)

    def _read(self, tally: Counter[str]) -> Iterator[Exchange]:
        return pair_exchanges(self.file(), source=self.name, responder="counsellor", tally=tally)
