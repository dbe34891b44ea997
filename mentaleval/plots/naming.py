"""Names of figures as names of files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 40


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
