r"""Tell a judge's own numbers from those that it may only quote from what it rates.

A judge quotes the neutral text that it was shown, or tidies it further, and a reader takes many
spellings for one number (``5``, ``0.5e1``, ``"\u0035"``). So the rated texts are searched for
the number, not for its spelling, and for what their escapes stand for as well. They are never
parsed: a broken object before a whole one hides nothing, and the time stays in proportion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import normalize

from mentaleval.answer.objects import QUOTES, JsonObject, Unclear, plain
from mentaleval.answer.values import WORDS, number_of
from mentaleval.quoting import neutral
from mentaleval.vocabulary import Attribute

_SKIPPED: Final = re.compile(rf"[\s\\{QUOTES}]+")
# any number of backslashes, also escaped ones, and what they escape
_ESCAPE: Final = re.compile(r"(?:\\(?:u005c)*+)++(?:u([0-9a-f]{4})|[bfnrt])?", re.IGNORECASE)
_NUMBER: Final = rf"([+-]?[0-9]+(?:\.[0-9]*)?(?:e[+-]?[0-9]+)?|{'|'.join(WORDS)})"

_PLANTED: Final = Unclear("the rated text says the same, so it may be a quotation")


def bare(text: str) -> str:
    """Return a text without what a quotation may change, to find quotations by.

    That is quotes, white space and case, what shows nothing, in which form accents are written,
    and whether a chat template's sign is broken: a judge quotes the neutral text that it was
    shown, or tidies it further.
    """
    return normalize("NFC", normalize("NFC", _SKIPPED.sub("", neutral(text))).casefold())


def doubt_quotations(
    objects: Sequence[JsonObject], attributes: Sequence[Attribute], quoted: Iterable[str]
) -> None:
    """Make every value in *objects* unclear that one of the *quoted* texts gives as well."""
    sources = [form for text in quoted for form in {bare(text), bare(_unescaped(neutral(text)))}]
    for attribute in attributes:
        said = {number for source in sources for number in _numbers(attribute, source)}
        for found in objects:
            values = found.values_of.get(plain(attribute.name), [])
            values[:] = [_PLANTED if _planted(attribute, v, sources, said) else v for v in values]


def _planted(attribute: Attribute, value: object, sources: Sequence[str], said: set[float]) -> bool:
    """Whether one of the *sources* (made `bare`) says *value* of the attribute, or its number."""
    number = number_of(value, attribute.scale)
    if number in said:
        return True
    forms = [str(value)]
    if number is not None:  # also where other figures follow it, such as those of a list
        forms.append(f"{number:g}")
    claims = [bare(f"{attribute.name}:{form}") for form in forms]
    return any(claim in source for claim in claims for source in sources)


def _numbers(attribute: Attribute, source: str) -> Iterable[float]:
    """Return every number that a text (made `bare`) says of the attribute, however spelled."""
    for match in re.finditer(re.escape(bare(attribute.name)) + ":" + _NUMBER, source):
        yield float(WORDS.index(match[1])) if match[1] in WORDS else float(match[1])


def _unescaped(text: str) -> str:
    """Return a text with each JSON escape as what it stands for, however often it is escaped."""
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else " ", text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # joins halves
