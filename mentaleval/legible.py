"""Strangers' names as a terminal, a page or a figure can show them: one spelling everywhere.

Names come from files. A character in them may end a line, command a terminal, be forbidden in HTML
and XML, turn the direction of writing or not be seen at all, so that one name looks like another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

_MISLEADING: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"  # end a line, command a terminal
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of writing
    "\ud800-\udfff\ufffe\uffff"  # no characters at all
    "\U000e0000-\U000e007f"  # text that nobody sees
)
_UNSEEN: Final = "\u00ad\u200b\u2060-\u2064\ufeff"
"""Not the joiners, which scripts and emoji need; in a text they do no harm."""
_IN_A_LINE: Final = re.compile(f"[\t\n{_UNSEEN}{_MISLEADING}]")
_IN_A_TEXT: Final = re.compile(f"[{_MISLEADING}]")
_WIDE: Final = frozenset("WF")
_ENDS: Final = (1 / 2, 1 / 4, 3 / 4, 0, 1)
"""Of what is left of long names, how much is their end: the first that keeps all names apart."""


def one_line(text: str) -> str:
    r"""Return a text with such characters written out; once more changes nothing.

    So no two names differ in such characters and look alike; a name that itself has them written
    out, and letters of several scripts that look alike, stay as they are.

    Examples
    --------
    >>> one_line("my\nmodel"), one_line("gpt\u200b-4"), one_line(r"C:\new")
    ('my\\nmodel', 'gpt\\u200b-4', 'C:\\new')
    """
    return _IN_A_LINE.sub(_written_out, text)


def legible(text: str) -> str:
    r"""Return a text of many lines with such characters written out; its lines and tabs stay.

    Examples
    --------
    >>> legible("gpt\x00-4\u202e\n")
    'gpt\\x00-4\\u202e\n'
    """
    return _IN_A_TEXT.sub(_written_out, text.replace("\r\n", "\n"))


def _written_out(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]


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


def shortened(
    names: Iterable[str],
    most: float,
    *,
    width: Callable[[str], float] = letters,
    gap: str = "...",
) -> dict[str, str]:
    """Return each name on one line and no wider than so much; no two are cut to the same.

    Long names lose their middle, or whatever leaves them all apart; else they are numbered.

    Parameters
    ----------
    names
        All that stand beside each other.
    most
        How wide each may be at most, as *width* measures it.
    width
        Returns how wide a text is.
    gap
        What stands where something was left out.

    Examples
    --------
    >>> shortened(["gpt-4o", "meta-llama/llama-3.1-70b-instruct"], 16)
    {'gpt-4o': 'gpt-4o', 'meta-llama/llama-3.1-70b-instruct': 'meta-ll...struct'}
    >>> list(shortened(["a model of empathy, v1", "a model of empathy, v2"], 9).values())
    ['a mo...v1', 'a mo...v2']
    """
    said = {name: one_line(name) for name in names}
    kept = {text for text in said.values() if width(text) <= most}
    long = [text for text in dict.fromkeys(said.values()) if text not in kept]
    for end in _ENDS:
        cut = {text: _cut(text, most, width, gap, end) for text in long}
        if len(kept.union(cut.values())) == len(kept) + len(long):
            break
    else:
        cut = _numbered(long, most, width, kept)
    return {name: cut.get(text, text) for name, text in said.items()}


def _numbered(
    long: Iterable[str], most: float, width: Callable[[str], float], kept: Iterable[str]
) -> dict[str, str]:
    made: dict[str, str] = {}
    taken, number = set(kept), 0
    for text in long:
        while text not in made or made[text] in taken:
            number += 1
            made[text] = _cut(text, most, width, f"..{number}..", _ENDS[0])
        taken.add(made[text])
    return made


def _cut(text: str, most: float, width: Callable[[str], float], gap: str, end: float) -> str:
    room = most - width(gap)
    tail = _within(text[::-1], room * end, width)[::-1].lstrip()
    while tail and unicodedata.combining(tail[0]):  # it would stand on the gap
        tail = tail[1:]
    head = _within(text, room - width(tail), width).rstrip()
    return f"{head}{gap}{tail}"


def _within(text: str, room: float, width: Callable[[str], float]) -> str:
    """Return the beginning of a text that is no wider than there is room."""
    count = 0
    while count < len(text) and width(text[: count + 1]) <= room:
        count += 1
    return text[:count]
