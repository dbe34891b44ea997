"""Whether two attributes are put in the same words."""

from __future__ import annotations

import hashlib
import json

from mentaleval.vocabulary import Attribute


def words_of(attribute: Attribute) -> str:
    """Return twelve hexadecimal digits: six of an attribute's definition, six of its levels."""
    said = (attribute.definition, json.dumps(attribute.levels))
    return "".join(hashlib.sha256(text.encode()).hexdigest()[:6] for text in said)


def other_words(one: str, other: str) -> str:
    """Say in which words two attributes differ, of which `words_of` tells; empty for in none."""
    parts = (("definition", one[:6], other[:6]), ("levels", one[6:], other[6:]))
    return " and ".join(name for name, mine, theirs in parts if mine != theirs)
