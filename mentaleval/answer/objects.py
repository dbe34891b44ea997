"""JSON objects as a judge writes them: keys repeated, values unclear."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

QUOTES: Final = "\"'\u201c\u201d\u2018\u2019"
"""Straight and curly quotes, double and single."""


def plain(key: str) -> str:
    """Return a key without its case and outer space, its accents in the usual one of two forms."""
    return normalize("NFC", normalize("NFC", key.strip()).casefold())


class JsonObject(dict[str, object]):
    """A JSON object that remembers every value of a repeated key, blind to its case."""

    def __init__(self, pairs: Iterable[tuple[str, object]]) -> None:
        pairs = list(pairs)
        super().__init__(pairs)
        self.values_of: dict[str, list[object]] = defaultdict(list)
        for key, value in pairs:
            self.values_of[plain(key)].append(value)


@dataclass(frozen=True, slots=True)
class Unclear:
    """Stands for a value that is there but cannot be relied on, and says why."""

    why: str


DECODER: Final = json.JSONDecoder(object_pairs_hook=JsonObject)
LENIENT: Final = json.JSONDecoder(object_pairs_hook=JsonObject, strict=False)
