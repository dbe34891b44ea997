"""Names in figures: any text in, something that can be drawn and a name for a file out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from mentaleval.legible import one_line

_LONGEST: Final = 40
_WIDE: Final = frozenset("WF")


def shortened(text: str, most: int) -> str:
    """Return text on one line and no wider than so many letters; an ellipsis stands for the rest.

    Examples
    --------
    >>> shortened("Informativeness", 8)
    'Informa…'
    """
    said = one_line(text)
    if letters(said) <= most:
        return said
    kept, room = "", most - 1
    for letter in said:
        room -= _letters(letter)
        if room < 0:
            break
        kept += letter
    return kept.rstrip() + "…"


def letters(text: str) -> int:
    """Return how many letters wide a text is: some characters take two, some none.

    Examples
    --------
    >>> letters("Safety"), letters("\u5b89\u5168")
    (6, 4)
    """
    return sum(map(_letters, text))


def _letters(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def file_names(names: Iterable[str], otherwise: str) -> dict[str, str]:
    """Return for each name one of lower-case letters, digits and hyphens, no two the same.

    Examples
    --------
    >>> file_names(["gpt-4o[calls=joint]", "GPT 4o", "gpt-4o"], "judge")
    {'gpt-4o[calls=joint]': 'gpt-4o-calls-joint', 'GPT 4o': 'gpt-4o', 'gpt-4o': 'gpt-4o-2'}
    """
    made: dict[str, str] = {}
    for name in names:
        if name in made:
            continue
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or otherwise
        taken, again, number = set(made.values()), stem, 1
        while again in taken:
            number += 1
            again = f"{stem}-{number}"
        made[name] = again
    return made
