"""MentalChat16K: pairs from counselling calls with caregivers, or pairs that a model invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Final

from pydantic import Field

from mentaleval import DataError, Dataset, Exchange, Published, PublishedFile
from mentaleval_datasets.local import local_copy
from mentaleval_datasets.pairs import pair_counts, pair_exchanges
from mentaleval_datasets.places import only_file

INTERVIEWS: Final = "Interview_Data_6K.csv"
SYNTHETIC: Final = "Synthetic_Data_10K.csv"
_HOMEPAGE: Final = "https://huggingface.co/datasets/ShenLab/MentalChat16K"
_REVISION: Final = "ebab394c44ef6ceb381e83be7739d0c77a41dad4"


class MentalChat16K(Dataset):
    """Pairs from calls between health coaches and caregivers, written anew by a model (2503.13509).

    The interview part of MentalChat16K: a local Mistral model paraphrased transcripts of calls with
    caregivers of hospice patients. No word of it is as it was said.
    """

    name = "mentalchat16k"
    original: ClassVar[str | None] = "coach"
    published: ClassVar[Published | None] = Published(
        files=(
            PublishedFile(
                INTERVIEWS,
                f"https://huggingface.co/datasets/ShenLab/MentalChat16K/resolve/{_REVISION}"
                f"/{INTERVIEWS}",
                # The pointer in the commit of this revision, as its page shows it.
                sha256="7a2192299807ab2aa202a51dcc5b8b4cb35d1ee6b6eb38e9573be0aa51dc4992",
                size=13_580_450,
            ),
        ),
        revision=_REVISION,
        homepage=_HOMEPAGE,
        licence="MIT",
        citation="Xu et al., MentalChat16K: A Benchmark Dataset for Conversational Mental Health "
        "Assistance, KDD 2025, arXiv 2503.13509",
        note="the interview part alone; its texts are a model's paraphrase of transcripts",
    )

    path: Path | None = Field(
        None,
        description=f"{INTERVIEWS}, or its folder; by default $MENTALEVAL_DATA/mentalchat16k.",
    )
    synthetic: bool = Field(
        False,
        description=f"Read {SYNTHETIC} instead: pairs that GPT-3.5 invented, no person's words.",
    )

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every pair that is not blank and not a repeat, in the file's order."""
        return self._read(Counter())

    def counts(self) -> dict[str, int]:
        """Return how many pairs were ``read``: ``kept``, ``blank`` and ``repeated``."""
        tally: Counter[str] = Counter()
        return pair_counts(self._read(tally), tally)

    def file(self) -> Path:
        """Return the file that is read."""
        parts = (SYNTHETIC, INTERVIEWS) if self.synthetic else (INTERVIEWS, SYNTHETIC)
        place = local_copy(self.name, self.path)
        if self.synthetic and place.is_dir() and not (place / SYNTHETIC).exists():
            raise DataError(
                f"{place} does not hold {SYNTHETIC}, the invented pairs, which are not fetched.",
                hint=f"get it from {_HOMEPAGE} into that folder, or leave synthetic=true out",
            )
        return only_file(place, (".csv",), named=parts[0], others=parts[1:])

    def _read(self, tally: Counter[str]) -> Iterator[Exchange]:
        source = f"{self.name}-synthetic" if self.synthetic else self.name
        responder = "gpt-3.5" if self.synthetic else "coach"
        return pair_exchanges(self.file(), source=source, responder=responder, tally=tally)
