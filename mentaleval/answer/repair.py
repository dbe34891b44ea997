"""Read objects out of prose and out of broken JSON; a value counts only if it stands there.

A judge may quote what it rates, so a number can stand in its answer without being its own. What
stands inside a value of prose (an explanation) is not believed, as far as that can be told in a
broken object; what the rated texts say too is left to `mentaleval.answer.quotations`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from mentaleval.answer.objects import LENIENT, QUOTES, JsonObject, Unclear, plain
from mentaleval.vocabulary import Attribute

MAX_REPAIR: Final = 3_000
"""A longer broken object is not repaired: the time that takes grows with the square."""

_NO_NAME: Final = rf"\x00-\x1f!-,./:-@\[-\^`{{-\x7f{QUOTES}"
"""What stands in no key: signs, but for the - and _ of a name; marks of any script may."""
_OPENING: Final = re.compile(rf"\{{\s*(?:[{QUOTES}]|[^\s{_NO_NAME}]+\s*:)")
_QUOTED: Final = re.compile(rf"[{QUOTES}](.*)[{QUOTES}]", re.DOTALL)
_KEY: Final = re.compile(
    rf"[{{,\n]\s*[{QUOTES}]?\s*([^:{{}},\n{QUOTES}]{{1,40}}?)\s*[{QUOTES}]?\s*:"
)
_PLAIN_VALUE: Final = re.compile(rf"\s*[{QUOTES}]?\s*(?:[-+]?\d|null\b|true\b|false\b)")
_LAST_NUMBERS: Final = re.compile(
    rf"(?:,\s*[{QUOTES}]?[^{_NO_NAME}]{{1,40}}[{QUOTES}]?\s*:"
    rf"\s*[{QUOTES}]?[-+]?\d+(?:\.\d+)?[{QUOTES}]?\s*)+"
    r",?\s*\}\s*(?:```)?\s*$"
)

_NOT_THERE: Final = Unclear("the text does not say it clearly")
_NOT_ON_TOP: Final = Unclear("it is not a key of the object itself")
_CUT: Final = Unclear("the answer ends before its value does")
_IN_PROSE: Final = Unclear("it stands where the judge explains or quotes")


def embedded(text: str) -> tuple[list[JsonObject], str]:
    """Return the whole objects in *text*, up to one that is broken, and the text from there."""
    objects: list[JsonObject] = []
    at = text.find("{")
    while at >= 0:
        end = at + 1
        if _OPENING.match(text, at):
            try:
                value, end = LENIENT.raw_decode(text, at)
            except (ValueError, RecursionError):
                return objects, text[at:]
            objects.append(value)
        at = text.find("{", end)
    return objects, ""


def repair(text: str, attributes: Sequence[Attribute]) -> JsonObject | None:
    """Mend a broken object; a value counts only if the text says the same, outside its prose."""
    import json_repair  # noqa: PLC0415  rarely needed, and it slows the front door

    text = normalize("NFC", text)  # as the names of attributes are
    if '"' not in text:  # curly quotes in the place of straight ones, opening or closing
        text = text.replace("\u201c", '"').replace("\u201d", '"')
    try:
        mended = json_repair.loads(text)
    except Exception:  # noqa: BLE001  it meets broken text, and fails in ways of its own
        return None
    dicts = [d for d in (mended if isinstance(mended, list) else [mended]) if isinstance(d, dict)]
    pairs = [(str(key), value) for d in dicts for key, value in d.items()]
    found = JsonObject(pairs).values_of.keys()
    prose = _prose(text, {plain(a.name) for a in attributes})
    for name in (attribute.name for attribute in attributes):
        claims = _claims(text, name, prose)
        pairs.extend((name, claim) for claim in claims)
        if bool(claims) != (plain(name) in found):
            pairs.append((name, _NOT_ON_TOP if claims else _NOT_THERE))
    return JsonObject(pairs) if pairs else None


def _prose(text: str, names: set[str]) -> tuple[int, int]:
    """Return from where to where a broken object is not believed.

    From the first key with a value of words, since its quotes may be anywhere, to the numbers
    that close the object.
    """
    for match in _KEY.finditer(text):
        if plain(match[1]) not in names and not _PLAIN_VALUE.match(text, match.end()):
            last = _LAST_NUMBERS.search(text, match.end())
            return match.start(), last.start() if last else len(text)
    return len(text), len(text)


def _claims(text: str, name: str, prose: tuple[int, int]) -> list[object]:
    """Return what stands in *text* after each key *name*: quoted keys, else bare ones."""
    quoted_key, bare_key = _claim_patterns(name)
    matches = list(quoted_key.finditer(text)) or list(bare_key.finditer(text))
    return [_claim(match, text, prose) for match in matches]


@lru_cache(maxsize=256)
def _claim_patterns(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    value = r"\s*:\s*([^,}\]\n]*)([,}\]\n]?)"
    key = re.escape(name.strip())
    return (
        re.compile(rf"[{QUOTES}]\s*{key}\s*[{QUOTES}]{value}", re.IGNORECASE),
        re.compile(rf"(?<![\w{QUOTES}]){key}{value}", re.IGNORECASE),
    )


def _claim(match: re.Match[str], text: str, prose: tuple[int, int]) -> object:
    if prose[0] <= match.start() < prose[1]:
        return _IN_PROSE
    if match.end() == len(text) and not match[2]:
        return _CUT
    said = match[1].strip()
    if said == "null":
        return None
    inner = _QUOTED.fullmatch(said)
    return inner[1] if inner else said
