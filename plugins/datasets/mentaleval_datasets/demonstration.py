"""The bundled data set: invented conversations and simulated ratings."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from importlib import resources
from typing import Any, ClassVar, Final

from mentaleval import Dataset, Exchange, Reason, RecordedRating, text_hash

_FOLDER: Final = resources.files("mentaleval_datasets") / "demo"


class Demo(Dataset):
    """Invented conversations with simulated ratings, to try the tool without a download."""

    name = "demo"
    original: ClassVar[str | None] = "original"
    simulated: ClassVar[bool] = True

    def exchanges(self) -> Iterator[Exchange]:
        """Yield one exchange for each conversation and recorded responder."""
        for conversation in _conversations():
            for responder, response in conversation["responses"].items():
                yield Exchange(
                    conversation["id"], conversation["context"], response["text"], responder
                )

    def ratings(self) -> Iterator[RecordedRating]:
        """Yield every simulated rating, the missing ones without a number."""
        said = {(e.id, e.responder): e for e in self.exchanges()}
        with (_FOLDER / "ratings.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                rating = float(row["rating"]) if row["rating"] else None
                exchange = said[row["exchange_id"], row["responder"]]
                yield RecordedRating(
                    row["exchange_id"],
                    row["responder"],
                    row["rater"],
                    row["rater_kind"],
                    row["attribute"],
                    rating,
                    reason=Reason.MISSING if rating is None else None,
                    raw=rating,
                    source=self.name,
                    context_hash=text_hash(exchange.context),
                    response_id=text_hash(exchange.response or ""),
                )


def _conversations() -> Iterator[dict[str, Any]]:
    with (_FOLDER / "conversations.jsonl").open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
