"""What the builder of a benchmark makes one of: a conversation of a source, and its words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from mentaleval import text_hash


@dataclass(frozen=True)
class Conversation:
    """What somebody said and the source's own reply, with the source's label where it has one."""

    source: str
    context: str
    response: str
    condition: str = ""

    @cached_property
    def id(self) -> str:
        """Its source, condition and text: the same in any order and any company."""
        condition = re.sub(r"[\W_]+", "-", self.condition.casefold()).strip("-")
        return "-".join(filter(None, (self.source, condition, text_hash(self.context))))

    @cached_property
    def said(self) -> str:
        """The context in one spelling."""
        return one_spelling(self.context)

    @cached_property
    def place(self) -> str:
        """A sum of all its text: an order that no source and no reader has chosen."""
        text = f"{self.context}\0{self.response}\0{self.condition}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def word_count(text: str) -> int:
    """Return how many words a text has: what stands between white space, with its punctuation.

    Examples
    --------
    >>> word_count("I can't -- sleep.")
    4
    """
    return len(text.split())


def one_spelling(text: str) -> str:
    """Return the words of a text without case, punctuation and runs of white space.

    Examples
    --------
    >>> one_spelling("  I can't -- SLEEP\u2026 ")
    'i can t sleep'
    """
    return re.sub(r"[\W_]+", " ", normalize("NFKC", text).casefold()).strip()
