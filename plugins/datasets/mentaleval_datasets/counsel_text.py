"""Make a text of CounselChat fit to use: plain white space, no names, no addresses.

Nothing else is changed: sentences that the source glued together stay so, since where one ends
cannot be told for sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest
from typing import Final

NAME: Final = "[name]"
LINK: Final = "[link]"

_LINK: Final = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net)\b(?:/\S*)?",
    re.IGNORECASE,
)
_MARK: Final = re.compile(r"://|www\.|@|\.(?:com|org|net)\b", re.IGNORECASE)
_LONGEST_WORD: Final = 1_000
"""Characters of a word in which the place of an address is looked for."""
_SURNAME: Final = re.compile(r"(?:Mc|Mac|O['\u2019])?[A-Z][a-z'\u2019-]+")
_GIVEN: Final = re.compile(r"[A-Z][a-z'\u2019-]+")
_SIGNATURE: Final = 80
"""Characters at the end of an answer within which a first name is taken for a signature."""


def plain_space(text: str) -> str:
    """Return *text* with single spaces, no space at the ends of lines and no empty lines twice."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def without_links(text: str) -> tuple[str, int]:
    """Replace web and mail addresses by ``[link]``, and count them.

    What is too long for a word is replaced whole where it may hold one: to look for where it
    begins would take for ever.
    """
    if all(len(word) <= _LONGEST_WORD for word in text.split()):
        return _LINK.subn(LINK, text)
    parts = re.split(rf"(\S{{{_LONGEST_WORD + 1},}})", text)
    done = [_LINK.subn(LINK, part) for part in parts[::2]]
    long = [(LINK, 1) if _MARK.search(word) else (word, 0) for word in parts[1::2]]
    pieces = [piece for pair in zip_longest(done, long, fillvalue=("", 0)) for piece in pair]
    return "".join(text for text, _ in pieces), sum(count for _, count in pieces)


def without_names(text: str, names: re.Pattern[str] | None) -> tuple[str, int]:
    """Replace the names that `author_names` has found by ``[name]``, and count them."""
    return names.subn(NAME, text) if names else (text, 0)


def author_names(therapists: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of the full names in what the source says of its authors.

    It gives the name, then titles and a motto, often glued to the name. Only a capitalised
    first name and surname at the beginning are taken for a name.
    """
    names = dict.fromkeys(filter(None, map(_name, therapists)))
    either = "|".join(
        rf"{re.escape(given)}(?:\s+[A-Z]\.?)?\s+{re.escape(surname)}" for given, surname in names
    )
    # Few words begin with a capital letter: to look for one first halves the time of reading.
    return re.compile(rf"\b(?=[A-Z])(?:{either})") if names else None


def without_signature(text: str, therapist: str) -> tuple[str, int]:
    """Replace its author's first name or surname at the end of an answer, and count them."""
    name = _name(therapist)
    if name is None:
        return text, 0
    either = "|".join(map(re.escape, name))
    body, end = text[:-_SIGNATURE], text[-_SIGNATURE:]
    # Before a word in lower case a first name is more likely a word: "Hope this helps".
    end, count = re.subn(rf"\b(?:{either})\b(?!\s+[a-z])", NAME, end)
    return body + end, count


def _name(therapist: str) -> tuple[str, str] | None:
    words = [word.rstrip(",") for word in therapist.split()[:2]]
    given = _GIVEN.fullmatch(words[0]) if words else None
    surname = _SURNAME.match(words[1]) if len(words) > 1 else None
    return (given[0], surname[0]) if given and surname else None
